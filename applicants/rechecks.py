"""When each family in benefit is looked at again: so many months after its last look as its category asks.

2012年办法 Art 33 knows three categories, 办法 Art 31 two of them; how long each may wait, the rules in force say
where the family lives. A county is one statement of joins: no loop, and no column that has to be kept up to date.
A family that came with its county's list was last looked at when the list says; taking it over was no look.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Q

from applicants.eligibility.codes import IncomeSource, LabourCapacity, RecheckCategory
from applicants.models.case import CLOSED
from applicants.models.grant import Outcome
from applicants.models.policy import RuleSet, RuleSetStatus
from dibao.models.area import Area
from dibao.paging import Cut
from dibao.values.months import BenefitMonth

# Decisions that rest on a look at the whole family; a file that only moves is not looked at.
_LOOKS = (Outcome.GRANT, Outcome.KEEP, Outcome.INCREASE, Outcome.DECREASE, Outcome.ADJUST)
# What comes in every month whoever works; all else changes with the harvest, the job or the payer.
STEADY_SOURCES = (
    IncomeSource.RETIREMENT_PENSION,
    IncomeSource.BASIC_PENSION,
    IncomeSource.SURVIVOR_BENEFIT,
    IncomeSource.FARM_SUBSIDY,
    IncomeSource.VETERAN_BENEFIT,
    IncomeSource.FAMILY_PLANNING_REWARD,
    IncomeSource.SOCIAL_ASSISTANCE,
)
Value = bool | int | str | date | list[str] | list[int] | None

_ABLE = (LabourCapacity.FULL, LabourCapacity.PARTIAL)

# Somebody between 16 and 60 who can work makes a family unstable. One in which nobody can is fixed where it lives on
# steady money alone; where nobody has written down yet who can work, as of a county's old roster, it is stable. `turn`
# orders by the day that a look is due and is a key of its own.
SCHEDULE = """
WITH waits AS (
    SELECT * FROM unnest(%(prefixes)s::text[], %(categories)s::text[], %(months)s::int[])
        AS w (prefix, category, months)
), looked AS (
    SELECT DISTINCT ON (g.id) g.id AS grant_id, g.household_id, g.area_code, d.case_id,
           CASE WHEN p.looked_on IS NULL OR p.looked_on < d.decided_on AND c.kind <> 'takeover' THEN d.decided_on
                ELSE p.looked_on END AS looked_on,
           p.looked_on IS NOT NULL AND (p.looked_on >= d.decided_on OR c.kind = 'takeover') AS is_on_paper
    FROM applicants_grant g
    JOIN applicants_case c ON c.household_id = g.household_id
    JOIN applicants_decision d ON d.case_id = c.id AND d.outcome = ANY(%(looks)s)
    LEFT JOIN applicants_paperrecheck p ON p.household_id = g.household_id
    WHERE g.area_code >= %(low)s AND g.area_code < %(high)s AND g.last_month IS NULL
    ORDER BY g.id, d.decided_on DESC, d.id DESC
), judged AS MATERIALIZED (
    SELECT looked.*, CASE WHEN m.has_worker THEN 'unstable'
                          WHEN coalesce(m.is_unknown, true) OR EXISTS (
                              SELECT FROM applicants_incomeline i
                              WHERE i.case_id = looked.case_id AND i.yearly_amount > 0 AND i.source <> ALL(%(steady)s)
                          ) THEN 'stable'
                          ELSE 'fixed' END AS category
    FROM looked CROSS JOIN LATERAL (
        SELECT bool_or(p.labour_capacity = ANY(%(able)s) AND NOT p.is_student
                       AND p.birth_date > %(on)s - interval '60 years'
                       AND p.birth_date <= %(on)s - interval '16 years') AS has_worker,
               bool_or(p.labour_capacity = '') AS is_unknown
        FROM applicants_membership m JOIN applicants_person p ON p.id = m.person_id
        WHERE m.household_id = looked.household_id AND m.last_day IS NULL AND m.is_counted
    ) m
    -- Whoever was looked at later is not due yet, whatever their category.
    WHERE %(looked_until)s::date IS NULL OR looked.looked_on <= %(looked_until)s
), scheduled AS (
    SELECT DISTINCT ON (j.grant_id) j.grant_id, j.household_id, j.category, j.looked_on, j.is_on_paper, w.months,
           (j.looked_on + make_interval(months => w.months))::date AS due_on
    FROM judged j JOIN waits w ON w.category = j.category AND starts_with(j.area_code, w.prefix)
    ORDER BY j.grant_id, length(w.prefix) DESC
), under_way AS MATERIALIZED (
    SELECT id, household_id FROM applicants_case WHERE status <> ALL(%(closed)s)
), listed AS (
    SELECT s.*, o.id AS open_case, (s.due_on - DATE '2000-01-01')::bigint * 1099511627776 + s.grant_id AS turn
    FROM scheduled s LEFT JOIN under_way o USING (household_id)
)
"""

_PAGE = """
SELECT grant_id, household_id, category, looked_on, is_on_paper, months, due_on, open_case, turn FROM listed
WHERE (%(household)s::bigint IS NULL OR household_id = %(household)s)
  AND (%(until)s::date IS NULL OR due_on <= %(until)s) AND (%(since)s::date IS NULL OR due_on >= %(since)s)
  AND NOT (%(is_free)s AND open_case IS NOT NULL)
  AND (%(category)s = '' OR category = %(category)s)
  AND (%(start)s::bigint IS NULL OR CASE WHEN %(is_down)s THEN turn < %(start)s ELSE turn > %(start)s END)
ORDER BY CASE WHEN %(is_down)s THEN -turn ELSE turn END LIMIT %(limit)s
"""

_DUE = """
SELECT count(*) FILTER (WHERE due_on < %(on)s) OVER (), count(*) OVER (),
       grant_id, household_id, category, looked_on, is_on_paper, months, due_on, open_case, turn
FROM listed WHERE due_on <= %(until)s AND open_case IS NULL ORDER BY turn LIMIT %(limit)s
"""


@dataclass(frozen=True)
class Recheck:
    """When one family in benefit is due, and why then; `open_case` is a case that already looks at it.

    Of a look `is_on_paper` the county's list knows the day, and nobody here anything else.
    """

    grant: int
    household: int
    category: RecheckCategory
    looked_on: date
    is_on_paper: bool
    months: int
    due_on: date
    open_case: int | None
    turn: int


@dataclass(frozen=True)
class Due:
    """How many are overdue, how many are due with them, and the first of these."""

    overdue: int
    count: int
    first: Sequence[Recheck]


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which of them: due between two days, both included, of one category; nothing set asks for all.

    `is_free` leaves out whoever a case looks at already.
    """

    since: date | None = None
    until: date | None = None
    category: str = ""
    household: int | None = None
    is_free: bool = False


def scheduled(area: Area, wanted: Wanted, *, on: date, cut: Cut) -> Sequence[Recheck]:
    """Families of an area in the order in which they are due (two statements)."""
    values: dict[str, Value] = schedule_values(area, on) | vars(wanted) | vars(cut)
    with connection.cursor() as cursor:
        cursor.execute(SCHEDULE + _PAGE, values)
        return [_recheck(row) for row in cursor.fetchall()]


def due_until(until: date, area: Area, *, on: date, limit: int) -> Due:
    """What is overdue on a day or due until another, whoever is looked at already left out (two statements)."""
    values = {**schedule_values(area, on, until=until), "until": until, "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute(SCHEDULE + _DUE, values)
        rows = cursor.fetchall()
    if not rows:
        return Due(0, 0, [])
    overdue, count, *_rest = rows[0]
    return Due(overdue, count, [_recheck(row[2:]) for row in rows])


def households_due(area: Area, *, on: date) -> set[int]:
    """The families of an area whose look is due on a day or was before, looked at already or not (two statements)."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"{SCHEDULE} SELECT household_id FROM listed WHERE due_on <= %(on)s",
            schedule_values(area, on),
        )
        return {household for (household,) in cursor.fetchall()}


def _recheck(row: tuple[int, int, str, date, bool, int, date, int | None, int]) -> Recheck:
    grant, household, category, looked_on, is_on_paper, months, due_on, open_case, turn = row
    known = RecheckCategory.of(category)
    return Recheck(grant, household, known, looked_on, is_on_paper, months, due_on, open_case, turn)


def schedule_values(area: Area, on: date, *, until: date | None = None) -> dict[str, Value]:
    """What the schedule asks; of who is only due after `until` it may know nothing."""
    low, high = area.span
    waits = _waits(area, on)
    shortest = min((months for _prefix, _category, months in waits), default=0)
    return {
        # Whole months, so that the days by which months differ let nobody out.
        "looked_until": until and BenefitMonth.of(until).plus(-shortest).last_day,
        "low": low,
        "high": high,
        "on": on,
        "looks": [outcome.value for outcome in _LOOKS],
        "able": [str(one) for one in _ABLE],
        "steady": [str(one) for one in STEADY_SOURCES],
        "closed": [status.value for status in CLOSED],
        "prefixes": [prefix for prefix, _category, _months in waits],
        "categories": [category for _prefix, category, _months in waits],
        "months": [months for _prefix, _category, months in waits],
    }


def _waits(area: Area, on: date) -> list[tuple[str, str, int]]:
    """Beginning of the area codes, category, months: by the rules in force in the area, above it and beneath it."""
    low, high = area.span
    lasts = Q(last_day__isnull=True) | Q(last_day__gte=on)
    above = (area.county_code, area.code[:4] + "00000000")
    rule_sets = RuleSet.objects.filter(
        lasts,
        Q(area__in=above) | Q(area__gte=low, area__lt=high),
        status=RuleSetStatus.ACTIVE,
        first_day__lte=on,
    )
    return [
        (_prefix(rule_set.area_id), str(one.category), one.months)
        for rule_set in rule_sets
        for one in rule_set.as_terms().rechecks
    ]


def _prefix(code: str) -> str:
    return code[:4] if code.endswith("00000000") else code[:6]
