"""Households to whom months are owed, with which months and how much."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.models.household import Household
from dibao.display import count_text, listed, month_text, yuan_text
from dibao.models.staff import Staff
from dibao.paging import in_order
from dibao.tables import Column, Row, Table
from payments.owed import OwedMonth, by_household
from payments.pages.lines import household_url

_SIZE = 50
# So many months are written out; of more the first and the last are enough.
_WRITTEN_OUT = 3


def sentence_of(owed: Sequence[OwedMonth]) -> str:
    """How many households and months, and what they come to."""
    return _now("共%(households)s户%(months)s个月，%(amount)s元") % {
        "households": count_text(len(by_household(owed))),
        "months": count_text(len(owed)),
        "amount": yuan_text(sum_of(owed)),
    }


def owed_table(owed: Sequence[OwedMonth], asked: Mapping[str, str], staff: Staff) -> Table:
    """A page of the households (one query)."""
    months = by_household(owed)
    households = Household.objects.visible_to(staff).filter(pk__in=months)
    page = in_order(households.select_related("head", "area"), asked, size=_SIZE)
    return Table(
        caption=_("应补发的户"),
        columns=[
            Column(_("户主")),
            Column(_("村")),
            Column(_("没有发的月份")),
            Column(_("月数"), "number"),
            Column(_("应补发（元）"), "money"),
            Column(_("决定日期"), "date"),
        ],
        rows=[_row(household, months[household.pk], staff) for household in page.rows],
        empty=_("没有要补发的月份。"),
        pager=page.pager,
    )


def _row(household: Household, owed: Sequence[OwedMonth], staff: Staff) -> Row:
    return Row.of(
        household.head.name,
        str(household.area),
        months_text(owed),
        len(owed),
        sum_of(owed),
        owed[0].decided_on,
        url=household_url(household.pk, staff),
    )


def months_text(owed: Sequence[OwedMonth]) -> str:
    """2008年7月、2008年8月; of many the first and the last."""
    if len(owed) <= _WRITTEN_OUT:
        return listed(month_text(each.month) for each in owed)
    return _now("%(first)s至%(last)s") % {
        "first": month_text(owed[0].month),
        "last": month_text(owed[-1].month),
    }


def sum_of(owed: Sequence[OwedMonth]) -> Decimal:
    return sum((each.amount for each in owed), Decimal(0))
