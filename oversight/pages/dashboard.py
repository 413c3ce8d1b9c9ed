"""The charts of one page: cases, money, coming and going, places, re-checks, objections. Each opens its rows."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from applicants.choices import BENEFIT_CLASSES
from dibao import charts
from dibao.charts import Chart
from dibao.guards import allows
from dibao.models.area import Area
from dibao.models.staff import Staff
from dibao.permissions import Permission as P
from dibao.values.months import BenefitMonth
from oversight.dashboard import cases_by_step, objections_by_month, rechecks_by_month
from oversight.forms.statistics import newest_closed
from oversight.statistics import caseload, objections
from oversight.statistics.changes import flow_by_month
from oversight.statistics.engine import Result, level_of_rows, work_out
from oversight.statistics.measures import Asked
from oversight.statistics.periods import Period
from payments.charts import Month, months_of


def dashboard(area: Area, staff: Staff, *, on: date) -> list[Chart]:
    """All charts of an area as they stand on a day, each with its own name in the page (about twelve queries)."""
    closed = newest_closed(on)
    # A month that only some counties have signed looks like a fall, so that charts end with the last one that is over.
    months = [one for one in months_of(area) if one.month <= closed]
    asked = Asked(area, Period.month(closed), level_of_rows(caseload.REPORT, area), on)
    result = work_out(caseload.REPORT, asked)
    drawn = [
        _cases(area, staff, on),
        *(_of_months(area, months) if months else ()),
        *_of_places(result),
        _rechecks(area, on),
        # A township reads of reports and complaints only what it is asked to look into, so it does not count them.
        *([_objections(area, on)] if area.level in objections.REPORT.levels else []),
    ]
    return [
        replace(chart, key=f"chart-{number}", description=_("同样的数字在下面的表里。"))
        for number, chart in enumerate(drawn, start=1)
    ]


def _cases(area: Area, staff: Staff, on: date) -> Chart:
    asked = {} if area.pk == staff.posting.area_id else {"area": area.pk}
    address = reverse("applicants:cases")

    def url(step: str) -> str:
        # Finance counts them with everybody and opens none.
        return (
            f"{address}?{urlencode({'step': step, **asked})}" if allows(staff, P.CASE_VIEW) else ""
        )

    return charts.stacked(
        title=_("在办案件：等哪一步，这一步或者全程还剩几天"),
        series=[_("已超期"), _("今天到期"), _("还有时间或者没有期限")],
        points=[
            (str(one.step.label), (one.late, one.today, one.others), url(one.step.value))
            for one in cases_by_step(area, on=on)
        ],
        unit=pgettext("unit", "件"),
    )


def _of_months(area: Area, months: Sequence[Month]) -> Iterator[Chart]:
    yield charts.columns(
        title=_("每月保障人数"),
        points=[
            charts.Point(str(one.month), one.all.persons, _report_url("caseload", area, one.month))
            for one in months
        ],
        unit=_("人"),
    )
    yield charts.columns(
        title=_("每月应发的低保金"),
        points=[
            charts.Point(str(one.month), one.all.given, _report_url("caseload", area, one.month))
            for one in months
        ],
        unit=_("元"),
    )
    # Not the batches' exceptions, to which a family that moved is new here and gone there.
    flow = flow_by_month(area, [one.month for one in months])
    yield charts.two_way(
        title=_("每月新增和停发的户，迁移、分户、合并不算"),
        series=(_("新增"), _("停发")),
        points=[
            (str(month), (one.new, one.stopped), _report_url("changes", area, month))
            for month, one in flow.items()
        ],
        unit=pgettext("unit", "户"),
    )


def _of_places(result: Result) -> Iterator[Chart]:
    month, area = result.asked.period.first, result.asked.area
    shares = [
        charts.Point(
            place.area.name,
            Decimal(place.figures["share"]),
            _rows_url(place.area, month, "persons"),
        )
        for place in result.places
        if place.figures["share"] is not None
    ]
    mean = result.total.figures["share"]
    if shares:
        yield charts.bars(
            title=_("保障人数占农村人口，虚线是%(area)s平均") % {"area": area.name},
            points=sorted(shares, key=lambda point: -point.value),
            unit="%",
            mean=mean,
        )
    yield charts.stacked(
        title=_("各地三类保障人数"),
        series=[str(label) for _number, label in BENEFIT_CLASSES],
        points=[
            (
                place.area.name,
                [
                    place.figures[f"class_{number}_persons"] or 0
                    for number, _label in BENEFIT_CLASSES
                ],
                _rows_url(place.area, month, "persons"),
            )
            for place in result.places
        ],
        unit=_("人"),
    )


def _rechecks(area: Area, on: date) -> Chart:
    return charts.stacked_columns(
        title=_("应核查的户，逾期的算在本月，正在核查的不算"),
        series=[_("已逾期"), _("到期")],
        points=[
            (str(month), (late, due), _report_url("rechecks", area, month))
            for month, late, due in rechecks_by_month(area, on=on)
        ],
        unit=pgettext("unit", "户"),
    )


def _objections(area: Area, on: date) -> Chart:
    return charts.stacked_columns(
        title=_("每月收到的异议、举报和投诉"),
        series=[_("已答复"), _("未答复")],
        points=[
            (str(month), (done, left), _report_url("objections", area, month))
            for month, done, left in objections_by_month(area, on=on)
        ],
        unit=pgettext("unit", "件"),
    )


def _report_url(key: str, area: Area, month: BenefitMonth) -> str:
    address = reverse("oversight:statistics_report", args=[key])
    return f"{address}?{urlencode({'period': str(month), 'area': area.pk})}"


def _rows_url(place: Area, month: BenefitMonth, measure: str) -> str:
    address = reverse("oversight:statistics_rows", args=["caseload"])
    return f"{address}?{urlencode({'period': str(month), 'area': place.pk, 'measure': measure})}"
