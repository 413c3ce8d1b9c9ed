"""How figures, months and days are written on the screen: the same on every page."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.timezone import is_aware, localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from dibao import clock
from dibao.values.months import BenefitMonth

NOTHING = "—"


def yuan_text(amount: Decimal | int | None) -> str:
    """Write yuan with two places and groups of three, without the unit: 3,043,511.00."""
    return NOTHING if amount is None else f"{amount:,.2f}"


def count_text(number: Decimal | int | None) -> str:
    """Write a count with groups of three: 60,428; decimals are kept as they are."""
    return NOTHING if number is None else f"{number:,}"


def month_text(month: BenefitMonth | date | None) -> str:
    """Write a month in the reader's language: 2008年7月, July 2008."""
    if month is None:
        return NOTHING
    first = month.first_day if isinstance(month, BenefitMonth) else month
    return date_format(first, "YEAR_MONTH_FORMAT")


def day_text(day: date | None) -> str:
    """Write a day as 2008-08-05, a moment with its minutes in local time.

    A moment after the business date is one of the demonstration's, whose day is fixed while its clock goes on: it
    happened on that day, so only the time of the clock is written.
    """
    if day is None:
        return NOTHING
    if not isinstance(day, datetime):
        return day.isoformat()
    moment = localtime(day) if is_aware(day) else day
    return f"{moment:%H:%M}" if moment.date() > clock.today() else f"{moment:%Y-%m-%d %H:%M}"


def month_day_text(day: date) -> str:
    """Write a day near today without its year: 8月5日, August 5."""
    return date_format(day, pgettext("date format", "n月j日"))


def day_from(on: date, day: date) -> str:
    """Write a day as it is said on another one: with its year only where that is not the same: 2027年8月5日."""
    if day.year == on.year:
        return month_day_text(day)
    return date_format(day, pgettext("date format", "Y年n月j日"))


def listed(words: Iterable[object]) -> str:
    """Write words in a row with the comma of the reader's language: 孤儿、失地 or Orphan, Lost land."""
    return _("、").join(str(word) for word in words)


def with_note(words: object, note: object) -> str:
    """Write a note in the brackets of the reader's language: 不计入（服刑） or Not counted (in prison)."""
    return _("%(words)s（%(note)s）") % {"words": words, "note": note}


def with_label(label: object, words: object) -> str:
    """Write a label with the colon of the reader's language before its words."""
    return _("%(label)s：%(words)s") % {"label": label, "words": words}
