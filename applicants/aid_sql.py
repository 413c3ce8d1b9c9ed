"""Who is covered and how a benefit's terms see them, in SQL.

The conditions are those that `eligibility.aid.finding` asks of one person; a test holds the two to each other. Covered
is whoever has a share of a grant in the month of the day and is still of the family on it.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import connection

from applicants.eligibility.aid import AidHousehold, AidRule, HouseGrade
from applicants.eligibility.codes import Health, LabourCapacity, Sex
from applicants.eligibility.facts import SEVERE_AT_LEVEL_THREE, SEVERE_LEVELS, Member
from applicants.models.aid import AidTerms, period_of
from applicants.workflow import LIVE_REFERRALS, OPEN_REFERRALS, ReferralStatus
from dibao.models.area import Area
from dibao.values.months import BenefitMonth

Value = bool | int | str | date | list[str] | list[int] | None

# Written once and named by every benefit that is asked about, so that all of them together read the people once. Of the
# visits the last one counts at which somebody graded the house.
COVERED = """
WITH covered AS (
    SELECT s.id AS share_id, s.person_id, g.id AS grant_id, g.household_id, g.area_code, g.benefit_class, p.name,
           p.birth_date, p.sex, p.is_student, p.disability_type, p.disability_level, p.health, p.labour_capacity
    FROM applicants_grant g JOIN applicants_grantshare s ON s.grant_id = g.id
    JOIN applicants_person p ON p.id = s.person_id
    WHERE g.area_code >= %(low)s AND g.area_code < %(high)s
      AND g.first_month <= %(month)s AND (g.last_month IS NULL OR g.last_month >= %(month)s)
      AND EXISTS (SELECT FROM applicants_membership m
                  WHERE m.household_id = g.household_id AND m.person_id = s.person_id
                    AND (m.last_day IS NULL OR m.last_day > %(on)s))
), families AS (
    SELECT DISTINCT grant_id, household_id, area_code, benefit_class FROM covered
), graded AS (
    SELECT DISTINCT ON (k.household_id) k.household_id, v.danger_grade AS house_grade
    FROM applicants_homevisit v JOIN applicants_case k ON k.id = v.case_id
    WHERE v.area_code >= %(low)s AND v.area_code < %(high)s
      AND v.status = 'signed' AND v.danger_grade <> 'ungraded'
    ORDER BY k.household_id, v.signed_at DESC, v.id DESC
)
"""
# Who had it is NOT IN a list that is made once: looked for candidate by candidate, a year's premiums cost minutes.
# `turn` is a key of its own: the share where the benefit is a member's, the grant where it is the household's.
_OF_MEMBERS = """
SELECT c.share_id AS turn, c.area_code, c.household_id, c.person_id, c.grant_id, c.benefit_class
FROM covered c WHERE c.name <> '' {conditions}
"""
_NOT_DEALT_WITH_FOR_MEMBERS = """
  AND c.person_id NOT IN (SELECT r.person_id FROM applicants_referral r WHERE r.item_id = %(item_{n})s
                            AND r.person_id IS NOT NULL AND {is_dealt_with})
  AND NOT EXISTS (SELECT FROM applicants_aiddecline d WHERE d.item_id = %(item_{n})s AND d.lifted_on IS NULL
                    AND d.household_id = c.household_id AND d.person_id IS NULL)
  AND NOT EXISTS (SELECT FROM applicants_aiddecline d WHERE d.item_id = %(item_{n})s AND d.lifted_on IS NULL
                    AND d.person_id = c.person_id)
"""
_OF_HOUSEHOLDS = """
SELECT c.grant_id AS turn, c.area_code, c.household_id, NULL::uuid AS person_id, c.grant_id, c.benefit_class
FROM families c WHERE true {conditions}
"""
_NOT_DEALT_WITH_FOR_HOUSEHOLDS = """
  AND c.household_id NOT IN (SELECT r.household_id FROM applicants_referral r WHERE r.item_id = %(item_{n})s
                               AND r.person_id IS NULL AND {is_dealt_with})
  AND NOT EXISTS (SELECT FROM applicants_aiddecline d WHERE d.item_id = %(item_{n})s AND d.lifted_on IS NULL
                    AND d.household_id = c.household_id AND d.person_id IS NULL)
"""
_ONE_OF_THEM = " AND EXISTS (SELECT FROM covered m WHERE m.grant_id = c.grant_id {conditions})"
# Open, given (be it in part) or refused in the period; what comes as it is needed is dealt with while it is open, and
# in the year in which it was refused.
_IN_PERIOD = "r.period = %(period_{n})s AND (r.status = ANY(%(settled)s) OR r.delivered_parts > 0)"
_AS_NEEDED = (
    "r.period IS NULL AND (r.status = ANY(%(open)s)"
    " OR r.status = 'refused' AND r.closed_on >= date_trunc('year', %(on)s::date))"
)
HAS_CONSENT = """
c.household_id IN (SELECT a.household_id FROM applicants_aidconsent a
                   WHERE a.revoked_on IS NULL AND a.signed_on <= %(on)s)
"""
# What is asked of `who`; whatever nobody recorded is null or empty and meets no condition.
_BORN = "{{who}}.birth_date {sign} %(on)s::date - make_interval(years => %({{name}})s)"


def part_of(terms: AidTerms, n: int, on: date) -> tuple[str, dict[str, Value]]:
    """The SELECT of one benefit's candidates over COVERED, and its own values, numbered `n` among others'."""
    item = terms.item
    period = period_of(item.frequency, on)
    qualified, values = qualified_part(terms, n, on)
    left_out = _NOT_DEALT_WITH_FOR_MEMBERS if item.is_per_member else _NOT_DEALT_WITH_FOR_HOUSEHOLDS
    dealt_with = _AS_NEEDED if period is None else _IN_PERIOD.format(n=n)
    text = qualified + left_out.format(n=n, is_dealt_with=dealt_with)
    return text, {**values, f"item_{n}": item.pk, f"period_{n}": period}


def qualified_part(terms: AidTerms, n: int, on: date) -> tuple[str, dict[str, Value]]:
    """The same without leaving out whoever has it, was refused it or does not want it: all who qualify on a day."""
    item, rule = terms.item, terms.as_rule()
    values: dict[str, Value] = {}
    conditions = _written(_of_household(rule, on), f"of_all_{n}", values)
    of_one = _written(_of_member(rule), f"of_one_{n}", values)
    if item.is_per_member:
        conditions += of_one.format(who="c")
    elif of_one:
        conditions += _ONE_OF_THEM.format(conditions=of_one.format(who="m"))
    whole = _OF_MEMBERS if item.is_per_member else _OF_HOUSEHOLDS
    return whole.format(conditions=conditions), values


def _written(asked: Iterable[tuple[str, Value]], prefix: str, values: dict[str, Value]) -> str:
    """Conditions joined, each with a name of its own among the values."""
    text = ""
    for place, (condition, value) in enumerate(asked):
        name = f"{prefix}_{place}"
        text += " AND " + condition.format(name=name, who="{who}")
        values[name] = value
    return text


def values_of(area: Area, on: date) -> dict[str, Value]:
    """What every statement over COVERED takes for an area and a day."""
    low, high = area.span
    return {**_days(on), "low": low, "high": high}


def _days(on: date) -> dict[str, Value]:
    return {
        "on": on,
        "month": BenefitMonth.of(on).first_day,
        "settled": [str(one) for one in (*LIVE_REFERRALS, ReferralStatus.REFUSED)],
        "open": [str(one) for one in OPEN_REFERRALS],
    }


def _of_household(rule: AidRule, on: date) -> Iterable[tuple[str, Value]]:
    if rule.months:
        yield "%({name})s", rule.is_in_season(on)
    if rule.classes:
        yield "c.benefit_class = ANY(%({name})s)", list(rule.classes)
    if rule.house_grades:
        yield _HOUSE, [grade.value for grade in rule.house_grades]


def _of_member(rule: AidRule) -> Iterable[tuple[str, Value]]:
    asked = rule.member
    if asked.age_from is not None:
        yield _BORN.format(sign="<="), asked.age_from
    if asked.age_to is not None:
        yield _BORN.format(sign=">"), asked.age_to + 1
    if asked.is_student is not None:
        yield "{who}.is_student = %({name})s", asked.is_student
    if asked.sex is not None:
        yield "{who}.sex = %({name})s", asked.sex.value
    if asked.disability_types:
        yield "{who}.disability_type = ANY(%({name})s)", list(asked.disability_types)
    if asked.disability_level is not None:
        yield "{who}.disability_level <= %({name})s", asked.disability_level
    if asked.is_severely_disabled:
        yield _SEVERE, list(SEVERE_LEVELS)
    if asked.healths:
        yield "{who}.health = ANY(%({name})s)", [one.value for one in asked.healths]
    if asked.labour_capacities:
        yield (
            "{who}.labour_capacity = ANY(%({name})s)",
            [one.value for one in asked.labour_capacities],
        )


_HOUSE = (
    "c.household_id IN (SELECT w.household_id FROM graded w WHERE w.house_grade = ANY(%({name})s))"
)
_SEVERE = (
    "({who}.disability_level = ANY(%({name})s) OR {who}.disability_level = 3"
    f" AND {{who}}.disability_type IN {SEVERE_AT_LEVEL_THREE})"
)


def households_seen(households: Iterable[int], *, on: date) -> dict[int, AidHousehold]:
    """Households as benefits' terms see them on a day, wherever the context reaches (two statements)."""
    keys = list(households)
    # Codes are digits: from the first one to behind the last.
    values: dict[str, Value] = {**_days(on), "low": "0", "high": ":", "households": keys}
    where = "WHERE household_id = ANY(%(households)s)"
    with connection.cursor() as cursor:
        cursor.execute(f"{COVERED} SELECT * FROM graded {where}", values)
        grades = dict(cursor.fetchall())
        cursor.execute(f"{COVERED} SELECT {_MEMBER} FROM covered {where} ORDER BY share_id", values)
        covered, classes = defaultdict(list), {}
        for household, benefit_class, *facts in cursor.fetchall():
            covered[household].append(_member(*facts))
            classes[household] = benefit_class
    return {
        key: AidHousehold(
            benefit_class=classes.get(key),
            covered=tuple(covered[key]),
            house_grade=HouseGrade.of(grades[key]) if key in grades else None,
        )
        for key in keys
    }


_MEMBER = (
    "household_id, benefit_class, person_id, name, birth_date, sex, is_student, disability_type, disability_level,"
    " health, labour_capacity"
)


def _member(
    key: UUID,
    name: str,
    birth_date: date | None,
    sex: str,
    is_student: bool,
    disability_type: int | None,
    disability_level: int | None,
    health: str,
    labour_capacity: str,
) -> Member:
    return Member(
        key=str(key),
        name=name,
        birth_date=birth_date,
        sex=Sex.of(sex) if sex else None,
        is_student=is_student,
        disability_type=disability_type,
        disability_level=disability_level,
        health=Health.of(health) if health else None,
        labour_capacity=LabourCapacity.of(labour_capacity) if labour_capacity else None,
    )
