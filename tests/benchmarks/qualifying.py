"""How long it takes to find everybody who may get a benefit, over the whole prefecture and over one county."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from functools import partial
from statistics import median

from django.db import connection

from applicants import aid_candidates
from applicants.management.commands import load_agencies
from applicants.models.aid import AidTerms
from dibao import scope
from dibao.models.area import Area
from dibao.models.staff import Staff
from dibao.roles import Role
from tests.benchmarks.figures import Control, Figure, timed
from tests.benchmarks.prefecture import County, as_owner, hire, loading, tidy

DAY, TURNS = date(2008, 7, 5), 5
PREMIUM = "nrcms_premium"

# Births over seventy-seven years, a quarter of the people at school, one in ten disabled: all kinds of conditions meet
# somebody.
_FACTS = """
UPDATE applicants_person p SET birth_date = DATE '1930-01-01' + (k.n * 37 % 28000)::int, is_student = k.n % 4 = 0,
    sex = CASE WHEN k.n % 2 = 0 THEN 'female' ELSE 'male' END,
    health = (ARRAY['healthy', 'weak', 'serious_illness'])[1 + k.n % 3],
    labour_capacity = (ARRAY['full', 'partial', 'lost', 'none'])[1 + k.n % 4],
    disability_type = CASE WHEN k.n % 10 = 0 THEN 1 + k.n / 10 % 7 END,
    disability_level = CASE WHEN k.n % 10 = 0 THEN 1 + k.n / 10 % 4 END
FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM applicants_person) k WHERE k.id = p.id
"""


# Every second person of the register has had the premium.
_HALF = """
INSERT INTO applicants_referral (terms_id, item_id, agency_id, area_code, household_id, person_id, grant_id,
    person_key, benefit_class, period, need, quantity, value_limit, requested_by_id, requested_on, answer_due, status,
    version, close_reason, close_words)
SELECT t.id, t.item_id, i.agency_id, s.area_code, g.household_id, s.person_id, g.id, s.person_key, g.benefit_class,
    %(period)s, '', 1, 20, %(by)s, %(on)s, %(on)s, 'requested', 0, '', ''
FROM applicants_grantshare s JOIN applicants_grant g ON g.id = s.grant_id, applicants_aidterms t
JOIN applicants_aiditem i ON i.id = t.item_id
WHERE t.id = %(terms)s AND s.id %% 2 = 0
"""


def prepare() -> None:
    """People of all kinds, and the agencies that ship."""
    with loading() as cursor:
        cursor.execute(_FACTS)
    load_agencies.load()
    tidy()


def figures(counties: Sequence[County]) -> Iterator[Figure]:
    """One benefit of everybody, the slowest benefit, how many may get each, and who is left when half have it."""
    prefecture = counties[0].area.parent
    assert prefecture is not None
    officer = hire("aid.officer", Role.PREFECTURE_OFFICER, prefecture)
    with scope.of(officer):
        versions = list(aid_candidates.in_force(on=DAY))
        premium = next(one for one in versions if one.item.code == PREMIUM)
        yield _finding("everybody", premium, prefecture, _persons("true"))
        seconds, code = max(
            (_found(one, prefecture, turns=1)[1], one.item.code) for one in versions
        )
        yield Figure(
            name="aid_candidates_of_any_benefit_s",
            goal="value <= 1",
            value=seconds,
            note=f"the slowest of {len(versions)} benefits: {code}",
        )
        yield _counting(versions, prefecture, "prefecture", goal=3)
        yield _counting(versions, counties[0].area, "county", goal=1)
    with _half_given(premium, officer), scope.of(officer):
        yield _finding("the_other_half", premium, prefecture, _persons("s.id % 2 = 1"))


@contextmanager
def _half_given(terms: AidTerms, by: Staff) -> Iterator[None]:
    values = {"terms": terms.pk, "by": by.pk, "on": DAY, "period": DAY.replace(month=1, day=1)}
    with loading() as cursor:
        cursor.execute(_HALF, values)
    yield
    with loading() as cursor:
        cursor.execute("DELETE FROM applicants_referral")
    tidy("applicants_referral")


def _finding(whom: str, terms: AidTerms, area: Area, persons: Control) -> Figure:
    found, seconds, cpu = _found(terms, area)
    return Figure(
        name=f"aid_candidates_of_{whom}_s",
        goal="value <= 1",
        value=seconds,
        cpu_value=cpu,
        control=found,
        floor_control=persons,
        note=f"who may get the premium, one statement, median of {TURNS}",
    )


def _found(terms: AidTerms, area: Area, *, turns: int = TURNS) -> tuple[Control, float, float]:
    """How many there are, and the time of the statement with every row made and none sent over."""
    statement = aid_candidates.statement_of(terms, area, on=DAY)

    def find() -> tuple[int, int]:
        with connection.cursor() as cursor:
            # What is counted needs the whole row, so that no column is left out of the work.
            cursor.execute(
                f"SELECT count(x), coalesce(sum(x.grant_id), 0) FROM ({statement.text} OFFSET 0) x",
                statement.values,
            )
            count, total = cursor.fetchone()
        return count, total

    found = Control(*find())
    spent = [timed(find) for _ in range(turns)]
    return found, median(one.seconds for one in spent), median(one.cpu or 0 for one in spent)


def _counting(versions: Sequence[AidTerms], area: Area, name: str, *, goal: int) -> Figure:
    count = partial(aid_candidates.counts, versions, area, on=DAY)
    spent = [timed(count) for _ in range(TURNS)]
    return Figure(
        name=f"aid_counts_of_a_{name}_s",
        goal=f"value <= {goal}",
        value=median(one.seconds for one in spent),
        cpu_value=median(one.cpu or 0 for one in spent),
        note=f"how many may get each of {len(versions)} benefits, one statement",
    )


def _persons(which: str) -> Control:
    with as_owner() as connection:
        row = connection.execute(
            "SELECT count(s.id), sum(g.id) FROM applicants_grantshare s"
            f" JOIN applicants_grant g ON g.id = s.grant_id WHERE {which}"
        ).fetchone()
    assert row is not None
    return Control(*row)
