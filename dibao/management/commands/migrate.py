"""Django's `migrate`, which does not make every model anew for each of our guards."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.core.management.commands import migrate
from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger, RemoveTrigger

StateForwards = Callable[..., None]
_TOLD = "state_forwards"


@contextmanager
def triggers_change_no_model() -> Iterator[None]:
    """While it lasts, the state notes a trigger and leaves the models that are rendered from it alone.

    A trigger changes no field, and its operation takes itself to the database; but the library has all models that are
    related to its own rendered again, which are nearly all, and for four hundred triggers that takes half a minute.
    """
    before = [(kind, kind.state_forwards) for kind in (AddTrigger, RemoveTrigger)]
    for kind, state_forwards in before:
        setattr(kind, _TOLD, _without_rendering(state_forwards))
    try:
        yield
    finally:
        for kind, state_forwards in before:
            setattr(kind, _TOLD, state_forwards)


def _without_rendering(state_forwards: StateForwards) -> StateForwards:
    def noted(operation: AddTrigger | RemoveTrigger, app_label: str, state: ProjectState) -> None:
        rendered = vars(state).pop("apps", None)
        state_forwards(operation, app_label, state)
        if rendered is not None:
            vars(state)["apps"] = rendered

    return noted


class Command(migrate.Command):
    def handle(self, *args: object, **options: object) -> None:
        with triggers_change_no_model():
            super().handle(*args, **options)
