"""Spans of days and months as PostgreSQL ranges, for constraints that forbid overlaps."""

from django.contrib.postgres.fields import DateRangeField, RangeBoundary
from django.db.models import F, Func


class DaySpan(Func):
    """daterange(first, last) with an open end where `last` is null; months are their first days."""

    function = "DATERANGE"
    output_field = DateRangeField()


def both_included(first: str, last: str) -> DaySpan:
    """[first, last]: months of a grant, days of a rule set."""
    return DaySpan(F(first), F(last), RangeBoundary(inclusive_lower=True, inclusive_upper=True))


def end_excluded(first: str, last: str) -> DaySpan:
    """[first, last): a membership ends on the day somebody is no longer a member."""
    return DaySpan(F(first), F(last), RangeBoundary())
