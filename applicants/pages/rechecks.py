"""Re-checks as rows by the day they are due, and a family's last answers beside the question whether they changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.forms import BoundField
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.eligibility.codes import RecheckCategory
from applicants.forms.rechecks import RecheckForm
from applicants.models.case import Case, last_answers
from applicants.models.household import Household, Membership
from applicants.models.recheck import RecheckTopic
from applicants.pages.cards import Fact, expense_fact, income_fact, property_fact, standing_of
from applicants.pages.places import place_of
from applicants.rechecks import Recheck
from dibao.display import day_text, listed
from dibao.guards import allows
from dibao.models.staff import Staff
from dibao.paging import Page
from dibao.permissions import Permission as P
from dibao.tables import Cell, Column, Row, Table
from dibao.worklist import Task


def recheck_table(page: Page[Recheck], staff: Staff, *, on: date) -> Table:
    """A page of families by the day they are due (one query)."""
    families = _families(page.rows)
    return Table(
        caption=_("定期核查"),
        columns=[
            Column(_("户主")),
            Column(_("村")),
            Column(_("核查类别")),
            Column(_("上次核查"), "date"),
            Column(_("应核查日期"), "date"),
            Column(_("剩余时间"), "status"),
            Column(_("下一步")),
        ],
        rows=[_row(one, families[one.household], staff, on=on) for one in page.rows],
        empty=_("没有到期的核查。换一个条件，看下个月到期的。"),
        pager=page.pager,
    )


def recheck_tasks(found: Iterable[Recheck], staff: Staff, *, on: date) -> list[Task]:
    """The same as rows of the work list (one query)."""
    rows = list(found)
    families = _families(rows)
    return [
        Task(
            title=str(families[one.household].head),
            place=place_of(families[one.household].area, staff),
            stage=_(one.category.label),
            url=reverse("applicants:household", args=[one.household]),
            next_step=_("开始核查"),
            next_url=reverse("applicants:recheck_new", args=[one.household]),
            remaining=left_until(one.due_on, on=on),
            is_late=one.due_on < on,
        )
        for one in rows
    ]


def _families(rows: Iterable[Recheck]) -> dict[int, Household]:
    found = Household.objects.filter(pk__in=[one.household for one in rows])
    return {household.pk: household for household in found.select_related("head", "area")}


def _row(one: Recheck, household: Household, staff: Staff, *, on: date) -> Row:
    is_late = one.due_on < on
    return Row.of(
        str(household.head),
        place_of(household.area, staff),
        Cell(_(one.category.label), note=_now("每%(months)d个月") % {"months": one.months}),
        Cell(day_text(one.looked_on), note=_source(one)),
        one.due_on,
        Cell(left_until(one.due_on, on=on), tone="bad" if is_late else "todo"),
        _next_step(one, staff),
        url=reverse("applicants:household", args=[household.pk]),
    )


def _next_step(one: Recheck, staff: Staff) -> Cell:
    if one.open_case is not None:
        return Cell(_("在办"), url=reverse("applicants:case", args=[one.open_case]))
    if not allows(staff, P.CASE_ENTER):
        return Cell(_("开始核查"))
    return Cell(_("开始核查"), url=reverse("applicants:recheck_new", args=[one.household]))


def left_until(day: date, *, on: date) -> str:
    """How many days are left, or how many it is late."""
    days = (day - on).days
    words = _now("已超%(days)d天") if days < 0 else _now("还剩%(days)d天")
    return words % {"days": abs(days)}


def schedule_facts(one: Recheck | None) -> list[Fact]:
    """Why a family is due when it is; nothing where no rules say so."""
    if one is None:
        return []
    label = _now(one.category.label)
    return [
        Fact(label=_("核查类别"), value=label, note=_why(one.category)),
        Fact(label=_("上次核查"), value=day_text(one.looked_on), note=_source(one)),
        Fact(
            label=_("应核查日期"),
            value=day_text(one.due_on),
            note=_now("每%(months)d个月") % {"months": one.months},
        ),
    ]


def _source(one: Recheck) -> str:
    return _now("按纸质记录") if one.is_on_paper else ""


def _why(category: RecheckCategory) -> str:
    return {
        RecheckCategory.FIXED: _now("没有能劳动的人，收入都是固定的"),
        RecheckCategory.STABLE: _now("没有能劳动的人，有的收入不固定；或劳动能力还没有登记"),
        RecheckCategory.UNSTABLE: _now("有16岁以上、60岁以下能劳动的人"),
    }[category]


@dataclass(frozen=True)
class Question:
    """One topic: what the family said last time, and the fields that ask for it now."""

    label: str
    facts: list[Fact]
    answer: BoundField
    note: BoundField


def questions_of(household: Household, form: RecheckForm) -> list[Question]:
    """Each topic with the last answers (five queries)."""
    members, case = list(household.members()), last_answers(household)
    known = {
        RecheckTopic.MEMBERS: [_member_fact(one) for one in members],
        RecheckTopic.HEALTH: [_health_fact(one) for one in members],
        RecheckTopic.RESIDENCE: [_residence_fact(household)],
        **_means_of(case),
    }
    return [
        Question(
            str(topic.label),
            known.get(topic) or [Fact(label=_("上次"), value=_("没有"))],
            form[topic],
            form[f"{topic}_note"],
        )
        for topic in RecheckTopic
    ]


def _means_of(case: Case | None) -> dict[RecheckTopic, list[Fact]]:
    if case is None:
        return {}
    incomes = case.incomes.select_related("supporter").order_by("pk")
    return {
        RecheckTopic.INCOME: [income_fact(line) for line in incomes],
        RecheckTopic.EXPENSES: [expense_fact(line) for line in case.expenses.order_by("pk")],
        RecheckTopic.PROPERTY: [property_fact(line) for line in case.properties.order_by("pk")],
    }


def _member_fact(member: Membership) -> Fact:
    return Fact(
        label=str(member.person),
        value=member.get_relation_display(),
        note="" if member.is_covered else standing_of(member),
    )


def _health_fact(member: Membership) -> Fact:
    person = member.person
    said = [
        person.get_health_display(),
        person.get_labour_capacity_display(),
        person.disability,
        _now("在校生") if person.is_student else "",
    ]
    return Fact(label=str(person), value=listed(word for word in said if word))


def _residence_fact(household: Household) -> Fact:
    place = household.address or f"{household.area}{household.group_name}"
    away = household.residence_place
    return Fact(label=_("住址"), value=away or place, note=_("人户分离") if away else "")
