"""Which months of a report are not closed yet, county by county: what counts them may still change, and says so."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from dibao.display import listed, month_text
from dibao.levels import AreaLevel
from dibao.models.area import Area
from dibao.values.months import BenefitMonth
from oversight.statistics.measures import Asked, Report
from payments.models.batch import BatchKind, PaymentBatch
from payments.models.line import PaymentLine
from payments.workflow import IN_FLIGHT, BatchStatus, LineStatus

_LINES_UNDER_WAY = (LineStatus.DUE, *IN_FLIGHT)


@dataclass(frozen=True)
class OpenMonth:
    """A month that is not closed: not come or under way, not drawn, or drawn and not settled, and where."""

    month: BenefitMonth
    sentence: str


def open_months(report: Report, asked: Asked) -> list[OpenMonth]:
    """Every month of the period that is not closed (two queries at most).

    Figures of money wait for every county's regular batch to be settled; all others for the month to be over.
    """
    current = BenefitMonth.of(asked.on)
    found = [
        OpenMonth(
            month,
            _("%(month)s还没有到。") % {"month": month_text(month)}
            if month > current
            else _("%(month)s还没有过完。") % {"month": month_text(month)},
        )
        for month in asked.period.months
        if month > current or (month == current and not report.is_of_money)
    ]
    if report.is_of_money:
        come = [month for month in asked.period.months if month <= current]
        way = _of_lines if asked.area.level == AreaLevel.TOWNSHIP else _of_batches
        found += way(asked.area, come)
    return sorted(found, key=lambda one: one.month)


def _of_batches(area: Area, months: list[BenefitMonth]) -> Iterator[OpenMonth]:
    counties = dict(
        Area.objects.within(area).of_level(AreaLevel.COUNTY).values_list("code", "name")
    )
    batches = PaymentBatch.objects.within(area).standing()
    batches = batches.filter(kind=BatchKind.REGULAR, month__in=months)
    statuses = {
        (month, code): status
        for month, code, status in batches.values_list("month", "area_id", "status")
    }
    for month in months:
        drawn = {code: statuses[month, code] for code in counties if (month, code) in statuses}
        missing = [name for code, name in counties.items() if code not in drawn]
        unsettled = [
            counties[code] for code, status in drawn.items() if status != BatchStatus.SETTLED
        ]
        if missing or unsettled:
            yield OpenMonth(month, _sentence(month, missing, unsettled))


def _sentence(month: BenefitMonth, missing: list[str], unsettled: list[str]) -> str:
    said = {"month": month_text(month), "missing": listed(missing), "unsettled": listed(unsettled)}
    if missing and unsettled:
        return _("%(month)s：%(missing)s没有编制批次，%(unsettled)s的批次没有结清。") % said
    if missing:
        return _("%(month)s：%(missing)s没有编制批次。") % said
    return _("%(month)s：%(unsettled)s的批次没有结清。") % said


def _of_lines(area: Area, months: list[BenefitMonth]) -> Iterator[OpenMonth]:
    """A township does not see its county's batches; its own lines say how far they are."""
    lines = PaymentLine.objects.within(area).standing()
    lines = lines.filter(kind=BatchKind.REGULAR, month__in=months)
    found: dict[BenefitMonth, set[str]] = {}
    for month, status in lines.values_list("month", "status").distinct().order_by():
        found.setdefault(month, set()).add(status)
    for month in months:
        said = {"month": month_text(month), "area": area.name}
        if month not in found:
            yield OpenMonth(month, _("%(month)s：%(area)s没有发放明细。") % said)
        elif found[month] & set(_LINES_UNDER_WAY):
            yield OpenMonth(month, _("%(month)s：%(area)s的发放还没有结果。") % said)
