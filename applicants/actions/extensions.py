"""Lengthening the time of a case, once and for a coded reason."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from applicants import limits
from applicants.eligibility.codes import ProcedureStep
from applicants.models.case import Case, CaseKind, CaseStatus
from applicants.models.extension import Extension, ExtensionReason
from dibao import audit
from dibao.errors import Refused
from dibao.guards import require, require_area
from dibao.models.holiday import Holiday
from dibao.models.staff import Staff
from dibao.permissions import Permission

_UNDER_WAY = (CaseStatus.ACCEPTED, CaseStatus.PROPOSED, CaseStatus.ON_NOTICE)


@transaction.atomic
def grant(*, case: Case, reason: str, note: str, by: Staff, on: date) -> Extension:
    """Give the procedure the longer time of its rules (办法 Art 22); Refused twice, late, or where they know none."""
    require(by, Permission.CASE_EXTEND)
    require_area(by, case.area_id)
    case = Case.objects.lock(case)
    if case.kind != CaseKind.APPLICATION or case.status not in _UNDER_WAY:
        raise Refused(_("受理以后、办结以前的申请才能延长期限。"))
    terms = case.rules.as_terms()
    if terms.limit(ProcedureStep.DECISION_EXTENDED) is None:
        raise Refused(_("这户适用的规则没有延长期限的规定。"))
    if Extension.objects.filter(case=case).exists():
        raise Refused(_("这户已经延长过一次期限。"))
    due = limits.decision_due(case, terms, Holiday.objects.calendar(), is_extended=False)
    if due is not None and due < on:
        raise Refused(_("期限%(day)s已经过了，过期以后不能再延长。") % {"day": due})
    if reason == ExtensionReason.OBJECTION and not case.objections.exists():
        raise Refused(_("这户没有人提出异议，选别的原因。"))
    extension = Extension.objects.create(
        case=case, area_id=case.area_id, reason=reason, note=note, granted_by=by, granted_on=on
    )
    audit.record("case:extended", of=case, by=by, after={"reason": reason}, reason=note)
    return extension
