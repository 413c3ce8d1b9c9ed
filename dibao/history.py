"""History of core tables: triggers write every change, raw SQL and bulk work included, statement by statement.

Who, request and action stand in each history row, taken from the scope that the change was made in.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

import pghistory
import pghistory.models
import pghistory.trigger
import pgtrigger
from django.db import models

from dibao.triggers import APPEND_ONLY, planned_anew

M = TypeVar("M", bound=models.Model)

# The chains' own; contents of files, whose fingerprints are sealed with the files; and trials, which decide nothing.
_NOT_SEALED = {
    "applicants_whatifrow",
    "dibao_auditblock",
    "dibao_auditlayout",
    "dibao_chaincheck",
    "payments_filecontent",
}


class _Event(pghistory.trigger.Event):
    """The library's trigger, planned anew at each statement: changed rows are one at one time, thousands at another."""

    def render_func(self, model: models.Model) -> str:
        rendered = super().render_func(model)
        return f"{planned_anew(rendered.removesuffix('RETURN NULL;'))}; RETURN NULL;"


class _Tracker(pghistory.RowEvent):
    def add_event_trigger(self, event_model: type[pghistory.models.Event]) -> None:
        event = _Event(
            event_model=event_model,
            label=self.label,
            name=self.trigger_name,
            row=self.row,
            operation=self.operation,
            condition=self.condition,
            level=self.level,
        )
        pgtrigger.register(event)(event_model.pgh_tracked_model)


class _Insert(_Tracker, pghistory.InsertEvent):
    pass


class _Update(_Tracker, pghistory.UpdateEvent):
    pass


class _Delete(_Tracker, pghistory.DeleteEvent):
    pass


def kept(*, inserts: bool = True, without: Sequence[str] = ()) -> Callable[[type[M]], type[M]]:
    """Keep the history of a model; `inserts=False` where the row itself is the record of its birth.

    `without` names the columns that no history may hold.
    """

    def track(model: type[M]) -> type[M]:
        trackers: list[pghistory.Tracker] = [_Update(), _Delete()]
        if inserts:
            trackers.insert(0, _Insert())
        return pghistory.track(
            *trackers,
            exclude=list(without) or None,
            append_only=True,
            obj_field=pghistory.ObjForeignKey(related_name="history"),
            # Where columns are left out, the library would name the table after them.
            model_name=f"{model.__name__}Event",
        )(model)

    return track


def changes_kept(*columns: str) -> Callable[[type[M]], type[M]]:
    """Keep only the changes of a few columns, for tables whose other columns never change once they are written."""

    def track(model: type[M]) -> type[M]:
        return pghistory.track(
            _Update(),
            fields=list(columns),
            append_only=True,
            obj_field=pghistory.ObjForeignKey(related_name="history"),
            # The library would name the table after its columns.
            model_name=f"{model.__name__}Event",
        )(model)

    return track


def writers() -> dict[str, str]:
    """The trigger functions that write history, each with the table it writes into."""
    return {
        trigger.get_pgid(model): trigger.event_model._meta.db_table
        for model, trigger in pgtrigger.registered()
        if isinstance(trigger, _Event) and trigger.event_model is not None
    }


def tracked() -> dict[type[models.Model], type[models.Model]]:
    """The models that keep a history, each with the model of its versions."""
    return {
        trigger.event_model.pgh_tracked_model: trigger.event_model
        for _model, trigger in pgtrigger.registered()
        if isinstance(trigger, _Event) and trigger.event_model is not None
    }


def sealed() -> list[str]:
    """The tables whose rows the chains seal: traces, histories, and whatever is written once and decides something."""
    once = {
        model._meta.db_table
        for model, trigger in pgtrigger.registered()
        if str(trigger.name).endswith(f"_{APPEND_ONLY}")
    }
    return sorted({*writers().values(), *once - _NOT_SEALED})
