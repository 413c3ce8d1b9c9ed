"""A drawn household before the real rules: its facts as the database will hold them, and what the rules say."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from applicants.demo.families import Family
from applicants.demo.means import MeansDraft, draw_means
from applicants.demo.people import Villager
from applicants.demo.plan import Spell
from applicants.eligibility import facts as f
from applicants.eligibility.assess import assess
from applicants.eligibility.canonical import canonical_text
from applicants.eligibility.codes import Outcome
from applicants.eligibility.terms import Terms
from applicants.eligibility.verdict import Verdict
from dibao.demo.dice import Dice

# A third-class spell of a family whose hardship would give class two: its income is still too high for that.
_TOO_HIGH_FOR_CLASS_TWO = (0.83, 0.94)
_ABOVE_THE_LINE = (1.15, 1.6)
# The basic pension of the countryside began in 2009.
_PENSIONS_SINCE = 2010


class WrongClass(Exception):
    """The rules judge a drawn household otherwise than planned: the drawing must change, never the verdict."""


@dataclass(frozen=True, slots=True)
class Judged:
    """Means, and the assessment of them in the form in which it is stored."""

    means: MeansDraft
    facts_text: str
    facts_hash: str
    verdict: Verdict
    verdict_text: str
    verdict_hash: str


def judge(
    chance: Dice,
    family: Family,
    villagers: Sequence[Villager],
    spell: Spell,
    terms: Terms,
    on: date,
) -> Judged:
    """Draw means that put the family into the spell's class and let the rules say so; raises WrongClass if not."""
    low, high = family.income
    if spell.benefit_class == 3 and (family.hardships or low < 0.36):
        low, high = max(low, _TOO_HIGH_FOR_CLASS_TWO[0]), _TOO_HIGH_FOR_CLASS_TWO[1]
    means = draw_means(
        chance,
        family,
        terms,
        ratio=chance.uniform(low, high),
        pensions=on.year >= _PENSIONS_SINCE,
    )
    facts = facts_of(family, villagers, means, on)
    verdict = assess(facts, terms)
    if not verdict.is_eligible or verdict.benefit_class != spell.benefit_class:
        raise WrongClass(f"wanted class {spell.benefit_class}: {verdict.trace}")
    return _stored(means, facts, verdict)


def judge_too_much(
    chance: Dice,
    family: Family,
    villagers: Sequence[Villager],
    terms: Terms,
    on: date,
) -> Judged:
    """Draw means above the line, as a re-check finds them, and let the rules say so; raises WrongClass if not."""
    means = draw_means(
        chance,
        family,
        terms,
        ratio=chance.uniform(*_ABOVE_THE_LINE),
        pensions=on.year >= _PENSIONS_SINCE,
    )
    facts = facts_of(family, villagers, means, on)
    verdict = assess(facts, terms)
    if verdict.outcome is not Outcome.NOT_ELIGIBLE:
        raise WrongClass(f"wanted too much income: {verdict.trace}")
    return _stored(means, facts, verdict)


def facts_of(family: Family, villagers: Sequence[Villager], means: MeansDraft, on: date) -> f.Facts:
    """The same value that `fact_finding` makes of the stored rows."""
    keys = [str(villager.key) for villager in villagers]
    return f.Facts(
        on=on,
        members=tuple(_member(villager) for villager in villagers),
        incomes=tuple(
            f.Income(
                source=line.source,
                yearly_amount=Decimal(line.amount),
                necessary_cost=Decimal(line.cost),
                member=None if line.member is None else keys[line.member],
            )
            for line in means.incomes
        ),
        expenses=tuple(
            f.Expense(kind=line.kind, yearly_amount=Decimal(line.amount)) for line in means.expenses
        ),
        properties=tuple(
            f.Property(
                kind=line.kind,
                amount=Decimal(line.amount),
                count=line.count,
                exemption=line.exemption,
            )
            for line in means.properties
        ),
        hardships=family.hardships,
        poverty_cause=family.cause,
    )


def _member(villager: Villager) -> f.Member:
    draft = villager.draft
    kind, level = draft.disability or (None, None)
    return f.Member(
        key=str(villager.key),
        name=villager.name,
        birth_date=villager.birth_date,
        sex=draft.sex,
        relation=draft.relation,
        labour_capacity=draft.labour,
        health=draft.health,
        disability_type=kind,
        disability_level=level,
        is_student=draft.is_student,
        is_counted=draft.is_counted,
        is_covered=draft.is_covered,
        exclusion=draft.exclusion,
    )


def _stored(means: MeansDraft, facts: f.Facts, verdict: Verdict) -> Judged:
    # The canonical text is both what is stored and what is hashed, so it is spelled once.
    known, answer = canonical_text(facts.to_json()), canonical_text(verdict.to_json())
    return Judged(
        means=means,
        facts_text=known,
        facts_hash=hashlib.sha256(known.encode()).hexdigest(),
        verdict=verdict,
        verdict_text=answer,
        verdict_hash=hashlib.sha256(answer.encode()).hexdigest(),
    )
