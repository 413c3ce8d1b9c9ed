"""A file stays where and what it is, and its decision comes in turn: tried with raw SQL as the application role."""

from datetime import date

import pytest
from django.db import DatabaseError

from applicants.actions import assessments, cases, decisions, notices
from applicants.models import Case
from dibao import scope
from dibao.errors import Refused
from dibao.models import Staff
from dibao.models.staff import Posting
from dibao.roles import Role
from tests.applicants.test_database_guards import insert_decision, run
from tests.cast import DECIDED, ENTERED, POSTED, Cast, hire, register, small_means
from tests.factories.investigation import visited
from tests.factories.places import Places

REFUSE = (
    "INSERT INTO applicants_decision (area_code, case_id, assessment_id, outcome, reasons, decided_by_id, decided_on,"
    " created_at) SELECT area_code, id, (SELECT max(id) FROM applicants_assessment), 'refuse', 'x', %s, %s, now()"
    " FROM applicants_case"
)
LINES = [
    ("incomeline", "source, yearly_amount, necessary_cost", "'farming', 1, 0"),
    ("expenseline", "kind, yearly_amount", "'medical', 1"),
    ("propertyline", "kind, amount, count, exemption", "'deposit', 1, 1, ''"),
]


def add_line(line: tuple[str, str, str], area: str = "area_code", person: str = "NULL") -> None:
    table, columns, values = line
    run(
        f"INSERT INTO applicants_{table} (area_code, case_id, person_id, {columns})"
        f" SELECT {area}, id, {person}, {values} FROM applicants_case"
    )


@pytest.mark.parametrize("line", LINES, ids=lambda line: str(line[0]))
class TestLines:
    def test_one_is_of_its_familys_member(
        self, cast: Cast, accepted_case: Case, line: tuple[str, str, str]
    ) -> None:
        with scope.of(cast.caseworker):
            add_line(line, person=f"'{accepted_case.household.head_id}'")

    def test_none_is_of_another_household(
        self, cast: Cast, places: Places, accepted_case: Case, line: tuple[str, str, str]
    ) -> None:
        with scope.of(cast.caseworker):
            other = register(places.village, cast.caseworker, name="李四", serial=7)

        with pytest.raises(DatabaseError, match="of_its_family"), scope.of(cast.caseworker):
            add_line(line, person=f"'{other.head_id}'")

    def test_none_lies_where_its_case_is_not(
        self, cast: Cast, accepted_case: Case, line: tuple[str, str, str]
    ) -> None:
        with pytest.raises(DatabaseError, match="of_its_family"), scope.of(cast.caseworker):
            add_line(line, area="left(area_code, 9) || '201'")


@pytest.mark.parametrize("table", ["case", "household"])
def test_a_file_is_not_carried_to_another_village(
    cast: Cast, case_on_notice: Case, table: str
) -> None:
    with (
        pytest.raises(DatabaseError, match=r"stays_what_it_was|stays_in_its_village"),
        scope.of(cast.reviewer),
    ):
        run(f"UPDATE applicants_{table} SET area_code = left(area_code, 9) || '201'")


class TestDecisions:
    def test_none_is_older_than_the_opinion(self, cast: Cast, proposed_case: Case) -> None:
        with pytest.raises(DatabaseError, match="follows_the_opinion"), scope.of(cast.reviewer):
            run(REFUSE, cast.reviewer.pk, date(2026, 7, 1))

    def test_none_is_of_a_case_that_was_sent_back(self, cast: Cast, case_on_notice: Case) -> None:
        with scope.of(cast.reviewer):
            cases.send_back(case=case_on_notice, reasons="再核", by=cast.reviewer)

        with pytest.raises(DatabaseError, match="follows_the_opinion"), scope.of(cast.reviewer):
            insert_decision(case_on_notice, cast.reviewer.pk, DECIDED)


class TestWhoeverRewroteACase:
    """Somebody with two posts: they write a colleague's case anew in the township, and decide in the county."""

    @pytest.fixture
    def both(self, cast: Cast, places: Places) -> Staff:
        return hire("both", "双岗", Role.CASEWORKER, places.township)

    @pytest.fixture
    def rewritten(self, cast: Cast, places: Places, draft_case: Case, both: Staff) -> Case:
        with scope.of(both):
            cases.revise(case=draft_case, means=small_means(), version=draft_case.version, by=both)
        with scope.of(cast.caseworker):
            draft_case.refresh_from_db()
            case = cases.accept(case=draft_case, by=cast.caseworker, on=ENTERED)
            visited(case, cast.caseworker, on=ENTERED)
            judged = assessments.assess(case=case, by=cast.caseworker, on=ENTERED)
            cases.propose(
                case=case,
                assessment=judged,
                proposal="grant",
                reasons="属实",
                by=cast.caseworker,
                on=ENTERED,
            )
            case.refresh_from_db()
            notices.freeze(
                village=case.area, stage="township", cases=[case], by=cast.caseworker, on=POSTED
            )
            case.refresh_from_db()
        post = Posting.objects.create(
            staff=both, area=places.county, role=Role.COUNTY_REVIEWER, starts_on=date(2006, 1, 1)
        )
        both.acting(post)
        return case

    def test_does_not_decide_it(self, both: Staff, rewritten: Case) -> None:
        with pytest.raises(Refused, match="录入"), scope.of(both):
            decisions.confirm(case=rewritten, reasons="属实", by=both, on=DECIDED)

    def test_does_not_decide_it_by_hand(self, both: Staff, rewritten: Case) -> None:
        with pytest.raises(DatabaseError, match="they_rewrote"), scope.of(both):
            insert_decision(rewritten, both.pk, DECIDED)

    def test_leaves_it_to_somebody_else(self, cast: Cast, rewritten: Case) -> None:
        with scope.of(cast.reviewer):
            decisions.confirm(case=rewritten, reasons="属实", by=cast.reviewer, on=DECIDED)
