"""A trial of other terms as figures and tables: what changes, where, for whom, down to the two traces."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Aggregate, Count, Q, Sum
from django.db.models.functions import Left
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from applicants.choices import BENEFIT_CLASSES
from applicants.eligibility.assess import assess
from applicants.eligibility.facts import Facts
from applicants.eligibility.terms import Terms
from applicants.models.what_if import Change, WhatIf, WhatIfRow
from applicants.pages.trace import TraceStep, trace_of
from dibao.display import yuan_text
from dibao.models.area import Area
from dibao.paging import Page
from dibao.tables import Cell, Column, Row, Table, Value

Words = str | Promise
ZERO = Decimal(0)

TONES = {
    Change.GAINS: "good",
    Change.LOSES: "bad",
    Change.ENTERS: "good",
    Change.LEAVES: "bad",
    Change.REVIEW: "warn",
    Change.SAME: "",
}
# Codes of a county and of a township begin so.
COUNTY, TOWNSHIP = 6, 9


@dataclass(frozen=True)
class Figure:
    """One figure of `components/figures.html`."""

    label: Words
    value: Words
    unit: Words = ""
    note: Words = ""
    tone: str = ""
    url: str = ""


def with_sign(amount: Decimal) -> str:
    return f"+{yuan_text(amount)}" if amount > 0 else yuan_text(amount)


def list_table(page: Page[WhatIf]) -> Table:
    """A page of trials, the newest first."""
    return Table(
        caption=_("做过的测算"),
        columns=[
            Column(_("名称")),
            Column(_("地区")),
            Column(_("月份"), "month"),
            Column(_("户数"), "number"),
            Column(_("每月增减（元）"), "number"),
            Column(_("测算人")),
        ],
        rows=[_listed(what_if) for what_if in page.rows],
        empty=_("还没有做过测算。"),
        pager=page.pager,
    )


def _listed(what_if: WhatIf) -> Row:
    return Row.of(
        what_if.name,
        str(what_if.area),
        what_if.month,
        what_if.household_count if what_if.is_finished else None,
        with_sign(what_if.difference) if what_if.is_finished else _now("还没算完"),
        what_if.asked_by.name,
        url=reverse("applicants:what_if", args=[what_if.pk]),
    )


def differences_of(base: Terms, tried: Terms) -> list[Figure]:
    """The numbers of the two sets of terms that are not the same."""
    pairs: list[tuple[Words, Decimal | None, Decimal | None]] = [
        (_("年保障标准"), base.income_line, tried.income_line)
    ]
    for number, label in BENEFIT_CLASSES:
        pairs.append((label, base.class_amounts.get(number), tried.class_amounts.get(number)))
    return [
        Figure(label, yuan_text(after), _("元"), _now("现在 %(now)s") % {"now": yuan_text(before)})
        for label, before, after in pairs
        if before != after
    ]


def figures_of(what_if: WhatIf) -> list[Figure]:
    """The whole of it: what more a month and a year, and how many households on each side (one query)."""
    counts = dict(what_if.rows.values_list("change").annotate(Count("pk")).order_by())
    rows_url = reverse("applicants:what_if_rows", args=[what_if.pk])
    tone = "good" if what_if.difference >= 0 else "bad"
    totals = [
        Figure(_("每月增减"), with_sign(what_if.difference), _("元"), tone=tone),
        Figure(_("全年增减"), with_sign(what_if.yearly_difference), _("元"), _("按12个月计")),
        Figure(
            _("测算后月金额"),
            yuan_text(what_if.after_total),
            _("元"),
            _now("现在 %(now)s") % {"now": yuan_text(what_if.before_total)},
        ),
    ]
    return totals + [
        Figure(
            change.label,
            str(counts.get(change.value, 0)),
            ngettext_lazy("户", "户", counts.get(change.value, 0)),
            tone=TONES[change],
            url=f"{rows_url}?change={change.value}" if counts.get(change.value) else "",
        )
        for change in Change
    ]


@dataclass(frozen=True)
class Sums:
    """One line of a table: households and persons, money now and then."""

    key: str | int | None
    households: int
    persons: int
    gains: int
    loses: int
    before: Decimal
    after: Decimal

    @property
    def difference(self) -> Decimal:
        return self.after - self.before


def sums_by_area(what_if: WhatIf, digits: int) -> list[Sums]:
    """Sums for each county (6 digits) or township (9) of the trial (one query)."""
    place = Left("area_id", digits)
    rows = what_if.rows.values_list(place).annotate(**_summed()).order_by(place)
    return [Sums(*row) for row in rows]


def sums_by_class(what_if: WhatIf) -> list[Sums]:
    """Sums by the class that households have now; None are those that have none (one query)."""
    rows = what_if.rows.values_list("before_class").annotate(**_summed()).order_by("before_class")
    return [Sums(*row) for row in rows]


def _summed() -> dict[str, Aggregate]:
    """In the order of `Sums`."""
    more, fewer = (Change.GAINS, Change.ENTERS), (Change.LOSES, Change.LEAVES)
    return {
        "households": Count("pk"),
        "persons": Sum("before_covered"),
        "gaining": Count("pk", filter=Q(change__in=more)),
        "losing": Count("pk", filter=Q(change__in=fewer)),
        "before": Sum("before_amount"),
        "after": Sum("after_amount"),
    }


def area_table(what_if: WhatIf, digits: int) -> Table:
    """Counties, or the townships of them, each leading to its own households (two queries)."""
    sums = sums_by_area(what_if, digits)
    names = Area.objects.in_bulk([f"{one.key}".ljust(12, "0") for one in sums])
    rows_url = reverse("applicants:what_if_rows", args=[what_if.pk])
    return Table(
        caption=_("按乡镇") if digits == TOWNSHIP else _("按县"),
        columns=[Column(_("地区")), *_SUM_COLUMNS],
        rows=[
            Row.of(
                str(names[f"{one.key}".ljust(12, "0")]),
                *_figured(one),
                url=f"{rows_url}?area={one.key}",
            )
            for one in sums
        ],
        total=_total(sums),
        empty=_("没有在保家庭。"),
    )


_SUM_COLUMNS = (
    Column(_("户数"), "number"),
    Column(_("现保障人数"), "number"),
    Column(_("得到更多（户）"), "number"),
    Column(_("得到更少（户）"), "number"),
    Column(_("现月金额（元）"), "money"),
    Column(_("测算月金额（元）"), "money"),
    Column(_("每月增减（元）"), "number"),
)


def _figured(one: Sums) -> tuple[Value, ...]:
    return (
        one.households,
        one.persons,
        one.gains,
        one.loses,
        one.before,
        one.after,
        with_sign(one.difference),
    )


def _total(sums: Sequence[Sums]) -> Row:
    whole = Sums(
        None,
        households=sum(one.households for one in sums),
        persons=sum(one.persons for one in sums),
        gains=sum(one.gains for one in sums),
        loses=sum(one.loses for one in sums),
        before=sum((one.before for one in sums), ZERO),
        after=sum((one.after for one in sums), ZERO),
    )
    return Row.of(_("合计"), *_figured(whole))


def class_table(what_if: WhatIf) -> Table:
    """What changes for the households of each present class (one query)."""
    sums = sums_by_class(what_if)
    labels: dict[object, Words] = dict(BENEFIT_CLASSES)
    return Table(
        caption=_("按现在的类别"),
        columns=[Column(_("类别")), *_SUM_COLUMNS],
        rows=[Row.of(str(labels.get(one.key, _("未享受"))), *_figured(one)) for one in sums],
        total=_total(sums),
    )


def row_table(page: Page[WhatIfRow], what_if: WhatIf) -> Table:
    """A page of households, each leading to its two traces."""
    return Table(
        caption=_("测算明细"),
        columns=[
            Column(_("户主")),
            Column(_("地区")),
            Column(_("变化"), "status"),
            Column(_("现类别")),
            Column(_("测算类别")),
            Column(_("现月金额（元）"), "money"),
            Column(_("测算月金额（元）"), "money"),
            Column(_("每月增减（元）"), "number"),
        ],
        rows=[_row(row, what_if) for row in page.rows],
        empty=_("没有这样的家庭。换一个条件，或者清除筛选。"),
        pager=page.pager,
    )


def _row(row: WhatIfRow, what_if: WhatIf) -> Row:
    change = Change(row.change)
    return Row.of(
        str(row.household.head),
        str(row.area),
        Cell(change.label, tone=TONES[change] or "todo"),
        row.get_before_class_display() or None,
        row.get_after_class_display() or None,
        row.before_amount,
        row.after_amount,
        with_sign(row.difference),
        url=reverse("applicants:what_if_household", args=[what_if.pk, row.pk]),
    )


@dataclass(frozen=True)
class TwoTraces:
    """The steps under the rules of now and under the tried ones; empty where nothing but a class is known."""

    before: list[TraceStep]
    after: list[TraceStep]


def traces_of(row: WhatIfRow) -> TwoTraces:
    """Both judged anew from the stored facts, so that what is shown is what was reckoned."""
    if row.assessment is None:
        return TwoTraces([], [])
    facts = Facts.from_json(row.assessment.facts)
    return TwoTraces(
        trace_of(assess(facts, row.assessment.rule_set.as_terms()), facts),
        trace_of(assess(facts, row.what_if.as_terms()), facts),
    )


def as_answer(what_if: WhatIf) -> dict[str, object]:
    """The trial for a machine: totals, by class, county and township, amounts as text in yuan a month."""
    return {
        "what_if": what_if.pk,
        "month": str(what_if.month),
        "area": what_if.area_id,
        "terms_hash": what_if.terms_hash,
        "rows_hash": what_if.rows_hash,
        "households": what_if.household_count,
        "before": str(what_if.before_total),
        "after": str(what_if.after_total),
        "difference": str(what_if.difference),
        "difference_a_year": str(what_if.yearly_difference),
        "changes": dict(
            what_if.rows.values_list("change").annotate(Count("pk")).order_by("change")
        ),
        "classes": list(_answers(sums_by_class(what_if))),
        "counties": list(_answers(sums_by_area(what_if, COUNTY))),
        "townships": list(_answers(sums_by_area(what_if, TOWNSHIP))),
    }


def _answers(sums: Iterable[Sums]) -> Iterable[dict[str, object]]:
    for one in sums:
        yield {
            "key": one.key,
            "households": one.households,
            "persons": one.persons,
            "before": str(one.before),
            "after": str(one.after),
            "difference": str(one.difference),
        }


def in_json(answer: dict[str, object]) -> str:
    return json.dumps(answer, ensure_ascii=False)
