"""Spans of days and months as PostgreSQL ranges, for constraints that forbid overlaps."""

from django.contrib.postgres.fields import DateRangeField, RangeBoundary
from django.db.models import F, Func

from dibao.fields import MonthField


class MonthAfter(Func):
    """The month after one, of a column of months."""

    template = "(%(expressions)s + INTERVAL '1 month')::date"
    output_field = MonthField()


class MonthBefore(Func):
    """The month before one, of a column of months."""

    template = "(%(expressions)s - INTERVAL '1 month')::date"
    output_field = MonthField()


class DaySpan(Func):
    """daterange(first, last) with an open end where `last` is null; months are their first days."""

    function = "DATERANGE"
    output_field = DateRangeField()


def both_included(first: str, last: str) -> DaySpan:
    """[first, last]: days of a rule set, months of a hold."""
    return DaySpan(F(first), F(last), RangeBoundary(inclusive_lower=True, inclusive_upper=True))


def whole_months(first: str, last: str) -> DaySpan:
    """[first, last + 1 month): months of a grant; of one that ends with the month before its first, none."""
    return DaySpan(F(first), MonthAfter(F(last)), RangeBoundary())


def end_excluded(first: str, last: str) -> DaySpan:
    """[first, last): a membership ends on the day somebody is no longer a member."""
    return DaySpan(F(first), F(last), RangeBoundary())
