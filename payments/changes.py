"""Whose benefit, hold, debt or account changed since a batch was drawn: its lines beside what they would be now."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db import connection, models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from dibao.display import listed
from payments.models.batch import PaymentBatch
from payments.workflow import BatchStatus

_OPEN: Final = (
    BatchStatus.DRAFT,
    BatchStatus.PREPARED,
    BatchStatus.REVIEWED,
    BatchStatus.APPROVED,
)

_CHANGES = "SELECT household_id, line_id, grant_id, cause FROM lines_unlike_what_is_due(%s) ORDER BY household_id"


class ChangeKind(models.TextChoices):
    ADDED = "added", _("应发没有编进")
    ENDED = "ended", _("已经停发")
    ALTERED = "altered", _("待遇已变")
    HOLD = "hold", _("缓发有变")
    RECOVERY = "recovery", _("抵扣有变")
    ACCOUNT = "account", _("账户变更")


@dataclass(frozen=True)
class Change:
    """One household whose line is not what its grant of the month says: the line, the grant, or none of one.

    `cause` says what changed since: the grant; or a hold, an instalment of a debt or the account, while the grant is
    as it was.
    """

    household: int
    line: int | None
    grant: int | None
    cause: str = "grant"

    @property
    def kind(self) -> ChangeKind:
        if self.line is None:
            return ChangeKind.ADDED
        if self.cause != "grant":
            return ChangeKind(self.cause)
        return ChangeKind.ENDED if self.grant is None else ChangeKind.ALTERED


def is_open(batch: PaymentBatch) -> bool:
    """Until finance signs, a batch that no longer says what is due can be drawn anew."""
    return batch.status in _OPEN


def changes_of(batch: PaymentBatch) -> Sequence[Change]:
    """Every household that another drawing of the batch would write otherwise (one statement over the whole set)."""
    with connection.cursor() as cursor:
        cursor.execute(_CHANGES, [batch.pk])
        return [Change(*row) for row in cursor.fetchall()]


def in_numbers(changes: Sequence[Change]) -> str:
    """One sentence that counts them, all and by kind."""
    kinds = Counter(change.kind for change in changes)
    parts = [
        _now("%(kind)s%(count)d户") % {"kind": kind.label, "count": kinds[kind]}
        for kind in ChangeKind
        if kinds[kind]
    ]
    return _now("编制以后有%(count)d户的待遇、缓发、抵扣或账户变了：%(kinds)s。") % {
        "count": len(changes),
        "kinds": listed(parts),
    }
