"""Tying what was opened for a family to the inspection that found why."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from applicants.models.case import Case
from dibao import audit
from dibao.errors import Refused
from dibao.guards import require_any, require_area
from dibao.models.staff import Staff
from dibao.permissions import Permission as P
from oversight.models.follow_up import FollowUp
from oversight.models.inspection_visit import InspectionVisit, Verdict
from oversight.workflow import VisitStatus
from payments.models.recovery import Recovery

# Who opens a re-check or a recovery, who answers for the findings, and who leads inspections.
MAY_TIE = frozenset({P.CASE_ENTER, P.RECOVERY_PROPOSE, P.INSPECTION_ANSWER, P.INSPECTION_PREPARE})


@transaction.atomic
def tie(*, visit: InspectionVisit, to: Case | Recovery, by: Staff, on: date) -> FollowUp:
    """Write that a case or a recovery of the family came of what a visit found; the same again is what is there.

    Raises Refused for another family's, for what was opened before the visit, and where nothing was found.
    """
    require_any(by, MAY_TIE)
    require_area(by, visit.area_id)
    visit = InspectionVisit.objects.lock(visit)
    opened_on = to.opened_on if isinstance(to, Case) else to.proposed_on
    if visit.status != VisitStatus.SIGNED or not _has_findings(visit):
        raise Refused(_("这户的抽查没有发现问题，或者还没有两人确认。"))
    if isinstance(to, Case) and not to.is_about_a_benefit:
        raise Refused(_("申请不是因为抽查办的；抽查发现问题的，立案复核或者变更。"))
    if to.household_id != visit.household_id:
        raise Refused(_("这一件不是被抽查的这户的。"))
    if visit.visited_on is None or opened_on < visit.visited_on:
        raise Refused(_("这一件在入户检查以前就开始了，不是因为抽查办的。"))
    column = "case" if isinstance(to, Case) else "recovery"
    tied, is_new = FollowUp.objects.get_or_create(
        visit=visit,
        **{column: to},
        defaults={"area_id": visit.area_id, "linked_by": by, "linked_on": on},
    )
    if is_new:
        audit.record("inspection_visit:followed", of=visit, by=by, after={"number": to.number})
    return tied


def _has_findings(visit: InspectionVisit) -> bool:
    return visit.answers.exclude(verdict=Verdict.AGREES).exists()
