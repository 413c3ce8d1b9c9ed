"""Cases as rows: of the work list, of the list of cases and of the county's queue."""

from collections.abc import Iterable
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from applicants.models.case import Case, CaseStatus
from applicants.pages.places import place_of
from applicants.pages.tasks import url_of
from applicants.steps import Clock, Remaining, Step, stage_of
from dibao.guards import allows
from dibao.models.staff import Staff
from dibao.paging import Page
from dibao.permissions import Permission as P
from dibao.tables import Cell, Column, Row, Table
from dibao.worklist import Task

STATUS_TONES = {
    CaseStatus.DRAFT: "todo",
    CaseStatus.ACCEPTED: "doing",
    CaseStatus.PROPOSED: "doing",
    CaseStatus.ON_NOTICE: "doing",
    CaseStatus.CONFIRMED: "good",
    CaseStatus.REFUSED: "stopped",
    CaseStatus.WITHDRAWN: "stopped",
    CaseStatus.ENDED: "stopped",
}
# Where each step is taken, and by whom; the others are taken on the case's own page.
_PAGES = {
    Step.FILL: ("case_edit", P.CASE_ENTER),
    Step.VISIT: ("visit_new", P.VISIT_RECORD),
    Step.COUNTY_VISIT: ("visit_new", P.DUTY_VISIT_RECORD),
    Step.SIGN: ("visit_new", P.VISIT_RECORD),
    Step.MEET: ("meeting_new", P.MEETING_RECORD),
    Step.PROPOSE: ("case_check", P.CASE_VIEW),
    Step.HEAR: ("hearing_new", P.HEARING_RECORD),
    Step.POST: ("notice_new", P.NOTICE_POST),
    Step.DECIDE: ("review_case", P.CASE_CONFIRM),
}


def next_url(case: Case, staff: Staff) -> str:
    """Where the case's next step is taken; empty for a reader who may not take it."""
    name, permission = _PAGES.get(Step(case.step), ("case", P.CASE_VIEW))
    if not allows(staff, permission):
        return ""
    if case.step == Step.POST:
        return f"{reverse('applicants:notice_new')}?{urlencode({'village': case.area_id})}"
    return url_of(name, case)


def task_of(case: Case, staff: Staff, remaining: Remaining | None, *, on: date) -> Task:
    """A row of the work list."""
    return Task(
        title=str(case.household.head),
        place=place_of(case.area, staff),
        stage=stage_of(case, on=on),
        url=url_of("case", case),
        next_step=Step(case.step).label,
        next_url=next_url(case, staff),
        remaining=str(remaining or ""),
        is_late=remaining is not None and remaining.is_late,
    )


def tasks_of(cases: Iterable[Case], staff: Staff, clock: Clock) -> list[Task]:
    return [task_of(case, staff, clock.remaining(case), on=clock.on) for case in cases]


def case_table(page: Page[Case], staff: Staff, clock: Clock, *, empty: str) -> Table:
    """A page of cases with what each waits for."""
    return Table(
        caption=_("案件"),
        columns=[
            Column(_("户主")),
            Column(_("村")),
            Column(_("案号")),
            Column(_("状态"), "status"),
            Column(_("剩余时间")),
            Column(_("下一步")),
        ],
        rows=[_row(case, staff, clock.remaining(case), on=clock.on) for case in page.rows],
        empty=empty,
        pager=page.pager,
    )


def _row(case: Case, staff: Staff, remaining: Remaining | None, *, on: date) -> Row:
    is_late = remaining is not None and remaining.is_late
    is_open = case.step != Step.NONE
    return Row.of(
        str(case.household.head),
        place_of(case.area, staff),
        case.number,
        Cell(stage_of(case, on=on), tone=STATUS_TONES[CaseStatus(case.status)]),
        Cell(str(remaining or ""), tone="bad" if is_late else ""),
        Cell(Step(case.step).label, url=next_url(case, staff) if is_open else ""),
        url=url_of("case", case),
    )
