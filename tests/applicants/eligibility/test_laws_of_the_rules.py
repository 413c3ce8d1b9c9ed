"""What must hold for every household under every usable rule set."""

import json
import random
from dataclasses import replace
from decimal import Decimal

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from applicants.eligibility.assess import assess
from applicants.eligibility.canonical import canonical_text
from applicants.eligibility.codes import (
    BenefitMethod,
    ExclusionReason,
    IncomeSource,
    Outcome,
    PropertyKind,
    Rule,
    StepResult,
)
from applicants.eligibility.facts import Facts, Income, Property
from applicants.eligibility.terms import Terms
from applicants.eligibility.verdict import Verdict
from tests.applicants.eligibility.strategies import any_facts, any_terms, money, one_of
from tests.nightly import runs

law = settings(max_examples=runs(each_time=25, at_night=500), deadline=None)

ONE_MORE = Income(source=IncomeSource.GIFT, yearly_amount=Decimal(0))


@law
@given(any_facts(), any_terms(), money(9_000), st.integers(0, 4))
def test_more_income_never_gives_more_money(
    facts: Facts, terms: Terms, more: Decimal, place: int
) -> None:
    lines = [*facts.incomes, ONE_MORE]
    line = lines.pop(place % len(lines))
    raised = replace(line, yearly_amount=line.yearly_amount + more)
    richer = replace(facts, incomes=(*lines, raised))

    before, after = assess(facts, terms), assess(richer, terms)

    assert after.total_amount <= before.total_amount
    assert all(
        rich.total <= poor.total for rich, poor in zip(after.shares, before.shares, strict=False)
    )


@law
@given(any_facts(), any_terms(), st.randoms(use_true_random=False))
def test_order_of_people_and_lines_never_matters(
    facts: Facts, terms: Terms, chance: random.Random
) -> None:
    names = ("members", "incomes", "expenses", "properties", "hardships")
    shuffled = {name: _shuffled(getattr(facts, name), chance) for name in names}
    mixed = replace(facts, **shuffled)

    assert mixed.hash == facts.hash
    assert assess(mixed, terms).hash == assess(facts, terms).hash


def _shuffled(lines: tuple[object, ...], chance: random.Random) -> tuple[object, ...]:
    return tuple(chance.sample(lines, len(lines)))


@law
@given(any_facts(), any_terms())
def test_shares_add_up_to_the_total_to_the_fen(facts: Facts, terms: Terms) -> None:
    verdict = assess(facts, terms)

    assert sum(share.base for share in verdict.shares) == verdict.base_amount
    assert sum(share.supplement for share in verdict.shares) == verdict.supplement_amount
    assert sum(share.total for share in verdict.shares) == verdict.total_amount
    assert all(share.total == round(share.total, 2) >= 0 for share in verdict.shares)
    cut = {m.key for m in facts.members if m.exclusion is ExclusionReason.REFUSED_JOBS}
    bases = [share.base for share in verdict.shares if share.member not in cut]
    assert not bases or max(bases) - min(bases) <= Decimal("0.01")


@law
@given(any_facts(), any_terms())
def test_verdict_is_reproduced_from_stored_facts_and_terms(facts: Facts, terms: Terms) -> None:
    verdict = assess(facts, terms)
    stored = [json.loads(canonical_text(value.to_json())) for value in (facts, terms, verdict)]

    again = assess(Facts.from_json(stored[0]), Terms.from_json(stored[1]))

    assert again == verdict == Verdict.from_json(stored[2])
    assert canonical_text(again.to_json()) == canonical_text(stored[2])
    assert again.hash == verdict.hash


@law
@given(any_facts(), any_terms())
def test_nobody_gets_a_supplement_twice(facts: Facts, terms: Terms) -> None:
    verdict = assess(facts, terms)

    most = max((line.amount for line in terms.supplements), default=Decimal(0))
    keys = [share.member for share in verdict.shares]
    assert len(set(keys)) == len(keys)
    assert all(share.supplement in (0, most) for share in verdict.shares)


@law
@given(any_facts(), any_terms())
def test_only_the_refused_get_nothing_and_every_verdict_says_why(
    facts: Facts, terms: Terms
) -> None:
    verdict = assess(facts, terms)

    is_refused = verdict.outcome is Outcome.NOT_ELIGIBLE
    assert is_refused == (verdict.benefit_class is None) == (not verdict.shares)
    assert verdict.is_eligible == (not verdict.reasons)
    assert all(step.sentence.endswith("。") for step in verdict.trace)


@law
@given(any_facts(), any_terms(), money(9_000), st.integers(0, 4))
def test_more_expense_never_gives_less_money(
    facts: Facts, terms: Terms, more: Decimal, place: int
) -> None:
    assume(facts.expenses)
    lines = list(facts.expenses)
    line = lines.pop(place % len(lines))
    spends_more = replace(line, yearly_amount=line.yearly_amount + more)

    before = assess(facts, terms)
    after = assess(replace(facts, expenses=(*lines, spends_more)), terms)

    assert after.total_amount >= before.total_amount


@law
@given(any_facts(), any_terms(), one_of(PropertyKind), money(90_000), st.sampled_from([None, "1"]))
def test_more_property_never_gives_more_money(
    facts: Facts, terms: Terms, kind: PropertyKind, amount: Decimal, member: str | None
) -> None:
    more = Property(kind=kind, amount=amount, member=member)

    before = assess(facts, terms)
    after = assess(replace(facts, properties=(*facts.properties, more)), terms)

    assert after.total_amount in (before.total_amount, 0)


@law
@given(any_facts(), any_terms())
def test_income_that_is_exempt_never_matters(facts: Facts, terms: Terms) -> None:
    exempt = {one.source for one in terms.exemptions if one.holds(facts.on)}
    kept = tuple(line for line in facts.incomes if line.source not in exempt)

    with_it, without = assess(facts, terms), assess(replace(facts, incomes=kept), terms)

    assert with_it.per_capita_income == without.per_capita_income
    assert with_it.total_amount == without.total_amount


@law
@given(any_facts(), any_terms())
def test_who_is_not_counted_brings_nothing_and_costs_nothing(facts: Facts, terms: Terms) -> None:
    present = tuple(member for member in facts.members if member.is_counted)
    away = {member.key for member in facts.members} - {member.key for member in present}
    at_home = {
        name: tuple(line for line in getattr(facts, name) if line.member not in away)
        for name in ("incomes", "expenses", "properties")
    }

    with_them = assess(facts, terms)
    without = assess(replace(facts, members=present, **at_home), terms)

    assert (with_them.shares, with_them.per_capita_income) == (
        without.shares,
        without.per_capita_income,
    )


@law
@given(any_facts(), any_terms(), st.integers(0, 3))
def test_refusing_jobs_costs_nobody_elses_money(facts: Facts, terms: Terms, place: int) -> None:
    idler = facts.members[place % len(facts.members)]
    assume(idler.is_counted and idler.is_covered)
    others = tuple(member for member in facts.members if member is not idler)
    willing = replace(facts, members=(*others, replace(idler, exclusion=None)))
    idle = replace(facts, members=(*others, replace(idler, exclusion=ExclusionReason.REFUSED_JOBS)))

    before, after = assess(willing, terms), assess(idle, terms)

    for full, cut in zip(before.shares, after.shares, strict=True):
        assert cut.base <= full.base if cut.member == idler.key else cut == full
        assert cut.supplement == full.supplement


@law
@given(any_facts(), any_terms())
def test_nobody_is_paid_more_than_the_line(facts: Facts, terms: Terms) -> None:
    gap = replace(terms, benefit_method=BenefitMethod.GAP, minimum_payment=Decimal(0))

    verdict = assess(facts, gap)

    most = terms.income_line * verdict.covered / 12
    assert verdict.base_amount < most + terms.payment_unit


@law
@given(any_facts(), any_terms())
def test_grace_is_offered_for_income_alone(facts: Facts, terms: Terms) -> None:
    verdict = assess(facts, terms)

    if verdict.grace_months:
        failed = {step.rule for step in verdict.trace if step.result is StepResult.FAIL}
        assert failed == {Rule.INCOME_LINE, Rule.OUTCOME}
        assert facts.took_up_work


@law
@given(any_facts(), any_terms())
def test_a_doubt_is_never_without_its_reason(facts: Facts, terms: Terms) -> None:
    verdict = assess(facts, terms)

    if verdict.outcome is Outcome.NEEDS_REVIEW:
        assert verdict.reasons
        assert all(step.sentence in verdict.trace[-1].sentence for step in verdict.reasons)
