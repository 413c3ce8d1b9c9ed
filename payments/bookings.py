"""What a line came to in the end: the bank's first word, its status, with what a dispute found beside it, its booking.

Here, and for SQL and the ORM alike, stands what counts as paid, as failed and as given back. Guards of tables are
frozen with their migrations, and say it in words of their own.
"""

from typing import Final

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from payments.workflow import LineStatus


class Booking(models.TextChoices):
    """What a dispute with the bank found beside the status, which stays the bank's first word."""

    RETURNED = "returned", _("银行已退回")
    ARRIVED = "arrived", _("实际已到账")


IS_CREDITED: Final = Q(status=LineStatus.PAID, booking="") | Q(booking=Booking.ARRIVED)
IS_RETURNED: Final = Q(booking=Booking.RETURNED)
IS_FAILED: Final = Q(status=LineStatus.FAILED, booking="")

# What became of a line in the end, for who counts and lists them.
Outcome = LineStatus | Booking
OUTCOMES_AT_THE_BANK: Final[tuple[Outcome, ...]] = (
    LineStatus.PAID,
    LineStatus.FAILED,
    Booking.RETURNED,
    LineStatus.UNKNOWN,
    LineStatus.SENT,
    LineStatus.HELD,
)


def is_outcome(outcome: str) -> Q:
    """Lines of which that became: by their status, but as a dispute found it where one did."""
    known = {
        LineStatus.PAID.value: IS_CREDITED,
        LineStatus.FAILED.value: IS_FAILED,
        Booking.RETURNED.value: IS_RETURNED,
    }
    return known.get(outcome, Q(status=outcome))


def outcome_of(status: str, booking: str) -> str:
    """What became of a line: paid where it had arrived after all, returned where the bank gave it back."""
    if booking == Booking.RETURNED:
        return Booking.RETURNED
    return LineStatus.PAID if booking == Booking.ARRIVED else status


def credited(line: str = "") -> str:
    """SQL: the family has the money of the line; `line` is its name in the statement with a dot, if it has one."""
    return f"({line}status = 'paid' AND {line}booking = '' OR {line}booking = 'arrived')"


def returned(line: str = "") -> str:
    """SQL: the bank paid it and has given it back."""
    return f"{line}booking = 'returned'"


def failed(line: str = "") -> str:
    """SQL: the bank could not pay it, and no letter says otherwise."""
    return f"{line}status = 'failed' AND {line}booking = ''"


def known_of(line: str = "") -> str:
    """SQL: the outcome that is true by now, of a line that has one."""
    return (
        f"CASE {line}booking WHEN 'returned' THEN 'failed' WHEN 'arrived' THEN 'paid'"
        f" ELSE {line}status END"
    )
