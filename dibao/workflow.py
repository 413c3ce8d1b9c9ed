"""Status machines as tables of moves: buttons, checks and the database's guard are all made from the same rows."""

from dataclasses import dataclass
from typing import ClassVar, Self, cast

import pgtrigger
from django.db import models
from django.db.models import F
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dibao.errors import Refused
from dibao.guards import allows, require
from dibao.models.staff import Staff
from dibao.permissions import Permission
from dibao.triggers import after


class MoveRefused(Refused):
    """The move is not open from where the row stands now: a sentence says where it stands."""


@dataclass(frozen=True)
class Move:
    """One row of a transition table: what it is called, from where, to where, and who may."""

    name: str
    sources: tuple[str, ...]
    target: str
    permission: Permission
    label: str | Promise


@dataclass(frozen=True)
class Workflow:
    """A transition table with the status in which rows are born."""

    initial: str
    moves: tuple[Move, ...]

    def __getitem__(self, name: str) -> Move:
        return next(move for move in self.moves if move.name == name)

    def open_from(self, status: str) -> list[Move]:
        return [move for move in self.moves if status in move.sources]

    def pairs(self) -> list[tuple[str, str]]:
        return sorted({(source, move.target) for move in self.moves for source in move.sources})

    def guards(self, noun: str, *, born_elsewhere: str = "FALSE") -> list[pgtrigger.Trigger]:
        """The two triggers that hold the table in PostgreSQL, bulk and raw SQL included.

        `born_elsewhere` is an SQL condition on `n` for rows that may be inserted in another status.
        """
        listed = ", ".join(f"('{source}', '{target}')" for source, target in self.pairs())
        return [
            after(
                f"{noun}_key_never_changes",
                pgtrigger.Update,
                "SELECT FROM old_rows o LEFT JOIN new_rows n USING (id) WHERE n.id IS NULL",
            ),
            after(
                f"{noun}_moves_along_its_table",
                pgtrigger.Update,
                f"""
                SELECT FROM old_rows o JOIN new_rows n USING (id)
                WHERE o.status <> n.status AND (o.status, n.status) NOT IN ({listed})
                """,
            ),
            after(
                f"{noun}_starts_at_the_start",
                pgtrigger.Insert,
                f"SELECT FROM new_rows n WHERE n.status <> '{self.initial}' AND NOT ({born_elsewhere})",
            ),
        ]


class MovingModel(models.Model):
    """A row with a status that changes only by `move()`: compare-and-set, so that two people never both succeed."""

    workflow: ClassVar[Workflow]

    version = models.PositiveIntegerField(gettext_lazy("版本"), default=0)

    class Meta:
        abstract = True

    status: str

    def move(self, name: str, *, by: Staff, **columns: object) -> Self:
        """Take the move `name` and set `columns` with it; raise PermissionDenied or MoveRefused.

        The row must still have the status and version that the caller saw (one UPDATE, its count checked).
        """
        self.require_open(name, by=by)
        fresh = type(self)._default_manager.filter(
            pk=self.pk, status=self.status, version=self.version
        )
        moved = fresh.update(status=self.workflow[name].target, version=F("version") + 1, **columns)
        self.refresh_from_db()
        if not moved:
            raise self._refusal(name)
        return self

    def require_open(self, name: str, *, by: Staff) -> None:
        """Raise unless `by` may take the move from where this row stands; actions ask before they write."""
        require(by, self.workflow[name].permission)
        if self.status not in self.workflow[name].sources:
            raise self._refusal(name)

    def _refusal(self, name: str) -> MoveRefused:
        return MoveRefused(
            _("“%(move)s”没有办成：现在的状态是“%(status)s”。可能已有人办过，刷新后再看。")
            % {"move": self.workflow[name].label, "status": self.status_label}
        )

    @property
    def status_label(self) -> str:
        field = cast("models.CharField[str, str]", self._meta.get_field("status"))
        return str(dict(field.flatchoices)[self.status])

    def moves_open_to(self, staff: Staff) -> list[Move]:
        """The moves that `staff` may take from here; pages draw their buttons from it."""
        return [m for m in self.workflow.open_from(self.status) if allows(staff, m.permission)]
