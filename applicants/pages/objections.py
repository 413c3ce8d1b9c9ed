"""Objections to a case as its page shows them."""

from dataclasses import dataclass

from django.urls import reverse

from applicants.models.delivery import LetterDelivery
from applicants.models.objection import Objection
from applicants.models.objection_kinds import ObjectionKind, ObjectionStatus
from applicants.pages.case_file import CaseFile
from applicants.pages.procedure import delivery_of, tell_url
from dibao.guards import allows
from dibao.levels import AreaLevel
from dibao.models.staff import Staff
from dibao.permissions import Permission as P

TONES = {
    ObjectionStatus.OPEN: "bad",
    ObjectionStatus.UPHELD: "warn",
    ObjectionStatus.PARTLY: "warn",
    ObjectionStatus.DISMISSED: "done",
    ObjectionStatus.REDIRECTED: "done",
    ObjectionStatus.WITHDRAWN: "done",
}


def url_of_objection(objection: Objection) -> str:
    return reverse("applicants:objection", args=[objection.pk])


def may_read(objection: Objection, staff: Staff) -> bool:
    """Whether the page of one that the posting's area holds is open to it (see `visible_to`)."""
    if staff.posting.area.level not in (AreaLevel.TOWNSHIP, AreaLevel.VILLAGE):
        return True
    is_asked = objection.asked_on is not None or objection.recorded_by_id == staff.pk
    return is_asked or objection.kind == ObjectionKind.OBJECTION


@dataclass(frozen=True)
class ShownObjection:
    """One objection, whether its words are for who reads the case, and where it may be answered by them."""

    objection: Objection
    number: str
    tone: str
    is_open_to_reader: bool
    answer_url: str
    delivery: LetterDelivery | None
    tell_url: str
    page_url: str


def objections_of(file: CaseFile, staff: Staff) -> list[ShownObjection]:
    return [_shown(one, staff) for one in file.objections]


def _shown(objection: Objection, staff: Staff) -> ShownObjection:
    is_open = objection.status == ObjectionStatus.OPEN
    may_answer = is_open and allows(staff, P.OBJECTION_RESOLVE)
    # Whoever wrote it down does not also judge it.
    may_answer = may_answer and objection.recorded_by_id != staff.pk
    may_answer = may_answer and not objection.is_for_the_county
    url = reverse("applicants:objection_answer", args=[objection.pk]) if may_answer else ""
    is_readable = may_read(objection, staff)
    is_listed = allows(staff, P.OBJECTION_VIEW) and is_readable
    return ShownObjection(
        objection,
        objection.number_for(staff),
        TONES[ObjectionStatus(objection.status)],
        is_readable,
        url,
        delivery_of(objection),
        tell_url(objection, staff) if is_readable else "",
        url_of_objection(objection) if is_listed else "",
    )
