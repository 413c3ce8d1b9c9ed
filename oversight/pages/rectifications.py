"""What is to be put right, as rows and as a page."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.pages.cards import Fact
from dibao import causes
from dibao.display import day_text
from dibao.guards import allows
from dibao.models.staff import Staff
from dibao.paging import Page
from dibao.permissions import Permission as P
from dibao.tables import Cell, Column, Row, Table
from oversight.models.rectification import (
    Rectification,
    RectificationAnswer,
    RectificationQuerySet,
)
from oversight.pages import follow_ups
from oversight.workflow import RectificationStatus

TONES = {
    RectificationStatus.OPEN: "todo",
    RectificationStatus.ANSWERED: "doing",
    RectificationStatus.ACCEPTED: "good",
}
MAY_LOOK = frozenset({P.INSPECTION_ANSWER, P.INSPECTION_PREPARE})


def rectifications_of(staff: Staff) -> RectificationQuerySet:
    """The tasks of the posting's area with all that a page says of them."""
    rows = Rectification.objects.visible_to(staff)
    return rows.select_related("household__head", "area", "opened_by", "visit")


def rectification_table(page: Page[Rectification], *, on: date) -> Table:
    """A page of tasks."""
    return Table(
        caption=_("抽查整改"),
        columns=[
            Column(_("户主")),
            Column(_("村")),
            Column(_("来自抽查")),
            Column(_("整改要求")),
            Column(_("整改期限"), "date"),
            Column(_("状态"), "status"),
        ],
        rows=[
            Row.of(
                str(one.household.head),
                str(one.area),
                one.title,
                one.demand,
                Cell(one.due_on, tone="bad" if one.is_late(on=on) else ""),
                Cell(one.status_label, tone=TONES[RectificationStatus(one.status)]),
                url=reverse("oversight:rectification", args=[one.pk]),
            )
            for one in page.rows
        ],
        empty=_("没有要整改的。"),
        pager=page.pager,
    )


def rectification_facts(task: Rectification, *, on: date) -> list[Fact]:
    """What was found, what is asked, and by when."""
    late = _now("已超期") if task.is_late(on=on) else ""
    return [
        Fact(label=_("状态"), value=task.status_label, note=late),
        Fact(label=_("来自抽查"), value=task.title),
        Fact(label=_("检查发现"), value=task.findings),
        Fact(label=_("整改要求"), value=task.demand),
        Fact(label=_("整改期限"), value=day_text(task.due_on)),
        Fact(
            label=_("交办"),
            value=_now("%(name)s %(day)s")
            % {"name": task.opened_by.name, "day": day_text(task.opened_on)},
        ),
    ]


def answers_of(task: Rectification) -> list[RectificationAnswer]:
    """The answers, the newest first (one query)."""
    rows = task.answers.select_related("answered_by", "judged_by", "document")
    return list(rows.order_by("-pk"))


def ways_on(task: Rectification, staff: Staff) -> list[tuple[str, str]]:
    """What the reader may begin for the family because of the findings: a re-check, or a recovery, each by its own
    rules."""
    ways = []
    if task.status != RectificationStatus.ACCEPTED:
        because = f"?{causes.FIELD}={follow_ups.KIND}-{task.visit_id}"
        if allows(staff, P.CASE_ENTER):
            url = reverse("applicants:recheck_new", args=[task.household_id])
            ways.append((_now("开始复核"), url + because))
        if allows(staff, P.RECOVERY_PROPOSE):
            url = reverse("payments:recovery_new", args=[task.household_id])
            ways.append((_now("提出追回"), url + because))
    return ways
