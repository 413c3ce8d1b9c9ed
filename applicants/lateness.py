"""Which limit runs for a case that waits for a step, once for Python and once for the database.

A page reckons the days left of each row that it shows; a list asks PostgreSQL which of all rows are late, by comparing
the day on which their limit began with the latest one that is over. Both read the same table.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from django.db.models import BooleanField, Q, QuerySet, Value

from applicants import limits
from applicants.eligibility.codes import NoticeStage, ProcedureStep
from applicants.eligibility.terms import ProcedureLimit, Terms
from applicants.models.case import Case, CaseKind, CaseStatus
from applicants.models.policy import RuleSet
from applicants.step_names import Step
from dibao.models.staff import Staff
from dibao.values.workdays import WorkCalendar

# Words of a filter, beside those of steps.
OVERDUE, TODAY = "overdue", "today"
_DAY = timedelta(days=1)
_UNDER_WAY = (CaseStatus.ACCEPTED, CaseStatus.PROPOSED, CaseStatus.ON_NOTICE)


@dataclass(frozen=True)
class OwnLimit:
    """One limit of one step: which cases it is for, and the column that tells when it began."""

    limit: ProcedureLimit
    steps: tuple[Step, ...]
    column: str
    where: Mapping[str, object]

    def holds(self, case: Case) -> bool:
        return Step(case.step) in self.steps and all(
            getattr(case, name) == value for name, value in self.where.items()
        )

    def start_of(self, case: Case) -> date | None:
        day: date | None = getattr(case, self.column)
        return day

    @property
    def condition(self) -> Q:
        return Q(step__in=self.steps, **self.where)


def own_limits(terms: Terms) -> list[OwnLimit]:
    """What the rules say of single steps; steps without a limit of their own have that of the whole procedure."""
    return list(_own_limits(terms))


def _own_limits(terms: Terms) -> Iterable[OwnLimit]:
    # 办法 Art 15: begun by a visit or by asking for a check; the older law asks for its end.
    start = terms.limit(ProcedureStep.START_INVESTIGATION)
    finish = terms.limit(ProcedureStep.FINISH_INVESTIGATION)
    if start:
        yield OwnLimit(
            start, (Step.VISIT,), "accepted_on", {"has_check": False, "visited_on": None}
        )
    if finish:
        yield OwnLimit(finish, (Step.VISIT, Step.SIGN), "accepted_on", {"visited_on": None})
    if meeting := terms.limit(ProcedureStep.REVIEW_MEETING):
        yield OwnLimit(meeting, (Step.MEET,), "visited_on", {})
    yield from _limits_of_the_county(terms)


def _limits_of_the_county(terms: Terms) -> Iterable[OwnLimit]:
    """From the day on which it has the case: by the end of a posting, or by a proposal to refuse."""
    opinion = terms.limit(ProcedureStep.COUNTY_OPINION)
    stages = [notice.stage for notice in terms.notices]
    deciding = (Step.DECIDE, Step.COUNTY_VISIT)
    if opinion and NoticeStage.COUNTY in stages:
        before = {"posted": stages.index(NoticeStage.COUNTY)}
        yield OwnLimit(opinion, (Step.POST,), "notices_until", before)
    if opinion:
        yield OwnLimit(opinion, deciding, "opinion_on", {"proposal": "refuse"})
    last = terms.limit(ProcedureStep.COUNTY_DECISION) or opinion
    if last:
        yield OwnLimit(last, deciding, "notices_until", {"proposal": "grant"})


@dataclass(frozen=True)
class Lateness:
    """The two questions of a work list about rows from `with_steps`, for the rule sets of a place on a day."""

    late: Q
    today: Q

    @classmethod
    def of(cls, rule_sets: Iterable[RuleSet], calendar: WorkCalendar, *, on: date) -> Self:
        """`late`: the step or the whole procedure should have been done before; `today`: it is the last day."""
        all_terms = [(rule_set.pk, rule_set.as_terms()) for rule_set in rule_sets]
        late = _begun_by(all_terms, lambda limit: _over(limit, calendar, on))
        soon = _begun_by(all_terms, lambda limit: _over(limit, calendar, on + _DAY))
        # The law's days are for whoever waits for a first decision.
        own = Q(kind=CaseKind.APPLICATION)
        return cls(own & late, own & soon & ~late)


def rule_sets_near(staff: Staff) -> QuerySet[RuleSet]:
    """The rule sets, past ones too, by which cases under way in a posting's area are judged."""
    under_way = Case.objects.visible_to(staff).filter(status__in=_UNDER_WAY)
    return RuleSet.objects.filter(pk__in=under_way.values("rule_set"))


def _over(limit: ProcedureLimit, calendar: WorkCalendar, on: date) -> date | None:
    return limits.latest_start_over(limit, calendar, on=on)


def _begun_by(
    all_terms: Sequence[tuple[int, Terms]], latest: Callable[[ProcedureLimit], date | None]
) -> Q:
    # In SQL too: a condition that Django knows to be empty would empty the counts beside it.
    found = Q(Value(False, output_field=BooleanField()))
    for rule_set, terms in all_terms:
        for own in own_limits(terms):
            if day := latest(own.limit):
                began = Q(**{f"{own.column}__lte": day})
                found |= Q(own.condition & began, rule_set=rule_set)
        for is_extended in (False, True):
            whole = limits.overall(terms, is_extended=is_extended)
            if whole and (day := latest(whole)):
                found |= Q(
                    rule_set=rule_set,
                    is_extended=is_extended,
                    status__in=_UNDER_WAY,
                    accepted_on__lte=day,
                )
    return found
