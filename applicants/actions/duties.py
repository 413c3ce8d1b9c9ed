"""What obliges the county to see a family for itself: complaints, doubts, spot checks."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from applicants.models.case import Case, CaseKind, CaseStatus
from applicants.models.duty import DutyReason, VisitDuty
from dibao import audit
from dibao.errors import Refused
from dibao.guards import require, require_any, require_area
from dibao.models.staff import Staff
from dibao.permissions import Permission

# Complaints come to any office; what the county doubts or draws is the county's to say.
MAY_RECORD = frozenset({Permission.OBJECTION_RECORD, Permission.CASE_CONFIRM})
_UNDER_WAY = (CaseStatus.ACCEPTED, CaseStatus.PROPOSED, CaseStatus.ON_NOTICE)


def is_under_way(case: Case) -> bool:
    """Whether a visit of the county's can still be asked for."""
    return case.kind == CaseKind.APPLICATION and case.status in _UNDER_WAY


@transaction.atomic
def record(*, case: Case, reason: str, text: str, by: Staff, on: date) -> VisitDuty:
    """Write down why the county must visit before it confirms (办法 Art 20)."""
    require_any(by, MAY_RECORD)
    if reason != DutyReason.COMPLAINT:
        require(by, Permission.CASE_CONFIRM)
    require_area(by, case.area_id)
    case = Case.objects.lock(case)
    if not is_under_way(case):
        raise Refused(_("只登记在受理以后、办结以前的申请；在享的，立案核查。"))
    duty = VisitDuty.objects.create(
        case=case, area_id=case.area_id, reason=reason, text=text, recorded_by=by, recorded_on=on
    )
    audit.record("duty:recorded", of=case, by=by, after={"duty": duty.pk, "reason": reason})
    return duty
