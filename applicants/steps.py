"""What each case waits for next, as a column of the query: work lists, filters and counts all read the same one."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import models
from django.db.models import F, Func, IntegerField, Q, Value, When
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import gettext as _now

from applicants import limits
from applicants.eligibility.codes import TimeUnit
from applicants.eligibility.terms import ProcedureLimit, Terms
from applicants.investigation import (
    HAS_OPEN_CHECK,
    LACKS_FRESH_LOOK,
    LACKS_MEETING,
    LACKS_VISIT,
    LACKS_VISIT_AFTER_MEETING,
)
from applicants.lateness import own_limits
from applicants.models.assessment import TownshipOpinion
from applicants.models.case import CLOSED, LOOKING_AGAIN, Case, CaseKind, CaseQuerySet, CaseStatus
from applicants.step_names import Step
from dibao.models.holiday import Holiday
from dibao.values.workdays import DayUnit, Deadline, WorkCalendar

__all__ = ["ENDING", "Clock", "Remaining", "Step", "waits_for", "with_steps"]

# A posting that ends within so many days is worth a look: the next one follows it.
ENDING, _ENDING_WITHIN = "ending", timedelta(days=2)
_BEFORE_COUNTY = (CaseStatus.PROPOSED, CaseStatus.ON_NOTICE)


# What `CaseStanding` says of a case that a row carries under the same name.
_STANDING = (
    "latest_assessment", "latest_opinion", "opinion_on", "posted", "notices_until", "visited_on",
    "draft_visit", "has_check", "has_objection", "is_extended", "lacks_county_visit",
)  # fmt: skip


def with_steps(cases: CaseQuerySet, *, on: date) -> CaseQuerySet:
    """Each case with `step` and with what it follows from: the newest assessment and opinion, hearing, postings,
    visits, objections (see the attributes of `Case`).

    While the township works on it, an opinion counts only where it is about the newest assessment; afterwards the
    newest one counts.
    """
    standing = {name: F(f"standing__{name}") for name in _STANDING}
    facts = {
        "proposal": NullIf("standing__proposal", Value("")),
        "is_heard": models.Case(
            When(standing__heard_on__lte=on, then=Value(True)), default=Value(False)
        ),
        "asked": Func(
            F("rule_set__terms__notices"),
            function="jsonb_array_length",
            output_field=IntegerField(),
        ),
    }
    # The day from which its limit counts, by which a list puts the oldest first.
    began = Coalesce("notices_until", "opinion_on", "accepted_on", "opened_on")
    # By dictionaries, since the model itself says what types these columns have.
    step = {"step": _step(on), "began_on": began}
    return cases.annotate(**standing).annotate(**facts).annotate(**step)


def stage_of(case: Case, *, on: date) -> str:
    """The status of a case from `with_steps` in words; a posting whose days are over is no longer running."""
    until = case.notices_until
    if case.status == CaseStatus.ON_NOTICE and until is not None and until < on:
        return _now("公示期满")
    return case.status_label


def waits_for(step: str, *, on: date) -> Q:
    """The filter of a step, or of `ENDING`, on rows from `with_steps`."""
    if step == ENDING:
        return Q(step=Step.WAIT, notices_until__lte=on + _ENDING_WITHIN)
    if step == Step.COUNTY_VISIT:
        # The county may go while the notice hangs.
        waits = (Step.POST, Step.WAIT)
        return Q(step=step) | Q(step__in=waits, proposal="grant", lacks_county_visit=True)
    return Q(step=step)


def is_waiting_for(step: str, case: Case, *, on: date) -> bool:
    """The same asked of a row from `with_steps`."""
    if step == ENDING:
        until = case.notices_until
        return case.step == Step.WAIT and until is not None and until <= on + _ENDING_WITHIN
    if step == Step.COUNTY_VISIT and case.step in (Step.POST, Step.WAIT):
        return case.proposal == TownshipOpinion.Proposal.GRANT and case.lacks_county_visit
    return case.step == step


def _step(on: date) -> models.Case:
    in_procedure = Q(status__in=_BEFORE_COUNTY)
    refusing = Q(proposal=TownshipOpinion.Proposal.REFUSE)
    lacks_visit = LACKS_VISIT | LACKS_FRESH_LOOK | LACKS_VISIT_AFTER_MEETING
    again = in_procedure & Q(kind__in=LOOKING_AGAIN)
    unheard = again & Q(proposal__in=TownshipOpinion.CUTS, is_heard=False)
    no_hearing_asked = Q(rule_set__terms__hearing_before_cut=False)
    between_postings = Q(posted__isnull=True) | Q(posted__lt=F("asked"), notices_until__lt=on)
    return models.Case(
        When(status=CaseStatus.DRAFT, then=Value(Step.FILL)),
        When(Q(has_objection=True) & ~Q(status__in=CLOSED), then=Value(Step.ANSWER)),
        When(Q(draft_visit__isnull=False, status=CaseStatus.ACCEPTED), then=Value(Step.SIGN)),
        When(Q(status=CaseStatus.ACCEPTED) & lacks_visit, then=Value(Step.VISIT)),
        When(Q(status=CaseStatus.ACCEPTED) & LACKS_MEETING, then=Value(Step.MEET)),
        When(Q(status=CaseStatus.ACCEPTED) & HAS_OPEN_CHECK, then=Value(Step.CHECK)),
        When(
            status=CaseStatus.ACCEPTED,
            latest_assessment__isnull=False,
            proposal__isnull=True,
            then=Value(Step.PROPOSE),
        ),
        When(status=CaseStatus.ACCEPTED, then=Value(Step.ASSESS)),
        When(again & no_hearing_asked, then=Value(Step.DECIDE)),
        When(unheard, then=Value(Step.HEAR)),
        When(again, then=Value(Step.DECIDE)),
        When(in_procedure & refusing, then=Value(Step.DECIDE)),
        When(in_procedure & between_postings, then=Value(Step.POST)),
        When(in_procedure & Q(notices_until__gte=on), then=Value(Step.WAIT)),
        When(in_procedure & Q(lacks_county_visit=True), then=Value(Step.COUNTY_VISIT)),
        When(in_procedure, then=Value(Step.DECIDE)),
        default=Value(Step.NONE),
        output_field=models.CharField(),
    )


@dataclass
class Clock:
    """Reckons how long a case's step may still take; asks for holidays once and reads each rule set once."""

    on: date
    _calendar: WorkCalendar | None = None
    _terms: dict[int, Terms] = field(default_factory=dict)

    def remaining(self, case: Case) -> "Remaining | None":
        """What is left of a case that came from `with_steps`, by its step or by the whole procedure, whichever ends
        first; None where the rules set no limit."""
        step, until = Step(case.step), case.notices_until
        if step is Step.WAIT and until is not None:
            return Remaining((until - self.on).days + 1, DayUnit.DAYS, until)
        if case.rule_set is None or case.accepted_on is None or step is Step.NONE:
            return None
        if case.kind != CaseKind.APPLICATION:
            # The law's days are for whoever waits for a first decision.
            return None
        terms = self.terms_of(case)
        whole = limits.overall(terms, is_extended=case.is_extended)
        running = [(own.limit, own.start_of(case)) for own in own_limits(terms) if own.holds(case)]
        found = [self.left(limit, start) for limit, start in [*running, (whole, case.accepted_on)]]
        return min(filter(None, found), key=lambda one: one.due, default=None)

    def next_stage(self, case: Case) -> str | None:
        """The posting that a case from `with_steps` waits for, if that is what it waits for."""
        if case.step != Step.POST:
            return None
        return self.terms_of(case).notices[case.posted or 0].stage.value

    def left(self, limit: ProcedureLimit | None, start: date | None) -> "Remaining | None":
        """What is left of a limit that began on a day."""
        if limit is None or start is None or limit.unit == TimeUnit.MONTHS:
            return None
        unit = DayUnit(limit.unit.value)
        due = Deadline(limit.number, unit, start).due(self.calendar)
        return Remaining(self.calendar.days_left(due, self.on, unit), unit, due)

    @property
    def calendar(self) -> WorkCalendar:
        if self._calendar is None:
            self._calendar = Holiday.objects.calendar()
        return self._calendar

    @property
    def warning(self) -> str:
        """A plain sentence where limits of these weeks are reckoned without a year's holidays; else nothing."""
        return limits.holidays_missing(self.calendar, on=self.on)

    def terms_of(self, case: Case) -> Terms:
        """The rules of an accepted case."""
        rules = case.rules
        if rules.pk not in self._terms:
            self._terms[rules.pk] = rules.as_terms()
        return self._terms[rules.pk]


@dataclass(frozen=True)
class Remaining:
    """Days left until `due`; negative when it has passed."""

    days: int
    unit: DayUnit
    due: date

    @property
    def is_late(self) -> bool:
        return self.days < 0

    def __str__(self) -> str:
        words = {"days": abs(self.days)}
        if self.unit == DayUnit.WORKING_DAYS:
            late, left = _now("已超%(days)d个工作日"), _now("还剩%(days)d个工作日")
        else:
            late, left = _now("已超%(days)d天"), _now("还剩%(days)d天")
        return (late if self.is_late else left) % words
