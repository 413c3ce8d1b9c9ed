"""What each case waits for next, as a column of the query: work lists, filters and counts all read the same one."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import models
from django.db.models import (
    Count,
    Exists,
    F,
    Func,
    IntegerField,
    Max,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.eligibility.codes import ProcedureStep, TimeUnit
from applicants.eligibility.terms import ProcedureLimit, Terms
from applicants.investigation import (
    HAS_OPEN_CHECK,
    HAS_OPEN_OBJECTION,
    LACKS_FRESH_LOOK,
    LACKS_MEETING,
    LACKS_VISIT,
    LACKS_VISIT_AFTER_MEETING,
)
from applicants.models.assessment import Assessment, TownshipOpinion
from applicants.models.case import CLOSED, LOOKING_AGAIN, Case, CaseQuerySet, CaseStatus
from applicants.models.hearing import HearingRecord
from applicants.models.notice import NoticeEntry
from applicants.models.visit import HomeVisit, VisitPurpose
from applicants.workflow import VisitStatus
from dibao.models.holiday import Holiday
from dibao.values.workdays import DayUnit, Deadline, WorkCalendar


class Step(models.TextChoices):
    """The next thing to do about a case; the last one means there is nothing left."""

    FILL = "fill", _("填写资料")
    VISIT = "visit", _("入户调查")
    SIGN = "sign", _("填完入户调查表")
    MEET = "meet", _("民主评议")
    CHECK = "check", _("等核对结果")
    ASSESS = "assess", _("计算待遇")
    PROPOSE = "propose", _("提出初审意见")
    HEAR = "hear", _("听取意见")
    POST = "post", _("张贴公示")
    WAIT = "wait", _("等公示期满")
    ANSWER = "answer", _("答复异议")
    DECIDE = "decide", _("县级决定")
    NONE = "none", _("已办结")


# A posting that ends within so many days is worth a look: the next one follows it.
ENDING, _ENDING_WITHIN = "ending", timedelta(days=2)
_BEFORE_COUNTY = (CaseStatus.PROPOSED, CaseStatus.ON_NOTICE)


def with_steps(cases: CaseQuerySet, *, on: date) -> CaseQuerySet:
    """Each case with `step`, `latest_assessment`, `latest_opinion`, `proposal`, `posted`, `asked`, `notices_until`,
    `is_heard`, `has_objection` and `draft_visit`, the township's visit that is being filled in.

    While the township works on it, an opinion counts only where it is about the newest assessment; afterwards the
    newest one counts.
    """
    of_case = OuterRef("pk")
    entries = NoticeEntry.objects.filter(assessment=OuterRef("latest_assessment")).order_by()
    of_assessment = TownshipOpinion.objects.filter(assessment=OuterRef("latest_assessment"))
    opinions = TownshipOpinion.objects.filter(case=of_case).order_by("-pk")
    heard = HearingRecord.objects.filter(opinion=OuterRef("latest_opinion"), held_on__lte=on)
    newest = Assessment.objects.filter(case=of_case).order_by("-pk")
    posted = entries.values("assessment").annotate(n=Count("notice__stage", distinct=True))
    until = entries.values("assessment").annotate(day=Max("ends_on"))
    draft_visits = HomeVisit.objects.filter(
        case=of_case, purpose=VisitPurpose.TOWNSHIP, status=VisitStatus.DRAFT
    )
    facts = {
        "proposal": models.Case(
            When(status=CaseStatus.ACCEPTED, then=Subquery(of_assessment.values("proposal")[:1])),
            default=Subquery(opinions.values("proposal")[:1]),
        ),
        "is_heard": Exists(heard),
        "posted": Subquery(posted.values("n"), output_field=IntegerField()),
        "notices_until": Subquery(until.values("day"), output_field=models.DateField()),
        "asked": Func(
            F("rule_set__terms__notices"),
            function="jsonb_array_length",
            output_field=IntegerField(),
        ),
        "has_objection": HAS_OPEN_OBJECTION,
        "draft_visit": Subquery(draft_visits.values("pk")[:1]),
    }
    latest = {
        "latest_assessment": Subquery(newest.values("pk")[:1]),
        "latest_opinion": Subquery(opinions.values("pk")[:1]),
    }
    step = {"step": _step(on)}
    # By dictionaries, since the model itself says what types these columns have.
    return cases.annotate(**latest).annotate(**facts).annotate(**step)


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
    return Q(step=step)


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
        """What is left of the step of a case that came from `with_steps`; None where the rules set no limit."""
        step, until = Step(case.step), case.notices_until
        if step is Step.WAIT and until is not None:
            return Remaining((until - self.on).days + 1, DayUnit.DAYS, until)
        if case.rule_set is None or case.accepted_on is None or step is Step.NONE:
            return None
        if case.is_about_a_benefit:
            # The law's days are for whoever waits for a first decision.
            return None
        terms = self._terms_of(case)
        limit, start = _limit(terms, step), case.accepted_on
        if step is Step.DECIDE and until is not None:
            limit, start = _after_notice(terms), until
        limit = limit or terms.limit(ProcedureStep.DECISION)
        return self._left(limit, start) if limit else None

    def next_stage(self, case: Case) -> str | None:
        """The posting that a case from `with_steps` waits for, if that is what it waits for."""
        if case.step != Step.POST:
            return None
        return self._terms_of(case).notices[case.posted or 0].stage.value

    def _left(self, limit: ProcedureLimit, start: date) -> "Remaining | None":
        if limit.unit == TimeUnit.MONTHS:
            return None
        unit = DayUnit(limit.unit.value)
        due = Deadline(limit.number, unit, start).due(self.calendar)
        return Remaining(self.calendar.days_left(due, self.on, unit), unit, due)

    @property
    def calendar(self) -> WorkCalendar:
        if self._calendar is None:
            self._calendar = Holiday.objects.calendar()
        return self._calendar

    def _terms_of(self, case: Case) -> Terms:
        rules = case.rules
        if rules.pk not in self._terms:
            self._terms[rules.pk] = rules.as_terms()
        return self._terms[rules.pk]


def _limit(terms: Terms, step: Step) -> ProcedureLimit | None:
    """The township's part: 2006's plan gave it ten working days from acceptance."""
    if step is Step.VISIT:
        return terms.limit(ProcedureStep.START_INVESTIGATION) or terms.limit(
            ProcedureStep.FINISH_INVESTIGATION
        )
    if step in (Step.SIGN, Step.MEET, Step.CHECK, Step.ASSESS, Step.PROPOSE):
        return terms.limit(ProcedureStep.FINISH_INVESTIGATION)
    return None


def _after_notice(terms: Terms) -> ProcedureLimit | None:
    return terms.limit(ProcedureStep.COUNTY_DECISION) or terms.limit(ProcedureStep.COUNTY_OPINION)


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
