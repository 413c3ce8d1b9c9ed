"""A rough look by oneself: a few answers, the rules in force, and what they might come to. Nothing is kept."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from applicants.eligibility.assess import assess
from applicants.eligibility.codes import (
    Health,
    IncomeSource,
    Outcome,
    PropertyKind,
    Rule,
    StepResult,
)
from applicants.eligibility.facts import Facts, Income, Member, Property
from applicants.eligibility.terms import Terms
from applicants.eligibility.verdict import Verdict

ZERO = Decimal(0)
# Severe whatever the kind of disability is.
_SEVERE, _ANY_KIND = 1, 1


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What somebody says of their household; money in yuan of the last twelve months, costs taken off."""

    persons: int
    severely_disabled: int = 0
    seriously_ill: int = 0
    wages: Decimal = ZERO
    farming: Decimal = ZERO
    other: Decimal = ZERO
    savings: Decimal = ZERO
    has_vehicle: bool = False
    has_company: bool = False


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """What the rules would say of the answers, as far as they go; yuan a head and year, yuan a month."""

    per_capita: Decimal
    income_line: Decimal
    is_below_the_line: bool
    has_too_much_property: bool
    monthly: Decimal | None

    @property
    def may_be_eligible(self) -> bool:
        return self.is_below_the_line and not self.has_too_much_property


def estimate(answers: Answers, terms: Terms, *, on: date) -> Estimate:
    """Judge a household of nameless grown-ups by the very rules that judge applications. No queries."""
    verdict = assess(_facts(answers, on), terms)
    is_refused = verdict.outcome is Outcome.NOT_ELIGIBLE
    return Estimate(
        per_capita=verdict.per_capita_income,
        income_line=terms.income_line,
        is_below_the_line=not _has_failed(verdict, Rule.INCOME_LINE),
        has_too_much_property=_has_failed(verdict, Rule.PROPERTY),
        monthly=None if is_refused or not verdict.total_amount else verdict.total_amount,
    )


def _facts(answers: Answers, on: date) -> Facts:
    money = (
        (IncomeSource.LOCAL_WORK, answers.wages),
        (IncomeSource.FARMING, answers.farming),
        (IncomeSource.OTHER, answers.other),
    )
    owned = [Property(kind=PropertyKind.DEPOSIT, amount=answers.savings)] if answers.savings else []
    if answers.has_vehicle:
        owned.append(Property(kind=PropertyKind.VEHICLE))
    if answers.has_company:
        owned.append(Property(kind=PropertyKind.COMPANY))
    return Facts(
        on=on,
        members=tuple(_member(answers, number) for number in range(answers.persons)),
        incomes=tuple(
            Income(source=source, yearly_amount=amount, member=_key(0))
            for source, amount in money
            if amount
        ),
        properties=tuple(owned),
    )


def _member(answers: Answers, number: int) -> Member:
    """The first so many are disabled, the last so many are ill, so that few are both."""
    is_disabled = number < answers.severely_disabled
    is_ill = number >= answers.persons - answers.seriously_ill
    return Member(
        key=_key(number),
        name=_key(number),
        health=Health.SERIOUS_ILLNESS if is_ill else Health.HEALTHY,
        disability_type=_ANY_KIND if is_disabled else None,
        disability_level=_SEVERE if is_disabled else None,
    )


def _key(number: int) -> str:
    return f"{number:02d}"


def _has_failed(verdict: Verdict, rule: Rule) -> bool:
    return any(step.rule is rule and step.result is StepResult.FAIL for step in verdict.trace)
