"""The limits of the procedure as the rules of a case set them: when each began, when it is due, what is used and left.

A limit is a number, a unit and the event that starts it; working days are those of the holiday table.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from applicants.deadlines import PostingState
from applicants.eligibility.codes import DecisionLevel, NoticeStage, ProcedureStep, TimeUnit
from applicants.eligibility.terms import ProcedureLimit, Terms
from applicants.models.assessment import TownshipOpinion
from applicants.models.case import Case, CaseKind
from applicants.models.check import EconomicCheck
from applicants.models.delivery import LetterDelivery
from applicants.models.grant import Decision, Outcome
from applicants.models.meeting import ReviewMeeting
from applicants.models.visit import HomeVisit, VisitPurpose
from dibao.display import listed
from dibao.values.workdays import DayUnit, Deadline, WorkCalendar

# The longest procedure that the law knows has 45 working days.
_LOOKING_AHEAD = 70


@dataclass(frozen=True, kw_only=True)
class Happened:
    """The days of a case that limits are reckoned from and end with."""

    case: Case
    visits: list[HomeVisit] = field(default_factory=list)
    meetings: list[ReviewMeeting] = field(default_factory=list)
    checks: list[EconomicCheck] = field(default_factory=list)
    opinion: TownshipOpinion | None = None
    postings: list[PostingState] = field(default_factory=list)
    decision: Decision | None = None
    is_extended: bool = False
    ended_on: date | None = None

    def first_visit(self, *, signed: bool) -> date | None:
        days = [
            visit.visited_on
            for visit in self.visits
            if visit.purpose == VisitPurpose.TOWNSHIP and (visit.is_signed or not signed)
        ]
        return min(days, default=None)

    @property
    def began(self) -> date | None:
        """办法 Art 15: an investigation begins with a visit or with the request for a check."""
        asked = [check.requested_on for check in self.checks]
        visit = self.first_visit(signed=False)
        return min([*asked, *([visit] if visit else [])], default=None)

    @property
    def received(self) -> date | None:
        """The county has the case once the township's last posting is over, or its proposal to refuse is given."""
        if self.opinion is None:
            return None
        if self.opinion.proposal == TownshipOpinion.Proposal.REFUSE:
            return self.opinion.given_on
        own = [state for state in self.postings if state.stage != NoticeStage.COUNTY]
        last = own[-1].notice if own else None
        return last.ends_on if last else None

    @property
    def county_posted(self) -> date | None:
        notice = next((s.notice for s in self.postings if s.stage == NoticeStage.COUNTY), None)
        return notice.starts_on if notice else None

    @property
    def last_posting_over(self) -> date | None:
        last = self.postings[-1].notice if self.postings else None
        return last.ends_on if last else None

    @property
    def decided_on(self) -> date | None:
        return self.decision.decided_on if self.decision else None

    @property
    def refused_on(self) -> date | None:
        is_refusal = self.decision is not None and self.decision.outcome == Outcome.REFUSE
        return self.decided_on if is_refusal else None

    @property
    def delivered_on(self) -> date | None:
        """When the refusal reached the family."""
        delivery: LetterDelivery | None = getattr(self.decision, "delivery", None)
        return delivery.delivered_on if delivery else None


@dataclass(frozen=True)
class LimitState:
    """One limit of one case on a day; negative days left are days too many."""

    limit: ProcedureLimit
    start: date
    due: date
    used: int
    left: int
    done_on: date | None
    # The procedure ended before this was done.
    is_stopped: bool
    # False where a year has no holidays recorded, so that the day may still move.
    is_certain: bool

    @property
    def is_done(self) -> bool:
        return self.done_on is not None

    @property
    def is_late(self) -> bool:
        return (self.done_on or self.due) > self.due if self.is_done else self.left < 0

    @property
    def is_in_working_days(self) -> bool:
        return self.limit.unit == TimeUnit.WORKING_DAYS


Day = Callable[[Happened], date | None]

# For each step: what starts it, what ends it.
_EVENTS: dict[ProcedureStep, tuple[Day, Day]] = {
    ProcedureStep.START_INVESTIGATION: (lambda h: h.case.accepted_on, lambda h: h.began),
    ProcedureStep.FINISH_INVESTIGATION: (
        lambda h: h.case.accepted_on,
        lambda h: h.first_visit(signed=True),
    ),
    ProcedureStep.START_CHECK: (
        lambda h: h.checks[-1].requested_on if h.checks else None,
        lambda h: h.checks[-1].started_on if h.checks else None,
    ),
    ProcedureStep.REVIEW_MEETING: (
        lambda h: h.first_visit(signed=True),
        lambda h: h.meetings[0].held_on if h.meetings else None,
    ),
    ProcedureStep.COUNTY_OPINION: (
        lambda h: h.received,
        lambda h: h.county_posted or h.decided_on,
    ),
    ProcedureStep.COUNTY_DECISION: (lambda h: h.last_posting_over, lambda h: h.decided_on),
    ProcedureStep.DECISION: (lambda h: h.case.accepted_on, lambda h: h.decided_on),
    ProcedureStep.REFUSAL_LETTER: (lambda h: h.refused_on, lambda h: h.delivered_on),
}


def overall(terms: Terms, *, is_extended: bool) -> ProcedureLimit | None:
    """The limit of the whole procedure: extended, of a township that decides itself, or the ordinary one."""
    steps = [ProcedureStep.DECISION]
    if terms.decision_level is DecisionLevel.TOWNSHIP:
        steps.insert(0, ProcedureStep.DECISION_BY_TOWNSHIP)
    if is_extended:
        steps.insert(0, ProcedureStep.DECISION_EXTENDED)
    return next((limit for step in steps if (limit := terms.limit(step))), None)


def limits_of(
    happened: Happened, terms: Terms, calendar: WorkCalendar, *, on: date
) -> list[LimitState]:
    """The limits that run or ran for an application, in the order of the procedure; those not begun are left out."""
    if happened.case.kind != CaseKind.APPLICATION:
        return []
    found = []
    for step, (start_of, end_of) in _EVENTS.items():
        is_overall = step is ProcedureStep.DECISION
        limit = (
            overall(terms, is_extended=happened.is_extended) if is_overall else terms.limit(step)
        )
        start = start_of(happened)
        if limit is None or limit.unit == TimeUnit.MONTHS or start is None or start > on:
            continue
        found.append(_state(limit, start, end_of(happened), happened.ended_on, calendar, on))
    return found


def _state(
    limit: ProcedureLimit,
    start: date,
    done_on: date | None,
    ended_on: date | None,
    calendar: WorkCalendar,
    on: date,
) -> LimitState:
    unit, last = DayUnit(limit.unit.value), done_on or ended_on or on
    deadline = Deadline(limit.number, unit, start)
    due = deadline.due(calendar)
    is_working = unit == DayUnit.WORKING_DAYS
    used = calendar.working_days_between(start, last) if is_working else (last - start).days
    return LimitState(
        limit=limit,
        start=start,
        due=due,
        used=max(used, 0),
        left=calendar.days_left(due, last, unit),
        done_on=done_on,
        is_stopped=done_on is None and ended_on is not None,
        is_certain=deadline.is_certain(calendar),
    )


def decision_due(
    case: Case, terms: Terms, calendar: WorkCalendar, *, is_extended: bool
) -> date | None:
    """The day by which the whole procedure must end (办法 Art 22); None before acceptance or without such a limit."""
    limit = overall(terms, is_extended=is_extended)
    if limit is None or limit.unit == TimeUnit.MONTHS or case.accepted_on is None:
        return None
    return Deadline(limit.number, DayUnit(limit.unit.value), case.accepted_on).due(calendar)


def latest_start_over(limit: ProcedureLimit, calendar: WorkCalendar, *, on: date) -> date | None:
    """The latest day on which a limit may have begun so that it is over on a day: what began later still runs.

    None for months. So a list asks the database which of its rows are late by comparing a day.
    """
    if limit.unit == TimeUnit.MONTHS:
        return None
    if limit.unit == TimeUnit.DAYS:
        return calendar.add_days(on, -limit.number - 1)
    # Its last working day was yesterday or earlier, so that many of them lie between its beginning and today.
    day, left = on, limit.number
    while left:
        day = calendar.add_days(day, -1)
        left -= calendar.is_working_day(day)
    return calendar.add_days(day, -1)


def holidays_missing(calendar: WorkCalendar, *, on: date) -> str:
    """A plain sentence where a year of these weeks has no holidays recorded, so that working days may be off."""
    years = {on.year, calendar.add_days(on, _LOOKING_AHEAD).year}
    unknown = sorted(str(year) for year in years - calendar.known_years)
    if not unknown:
        return ""
    return _(
        "节假日表里没有%(years)s年，这一年的工作日按周一到周五推算。管理员补上以后期限自动更正。"
    ) % {"years": listed(unknown)}
