"""Suspicions of duplicates: as rows, on the work list, and two sides side by side."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from applicants.choices import RELATIONS, choices
from applicants.eligibility.codes import Sex, SupporterRelation
from applicants.models.household import Household
from applicants.models.suspicion import MendingSide, Suspicion, SuspicionKind
from applicants.pages.places import place_of
from dibao.display import day_text, month_text, with_note, yuan_text
from dibao.guards import allows
from dibao.models.area import Area
from dibao.models.staff import Staff
from dibao.paging import Page
from dibao.permissions import Permission as P
from dibao.tables import Cell, Column, Row, Table
from dibao.worklist import SHOWN, Bucket, Task

Words = str | Promise
Side = dict[str, str | None]

_RELATED = ("area", "other_area")
_SEXES, _TIES = dict(choices(Sex)), dict(choices(SupporterRelation))


def url_of_suspicion(suspicion: Suspicion) -> str:
    return reverse("applicants:duplicate", args=[suspicion.pk])


def duplicates_table(page: Page[Suspicion], staff: Staff) -> Table:
    """What may be twice on the register, where, and what it turned out to be."""
    return Table(
        caption=_("疑似重复"),
        columns=[
            Column(_("姓名")),
            Column(_("线索种类")),
            Column(_("一方")),
            Column(_("另一方")),
            Column(_("发现日期"), "date"),
            Column(_("核对结论"), "status"),
        ],
        rows=[_row(suspicion, staff) for suspicion in page.rows],
        empty=_("没有疑似重复。"),
        pager=page.pager,
    )


def _row(suspicion: Suspicion, staff: Staff) -> Row:
    return Row.of(
        _names(suspicion),
        suspicion.get_kind_display(),
        place_of(suspicion.area, staff),
        place_of(suspicion.other_area, staff),
        Cell(suspicion.found_on, note=suspicion.get_found_how_display()),
        _verdict_cell(suspicion),
        url=url_of_suspicion(suspicion),
    )


def _verdict_cell(suspicion: Suspicion) -> Cell:
    if not suspicion.verdict:
        return Cell(_("待核对"), tone="warn")
    is_wrong = bool(suspicion.mends) and suspicion.mended_by_id is None
    note = _("待更正") if is_wrong else ""
    return Cell(suspicion.get_verdict_display(), tone="warn" if is_wrong else "done", note=note)


def _names(suspicion: Suspicion) -> str:
    """One name where both sides have the same."""
    names = dict.fromkeys((str(suspicion.side["name"]), str(suspicion.other_side["name"])))
    return " / ".join(names)


def duplicate_bucket(staff: Staff) -> Bucket:
    """Pairs that nobody has judged yet, the oldest first (two queries)."""
    rows = Suspicion.objects.of_either_side(staff).waiting()
    count = rows.count()
    oldest = rows.select_related(*_RELATED).order_by("found_on", "pk")
    return Bucket(
        key="duplicates",
        label=_("疑似重复待核对"),
        count=count,
        tasks=[_task(one, staff) for one in oldest[:SHOWN]] if count else [],
        url=f"{reverse('applicants:duplicates')}?waiting=1",
        unit=ngettext_lazy("条", "条", count),
        tone="doing" if count else "",
        order=17,
        about=_("姓名"),
    )


def mending_bucket(staff: Staff) -> Bucket:
    """Entries of the posting's area that the county found to be wrong, the oldest verdict first (two queries)."""
    rows = Suspicion.objects.to_mend_by(staff)
    count = rows.count()
    oldest = rows.select_related(*_RELATED).order_by("judged_on", "pk")
    return Bucket(
        key="duplicates-mend",
        label=_("重复登记待更正"),
        count=count,
        tasks=[_mending_task(one, staff) for one in oldest[:SHOWN]] if count else [],
        url=reverse("applicants:duplicates"),
        unit=ngettext_lazy("条", "条", count),
        tone="warn" if count else "",
        order=18,
        about=_("姓名"),
    )


def _mending_task(suspicion: Suspicion, staff: Staff) -> Task:
    told = _task(suspicion, staff)
    return replace(told, stage=suspicion.get_verdict_display(), next_step=_("更正登记"))


def may_mend(suspicion: Suspicion, staff: Staff) -> bool:
    """Whether the wrong entry waits for `staff` to put it right."""
    low, high = staff.posting.area.span
    is_here = low <= suspicion.mending_area < high
    return is_here and suspicion.mended_by_id is None and allows(staff, P.CASE_ENTER)


def mending_words(suspicion: Suspicion) -> str:
    """Whose entry is wrong."""
    if not suspicion.mends:
        return ""
    is_one = suspicion.mends == MendingSide.ONE
    side = suspicion.side if is_one else suspicion.other_side
    area = suspicion.area if is_one else suspicion.other_area
    return f"{area} {side['name']}"


def _task(suspicion: Suspicion, staff: Staff) -> Task:
    places = (place_of(area, staff) for area in (suspicion.area, suspicion.other_area))
    url = url_of_suspicion(suspicion)
    return Task(
        title=_names(suspicion),
        place=" / ".join(dict.fromkeys(places)),
        stage=suspicion.get_kind_display(),
        url=url,
        next_step=_("核对双方登记") if allows(staff, P.DUPLICATE_JUDGE) else _("看双方登记"),
        next_url=url,
    )


def _day(side: Side, key: str) -> str:
    return day_text(date.fromisoformat(str(side[key]))) if side.get(key) else ""


def _money(side: Side, key: str) -> str:
    return yuan_text(Decimal(str(side[key]))) if side.get(key) else ""


def _standing(side: Side) -> Words:
    """What somebody is to the household in whose file they stand."""
    if side.get("supports"):
        tie = _TIES.get(str(side["supporter_relation"]), "")
        return with_note(_("户外赡养人"), f"{side['supports']} {tie}")
    return dict(RELATIONS).get(str(side.get("relation") or ""), "")


def _benefit(side: Side) -> str:
    if not side.get("monthly"):
        return ""
    since = month_text(date.fromisoformat(str(side["first_month"])))
    return with_note(_money(side, "monthly"), since)


_LINES: list[tuple[Words, Callable[[Side], Words]]] = [
    (_("性别"), lambda side: _SEXES.get(side.get("sex") or "", "")),
    (_("出生日期"), lambda side: _day(side, "birth_date")),
    (
        _("身份证号"),
        lambda side: f"**************{side['id_last4']}" if side.get("id_last4") else "",
    ),
    (_("户主"), lambda side: side.get("head") or ""),
    (_("身份"), _standing),
    (_("登记日期"), lambda side: _day(side, "first_day")),
    (_("离开日期"), lambda side: _day(side, "last_day")),
    (_("月保障金（元），起始月份"), _benefit),
    (_("每年给付（元）"), lambda side: _money(side, "yearly")),
    (_("开户银行"), lambda side: side.get("bank") or ""),
    (
        _("账号"),
        lambda side: f"****{side['account_last4']}" if side.get("account_last4") else "",
    ),
]


def side_by_side(suspicion: Suspicion) -> Table:
    """Both entries as they stood when they were found; lines that neither has are left out, equal ones say so."""
    name = _("账户名称") if suspicion.kind == SuspicionKind.SAME_ACCOUNT else _("姓名")
    one, other = suspicion.side, suspicion.other_side
    lines: list[tuple[Words, str, str]] = [
        (name, str(one["name"]), str(other["name"])),
        (_("地区"), str(suspicion.area), str(suspicion.other_area)),
        (
            _("档案号"),
            _number(suspicion.household_id, suspicion.area),
            _number(suspicion.other_household_id, suspicion.other_area),
        ),
        *((label, str(shown(one)), str(shown(other))) for label, shown in _LINES),
    ]
    return Table(
        caption=_("双方的登记"),
        columns=[
            Column(_("登记项目")),
            Column(_("一方")),
            Column(_("另一方")),
            Column(_("比较"), "status"),
        ],
        rows=[_line(*line) for line in lines if line[1] or line[2]],
    )


def _line(label: Words, one: str, other: str) -> Row:
    same = one == other
    return Row.of(
        label, one, other, Cell(_("相同") if same else _("不同"), tone="" if same else "warn")
    )


def _number(household: int, area: Area) -> str:
    """The file number of a household whose row the reader may not see."""
    return Household(pk=household, area=area).number


def households_within_reach(suspicion: Suspicion, staff: Staff) -> list[tuple[str, str]]:
    """The file numbers and addresses of those of the two households that lie in the posting's area."""
    low, high = staff.posting.area.span
    found = {
        household: _number(household, area)
        for household, area in (
            (suspicion.household_id, suspicion.area),
            (suspicion.other_household_id, suspicion.other_area),
        )
        if low <= area.pk < high
    }
    return [(number, reverse("applicants:household", args=[pk])) for pk, number in found.items()]
