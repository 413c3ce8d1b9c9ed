"""Households that were paid too little or too much, and one household month by month."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.models.assessment import EndReason
from applicants.models.grant import Outcome
from applicants.models.household import Household
from dibao.display import count_text, listed, month_text, with_note, yuan_text
from dibao.models.staff import Staff
from dibao.paging import in_order
from dibao.tables import Cell, Column, Row, Table
from payments.banks.reasons import FailureReason
from payments.bookings import Booking
from payments.corrections import Cause, ComparedMonth
from payments.models.hold import HoldReason
from payments.pages.batch import signed
from payments.pages.lines import BOOKING_TONES, LINE_TONES
from payments.workflow import LineStatus

Words = str | Promise
Months = Sequence[ComparedMonth]

_SIZE = 50
_ZERO = Decimal(0)
# So many months are written out; of more the first and the last are enough.
_WRITTEN_OUT = 3
_FAILURES = {reason.value: _(reason.label) for reason in FailureReason}


def sentence_of(months: Months) -> str:
    """How many households, and what they miss and have too much."""
    return _now("共%(households)s户，少发%(missing)s元，多发%(over)s元") % {
        "households": count_text(len({month.household for month in months})),
        "missing": yuan_text(missing_of(months)),
        "over": yuan_text(over_of(months)),
    }


def missing_of(months: Iterable[ComparedMonth]) -> Decimal:
    return sum((max(month.difference or _ZERO, _ZERO) for month in months), _ZERO)


def over_of(months: Iterable[ComparedMonth]) -> Decimal:
    return -sum((min(month.difference or _ZERO, _ZERO) for month in months), _ZERO)


def correction_table(months: Months, asked: Mapping[str, str], staff: Staff) -> Table:
    """A page of the households (one query)."""
    each: dict[int, list[ComparedMonth]] = defaultdict(list)
    for month in months:
        each[month.household].append(month)
    households = Household.objects.visible_to(staff).filter(pk__in=each)
    page = in_order(households.select_related("head", "area"), asked, size=_SIZE)
    return Table(
        caption=_("少发和多发的户"),
        columns=[
            Column(_("户主")),
            Column(_("村")),
            Column(_("月份")),
            Column(_("少发（元）"), "money"),
            Column(_("多发（元）"), "money"),
            Column(_("相抵（元）"), "number"),
            Column(_("原因")),
        ],
        rows=[_household_row(household, each[household.pk]) for household in page.rows],
        empty=_("没有这样的户。已经签发的月份，发的和现在应发的一致。"),
        pager=page.pager,
    )


def _household_row(household: Household, months: Months) -> Row:
    missing, over = missing_of(months), over_of(months)
    return Row.of(
        household.head.name,
        str(household.area),
        months_text(months),
        missing or None,
        over or None,
        signed(missing, over),
        listed(dict.fromkeys(str(reason_of(month)) for month in months)),
        url=reverse("payments:household_months", args=[household.pk]),
    )


def months_text(months: Months) -> str:
    """2008年7月、2008年8月; of many the first, the last and their number."""
    if len(months) <= _WRITTEN_OUT:
        return listed(month_text(each.month) for each in months)
    return _now("%(first)s至%(last)s中的%(count)s个月") % {
        "first": month_text(months[0].month),
        "last": month_text(months[-1].month),
        "count": count_text(len(months)),
    }


def reason_of(month: ComparedMonth) -> Words:
    """The cause, and what is known about it: why the benefit ended, why the bank did not pay, why the money waits."""
    if month.cause is None:
        return ""
    more = _more(month)
    return with_note(month.cause.label, more) if more else month.cause.label


def _more(month: ComparedMonth) -> Words:
    of = month.of
    match month.cause:
        case Cause.ENDED:
            return EndReason(of.end_reason).label
        case Cause.CHANGED if of.outcome:
            return Outcome(of.outcome).label
        case Cause.HOLD:
            return HoldReason(of.hold_reason).label
        case Cause.FAILED:
            return _FAILURES.get(of.failure_reason, "")
    return ""


def month_table(months: Months) -> Table:
    """All months of a household with what each should pay, what it paid, and why the two differ."""
    return Table(
        caption=_("逐月发放情况"),
        columns=[
            Column(_("月份"), "month"),
            Column(_("现在应发（元）"), "money"),
            Column(_("已发（元）"), "money"),
            Column(_("差额（元）"), "number"),
            Column(_("状态"), "status"),
            Column(_("原因")),
            Column(_("决定日期"), "date"),
        ],
        rows=[_month_row(month) for month in months],
        total=_total(months) if months else None,
        empty=_("这户还没有签发过的月份。"),
    )


def _month_row(month: ComparedMonth) -> Row:
    return Row.of(
        month.month,
        month.of.due,
        month.paid,
        "" if month.difference is None else signed(month.of.due, month.paid),
        _status(month),
        reason_of(month),
        month.of.decided_on if month.cause else None,
    )


def _status(month: ComparedMonth) -> Cell:
    if not month.of.status:
        return Cell(_("没有编进"), tone="bad")
    if month.of.booking:
        booking = Booking(month.of.booking)
        return Cell(booking.label, tone=BOOKING_TONES[booking])
    status = LineStatus(month.of.status)
    return Cell(status.label, tone=LINE_TONES[status])


def _total(months: Months) -> Row:
    known = [month for month in months if month.difference is not None]
    due, paid = (
        sum((month.of.due for month in known), _ZERO),
        sum((month.paid for month in known), _ZERO),
    )
    return Row.of(_("有结果的月份合计"), due, paid, signed(due, paid), "", "", "")


def words_of(months: Months) -> str:
    """One sentence over the table: paid as it should be, or how much is missing or too much."""
    missing, over = missing_of(months), over_of(months)
    if not missing and not over:
        return _now("已经有结果的月份，发的和现在应发的一致。")
    return _now("少发%(missing)s元，多发%(over)s元。") % {
        "missing": yuan_text(missing),
        "over": yuan_text(over),
    }
