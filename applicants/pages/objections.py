"""Objections to a case as its page shows them."""

from dataclasses import dataclass

from django.urls import reverse

from applicants.models.delivery import LetterDelivery
from applicants.models.notice import Objection, ObjectionStatus
from applicants.pages.case_file import CaseFile
from applicants.pages.procedure import delivery_of, tell_url
from dibao.guards import allows
from dibao.models.staff import Staff
from dibao.permissions import Permission as P

TONES = {
    ObjectionStatus.OPEN: "bad",
    ObjectionStatus.UPHELD: "warn",
    ObjectionStatus.DISMISSED: "done",
}


@dataclass(frozen=True)
class ShownObjection:
    """One objection, and where it may be answered by who reads it."""

    objection: Objection
    tone: str
    answer_url: str
    delivery: LetterDelivery | None
    tell_url: str


def objections_of(file: CaseFile, staff: Staff) -> list[ShownObjection]:
    return [_shown(one, staff) for one in file.objections]


def _shown(objection: Objection, staff: Staff) -> ShownObjection:
    is_open = objection.status == ObjectionStatus.OPEN
    may_answer = is_open and allows(staff, P.OBJECTION_RESOLVE)
    # Whoever wrote it down does not also judge it.
    may_answer = may_answer and objection.recorded_by_id != staff.pk
    url = reverse("applicants:objection_answer", args=[objection.pk]) if may_answer else ""
    return ShownObjection(
        objection,
        TONES[ObjectionStatus(objection.status)],
        url,
        delivery_of(objection),
        tell_url(objection, staff),
    )
