"""Ending the procedure of a family that does not cooperate."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from applicants.authorisations import adults_without_authorisation
from applicants.models.case import Case, CaseKind
from applicants.models.ending import CaseEnding, EndingReason
from dibao import audit
from dibao.errors import Refused
from dibao.guards import require_area
from dibao.models.staff import Staff


@transaction.atomic
def end(*, case: Case, reason: str, text: str, by: Staff, on: date) -> CaseEnding:
    """End without a decision a case whose family refuses to cooperate without good reason (办法 Art 29)."""
    require_area(by, case.area_id)
    case = Case.objects.lock(case)
    if case.kind != CaseKind.APPLICATION:
        raise Refused(_("只有申请可以这样终止；在享待遇的停发，按核查提出意见、听取意见后决定。"))
    case.require_open("end", by=by)
    if reason == EndingReason.NO_AUTHORISATION and not adults_without_authorisation(case, on=on):
        raise Refused(_("成年家庭成员都已签署授权，不能以拒绝授权终止，选别的原因。"))
    ending = CaseEnding.objects.create(
        case=case,
        area_id=case.area_id,
        reason=reason,
        text=text,
        ended_by=by,
        ended_on=on,
        level=by.posting.area.level,
    )
    case.move("end", by=by)
    audit.record("case:ended", of=case, by=by, after={"reason": reason}, reason=text)
    return ending
