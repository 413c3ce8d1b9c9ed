"""What families state on line, as rows: of their list and of the work list."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from applicants.actions.households import is_taken
from applicants.models.household import Household
from applicants.models.statement import OnlineStatement
from applicants.pages.lines import Button
from applicants.pages.places import place_of
from dibao.display import with_note
from dibao.models.staff import Staff
from dibao.paging import Page
from dibao.tables import Cell, Column, Row, Table
from dibao.values.identity import IdNumber
from dibao.worklist import SHOWN, Bucket, Task, first_of


def url_of_statement(statement: OnlineStatement) -> str:
    return reverse("applicants:statement", args=[statement.pk])


def statements_table(page: Page[OnlineStatement], staff: Staff) -> Table:
    """Who stated what where and when, and what came of it."""
    return Table(
        caption=_("网上申请"),
        columns=[
            Column(_("申请人")),
            Column(_("编号")),
            Column(_("村")),
            Column(_("填写人")),
            Column(_("提交日期"), "date"),
            Column(_("办理结果"), "status"),
        ],
        rows=[_row(statement, staff) for statement in page.rows],
        empty=_("没有这样的网上申请。"),
        pager=page.pager,
    )


def handed_on_table(page: Page[OnlineStatement]) -> Table:
    """What went to another township: where it is and what came of it there, and no way to its page."""
    return Table(
        caption=_("已转出的网上申请"),
        columns=[
            Column(_("申请人")),
            Column(_("编号")),
            Column(_("提交日期"), "date"),
            Column(_("转到的乡镇")),
            Column(_("办理结果"), "status"),
        ],
        rows=[
            Row.of(
                Cell(statement.name, note=statement.masked_id[-4:]),
                statement.number,
                statement.received_on,
                statement.area.path,
                _outcome(statement),
            )
            for statement in page.rows
        ],
        empty=_("没有转出的网上申请。"),
        pager=page.pager,
    )


def _row(statement: OnlineStatement, staff: Staff) -> Row:
    return Row.of(
        Cell(statement.name, note=statement.masked_id[-4:]),
        statement.number,
        place_of(statement.area, staff),
        spoken_by(statement),
        statement.received_on,
        _outcome(statement),
        url=url_of_statement(statement),
    )


def _outcome(statement: OnlineStatement) -> Cell:
    words = statement.get_answer_display() or _("待联系")
    return Cell(words, tone="done" if statement.answer else "warn")


def spoken_by(statement: OnlineStatement) -> str:
    """本人, or 李四（亲属）."""
    who = statement.get_stated_by_display()
    return with_note(statement.speaker_name, who) if statement.is_for_another else str(who)


def statement_bucket(staff: Staff, *, on: date) -> Bucket:
    """Statements whose families nobody has reached yet, the oldest first (one query)."""
    rows = OnlineStatement.objects.visible_to(staff).waiting()
    shown, count = first_of(rows.select_related("area").order_by("received_at", "pk"))
    return Bucket(
        key="statements",
        label=_("网上申请待联系"),
        count=count,
        tasks=[
            Task(
                title=one.name,
                place=place_of(one.area, staff),
                stage=spoken_by(one),
                remaining=waited((on - one.received_on).days),
                url=url_of_statement(one),
                next_step=_("打电话联系"),
                next_url=url_of_statement(one),
            )
            for one in shown
        ],
        url=reverse("applicants:statements"),
        unit=ngettext_lazy("份", "份", count),
        tone="doing" if count else "",
        order=4,
        about=_("申请人"),
    )


def waited(days: int) -> str:
    """No law says how soon a statement is answered, so the days that passed are told and none is late."""
    return _now("已等%(days)d天") % {"days": days} if days else _now("今天提交")


def way_on(statement: OnlineStatement, staff: Staff) -> Button | None:
    """The page on which the application is filled in with the family; None where somebody else has them on file."""
    household = known_household(statement, staff)
    query = f"?statement={statement.pk}"
    if household is not None:
        url = reverse("applicants:case_again", args=[household.pk])
        return Button(_("从这户档案提申请"), url + query)
    if is_taken(IdNumber.parse(statement.id_number.open())):
        return None
    return Button(_("和家庭一起填申请"), reverse("applicants:case_entry") + query)


def known_household(statement: OnlineStatement, staff: Staff) -> Household | None:
    """Where the person is on the register, if that is within what its reader sees."""
    rows = Household.objects.visible_to(staff).select_related("head", "area")
    return rows.found_by(statement.id_number.open()).first()


def same_person(statement: OnlineStatement, staff: Staff) -> list[OnlineStatement]:
    """Other statements about the same number, which may be one sent twice."""
    rows = OnlineStatement.objects.visible_to(staff).filter(id_index=statement.id_index)
    return list(rows.exclude(pk=statement.pk).order_by("-received_at")[:SHOWN])
