"""What has to reach somebody and has not yet: refusals, cuts, endings, results of checks, answers to objections."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum

from django.db.models import F, QuerySet, Value
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applicants.models.check import EconomicCheck
from applicants.models.ending import CaseEnding
from applicants.models.grant import Decision, Outcome
from applicants.models.objection import Objection
from applicants.models.objection_kinds import ObjectionStatus
from applicants.workflow import CheckStatus
from dibao.models.placed import PlacedQuerySet
from dibao.models.staff import Staff

Subject = Decision | CaseEnding | EconomicCheck | Objection

# A refusal is handed over with its reasons (办法 Art 21), and so is a cut (社会救助法 Art 48); a grant is told by the
# publication and the certificate.
HANDED_OVER = (Outcome.REFUSE, Outcome.DECREASE, Outcome.END, Outcome.GRACE)


class DeliverableKind(Enum):
    """Named as the columns of a delivery."""

    DECISION = "decision"
    ENDING = "ending"
    CHECK = "economic_check"
    OBJECTION = "objection"


LABELS: dict[DeliverableKind, str | Promise] = {
    DeliverableKind.DECISION: _("结果告知书"),
    DeliverableKind.ENDING: _("终止办理告知书"),
    DeliverableKind.CHECK: _("核对结果"),
    DeliverableKind.OBJECTION: _("异议的答复"),
}


@dataclass(frozen=True)
class Deliverable:
    """One thing to be told, and the day from which it may be."""

    kind: DeliverableKind
    subject: Subject
    since: date

    @property
    def label(self) -> str | Promise:
        return LABELS[self.kind]


@dataclass(frozen=True)
class Waiting:
    """A row of what waits: enough for a list."""

    kind: DeliverableKind
    pk: int
    case: int
    since: date


Rows = (
    PlacedQuerySet[Decision]
    | PlacedQuerySet[CaseEnding]
    | PlacedQuerySet[EconomicCheck]
    | PlacedQuerySet[Objection]
)


def rows_of(kind: DeliverableKind) -> Rows:
    """Everything of a kind that is told to somebody, delivered or not."""
    match kind:
        case DeliverableKind.DECISION:
            return Decision.objects.filter(outcome__in=HANDED_OVER)
        case DeliverableKind.ENDING:
            return CaseEnding.objects.all()
        case DeliverableKind.CHECK:
            return EconomicCheck.objects.filter(status=CheckStatus.CLOSED, has_differences=True)
    # Whoever the answer told already, or who asks by their receipt, is not told again; nor is it a paper of a case
    # where there is none.
    answered = Objection.objects.exclude(status=ObjectionStatus.OPEN)
    return answered.filter(case__isnull=False, told_way="")


_SINCE = {
    DeliverableKind.DECISION: "decided_on",
    DeliverableKind.ENDING: "ended_on",
    DeliverableKind.CHECK: "closed_on",
    DeliverableKind.OBJECTION: "answered_on",
}


def since_of(kind: DeliverableKind, subject: Subject) -> date:
    day: date = getattr(subject, _SINCE[kind])
    return day


_NAMES = ("what", "key", "of_case", "since")


def waiting(staff: Staff) -> QuerySet:
    """What waits in a posting's area, the oldest first: rows of kind, key, case and day, as one query."""
    parts = [
        rows_of(kind)
        .visible_to(staff)
        .filter(delivery__isnull=True)
        .order_by()
        .annotate(what=Value(kind.value), key=F("pk"), of_case=F("case"), since=F(_SINCE[kind]))
        .values_list(*_NAMES)
        for kind in DeliverableKind
    ]
    return parts[0].union(*parts[1:], all=True).order_by("since", "key")


def as_waiting(rows: QuerySet) -> Iterator[Waiting]:
    return (Waiting(DeliverableKind(kind), pk, case, since) for kind, pk, case, since in rows)
