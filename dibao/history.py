"""History of core tables: triggers write every change, raw SQL and bulk work included, statement by statement.

Who, request and action stand in each history row, taken from the scope that the change was made in.
"""

from collections.abc import Callable
from typing import TypeVar

import pghistory
from django.db import models

M = TypeVar("M", bound=models.Model)


def kept(*, inserts: bool = True) -> Callable[[type[M]], type[M]]:
    """Keep the history of a model; `inserts=False` where the row itself is the record of its birth."""
    trackers: list[pghistory.Tracker] = [pghistory.UpdateEvent(), pghistory.DeleteEvent()]
    if inserts:
        trackers.insert(0, pghistory.InsertEvent())
    return pghistory.track(
        *trackers,
        append_only=True,
        obj_field=pghistory.ObjForeignKey(related_name="history"),
    )


def changes_kept(*columns: str) -> Callable[[type[M]], type[M]]:
    """Keep only the changes of a few columns, for tables whose other columns never change once they are written."""

    def track(model: type[M]) -> type[M]:
        return pghistory.track(
            pghistory.UpdateEvent(),
            fields=list(columns),
            append_only=True,
            obj_field=pghistory.ObjForeignKey(related_name="history"),
            # The library would name the table after its columns.
            model_name=f"{model.__name__}Event",
        )(model)

    return track
