"""What must hold for every household under every usable rule set."""

import json
import random
from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from applicants.eligibility.assess import assess
from applicants.eligibility.canonical import canonical_text
from applicants.eligibility.codes import IncomeSource, Outcome
from applicants.eligibility.facts import Facts, Income
from applicants.eligibility.terms import Terms
from applicants.eligibility.verdict import Verdict
from tests.applicants.eligibility.strategies import any_facts, any_terms, money

ONE_MORE = Income(source=IncomeSource.GIFT, yearly_amount=Decimal(0))


@settings(max_examples=100, deadline=None)
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


@settings(max_examples=100, deadline=None)
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


@settings(max_examples=100, deadline=None)
@given(any_facts(), any_terms())
def test_shares_add_up_to_the_total_to_the_fen(facts: Facts, terms: Terms) -> None:
    verdict = assess(facts, terms)

    assert sum(share.base for share in verdict.shares) == verdict.base_amount
    assert sum(share.supplement for share in verdict.shares) == verdict.supplement_amount
    assert sum(share.total for share in verdict.shares) == verdict.total_amount
    assert all(share.total == round(share.total, 2) >= 0 for share in verdict.shares)
    bases = [share.base for share in verdict.shares]
    assert not bases or max(bases) - min(bases) <= Decimal("0.01")


@settings(max_examples=100, deadline=None)
@given(any_facts(), any_terms())
def test_verdict_is_reproduced_from_stored_facts_and_terms(facts: Facts, terms: Terms) -> None:
    verdict = assess(facts, terms)
    stored = [json.loads(canonical_text(value.to_json())) for value in (facts, terms, verdict)]

    again = assess(Facts.from_json(stored[0]), Terms.from_json(stored[1]))

    assert again == verdict == Verdict.from_json(stored[2])
    assert canonical_text(again.to_json()) == canonical_text(stored[2])
    assert again.hash == verdict.hash


@settings(max_examples=100, deadline=None)
@given(any_facts(), any_terms())
def test_nobody_gets_a_supplement_twice(facts: Facts, terms: Terms) -> None:
    verdict = assess(facts, terms)

    most = max((line.amount for line in terms.supplements), default=Decimal(0))
    keys = [share.member for share in verdict.shares]
    assert len(set(keys)) == len(keys)
    assert all(share.supplement in (0, most) for share in verdict.shares)


@settings(max_examples=100, deadline=None)
@given(any_facts(), any_terms())
def test_only_the_refused_get_nothing_and_every_verdict_says_why(
    facts: Facts, terms: Terms
) -> None:
    verdict = assess(facts, terms)

    is_refused = verdict.outcome is Outcome.NOT_ELIGIBLE
    assert is_refused == (verdict.benefit_class is None) == (not verdict.shares)
    assert verdict.is_eligible == (not verdict.reasons)
    assert all(step.sentence.endswith("。") for step in verdict.trace)
