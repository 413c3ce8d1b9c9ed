"""Nobody takes a step in another's name, tried with raw SQL as the application role.

Whoever entered, judged or is related does not decide; that is worth nothing where names can be borrowed.
"""

import uuid
from datetime import date

import pytest
from django.db import DatabaseError

from applicants.actions import relatives, statements, transfers
from applicants.actions.statements import Said
from applicants.models import Assessment, Case, Grant, Household, RuleSet
from applicants.models.relative import CloseRelation
from dibao import scope
from dibao.models import Staff
from dibao.values.identity import PhoneNumber
from tests.applicants.test_database_guards import run
from tests.cast import DECIDED, ENTERED, POSTED, Cast
from tests.factories.people import id_number
from tests.factories.places import Places

OPEN = (
    "INSERT INTO applicants_case (area_code, household_id, kind, status, poverty_cause, hardships, statement,"
    " entered_by_id, opened_on, version)"
    " SELECT area_code, id, 'application', 'draft', '', '{}', '', %s, %s, 0 FROM applicants_household"
)
_JUDGED = (
    "case_id, rule_set_id, facts, facts_hash, verdict, verdict_hash, outcome, benefit_class, counted, covered,"
    " per_capita_income, base_amount, supplement_amount, total_amount, assessed_on, created_at"
)
JUDGE = (
    f"INSERT INTO applicants_assessment (area_code, assessed_by_id, {_JUDGED})"
    f" SELECT {{area}}, %s, {_JUDGED} FROM applicants_assessment"
)
STRIKE_OUT = "UPDATE applicants_relativeregistration SET voided_on = %s, voided_by_id = %s, void_reason = 'x'"
HERE, NEXT_VILLAGE = "area_code", "left(area_code, 9) || '201'"


def test_a_case_is_entered_in_ones_own_name(
    cast: Cast, household: Household, rules_of_2026: RuleSet
) -> None:
    with pytest.raises(DatabaseError, match="entered_by_who_acts"), scope.of(cast.reviewer):
        run(OPEN, cast.caseworker.pk, ENTERED)
    with scope.of(cast.caseworker):
        run(OPEN, cast.caseworker.pk, ENTERED)


class TestAssessments:
    def test_one_is_written_in_ones_own_name(self, cast: Cast, assessment: Assessment) -> None:
        with (
            pytest.raises(DatabaseError, match="assessed_by_is_who_acts"),
            scope.of(cast.reviewer),
        ):
            run(JUDGE.format(area=HERE), cast.caseworker.pk)
        with scope.of(cast.caseworker):
            run(JUDGE.format(area=HERE), cast.caseworker.pk)

    def test_none_is_of_another_place(self, cast: Cast, assessment: Assessment) -> None:
        with pytest.raises(DatabaseError, match="of_an_accepted_case"), scope.of(cast.caseworker):
            run(JUDGE.format(area=NEXT_VILLAGE), cast.caseworker.pk)

    def test_none_is_written_once_the_case_went_on(self, cast: Cast, case_on_notice: Case) -> None:
        with pytest.raises(DatabaseError, match="of_an_accepted_case"), scope.of(cast.caseworker):
            run(JUDGE.format(area=HERE), cast.caseworker.pk)


class TestKinships:
    @pytest.fixture
    def related(self, cast: Cast, case_on_notice: Case) -> Case:
        """The township head's child applies."""
        with scope.of(cast.caseworker):
            relatives.register(
                case=case_on_notice,
                member=case_on_notice.household.head,
                relation=CloseRelation.CHILD,
                staff=cast.township_head,
                by=cast.caseworker,
                on=POSTED,
            )
        return case_on_notice

    def test_the_relative_borrows_no_name_to_strike_it_out(self, cast: Cast, related: Case) -> None:
        with (
            pytest.raises(DatabaseError, match="voided_by_is_who_acts"),
            scope.of(cast.township_head),
        ):
            run(STRIKE_OUT, POSTED, cast.caseworker.pk)

    def test_none_is_struck_out_of_a_closed_file(self, cast: Cast, related: Case) -> None:
        with scope.of(cast.caseworker):
            run("UPDATE applicants_case SET status = 'accepted'")
            run("UPDATE applicants_case SET status = 'withdrawn', withdrawn_on = %s", POSTED)

        with pytest.raises(DatabaseError, match="only_ever_voided"), scope.of(cast.caseworker):
            run(STRIKE_OUT, POSTED, cast.caseworker.pk)


class TestTransfers:
    """From the cast's township to the next one; the county of both confirms."""

    @pytest.fixture
    def offered(self, cast: Cast, grant: Grant, places: Places) -> None:
        with scope.of(cast.caseworker):
            transfers.offer_move(
                household=grant.household,
                township=places.other_township,
                reason="搬家",
                moved_on=DECIDED,
                by=cast.caseworker,
                on=date(2026, 8, 5),
            )

    def receive(self, by: Staff, village: str) -> None:
        run(
            "UPDATE applicants_transfer SET status = 'received', received_on = '2026-08-05',"
            " received_by_id = %s, village_id = %s",
            by.pk,
            village,
        )

    def test_each_side_signs_for_itself(self, cast: Cast, places: Places, offered: None) -> None:
        with (
            pytest.raises(DatabaseError, match="received_by_is_who_acts"),
            scope.of(cast.reviewer),
        ):
            self.receive(cast.neighbour, places.other_village.pk)
        with scope.of(cast.neighbour):
            self.receive(cast.neighbour, places.other_village.pk)
        with (
            pytest.raises(DatabaseError, match="confirmed_by_is_who_acts"),
            scope.of(cast.neighbour),
        ):
            run(
                "UPDATE applicants_transfer SET confirmed_on = '2026-08-05', confirmed_by_id = %s",
                cast.reviewer.pk,
            )


class TestStatements:
    @pytest.fixture(autouse=True)
    def _stated(self, cast: Cast, places: Places) -> None:
        said = Said(
            village=places.village,
            name="张三",
            id_number=id_number(3),
            phone=PhoneNumber.parse("13800000000"),
            stated_by="self",
            about="独居",
        )
        with scope.public(on=ENTERED):
            statements.receive(said=said, key=uuid.uuid4(), on=ENTERED)

    def test_one_is_answered_in_ones_own_name(self, cast: Cast) -> None:
        with (
            pytest.raises(DatabaseError, match="answered_by_is_who_acts"),
            scope.of(cast.caseworker),
        ):
            run(
                "UPDATE applicants_onlinestatement SET answer = 'withdrawn', answer_text = 'x',"
                " answered_by_id = %s, answered_on = %s",
                cast.township_head.pk,
                ENTERED,
            )

    def test_another_township_sees_one_only_by_its_being_handed_on(
        self, cast: Cast, places: Places
    ) -> None:
        with pytest.raises(DatabaseError, match="answered_once"), scope.of(cast.caseworker):
            run(
                "UPDATE applicants_onlinestatement SET from_area_code = %s",
                places.other_township.pk,
            )
