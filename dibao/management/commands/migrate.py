"""Django's `migrate`, which does not make every model anew for each of our guards."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.core.management.commands import migrate
from django.db.migrations import AddConstraint, AddIndex, RemoveConstraint, RemoveIndex
from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger, RemoveTrigger

StateForwards = Callable[..., None]
_TOLD = "state_forwards"
_TRIGGERS = (AddTrigger, RemoveTrigger)
_RULES = (AddConstraint, RemoveConstraint, AddIndex, RemoveIndex)


@contextmanager
def guards_change_no_model() -> Iterator[None]:
    """While it lasts, the state notes a trigger, constraint or index and leaves the rendered models alone.

    None of them changes a field, and their operations take themselves to the database; but Django has all models that
    are related to their own rendered again, which are nearly all, and for six hundred guards that takes a minute.
    """
    before = [(kind, kind.state_forwards) for kind in (*_TRIGGERS, *_RULES)]
    for kind, state_forwards in before:
        setattr(kind, _TOLD, _without_rendering(state_forwards))
    try:
        yield
    finally:
        for kind, state_forwards in before:
            setattr(kind, _TOLD, state_forwards)


def _without_rendering(state_forwards: StateForwards) -> StateForwards:
    def noted(operation: object, app_label: str, state: ProjectState) -> None:
        rendered = vars(state).pop("apps", None)
        state_forwards(operation, app_label, state)
        if rendered is None:
            return
        vars(state)["apps"] = rendered
        if isinstance(operation, _RULES):
            _tell_the_model(operation.model_name, app_label, state)

    return noted


def _tell_the_model(name: str, app_label: str, state: ProjectState) -> None:
    """What alters a field later looks at the rendered model, lest it drop a constraint that has a name."""
    options = state.models[app_label, name.lower()].options
    meta = state.apps.get_model(app_label, name)._meta
    meta.constraints = list(options.get("constraints", []))
    meta.indexes = list(options.get("indexes", []))


class Command(migrate.Command):
    def handle(self, *args: object, **options: object) -> None:
        with guards_change_no_model():
            super().handle(*args, **options)
