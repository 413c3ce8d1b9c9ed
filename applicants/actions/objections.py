"""What villagers say against a case on notice, and the answer it must get."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from applicants.models.case import Case, CaseStatus
from applicants.models.notice import NoticeEntry, Objection, ObjectionStatus, PublicNotice
from dibao import audit
from dibao.errors import Refused
from dibao.guards import require
from dibao.models.staff import Staff
from dibao.permissions import Permission


@transaction.atomic
def lodge(*, case: Case, notice: PublicNotice, text: str, by: Staff, on: date) -> Objection:
    """Record an objection that came to the office within the notice's days (办法 Art 19)."""
    require(by, Permission.OBJECTION_RECORD)
    case = Case.objects.lock(case)
    if case.status != CaseStatus.ON_NOTICE or not notice.starts_on <= on <= notice.ends_on:
        raise Refused(_("这户不在公示期内。公示期外的反映按举报登记。"))
    if not NoticeEntry.objects.filter(notice=notice, case=case).exists():
        raise Refused(_("这份公示里没有这户。"))
    objection = Objection.objects.create(
        case=case, area_id=case.area_id, notice=notice, text=text, lodged_on=on, recorded_by=by
    )
    audit.record("objection:lodged", of=case, by=by, after={"objection": objection.pk})
    return objection


@transaction.atomic
def answer(*, objection: Objection, is_upheld: bool, text: str, by: Staff, on: date) -> Objection:
    """Close an objection with an answer; whoever wrote it down does not also judge it, nor does a relative.

    One that holds takes the case back to the township, which looks into it, judges and posts anew (办法 Art 19).
    """
    require(by, Permission.OBJECTION_RESOLVE)
    case = Case.objects.lock(objection.case)
    case.refuse_relative(by)
    if objection.recorded_by_id == by.pk:
        raise Refused(_("登记异议的人不能自己答复，由另一人办理。"))
    status = ObjectionStatus.UPHELD if is_upheld else ObjectionStatus.DISMISSED
    closed = Objection.objects.filter(pk=objection.pk, status=ObjectionStatus.OPEN).update(
        status=status, answer=text, answered_by=by, answered_on=on
    )
    if not closed:
        raise Refused(_("这件异议已有人答复，刷新后再看。"))
    objection.refresh_from_db()
    audit.record("objection:answered", of=case, by=by, after={"status": status})
    if is_upheld and case.status == CaseStatus.ON_NOTICE:
        case.move("reopen", by=by)
        audit.record("case:reopened", of=case, by=by, reason=text)
    return objection
