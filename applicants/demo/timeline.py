"""When things happened: from a first month in benefit back to the day of application, within the law's days."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from applicants.demo.plan import Village
from applicants.rule_sets import ShippedRuleSet
from dibao.values.months import BenefitMonth
from dibao.values.workdays import WorkCalendar

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Posted:
    """One posting of a round, both days included."""

    stage: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class Round:
    """The way of all of a village's cases that are decided in one month."""

    postings: Sequence[Posted]
    decided_on: date
    opinion_on: date
    assessed_on: date
    # Applications came in from the first to the last of these days.
    accepted_from: date
    accepted_to: date


@dataclass
class Timetable:
    """Rounds under one rule set, with its working days."""

    rules: ShippedRuleSet
    calendar: WorkCalendar
    _rounds: dict[tuple[BenefitMonth, str], Round] = field(default_factory=dict)

    def round_before(self, first_month: BenefitMonth, village: Village) -> Round:
        """The round whose grants begin in `first_month`; villages take turns within some days."""
        key = (first_month, village.code)
        if key not in self._rounds:
            self._rounds[key] = self._round_before(first_month, village)
        return self._rounds[key]

    def _round_before(self, first_month: BenefitMonth, village: Village) -> Round:
        decided_on = self._decision_day(first_month, village)
        postings = []
        starts_on = decided_on
        for notice in reversed(self.rules.terms.notices):
            ends_on = starts_on - _DAY
            starts_on = ends_on - timedelta(days=notice.days - 1)
            postings.append(Posted(notice.stage.value, starts_on, ends_on))
        opinion_on = self.office_day(starts_on - _DAY)
        assessed_on = self.office_day(opinion_on - _DAY)
        accepted_to = self.office_day(assessed_on - _DAY)
        accepted_from = max(self._first_office_day(), accepted_to - timedelta(days=9))
        return Round(
            tuple(reversed(postings)),
            decided_on,
            opinion_on,
            assessed_on,
            min(accepted_from, accepted_to),
            accepted_to,
        )

    def office_day(self, day: date) -> date:
        """That day, or the last working day before it."""
        while not self.calendar.is_working_day(day):
            day -= _DAY
        return day

    def _decision_day(self, first_month: BenefitMonth, village: Village) -> date:
        month = first_month.previous()
        if month.contains(self.rules.valid_from):
            # The law's first weeks leave just enough days for every posting.
            return self.office_day(month.last_day)
        turn = int(village.code[-3:]) % 4
        return self.office_day(month.last_day - timedelta(days=4 + turn))

    def _first_office_day(self) -> date:
        day = self.rules.valid_from
        while not self.calendar.is_working_day(day):
            day += _DAY
        return day
