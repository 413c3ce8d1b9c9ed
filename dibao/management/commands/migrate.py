"""Django's `migrate`, which does not make every model anew for each change of one."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.core.management.commands import migrate
from django.db.migrations import (
    AddConstraint,
    AddField,
    AddIndex,
    AlterField,
    CreateModel,
    RemoveConstraint,
    RemoveIndex,
)
from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger, RemoveTrigger

StateForwards = Callable[..., None]
_TOLD = "state_forwards"
_TRIGGERS = (AddTrigger, RemoveTrigger)
_RULES = (AddConstraint, RemoveConstraint, AddIndex, RemoveIndex)
_TABLES = (CreateModel, AddField, AlterField)
_OURS = ("dibao", "applicants", "payments", "oversight")


@contextmanager
def changes_stay_with_their_model() -> Iterator[None]:
    """While it lasts, a change renders its own model at most.

    Django renders again all models that are related to a changed one, and those related to them, which are nearly
    all: for six hundred guards and four hundred columns that takes two minutes. A trigger, a constraint or an index
    changes no field at all; a new table or column is taken to the database by what its own model says.
    """
    before = [(kind, kind.state_forwards) for kind in (*_TRIGGERS, *_RULES, *_TABLES)]
    for kind, state_forwards in before:
        setattr(kind, _TOLD, _without_the_others(state_forwards))
    try:
        yield
    finally:
        for kind, state_forwards in before:
            setattr(kind, _TOLD, state_forwards)


def _without_the_others(state_forwards: StateForwards) -> StateForwards:
    def noted(operation: object, app_label: str, state: ProjectState) -> None:
        if isinstance(operation, CreateModel | AddField | AlterField) and not (
            app_label in _OURS and _changes_one_table(operation)
        ):
            state_forwards(operation, app_label, state)
            return
        rendered = vars(state).pop("apps", None)
        state_forwards(operation, app_label, state)
        if rendered is None:
            return
        vars(state)["apps"] = rendered
        if isinstance(operation, _RULES):
            _tell_the_model(operation.model_name, app_label, state)
        elif isinstance(operation, CreateModel):
            _render(operation.name, app_label, state)
        elif isinstance(operation, AddField | AlterField):
            _render(operation.model_name, app_label, state)

    return noted


def _changes_one_table(operation: CreateModel | AddField | AlterField) -> bool:
    """Whether no other table changes with it: keys may be pointed at, and lists of many bring a table along."""
    if isinstance(operation, CreateModel):
        return not any(field.many_to_many for _name, field in operation.fields)
    field = operation.field
    may_be_pointed_at = field.primary_key or (isinstance(operation, AlterField) and field.unique)
    return not (field.many_to_many or may_be_pointed_at)


def _render(name: str, app_label: str, state: ProjectState) -> None:
    state.apps.unregister_model(app_label, name.lower())
    state.apps.render_multiple([state.models[app_label, name.lower()]])


def _tell_the_model(name: str, app_label: str, state: ProjectState) -> None:
    """What alters a field later looks at the rendered model, lest it drop a constraint that has a name."""
    options = state.models[app_label, name.lower()].options
    meta = state.apps.get_model(app_label, name)._meta
    meta.constraints = list(options.get("constraints", []))
    meta.indexes = list(options.get("indexes", []))


class Command(migrate.Command):
    def handle(self, *args: object, **options: object) -> None:
        with changes_stay_with_their_model():
            super().handle(*args, **options)
