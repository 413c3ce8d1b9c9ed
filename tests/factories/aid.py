"""Any terms of a benefit, for hypothesis, and villages of people who may meet them."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import connection
from hypothesis import strategies as st

from applicants.eligibility.aid import (
    AidField,
    AidRule,
    AidValueKind,
    HouseGrade,
    MemberConditions,
)
from applicants.eligibility.codes import Code, Health, LabourCapacity, Sex
from dibao.demo.dice import Dice
from tests.payments import register


def some(kind: type[Code]) -> st.SearchStrategy[tuple[Code, ...]]:
    """None of a list's codes, or a few."""
    return st.lists(st.sampled_from(list(kind)), max_size=3, unique=True).map(tuple)


def numbers(low: int, high: int) -> st.SearchStrategy[tuple[int, ...]]:
    return st.lists(st.integers(low, high), max_size=4, unique=True).map(tuple)


def _maybe(strategy: st.SearchStrategy) -> st.SearchStrategy:
    """Half of all conditions are not set, so that some people qualify."""
    return st.none() | strategy


def conditions() -> st.SearchStrategy[MemberConditions]:
    """Conditions that some of the people of a village meet."""
    return st.builds(
        MemberConditions,
        age_from=_maybe(st.integers(0, 70)),
        age_to=_maybe(st.integers(10, 120)),
        is_student=_maybe(st.booleans()),
        sex=_maybe(st.sampled_from(list(Sex))),
        disability_types=st.just(()) | numbers(1, 7),
        disability_level=_maybe(st.integers(1, 4)),
        is_severely_disabled=st.sampled_from([False, False, True]),
        healths=st.just(()) | some(Health),
        labour_capacities=st.just(()) | some(LabourCapacity),
    )


def rules() -> st.SearchStrategy[AidRule]:
    """Terms of any shape; their money does not matter for who qualifies."""
    return st.builds(
        AidRule,
        quantity=st.integers(1, 30).map(Decimal),
        value_kind=st.sampled_from(list(AidValueKind)),
        amount=_maybe(st.integers(1, 50000).map(lambda fen: Decimal(fen) / 100)),
        share=_maybe(st.sampled_from([Decimal("0.2"), Decimal(1)])),
        cap=_maybe(st.integers(1, 50000).map(Decimal)),
        answer_days=st.integers(1, 60),
        delivery_days=st.integers(1, 180),
        fields=some(AidField),
        is_medical=st.booleans(),
        months=st.just(()) | numbers(1, 12),
        classes=st.just(()) | numbers(1, 3),
        house_grades=st.just(()) | some(HouseGrade),
        member=conditions(),
    )


def settle_villagers(
    villages: Sequence[str], backing: register.Backing, *, households: int, start: int = 101
) -> None:
    """Households in benefit with people of all kinds, as the application role within a scope; a few have no name.

    Keys count from `start`; the same call gives the same people.
    """
    dice = Dice(f"villagers {start}")
    plans = [
        register.Plan(dice.choice(villages), dice.randint(1, 3), dice.randint(1, 4))
        for _ in range(households)
    ]
    with connection.cursor() as cursor:
        register.write(cursor, plans, backing, start=start, with_accounts=False)
        cursor.execute(
            "SELECT s.person_id FROM applicants_grantshare s WHERE s.grant_id >= %s AND s.grant_id < %s"
            " ORDER BY s.id",
            [start, start + households],
        )
        people = [_facts(dice, key) for (key,) in cursor.fetchall()]
        cursor.execute(_NAME, {name: [one[name] for one in people] for name in people[0]})
        cursor.execute(_JOIN, [start, start + households])


def _facts(dice: Dice, key: UUID) -> dict[str, object]:
    is_disabled = dice.random() < 0.3
    return {
        "key": key,
        "name": f"村民{dice.randrange(1000)}" if dice.random() < 0.95 else "",
        "birth_date": dice.choice([None, *[_born(dice) for _ in range(20)]]),
        "sex": dice.choice(["male", "female", ""]),
        "is_student": dice.random() < 0.3,
        "disability_type": dice.randint(1, 7) if is_disabled else None,
        "disability_level": dice.randint(1, 4) if is_disabled else None,
        "health": dice.choice(["healthy", "weak", "serious_illness", ""]),
        "labour_capacity": dice.choice(["full", "partial", "lost", "none", ""]),
    }


def _born(dice: Dice) -> date:
    """Birthdays on and around the day of the story, and on the day that most years do not have."""
    year = dice.randint(1930, 2007)
    around = [date(year, 8, 4), date(year, 8, 5), date(year, 8, 6), date(year // 4 * 4, 2, 29)]
    return dice.choice([*around, date(year, dice.randint(1, 12), dice.randint(1, 28))])


_NAME = """
UPDATE applicants_person p SET name = k.name, is_named = k.name <> '',
    id_index = CASE WHEN k.name = '' THEN '' ELSE md5(p.id::text) END,
    id_number = CASE WHEN k.name = '' THEN NULL ELSE 'sealed' END,
    birth_date = k.birth_date, sex = k.sex, is_student = k.is_student, disability_type = k.disability_type,
    disability_level = k.disability_level, health = k.health, labour_capacity = k.labour_capacity
FROM unnest(%(key)s::uuid[], %(name)s::text[], %(birth_date)s::date[], %(sex)s::text[], %(is_student)s::bool[],
            %(disability_type)s::int[], %(disability_level)s::int[], %(health)s::text[], %(labour_capacity)s::text[])
    AS k (key, name, birth_date, sex, is_student, disability_type, disability_level, health, labour_capacity)
WHERE p.id = k.key
"""
_JOIN = """
INSERT INTO applicants_membership (household_id, person_id, person_key, area_code, relation, first_day, is_counted,
    is_covered, exclusion)
SELECT g.household_id, s.person_id, s.person_key, g.area_code, '99', g.first_month, true, true, ''
FROM applicants_grantshare s JOIN applicants_grant g ON g.id = s.grant_id WHERE g.id >= %s AND g.id < %s
"""
