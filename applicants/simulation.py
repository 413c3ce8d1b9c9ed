"""Other terms on the register of a month, by the same rules that decide: read in one stream, judged one by one.

Facts are taken as they were last established, on the day that they were established: what is compared is the terms,
not the passing of time.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection

from applicants.eligibility.assess import assess
from applicants.eligibility.codes import BenefitMethod, Outcome
from applicants.eligibility.facts import Facts
from applicants.eligibility.terms import Terms
from applicants.models.what_if import Change
from dibao.models.area import Area
from dibao.values.months import BenefitMonth

ZERO = Decimal("0.00")
# So many households travel at a time; with their facts some three megabytes.
_AT_ONCE = 2000

# Whoever has a grant in the month, with the facts that it rests on; and whoever was last refused and has none.
_REGISTER = """
SELECT g.household_id, g.area_code, g.id, a.id, g.benefit_class, g.covered_count, g.total_amount, a.facts::text
FROM applicants_grant g JOIN applicants_decision d ON d.id = g.decision_id
LEFT JOIN applicants_assessment a ON a.id = d.assessment_id
WHERE g.area_code >= %(low)s AND g.area_code < %(high)s
  AND g.first_month <= %(month)s AND (g.last_month IS NULL OR g.last_month >= %(month)s)
  AND left(g.area_code, 6) <> ALL (%(others)s)
UNION ALL
SELECT c.household_id, c.area_code, NULL, a.id, NULL, 0, 0, a.facts::text
FROM (
    SELECT DISTINCT ON (household_id) * FROM applicants_case
    WHERE area_code >= %(low)s AND area_code < %(high)s AND kind = 'application' AND accepted_on < %(after)s
      AND left(area_code, 6) <> ALL (%(others)s)
    ORDER BY household_id, id DESC
) c JOIN applicants_decision d ON d.case_id = c.id AND d.outcome = 'refuse'
JOIN applicants_assessment a ON a.id = d.assessment_id
WHERE NOT EXISTS (
    SELECT FROM applicants_grant g WHERE g.household_id = c.household_id AND g.first_month <= %(month)s
      AND (g.last_month IS NULL OR g.last_month >= %(month)s))
ORDER BY 1
"""


@dataclass(frozen=True, slots=True)
class Present:
    """One household as it stands in the month; `facts` is its stored text, none where only a class is known."""

    household: int
    area: str
    grant: int | None
    assessment: int | None
    benefit_class: int | None
    covered: int
    amount: Decimal
    facts: str | None


@dataclass(frozen=True, slots=True)
class Judged:
    """The same household under the other terms."""

    present: Present
    change: Change
    benefit_class: int | None
    covered: int
    amount: Decimal


def size_of(area: Area, month: BenefitMonth, *, leaving_out: frozenset[str] = frozenset()) -> int:
    """How many households `register_of` gives, without their facts (one query)."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM ({_REGISTER}) AS register", _values(area, month, leaving_out)
        )
        return int(cursor.fetchone()[0])


def _values(
    area: Area, month: BenefitMonth, leaving_out: frozenset[str]
) -> dict[str, str | date | list[str]]:
    low, high = area.span
    return {
        "low": low,
        "high": high,
        "month": month.first_day,
        "after": BenefitMonth.after(month.first_day).first_day,
        "others": sorted(leaving_out),
    }


def register_of(
    area: Area, month: BenefitMonth, *, leaving_out: frozenset[str] = frozenset()
) -> Iterator[Present]:
    """The households of a month in batches; `leaving_out` are 6-digit codes of counties with rules of their own."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(_REGISTER, _values(area, month, leaving_out))
        while rows := cursor.fetchmany(_AT_ONCE):
            yield from (Present(*row) for row in rows)


def judge(present: Present, terms: Terms) -> Judged:
    """What the household would have; of one without facts only its class's new amount can be told."""
    if present.facts is None:
        return _by_class(present, terms)
    verdict = assess(Facts.from_json(json.loads(present.facts)), terms)
    is_out = verdict.outcome is Outcome.NOT_ELIGIBLE
    amount = ZERO if is_out else verdict.total_amount
    change = (
        Change.REVIEW
        if verdict.outcome is Outcome.NEEDS_REVIEW and amount != present.amount
        else _change(present, amount)
    )
    return Judged(
        present,
        change,
        None if is_out else verdict.benefit_class,
        0 if is_out else verdict.covered,
        amount,
    )


def _by_class(present: Present, terms: Terms) -> Judged:
    amount = present.amount
    if terms.benefit_method is BenefitMethod.FIXED and present.benefit_class in terms.class_amounts:
        amount = terms.class_amounts[present.benefit_class] * present.covered
    return Judged(present, _change(present, amount), present.benefit_class, present.covered, amount)


def _change(present: Present, amount: Decimal) -> Change:
    if present.grant is None:
        return Change.ENTERS if amount else Change.SAME
    if not amount:
        return Change.LEAVES
    if amount == present.amount:
        return Change.SAME
    return Change.GAINS if amount > present.amount else Change.LOSES
