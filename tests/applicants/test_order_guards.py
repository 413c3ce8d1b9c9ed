"""What comes too late, too early or from the wrong hand, tried with raw SQL as the application role."""

from datetime import date

import pytest
from django.db import DatabaseError

from applicants.actions import objections, relatives
from applicants.models import Case, Grant, Objection, PublicNotice
from applicants.models.relative import CloseRelation
from dibao import scope
from tests.applicants.test_database_guards import run
from tests.cast import ENTERED, LAST_NOTICE_DAY, POSTED, Cast
from tests.changes import HEARD, decided, heard, opened, proposed

TOO_LATE = date(2026, 7, 20)

SAY = (
    "INSERT INTO applicants_objection (area_code, case_id, notice_id, text, lodged_on, recorded_by_id, status,"
    " answer, answered_by_id, answered_on)"
    " SELECT c.area_code, c.id, n.id, 'x', %s, %s, %s, %s, %s, %s FROM applicants_case c, applicants_publicnotice n"
)
ANSWER = (
    "UPDATE applicants_objection SET status = 'dismissed', answer = 'x', answered_by_id = %s,"
    " answered_on = %s"
)
HEAR = (
    "INSERT INTO applicants_hearingrecord (area_code, case_id, opinion_id, held_on, manner, heard_name, stance,"
    " statement, second_listener, recorded_by_id, created_at)"
    " SELECT area_code, case_id, id, %s, 'home', 'x', 'agrees', 'x', '', %s, now() FROM applicants_townshipopinion"
    " ORDER BY id DESC LIMIT 1"
)


def say(by: int, on: date) -> None:
    run(SAY, on, by, "open", "", None, None)


@pytest.fixture
def objection(cast: Cast, case_on_notice: Case, notice: PublicNotice) -> Objection:
    with scope.of(cast.caseworker):
        return objections.lodge(
            case=case_on_notice, notice=notice, text="他家有车", by=cast.caseworker, on=POSTED
        )


class TestObjections:
    def test_one_is_written_down_and_answered(self, cast: Cast, case_on_notice: Case) -> None:
        with scope.of(cast.caseworker):
            say(cast.caseworker.pk, POSTED)
        with scope.of(cast.township_head):
            run(ANSWER, cast.township_head.pk, POSTED)

    def test_none_is_said_of_a_decided_case(self, cast: Cast, grant: Grant) -> None:
        with pytest.raises(DatabaseError, match="within_its_notice"), scope.of(cast.caseworker):
            say(cast.caseworker.pk, LAST_NOTICE_DAY)

    @pytest.mark.parametrize("on", [ENTERED, TOO_LATE])
    def test_none_is_said_outside_the_days(
        self, cast: Cast, case_on_notice: Case, on: date
    ) -> None:
        with pytest.raises(DatabaseError, match="within_its_notice"), scope.of(cast.caseworker):
            say(cast.caseworker.pk, on)

    def test_none_is_born_answered(self, cast: Cast, case_on_notice: Case) -> None:
        by = cast.caseworker.pk

        with (
            pytest.raises(DatabaseError, match=r"within_its_notice|later_and_by"),
            scope.of(cast.caseworker),
        ):
            run(SAY, POSTED, by, "dismissed", "x", cast.township_head.pk, POSTED)

    def test_whoever_wrote_it_down_does_not_answer(self, cast: Cast, objection: Objection) -> None:
        with pytest.raises(DatabaseError, match="later_and_by_another"), scope.of(cast.caseworker):
            run(ANSWER, cast.caseworker.pk, POSTED)

    def test_no_answer_is_older_than_what_was_said(self, cast: Cast, objection: Objection) -> None:
        with (
            pytest.raises(DatabaseError, match="later_and_by_another"),
            scope.of(cast.township_head),
        ):
            run(ANSWER, cast.township_head.pk, ENTERED)

    def test_nobody_signs_for_another(self, cast: Cast, objection: Objection) -> None:
        with (
            pytest.raises(DatabaseError, match="answered_by_is_who_acts"),
            scope.of(cast.caseworker),
        ):
            run(ANSWER, cast.township_head.pk, POSTED)
        with (
            pytest.raises(DatabaseError, match="recorded_by_is_who_acts"),
            scope.of(cast.township_head),
        ):
            say(cast.caseworker.pk, POSTED)

    def test_no_relative_answers(
        self, cast: Cast, case_on_notice: Case, objection: Objection
    ) -> None:
        with scope.of(cast.caseworker):
            relatives.register(
                case=case_on_notice,
                member=case_on_notice.household.head,
                relation=CloseRelation.PARENT,
                staff=cast.township_head,
                by=cast.caseworker,
                on=POSTED,
            )

        with (
            pytest.raises(DatabaseError, match="no_relative_answers"),
            scope.of(cast.township_head),
        ):
            run(ANSWER, cast.township_head.pk, POSTED)


def test_a_family_is_not_heard_on_paper_after_the_decision(cast: Cast, grant: Grant) -> None:
    case = opened(grant, cast)
    proposed(case, cast, "end", "voluntary")
    heard(case, cast)
    decided(case, cast)

    with pytest.raises(DatabaseError, match="before_the_decision"), scope.of(cast.caseworker):
        run(HEAR, HEARD, cast.caseworker.pk)
