"""The payments' charts: each a picture with the same figures as a table beneath, and each figure opens its rows."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from applicants.choices import BENEFIT_CLASSES
from dibao import charts
from dibao.charts import Chart
from dibao.display import count_text, listed, month_text, with_label, with_note, yuan_text
from dibao.levels import AreaLevel
from dibao.models.area import Area
from dibao.tables import Cell, Column, Row, Table
from dibao.values.money import yuan
from dibao.values.months import BenefitMonth
from payments.charts import NOBODY, Month, Place, Sums, places_of
from payments.forms.charts import ChartKind
from payments.models.batch import BatchKind
from payments.models.line import ExceptionKind

Words = str | Promise

_NEW, _ENDED = ExceptionKind.NEW, ExceptionKind.ENDED


@dataclass(frozen=True)
class Charts:
    """A page of them: what it is about, the pictures, and the table of all their figures."""

    sentence: str
    pictures: list[Chart]
    table: Table


@dataclass(frozen=True)
class ViewLink:
    """One kind of chart to choose."""

    label: Words
    url: str
    is_current: bool


def view_links(chosen: ChartKind, area: Area, own: Area) -> list[ViewLink]:
    """The four kinds of chart, of the same county."""
    more = {"area": area.pk} if area != own else {}
    return [
        ViewLink(view.label, _address(by=view.value, **more), view == chosen) for view in ChartKind
    ]


def charts_of(
    view: ChartKind, area: Area, months: Sequence[Month], month: BenefitMonth | None
) -> Charts:
    """The charts of a kind; those of places are of the month asked for, else of the newest (two statements)."""
    match view:
        case ChartKind.MONTH:
            return _of_months(area, months)
        case ChartKind.FLOW:
            return _of_flow(area, months)
        case ChartKind.CLASS:
            return _of_classes(area, months)
    chosen = next((one for one in months if one.month == month), _newest(months))
    return _of_places(area, chosen, places_of(area, chosen.month))


def _of_months(area: Area, months: Sequence[Month]) -> Charts:
    is_one = area.level == AreaLevel.COUNTY
    money = charts.columns(
        title=_now("每月应发的低保金"),
        points=[(str(one.month), one.all.given) for one in months],
        unit=_now("元"),
    )
    persons = charts.columns(
        title=_now("每月保障人数"),
        points=[(str(one.month), one.all.persons) for one in months],
        unit=_now("人"),
    )
    table = Table(
        caption=_("每月的户数、人数和金额"),
        columns=[
            Column(_("月份"), "month"),
            *([] if is_one else [Column(_("已签发的县"), "number")]),
            Column(_("户数"), "number"),
            Column(_("保障人数"), "number"),
            Column(_("应发（元）"), "money"),
            Column(_("其中抵扣（元）"), "money"),
            Column(_("其中暂缓（元）"), "money"),
            Column(_("交银行（元）"), "money"),
            Column(_("其他批次（元）"), "money"),
        ],
        rows=[
            Row.of(
                one.month,
                *([] if is_one else [Cell(one.counties, _batch(area, one))]),
                Cell(one.all.households, _lines(area, one)),
                Cell(one.all.persons, _lines(area, one)),
                Cell(one.all.given, _lines(area, one)),
                _cell(one.all.offset, _lines(area, one)),
                _cell(one.held, _lines(area, one, status="held")),
                Cell(one.to_bank, _lines(area, one)),
                _cell(one.others, _batches(area, one)),
                url=_batch(area, one),
            )
            for one in reversed(months)
        ],
    )
    newest = _newest(months)
    return _page(
        _now("%(month)s：%(households)s户、%(persons)s人，应发%(given)s元。")
        % {
            "month": month_text(newest.month),
            "households": count_text(newest.all.households),
            "persons": count_text(newest.all.persons),
            "given": yuan_text(newest.all.given),
        },
        [money, persons],
        table,
    )


def _of_flow(area: Area, months: Sequence[Month]) -> Charts:
    series = (_now("新增"), _now("停发"))
    pictures = [
        charts.two_way(
            title=title,
            series=series,
            points=[(str(one.month), (_part(one.new), _part(one.ended))) for one in months],
            unit=unit,
        )
        for title, unit, _part in (
            (_now("每月新增和停发的户"), pgettext("unit", "户"), lambda sums: sums.households),
            (_now("每月新增和停发的金额"), _now("元"), lambda sums: sums.given),
        )
    ]
    # Nothing comes before the first month of a county, so nobody is new or gone.
    first = months[0] if months[0].new == months[0].ended == NOBODY else None
    table = Table(
        caption=_("每月新增和停发"),
        columns=[
            Column(_("月份"), "month"),
            Column(_("新增户数"), "number"),
            Column(_("新增人数"), "number"),
            Column(_("新增金额（元）"), "money"),
            Column(_("停发户数"), "number"),
            Column(_("停发人数"), "number"),
            Column(_("停发金额（元）"), "money"),
        ],
        rows=[
            Row.of(
                one.month,
                *(
                    [
                        *_flow_cells(area, one, one.new, _NEW),
                        *_flow_cells(area, one, one.ended, _ENDED),
                    ]
                    if one is not first
                    else [None] * 6
                ),
                url=_batch(area, one),
            )
            for one in reversed(months)
        ],
    )
    newest = _newest(months)
    return _page(
        _now(
            "%(month)s比上月新增%(new)s户、停发%(ended)s户。一直享受、只是增减额的户不算。这里按批次算：迁来、分出来的也是新增，"
            "迁走、并走的也是停发；统计报表里的增减变化表不算这些户。"
        )
        % {
            "month": month_text(newest.month),
            "new": count_text(newest.new.households),
            "ended": count_text(newest.ended.households),
        },
        pictures,
        table,
    )


def _cell(figure: int | Decimal, url: str) -> Cell:
    """A figure that opens its rows; zero has none."""
    return Cell(figure, url if figure else "")


def _flow_cells(area: Area, one: Month, sums: Sums, kind: ExceptionKind) -> list[Cell]:
    url = (
        reverse("payments:batch_exceptions", args=[one.batch, kind.value])
        if one.batch
        else _batches(area, one)
    )
    return [_cell(figure, url) for figure in (sums.households, sums.persons, sums.given)]


def _of_classes(area: Area, months: Sequence[Month]) -> Charts:
    labels = [str(label) for _number, label in BENEFIT_CLASSES]
    pictures = [
        charts.stacked_columns(
            title=title,
            series=labels,
            points=[
                (
                    str(one.month),
                    [_part(one.classes.get(n, NOBODY)) for n, _label in BENEFIT_CLASSES],
                )
                for one in months
            ],
            unit=unit,
        )
        for title, unit, _part in (
            (_now("各类保障人数"), _now("人"), lambda sums: sums.persons),
            (_now("各类应发的低保金"), _now("元"), lambda sums: sums.given),
        )
    ]
    columns = [Column(_("月份"), "month")]
    for label in labels:
        columns.append(Column(with_note(label, _now("人")), "number"))
        columns.append(Column(with_note(label, _now("元")), "money"))
    table = Table(
        caption=_("各类的人数和金额"),
        columns=columns,
        rows=[
            Row.of(one.month, *_class_cells(area, one), url=_batch(area, one))
            for one in reversed(months)
        ],
    )
    newest = _newest(months)
    parts = listed(
        with_label(label, count_text(newest.classes.get(number, NOBODY).persons))
        for number, label in BENEFIT_CLASSES
    )
    return _page(
        _now("%(month)s各类人数——%(parts)s。")
        % {"month": month_text(newest.month), "parts": parts},
        pictures,
        table,
    )


def _class_cells(area: Area, one: Month) -> list[Cell]:
    cells = []
    for number, _label in BENEFIT_CLASSES:
        sums = one.classes.get(number, NOBODY)
        url = _lines(area, one, benefit_class=number)
        cells += [_cell(sums.persons, url), _cell(sums.given, url)]
    return cells


def _of_places(area: Area, one: Month, places: Sequence[Place]) -> Charts:
    month = month_text(one.month)
    pictures = [
        charts.bars(
            title=_now("%(month)s各地应发的低保金") % {"month": month},
            points=[(place.area.name, place.sums.given) for place in places],
            unit=_now("元"),
            mean=_mean([place.sums.given for place in places]),
        ),
        charts.bars(
            title=_now("%(month)s各地保障人数") % {"month": month},
            points=[(place.area.name, place.sums.persons) for place in places],
            unit=_now("人"),
            mean=_mean([Decimal(place.sums.persons) for place in places]),
        ),
    ]
    total = one.all
    table = Table(
        caption=_("各地的户数、人数和金额"),
        columns=[
            Column(_("地区")),
            Column(_("户数"), "number"),
            Column(_("保障人数"), "number"),
            Column(_("应发（元）"), "money"),
            Column(_("其中抵扣（元）"), "money"),
            Column(_("人均（元）"), "money"),
        ],
        rows=[_place_row(area, one, place) for place in places],
        total=Row.of(
            _("合计"),
            total.households,
            total.persons,
            total.given,
            total.offset,
            _average(total),
        ),
    )
    return _page(
        _now("虚线是各地的平均数。"),
        pictures,
        table,
    )


def _place_row(area: Area, one: Month, place: Place) -> Row:
    if area.level == AreaLevel.COUNTY:
        url = _lines(area, one, place=place.area.pk)
    else:
        url = _address(by=ChartKind.TOWNSHIP.value, area=place.area.pk, month=str(one.month))
    sums = place.sums
    figures = (sums.households, sums.persons, sums.given, sums.offset)
    return Row.of(
        place.area.name, *(_cell(figure, url) for figure in figures), _average(sums), url=url
    )


def _newest(months: Sequence[Month]) -> Month:
    """The newest month that as many counties have signed as ever: the one after it has only begun."""
    most = max(one.counties for one in months)
    return next(one for one in reversed(months) if one.counties == most)


def _average(sums: Sums) -> Decimal | None:
    return yuan(sums.given / sums.persons) if sums.persons else None


def _mean(values: Sequence[Decimal]) -> Decimal | None:
    return yuan(sum(values, Decimal(0)) / len(values)) if len(values) > 1 else None


def _page(sentence: str, pictures: Sequence[Chart], table: Table) -> Charts:
    """Give each picture its own name in the page; the table says in full what they show."""
    described = _now("同样的数字在下面的表里。")
    keyed = [
        replace(picture, key=f"chart-{number}", description=f"{sentence}{described}")
        for number, picture in enumerate(pictures, start=1)
    ]
    return Charts(sentence, keyed, table)


def _batch(area: Area, one: Month) -> str:
    """The month's batch, or the list of the month's batches where there are several."""
    if one.batch:
        return reverse("payments:batch", args=[one.batch])
    return _batches(area, one, kind=BatchKind.REGULAR.value)


def _lines(area: Area, one: Month, **asked: str | int) -> str:
    """The lines of the month's batch that a figure counts."""
    if not one.batch:
        return _batches(area, one, kind=BatchKind.REGULAR.value)
    address = reverse("payments:batch_lines", args=[one.batch])
    return f"{address}?{urlencode(asked)}" if asked else address


def _batches(area: Area, one: Month, **asked: str) -> str:
    if not one.counties and not one.others:
        return ""
    if area.level == AreaLevel.COUNTY:
        asked = {"area": area.pk, **asked}
    return f"{reverse('payments:batches')}?{urlencode({'month': str(one.month), **asked})}"


def _address(**asked: str) -> str:
    return f"{reverse('payments:charts')}?{urlencode(asked)}"
