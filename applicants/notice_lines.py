"""The lines of a notice, with those that no longer stand marked as taken back."""

from decimal import Decimal
from typing import NamedTuple

from django.db import connection
from django.utils.functional import Promise

from applicants.choices import BENEFIT_CLASSES
from applicants.models.notice import PublicNotice

_CLASSES = dict(BENEFIT_CLASSES)


class Line(NamedTuple):
    """A line as the village reads it, with the case behind it; a plain value, for a village has hundreds."""

    position: int
    printed_name: str
    household_size: int
    covered_count: int
    benefit_class: int
    monthly_amount: Decimal
    case_id: int | None
    is_taken_back: bool

    def get_benefit_class_display(self) -> str | Promise:
        return _CLASSES[self.benefit_class]


def lines_of(notice: PublicNotice) -> list[Line]:
    """The frozen lines in their order, in one query at any length; none of a notice that the context does not show.

    The list stays what it was posted as, and its checksum with it. But a family that withdrew, went back to the
    township or was judged anew is no longer proposed: its line is not shown any more, and what is proposed instead is
    posted anew for its full days.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM lines_of_notice(%s)", [notice.pk])
        return list(map(Line._make, cursor.fetchall()))
