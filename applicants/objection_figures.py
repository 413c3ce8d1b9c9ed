"""How much people say, by channel and by the four kinds of supervision."""

from dataclasses import dataclass, fields
from datetime import date

from django.db.models import Count, F, Q

from applicants.models.objection import ObjectionQuerySet, is_late
from applicants.models.objection_kinds import (
    SUPERVISION_OF,
    ObjectionChannel,
    ObjectionStatus,
    Supervision,
)


@dataclass(frozen=True, kw_only=True)
class Counts:
    """What came, what became of it, and how much of what was due by now was answered in time."""

    received: int = 0
    named: int = 0
    open: int = 0
    late: int = 0
    upheld: int = 0
    partly: int = 0
    dismissed: int = 0
    redirected: int = 0
    withdrawn: int = 0
    in_time: int = 0
    answered: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        sums = {
            one.name: getattr(self, one.name) + getattr(other, one.name) for one in fields(self)
        }
        return Counts(**sums)


@dataclass(frozen=True)
class Figures:
    """Counts by channel; channels by which nothing came are there with zeros."""

    by_channel: dict[ObjectionChannel, Counts]

    @property
    def by_supervision(self) -> dict[Supervision, Counts]:
        sums = dict.fromkeys(Supervision, Counts())
        for channel, counts in self.by_channel.items():
            sums[SUPERVISION_OF[channel]] += counts
        return sums

    @property
    def total(self) -> Counts:
        return sum(self.by_channel.values(), Counts())


def figures_of(rows: ObjectionQuerySet, *, on: date) -> Figures:
    """What some rows come to as they stand on a day (one query)."""
    is_open = Q(status=ObjectionStatus.OPEN)
    # What is older than the limits was answered within none.
    in_time = Q(answer_due__isnull=True) | Q(answered_on__lte=F("answer_due"))
    outcomes = {
        status.value: Count("pk", filter=Q(status=status))
        for status in ObjectionStatus
        if status is not ObjectionStatus.OPEN
    }
    found = (
        rows.order_by()
        .values("channel")
        .annotate(
            received=Count("pk"),
            named=Count("pk", filter=Q(is_named=True)),
            open=Count("pk", filter=is_open),
            late=Count("pk", filter=is_late(on=on)),
            answered=Count("pk", filter=~is_open),
            in_time=Count("pk", filter=~is_open & in_time),
            **outcomes,
        )
    )
    names = [one.name for one in fields(Counts)]
    told = found.values_list("channel", *names)
    counts = {channel: Counts(**dict(zip(names, row, strict=True))) for channel, *row in told}
    return Figures({one: counts.get(one.value, Counts()) for one in ObjectionChannel})
