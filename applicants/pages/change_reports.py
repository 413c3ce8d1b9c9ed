"""What was told of families in benefit, as rows, as tasks and as one page."""

from collections.abc import Iterable
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.models.case import Case
from applicants.models.change_report import ChangeReport, ReportStatus
from applicants.pages.cards import Fact
from applicants.pages.places import place_of
from applicants.pages.rechecks import left_until
from applicants.pages.tasks import url_of
from dibao.display import day_text, with_note
from dibao.models.staff import Staff
from dibao.paging import Page
from dibao.tables import Cell, Column, Row, Table
from dibao.worklist import Task

_TONES = {
    ReportStatus.OPEN: "doing",
    ReportStatus.FOLLOWED: "good",
    ReportStatus.CLOSED: "stopped",
    ReportStatus.TAKEN_BACK: "stopped",
}


def _url(report: ChangeReport) -> str:
    return reverse("applicants:change_report", args=[report.pk])


def report_table(page: Page[ChangeReport], staff: Staff, *, on: date) -> Table:
    """A page of reports, with the days that are left where the rules set some."""
    return Table(
        caption=_("变化报告"),
        columns=[
            Column(_("户主")),
            Column(_("村")),
            Column(_("变化")),
            Column(_("发生日期"), "date"),
            Column(_("报告日期"), "date"),
            Column(_("状态"), "status"),
            Column(_("剩余时间")),
        ],
        rows=[
            Row.of(
                str(report.household.head),
                place_of(report.area, staff),
                Cell(report.get_kind_display(), note=str(report.person or "")),
                report.happened_on,
                report.reported_on,
                Cell(report.get_status_display(), tone=_TONES[ReportStatus(report.status)]),
                Cell(_left(report, on=on), tone="bad" if report.is_late(on=on) else ""),
                url=_url(report),
            )
            for report in page.rows
        ],
        empty=_("没有这样的变化报告。在家庭页面登记村里或家庭告知的变化。"),
        pager=page.pager,
    )


def _left(report: ChangeReport, *, on: date) -> str:
    return left_until(report.due_on, on=on) if report.due_on and report.is_open else ""


def report_tasks(reports: Iterable[ChangeReport], staff: Staff, *, on: date) -> list[Task]:
    """The same as rows of the work list."""
    return [
        Task(
            title=str(report.household.head),
            place=place_of(report.area, staff),
            stage=_what(report),
            url=_url(report),
            next_step=_("立案核查"),
            next_url=_url(report),
            remaining=_left(report, on=on),
            is_late=report.is_late(on=on),
        )
        for report in reports
    ]


def reports_behind(case: Case) -> list[tuple[str, str]]:
    """What was told before a case about a benefit was opened, in words with its address (a query for such a case)."""
    if not case.is_about_a_benefit:
        return []
    reports = case.change_reports.select_related("person").order_by("pk")
    return [(f"{day_text(one.happened_on)} {_what(one)}", _url(one)) for one in reports]


def _what(report: ChangeReport) -> str:
    kind = report.get_kind_display()
    return with_note(kind, report.person) if report.person else kind


def report_facts(report: ChangeReport, *, on: date) -> list[Fact]:
    """Everything that was told, and what came of it."""
    return [
        Fact(label=_("变化种类"), value=report.get_kind_display()),
        Fact(label=_("成员"), value=str(report.person or _("全家"))),
        Fact(label=_("发生日期"), value=day_text(report.happened_on)),
        Fact(label=_("报告日期"), value=day_text(report.reported_on)),
        Fact(label=_("来源"), value=report.get_source_display(), note=report.reporter),
        Fact(label=_("报告内容"), value=report.note),
        Fact(label=_("登记人"), value=report.recorded_by.name),
        *_due_facts(report, on=on),
        *_answer_facts(report),
    ]


def _due_facts(report: ChangeReport, *, on: date) -> list[Fact]:
    if report.due_on is None:
        return []
    # 2022 notice 一(三).
    left = _left(report, on=on)
    return [Fact(label=_("应办结日期"), value=day_text(report.due_on), note=left)]


def _answer_facts(report: ChangeReport) -> list[Fact]:
    if report.answered_by is None:
        return []
    by = _now("%(name)s %(day)s") % {
        "name": report.answered_by.name,
        "day": day_text(report.answered_on),
    }
    return [Fact(label=report.get_status_display(), value=report.answer or by, note="")]


def case_url(report: ChangeReport) -> str:
    """Where the case is that looks at it; empty without one."""
    return url_of("case", report.case) if report.case else ""
