"""Leads as rows: of their list and of the work list."""

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from applicants.models.lead import DiscoveryLead
from applicants.pages.places import place_of
from dibao.models.staff import Staff
from dibao.paging import Page
from dibao.permissions import Permission as P
from dibao.tables import Cell, Column, Row, Table
from dibao.worklist import Bucket, Task, first_of

Words = str | Promise

# Whoever writes leads down sees what came of them.
MAY_READ = frozenset({P.LEAD_RECORD, P.LEAD_FOLLOW})


def url_of_lead(lead: DiscoveryLead) -> str:
    return reverse("applicants:lead", args=[lead.pk])


def leads_table(page: Page[DiscoveryLead], staff: Staff) -> Table:
    """Of whom one heard, from whom, and what came of it."""
    return Table(
        caption=_("救助线索"),
        columns=[
            Column(_("姓名")),
            Column(_("村")),
            Column(_("线索来源")),
            Column(_("报告日期"), "date"),
            Column(_("办理结果"), "status"),
        ],
        rows=[_row(lead, staff) for lead in page.rows],
        empty=_("没有这样的线索。"),
        pager=page.pager,
    )


def _row(lead: DiscoveryLead, staff: Staff) -> Row:
    return Row.of(
        lead.name,
        place_of(lead.area, staff),
        Cell(lead.get_source_display(), note=lead.reported_by),
        lead.reported_on,
        Cell(
            lead.get_answer_display() or _("待走访"),
            tone="done" if lead.answer else "warn",
        ),
        url=url_of_lead(lead),
    )


def lead_bucket(staff: Staff) -> Bucket:
    """Leads that nobody has followed yet, the oldest first (one query)."""
    rows = DiscoveryLead.objects.visible_to(staff).waiting()
    shown, count = first_of(rows.select_related("area").order_by("reported_on", "pk"))
    return Bucket(
        key="leads",
        label=_("待走访的线索"),
        count=count,
        tasks=[_task(lead, staff) for lead in shown],
        url=reverse("applicants:leads"),
        unit=ngettext_lazy("条", "条", count),
        tone="doing" if count else "",
        order=16,
        about=_("姓名"),
    )


def _task(lead: DiscoveryLead, staff: Staff) -> Task:
    return Task(
        title=lead.name,
        place=place_of(lead.area, staff),
        stage=lead.get_source_display(),
        url=url_of_lead(lead),
        next_step=_("走访，登记结果"),
        next_url=url_of_lead(lead),
    )
