"""Funds as tables: by source, by county with the two rules beside them, by month, and entry by entry."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.pages.cards import Fact
from dibao.display import day_text, month_text, with_note, yuan_text
from dibao.guards import allows
from dibao.levels import AreaLevel
from dibao.models.area import Area
from dibao.models.staff import Staff
from dibao.paging import Page
from dibao.permissions import Permission as P
from dibao.sheets.writing import Sheet
from dibao.tables import Cell, Column, Row, Table
from dibao.values.money import ZERO
from payments.actions.funds import amount_of
from payments.forms.funds import ConfirmForm, CorrectForm, DeclineForm
from payments.funds import CountyYear, Source, funds_within
from payments.models.fund import FundEntry, FundEntryQuerySet, FundKind, FundLevel
from payments.pages.sheets import sheet_of

Words = str | Promise


@dataclass(frozen=True)
class Statement:
    """The funds of a year within an area: its counties by name, in the order of their codes."""

    area: Area
    year: int
    counties: Sequence[tuple[Area, CountyYear]]

    @property
    def is_kept(self) -> bool:
        return any(county.is_kept for _area, county in self.counties)

    def sum(self, what: str) -> Decimal:
        return sum((getattr(county, what) for _area, county in self.counties), ZERO)


def statement_of(area: Area, year: int) -> Statement:
    """Every county of an area with what it had and used (six queries)."""
    found = funds_within(area, year)
    areas = Area.objects.within(area).of_level(AreaLevel.COUNTY).order_by("code")
    return Statement(area, year, [(one, found.get(one.pk) or CountyYear(one.pk)) for one in areas])


def source_table(shown: Statement) -> Table:
    """What each source gave, what batches drew on it, and what is left."""
    parts = [_source_of(shown, level) for level in FundLevel]
    allocated = sum((part.allocated for part in parts), ZERO)
    attributed = sum((part.attributed for part in parts), ZERO)
    return Table(
        caption=_now("%(year)s年低保资金按来源") % {"year": shown.year},
        columns=[
            Column(_("资金来源")),
            Column(_("已下拨（元）"), "money"),
            Column(_("批次已用（元）"), "money"),
            Column(_("结余（元）"), "money"),
        ],
        rows=[Row.of(p.level.label, p.allocated, p.attributed, p.left) for p in parts],
        total=Row.of(_("合计"), allocated, attributed, allocated - attributed),
    )


def _source_of(shown: Statement, level: FundLevel) -> Source:
    counties = [county for _area, county in shown.counties]
    return Source(
        level,
        sum((county.allocated.get(level, ZERO) for county in counties), ZERO),
        sum((county.attributed.get(level, ZERO) for county in counties), ZERO),
    )


def rule_table(shown: Statement) -> Table:
    """Each county beside the two rules: 20 yuan a person and year from the municipality, 3 % for work."""
    counties = shown.counties
    return Table(
        caption=_now("%(year)s年市级定补和工作经费") % {"year": shown.year},
        columns=[
            Column(_("县")),
            Column(_("计补人数"), "number"),
            Column(_("市级应补（元）"), "money"),
            Column(_("市级已拨（元）"), "money"),
            Column(_("相差（元）"), "money"),
            Column(_("低保支出（元）"), "money"),
            Column(_("工作经费应有（元）"), "money"),
            Column(_("已落实（元）"), "money"),
            Column(_("相差（元）"), "money"),
            Column(_("已支出（元）"), "money"),
        ],
        rows=[_rule_row(area, county, shown.year) for area, county in counties],
        total=_rule_total(shown) if len(counties) > 1 else None,
    )


def _rule_row(area: Area, county: CountyYear, year: int) -> Row:
    given = county.allocated.get(FundLevel.MUNICIPAL, ZERO)
    return Row.of(
        area.name,
        Cell(
            county.persons,
            note=month_text(county.counted_in) if county.counted_in else "",
        ),
        county.municipal_expected,
        given,
        _difference(given - county.municipal_expected),
        county.spending,
        county.work_expected,
        county.work_allocated,
        _difference(county.work_allocated - county.work_expected),
        county.work_spent,
        url=funds_url(year, area),
    )


def _difference(amount: Decimal) -> Cell:
    """What is missing is marked, what is above is said with its sign."""
    return Cell(amount, tone="bad" if amount < 0 else "")


def _rule_total(shown: Statement) -> Row:
    given = sum((c.allocated.get(FundLevel.MUNICIPAL, ZERO) for _area, c in shown.counties), ZERO)
    expected, work = shown.sum("municipal_expected"), shown.sum("work_allocated")
    return Row.of(
        _("合计"),
        int(shown.sum("persons")),
        expected,
        given,
        given - expected,
        shown.sum("spending"),
        shown.sum("work_expected"),
        work,
        work - shown.sum("work_expected"),
        shown.sum("work_spent"),
    )


def month_table(shown: Statement) -> Table:
    """What batches drew on each source, month by month and county by county; each row opens its batches."""
    rows = list(_months(shown))
    columns = [*(Column(level.label, "money") for level in FundLevel)]
    return Table(
        caption=_now("%(year)s年各月发放的资金来源（元，抵扣追回的不在内）") % {"year": shown.year},
        columns=[
            Column(_("月份"), "month"),
            Column(_("县")),
            *columns,
            Column(_("没有登记来源"), "money"),
            Column(_("合计"), "money"),
        ],
        rows=rows,
        total=_month_total(rows) if rows else None,
        empty=_("这一年还没有签发的批次。"),
    )


def _months(shown: Statement) -> Iterator[Row]:
    for month in sorted({m for _area, county in shown.counties for m in county.spent}):
        for area, county in shown.counties:
            if month in county.spent:
                parts = [county.by_month[month][level] for level in FundLevel]
                spent = county.spent[month]
                asked = {"month": str(month), "area": area.pk}
                url = f"{reverse('payments:batches')}?{urlencode(asked)}"
                yield Row.of(month, area.name, *parts, spent - sum(parts, ZERO), spent, url=url)


def _month_total(rows: Iterable[Row]) -> Row:
    columns = zip(*([cell.value for cell in row.cells[2:]] for row in rows), strict=True)
    sums = [sum((v for v in column if isinstance(v, Decimal)), ZERO) for column in columns]
    return Row.of(_("合计"), "", *sums)


_STANDINGS: Mapping[str, tuple[Words, str]] = {
    "open": (_("待确认"), "todo"),
    "confirmed": (_("已确认"), "good"),
    "declined": (_("已退回"), "stopped"),
}


def standing_of(entry: FundEntry) -> Cell:
    """Open, counted or put aside."""
    key = "open" if entry.is_open else "confirmed" if entry.confirmed_at else "declined"
    words, tone = _STANDINGS[key]
    return Cell(words, tone=tone)


def entries_of(staff: Staff) -> FundEntryQuerySet:
    """The entries of the posting's area with all that a page says of them."""
    people = ("entered_by", "confirmed_by", "declined_by")
    return FundEntry.objects.visible_to(staff).select_related("area", "corrects", *people)


def entry_table(page: Page[FundEntry]) -> Table:
    """A page of entries, the newest first."""
    return Table(
        caption=_("资金登记"),
        columns=[
            Column(_("文号")),
            Column(_("县")),
            Column(_("种类")),
            Column(_("资金来源")),
            Column(_("金额（元）"), "money"),
            Column(_("日期"), "date"),
            Column(_("登记人")),
            Column(_("状态"), "status"),
        ],
        rows=[
            Row.of(
                entry.document_number,
                entry.area.name,
                Cell(entry.get_kind_display(), note=_("更正") if entry.corrects_id else ""),
                entry.get_level_display() if entry.level else "",
                entry.amount,
                entry.day,
                entry.entered_by.name,
                standing_of(entry),
                url=reverse("payments:fund", args=[entry.pk]),
            )
            for entry in page.rows
        ],
        empty=_("这一年还没有资金登记。"),
        pager=page.pager,
    )


def entry_facts(entry: FundEntry) -> list[Fact]:
    """Everything that was said of an entry, and by whom (one query)."""
    facts = [
        Fact(label=_("状态"), value=str(standing_of(entry).value)),
        Fact(label=_("种类"), value=entry.get_kind_display()),
        Fact(label=_("县"), value=entry.area.name),
        Fact(label=_("年度"), value=str(entry.year)),
        Fact(label=_("资金来源"), value=entry.get_level_display() if entry.level else None),
        Fact(label=_("金额"), value=_yuan(entry.amount)),
        Fact(label=_("文号"), value=entry.document_number),
        Fact(label=_("日期"), value=day_text(entry.day)),
        Fact(label=_("登记"), value=_who(entry.entered_by, entry.entered_at)),
    ]
    if entry.purpose:
        label = _("更正原因") if entry.corrects_id else _("用途")
        facts.append(Fact(label=label, value=entry.purpose))
    if entry.confirmed_by is not None:
        facts.append(Fact(label=_("确认"), value=_who(entry.confirmed_by, entry.confirmed_at)))
    if entry.declined_by is not None:
        by = with_note(_who(entry.declined_by, entry.declined_at), entry.decline_reason)
        facts.append(Fact(label=_("退回"), value=by))
    if entry.confirmed_by is not None and entry.corrects_id is None:
        facts.append(Fact(label=_("更正以后"), value=_yuan(amount_of(entry))))
    return facts


def corrections_table(entry: FundEntry) -> Table:
    """The entries that correct this one (one query)."""
    rows = entry.corrections.select_related("area", "entered_by").order_by("pk")
    return Table(
        caption=_("更正"),
        columns=[
            Column(_("日期"), "date"),
            Column(_("金额（元）"), "money"),
            Column(_("更正原因")),
            Column(_("登记人")),
            Column(_("状态"), "status"),
        ],
        rows=[
            Row.of(
                each.day,
                each.amount,
                each.purpose,
                each.entered_by.name,
                standing_of(each),
                url=reverse("payments:fund", args=[each.pk]),
            )
            for each in rows
        ],
    )


def _yuan(amount: Decimal) -> str:
    return _now("%(amount)s元") % {"amount": yuan_text(amount)}


def _who(by: Staff, at: date | None) -> str:
    return _now("%(name)s %(day)s") % {"name": by.name, "day": day_text(at)}


@dataclass(frozen=True)
class KindLink:
    """One kind of entry to choose."""

    label: Words
    url: str
    is_current: bool


def kinds_for(staff: Staff) -> list[FundKind]:
    """What a posting enters: the prefecture gives money and spends none of the counties'."""
    if staff.posting.area.level == AreaLevel.PREFECTURE:
        return [FundKind.BENEFIT, FundKind.WORK]
    return list(FundKind)


def kind_links(staff: Staff, kind: FundKind) -> list[KindLink]:
    address = reverse("payments:fund_new")
    return [
        KindLink(one.label, f"{address}?{urlencode({'kind': one.value})}", one == kind)
        for one in kinds_for(staff)
    ]


def answers_to(entry: FundEntry, staff: Staff) -> dict[str, bool]:
    """Which of the three answers to an entry a person may give now."""
    may_enter, may_confirm = allows(staff, P.FUND_ENTER), allows(staff, P.FUND_CONFIRM)
    is_own = entry.entered_by_id == staff.pk
    is_first = entry.confirmed_at is not None and entry.corrects_id is None
    is_municipal = entry.level == FundLevel.MUNICIPAL
    gives = is_municipal == (staff.posting.area.level == AreaLevel.PREFECTURE)
    return {
        "may_confirm": entry.is_open and may_confirm and not is_own,
        "awaits_another": entry.is_open and is_own,
        "may_decline": entry.is_open and (may_confirm or may_enter),
        "may_correct": is_first and may_enter and gives,
    }


FORMS = {"confirm": ConfirmForm, "decline": DeclineForm, "correct": CorrectForm}


def funds_url(year: int, area: Area | None = None, **more: str) -> str:
    asked = {"year": str(year)} | ({"area": area.pk} if area else {}) | more
    return f"{reverse('payments:funds')}?{urlencode(asked)}"


def notices_of(shown: Statement) -> list[str]:
    """What somebody must know before reading the figures."""
    return [
        _now(
            "%(county)s：%(year)s年没有确认的低保资金下拨，批次签发时不归集资金来源，也不查资金够不够。"
        )
        % {"county": area.name, "year": shown.year}
        for area, county in shown.counties
        if county.spent and not county.is_kept
    ]


def sheets(shown: Statement) -> list[Sheet]:
    """The statement as a workbook, table by table."""
    heading = [f"{shown.area.name} {shown.year}"]
    return [
        sheet_of(table, heading)
        for table in (source_table(shown), rule_table(shown), month_table(shown))
    ]


def persons_sentence(shown: Statement) -> str:
    """How the persons were counted."""
    rates = {county.yuan_per_person for _area, county in shown.counties if county.yuan_per_person}
    rate = f"{max(rates).normalize():f}" if rates else ""
    return (
        _now(
            "计补人数：这一年最近一个已结清的按月发放批次（全年以12月为准）里已发的保障人数。市级按每人每年%(rate)s元应补。"
        )
        % {"rate": rate}
        if rate
        else ""
    )
