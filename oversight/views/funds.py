"""What became of the money, month by month, as the administration published it."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from dibao import charts
from dibao.display import month_text
from dibao.models.area import Area
from dibao.values.months import BenefitMonth
from oversight import funds, places
from oversight.models.month_figures import MonthFigures
from oversight.views.public import page, public

_MONTHS = 24


@public
def use_of_funds(request: HttpRequest, *, on: date) -> HttpResponse:
    """Two years of months over all counties, or of the one chosen; the newest month county by county.

    A month that some counties have not published yet says so, and has no bar among those of the whole prefecture.
    """
    county = places.county_coded(request.GET.get("county", ""))
    published = MonthFigures.objects.select_related("area").last_months(
        _MONTHS, until=BenefitMonth.of(on)
    )
    rows = list(published)
    uses = funds.by_month(row for row in rows if county is None or row.area_id == county.pk)
    newest = uses[0].month if uses else None
    expected = 1 if county else places.counties().count()
    context = {
        "county": county,
        "prefecture": places.prefecture(),
        "uses": uses,
        "newest": newest,
        "expected": expected,
        "counties": [row for row in rows if row.month == newest],
        "chart": _chart([use for use in uses if use.counties >= expected], county),
    }
    return page(request, "oversight/public/funds.html", context)


def _chart(uses: list[funds.Use], county: Area | None) -> charts.Chart | None:
    if not uses:
        return None
    place = county.name if county else _("全市")
    return charts.columns(
        title=_("%(place)s每月发放的低保金") % {"place": place},
        points=[(month_text(use.month), use.paid) for use in reversed(uses)],
        unit=_("元"),
    )
