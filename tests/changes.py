"""A benefit looked at again, step by step, each by whoever does it.

The cast's family is granted on 15 July 2026 and gets its money from August on; these stories begin on CHANGED.
"""

from datetime import date
from decimal import Decimal

from applicants.actions import assessments, cases, changes, hearings
from applicants.actions.hearings import Hearing
from applicants.models import (
    Case,
    CaseKind,
    Decision,
    Grant,
    HearingManner,
    HearingRecord,
    TownshipOpinion,
)
from dibao import scope
from dibao.values.months import BenefitMonth
from tests.cast import Cast

CHANGED = date(2026, 9, 10)
HEARD = date(2026, 9, 14)
SETTLED = date(2026, 9, 16)
SEPTEMBER = BenefitMonth(2026, 9)


def opened(grant: Grant, cast: Cast, *, on: date = CHANGED) -> Case:
    """The caseworker begins a change."""
    with scope.of(cast.caseworker):
        return changes.open_case(
            household=grant.household,
            kind=CaseKind.CHANGE,
            statement="外出务工收入增加",
            by=cast.caseworker,
            on=on,
        )


def earning(case: Case, cast: Cast, yearly: str) -> Case:
    """The family's income is written anew: a wage of so much a year and nothing else."""
    wage = cases.IncomeEntry(source="migrant_work", yearly_amount=Decimal(yearly))
    means = cases.Means(
        incomes=[wage], hardships=["chronic_illness"], poverty_cause="illness", statement="务工"
    )
    with scope.of(cast.caseworker):
        return cases.revise(case=case, means=means, version=case.version, by=cast.caseworker)


def working(case: Case, cast: Cast, *, took_up_work: bool = True) -> Case:
    """Somebody has found work, so that the family is far above the line; assessed."""
    wage = cases.IncomeEntry(source="local_work", yearly_amount=Decimal(60000))
    means = cases.Means(
        incomes=[wage],
        hardships=["chronic_illness"],
        poverty_cause="illness",
        statement="儿子进厂",
        took_up_work=took_up_work,
    )
    with scope.of(cast.caseworker):
        case = cases.revise(case=case, means=means, version=case.version, by=cast.caseworker)
    return judged(case, cast)


def judged(case: Case, cast: Cast, *, on: date = CHANGED) -> Case:
    with scope.of(cast.caseworker):
        assessments.assess(case=case, by=cast.caseworker, on=on)
        case.refresh_from_db()
        return case


def proposed(
    case: Case, cast: Cast, proposal: str, end_reason: str = "", *, on: date = CHANGED
) -> TownshipOpinion:
    """The township head signs what the newest assessment comes to, or an end."""
    with scope.of(cast.township_head):
        opinion = changes.propose(
            case=case,
            proposal=proposal,
            end_reason=end_reason,
            assessment=case.assessments.order_by("-pk").first(),
            reasons="经核查属实",
            by=cast.township_head,
            on=on,
        )
        case.refresh_from_db()
    return opinion


def word(**more: object) -> Hearing:
    """The head of the family, at home, without objection."""
    said: dict[str, object] = {
        "held_on": HEARD,
        "manner": HearingManner.HOME,
        "heard_name": "张三",
        "stance": "agrees",
        "statement": "收入是多了，没有意见。",
    }
    return Hearing(**said | more)


def heard(case: Case, cast: Cast, said: Hearing | None = None) -> HearingRecord:
    with scope.of(cast.caseworker):
        said = said or word()
        return hearings.record(case=case, hearing=said, by=cast.caseworker, on=said.held_on)


def decided(
    case: Case, cast: Cast, *, on: date = SETTLED, last_month: BenefitMonth | None = None
) -> Decision:
    with scope.of(cast.reviewer):
        case.refresh_from_db()
        return changes.decide(
            case=case, reasons="情况属实", last_month=last_month, by=cast.reviewer, on=on
        )


def ended(
    grant: Grant,
    cast: Cast,
    *,
    on: date,
    end_reason: str = "voluntary",
    last_month: BenefitMonth | None = None,
) -> Decision:
    """A whole end in one day, at the family's wish; heard where the rules ask for it."""
    case = opened(grant, cast, on=on)
    opinion = proposed(case, cast, "end", end_reason, on=on)
    if opinion.case.rules.as_terms().hearing_before_cut:
        heard(case, cast, word(held_on=on))
    return decided(case, cast, on=on, last_month=last_month)


def given_grace(grant: Grant, cast: Cast) -> Decision:
    """Somebody has found work: in September the county gives the months of grace that the rules know."""
    case = working(opened(grant, cast), cast)
    proposed(case, cast, "grace")
    heard(case, cast)
    return decided(case, cast)
