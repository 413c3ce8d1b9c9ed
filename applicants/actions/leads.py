"""Hearing of a family that may qualify, and following it to an answer (社会救助法 Art 39)."""

import uuid
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction
from django.utils.translation import gettext as _

from applicants.models.case import Case, CaseKind
from applicants.models.lead import DiscoveryLead, LeadAnswer, LeadSource
from dibao import audit
from dibao.errors import Refused
from dibao.guards import require, require_area
from dibao.models.area import Area
from dibao.models.staff import Staff
from dibao.permissions import Permission


@dataclass(frozen=True, kw_only=True)
class Report:
    """What somebody said: of whom, where, when, and what their trouble is."""

    village: Area
    source: str
    reported_by: str
    reported_on: date
    name: str
    about: str


@transaction.atomic
def record(*, report: Report, by: Staff, on: date) -> DiscoveryLead:
    """Write a lead down; somebody of the township then goes there."""
    require(by, Permission.LEAD_RECORD)
    require_area(by, report.village.code)
    if report.reported_on > on:
        raise Refused(_("报告日期晚于今天，核对日期。"))
    if report.source == LeadSource.PUBLIC and report.reported_by:
        raise Refused(_("群众反映不登记反映人，把报告单位或人空着。"))
    lead = DiscoveryLead.objects.create(
        area=report.village,
        source=report.source,
        reported_by=report.reported_by,
        reported_on=report.reported_on,
        name=report.name,
        about=report.about,
        recorded_by=by,
    )
    audit.record("lead:recorded", of=lead, by=by, after={"source": report.source})
    return lead


@transaction.atomic
def receive(*, village: Area, name: str, about: str, key: uuid.UUID) -> None:
    """Keep what somebody of the public wrote on the web, once for each form; nothing is looked up, and who says it is
    not asked. Call it in the public scope."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT receive_lead(%s, %s, %s, %s)", [key, village.pk, name, about])
        (kept,) = cursor.fetchone() or (None,)
    if kept is not None:
        lead = DiscoveryLead(pk=kept, area=village)
        audit.record("lead:recorded", of=lead, by=None, after={"source": LeadSource.PUBLIC})


@transaction.atomic
def answer(
    *, lead: DiscoveryLead, answer: str, text: str, case: Case | None, by: Staff, on: date
) -> DiscoveryLead:
    """Say what came of a lead, once; where the family applied, by which case."""
    require(by, Permission.LEAD_FOLLOW)
    require_area(by, lead.area_id)
    if answer == LeadAnswer.APPLIED and case is None:
        raise Refused(_("选这家的申请；还没有录入的，先录入申请。"))
    if answer != LeadAnswer.APPLIED and case is not None:
        raise Refused(_("没有申请的，不选申请。"))
    if case is not None and (case.area_id != lead.area_id or case.kind != CaseKind.APPLICATION):
        raise Refused(_("这件申请不是这个村的，核对以后再选。"))
    answered = (
        DiscoveryLead.objects.filter(pk=lead.pk)
        .waiting()
        .update(answer=answer, answer_text=text, case=case, answered_by=by, answered_on=on)
    )
    if not answered:
        raise Refused(_("这条线索已有人办理，刷新后再看。"))
    lead.refresh_from_db()
    audit.record("lead:answered", of=lead, by=by, after={"answer": answer}, reason=text)
    return lead
