"""Relatives of officials and staff: registered, visited by the county, and never judging their own."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection

from applicants.actions import assessments, cases, decisions, relatives
from applicants.investigation import LACKS_COUNTY_VISIT
from applicants.models import (
    Assessment,
    Case,
    CloseRelation,
    RelativeRegistration,
    VillageOfficial,
)
from dibao import scope
from dibao.errors import Refused
from dibao.models.staff import Staff
from dibao.roles import Role
from tests.cast import DECIDED, ENTERED, Cast, hire, register
from tests.factories.places import Places

IN_OFFICE = date(2024, 1, 1)


def run(sql: str, *values: object) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else []


def kin(case: Case, *, of: Staff, by: Staff) -> RelativeRegistration:
    return relatives.register(
        case=case,
        member=case.household.head,
        relation=CloseRelation.SIBLING,
        staff=of,
        by=by,
        on=ENTERED,
    )


@pytest.fixture
def official(cast: Cast, places: Places) -> VillageOfficial:
    with scope.of(cast.caseworker):
        return relatives.add_official(
            village=places.village,
            name="孙主任",
            post="村委会主任",
            starts_on=IN_OFFICE,
            by=cast.caseworker,
        )


@pytest.fixture
def registration(cast: Cast, draft_case: Case, official: VillageOfficial) -> RelativeRegistration:
    with scope.of(cast.caseworker):
        return relatives.register(
            case=draft_case,
            member=draft_case.household.head,
            relation=CloseRelation.SIBLING,
            official=official,
            by=cast.caseworker,
            on=ENTERED,
        )


def test_the_county_finds_the_cases_it_must_visit(
    cast: Cast, registration: RelativeRegistration, draft_case: Case
) -> None:
    with scope.of(cast.caseworker):
        register(draft_case.area, cast.caseworker, name="李四", serial=31)

        assert list(Case.objects.filter(LACKS_COUNTY_VISIT)) == [draft_case]


def test_two_kinships_make_one_case(
    cast: Cast, registration: RelativeRegistration, draft_case: Case
) -> None:
    with scope.of(cast.caseworker):
        kin(draft_case, of=cast.reviewer, by=cast.caseworker)

        assert Case.objects.filter(LACKS_COUNTY_VISIT).count() == 1


def test_a_voided_registration_asks_for_no_visit(
    cast: Cast, registration: RelativeRegistration
) -> None:
    with scope.of(cast.caseworker):
        relatives.void(registration=registration, reason="同名", by=cast.caseworker, on=ENTERED)

        assert not Case.objects.filter(LACKS_COUNTY_VISIT).exists()
        with pytest.raises(Refused, match="已经作废"):
            relatives.void(registration=registration, reason="再", by=cast.caseworker, on=ENTERED)


def test_a_kinship_is_registered_once(
    cast: Cast, registration: RelativeRegistration, official: VillageOfficial, draft_case: Case
) -> None:
    with scope.of(cast.caseworker), pytest.raises(Refused, match="已经备案"):
        relatives.register(
            case=draft_case,
            member=draft_case.household.head,
            relation=CloseRelation.PARENT,
            official=official,
            by=cast.caseworker,
            on=ENTERED,
        )


def test_a_relative_is_an_officials_or_a_colleagues(
    cast: Cast, draft_case: Case, official: VillageOfficial
) -> None:
    with scope.of(cast.caseworker):
        head = draft_case.household.head

        for whose in ({}, {"official": official, "staff": cast.reviewer}):
            with pytest.raises(Refused, match="选择一名"):
                relatives.register(
                    case=draft_case,
                    member=head,
                    relation=CloseRelation.CHILD,
                    by=cast.caseworker,
                    on=ENTERED,
                    **whose,
                )


def test_only_members_of_the_family_are_registered(cast: Cast, draft_case: Case) -> None:
    with scope.of(cast.caseworker):
        other = register(draft_case.area, cast.caseworker, name="李四", serial=31)

        with pytest.raises(Refused, match="不是这户的成员"):
            relatives.register(
                case=draft_case,
                member=other.head,
                relation=CloseRelation.CHILD,
                staff=cast.reviewer,
                by=cast.caseworker,
                on=ENTERED,
            )


@pytest.mark.parametrize("who", ["township_head", "reviewer", "inspector"])
def test_only_whoever_enters_cases_registers(cast: Cast, draft_case: Case, who: str) -> None:
    by = getattr(cast, who)

    with scope.of(by), pytest.raises(PermissionDenied):
        kin(draft_case, of=cast.approver, by=by)


def test_nobody_strikes_out_their_own_kinship(cast: Cast, draft_case: Case, places: Places) -> None:
    colleague = hire("colleague", "钱经办", Role.CASEWORKER, places.township)
    with scope.of(cast.caseworker):
        mine = kin(draft_case, of=colleague, by=cast.caseworker)

    with scope.of(colleague), pytest.raises(Refused, match="自己的近亲属"):
        relatives.void(registration=mine, reason="不是", by=colleague, on=ENTERED)
    with pytest.raises(DatabaseError, match="own_kinship"), scope.of(colleague):
        run(
            "UPDATE applicants_relativeregistration"
            " SET voided_on = %s, voided_by_id = %s, void_reason = 'x'",
            ENTERED,
            colleague.pk,
        )


def test_a_relative_takes_no_step_of_the_case(
    cast: Cast, accepted_case: Case, places: Places
) -> None:
    colleague = hire("colleague", "钱经办", Role.CASEWORKER, places.township)
    with scope.of(cast.caseworker):
        kin(accepted_case, of=colleague, by=cast.caseworker)

    with scope.of(colleague):
        with pytest.raises(Refused, match="应当回避"):
            assessments.assess(case=accepted_case, by=colleague, on=ENTERED)
        with pytest.raises(Refused, match="应当回避"):
            cases.withdraw(case=accepted_case, reason="x", by=colleague, on=ENTERED)


def test_a_relative_gives_no_opinion(
    cast: Cast, accepted_case: Case, assessment: Assessment
) -> None:
    with scope.of(cast.caseworker):
        kin(accepted_case, of=cast.township_head, by=cast.caseworker)

    with scope.of(cast.township_head), pytest.raises(Refused, match="应当回避"):
        cases.propose(
            case=accepted_case,
            assessment=assessment,
            proposal="grant",
            reasons="属实",
            by=cast.township_head,
            on=ENTERED,
        )


def test_a_relative_does_not_decide(cast: Cast, case_on_notice: Case) -> None:
    with scope.of(cast.caseworker):
        kin(case_on_notice, of=cast.reviewer, by=cast.caseworker)

    with scope.of(cast.reviewer):
        for decide in (decisions.confirm, decisions.refuse):
            with pytest.raises(Refused, match="应当回避"):
                decide(case=case_on_notice, reasons="属实", by=cast.reviewer, on=DECIDED)


def test_nothing_is_decided_on_what_a_relative_judged(cast: Cast, case_on_notice: Case) -> None:
    with scope.of(cast.caseworker):
        kin(case_on_notice, of=cast.township_head, by=cast.caseworker)

    with scope.of(cast.reviewer), pytest.raises(Refused, match="重新办理"):
        decisions.confirm(case=case_on_notice, reasons="属实", by=cast.reviewer, on=DECIDED)


def test_the_database_lets_no_relative_assess(
    cast: Cast, accepted_case: Case, assessment: Assessment
) -> None:
    with scope.of(cast.caseworker):
        kin(accepted_case, of=cast.reviewer, by=cast.caseworker)
    columns = [f.column for f in Assessment._meta.concrete_fields if f.column != "id"]
    picked = ["%s" if name == "assessed_by_id" else name for name in columns]

    with pytest.raises(DatabaseError, match="no_relative_assesses"), scope.of(cast.reviewer):
        run(
            f"INSERT INTO applicants_assessment ({', '.join(columns)}) "
            f"SELECT {', '.join(picked)} FROM applicants_assessment LIMIT 1",
            cast.reviewer.pk,
        )


def test_the_database_lets_no_relative_propose(
    cast: Cast, accepted_case: Case, assessment: Assessment
) -> None:
    with scope.of(cast.caseworker):
        kin(accepted_case, of=cast.township_head, by=cast.caseworker)

    with pytest.raises(DatabaseError, match="no_relative_proposes"), scope.of(cast.township_head):
        run(
            "INSERT INTO applicants_townshipopinion (area_code, case_id, assessment_id, proposal, reasons,"
            " given_by_id, given_on, created_at) VALUES (%s, %s, %s, 'grant', 'x', %s, %s, now())",
            accepted_case.area_id,
            accepted_case.pk,
            assessment.pk,
            cast.township_head.pk,
            ENTERED,
        )


@pytest.mark.parametrize("who", ["reviewer", "township_head", "caseworker"])
def test_the_database_lets_no_relative_decide(cast: Cast, case_on_notice: Case, who: str) -> None:
    """The decider, who gave the opinion, who assessed."""
    with scope.of(cast.caseworker):
        kin(case_on_notice, of=getattr(cast, who), by=cast.caseworker)

    with pytest.raises(DatabaseError, match="no_relative_decides"), scope.of(cast.reviewer):
        run(
            "INSERT INTO applicants_decision"
            " (area_code, case_id, assessment_id, outcome, reasons, decided_by_id, decided_on, created_at)"
            " SELECT area_code, id, (SELECT max(id) FROM applicants_assessment), 'refuse', 'x', %s, %s, now()"
            " FROM applicants_case",
            cast.reviewer.pk,
            DECIDED,
        )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE applicants_relativeregistration SET relation = 'child'",
        "UPDATE applicants_relativeregistration SET voided_on = now()",
        "DELETE FROM applicants_relativeregistration",
        "DELETE FROM applicants_villageofficial",
        "UPDATE applicants_villageofficial SET name = 'x'",
        "UPDATE applicants_villageofficial SET ends_on = '2000-01-01'",
        "DELETE FROM applicants_villageofficialevent",
    ],
)
def test_the_register_is_not_changed_by_hand(
    cast: Cast, registration: RelativeRegistration, statement: str
) -> None:
    with (
        pytest.raises(DatabaseError, match=r"permission denied|says_by_whom|in_order"),
        scope.of(cast.caseworker),
    ):
        run(statement)


def test_the_database_registers_members_only_and_once(
    cast: Cast, registration: RelativeRegistration, draft_case: Case
) -> None:
    insert = (
        "INSERT INTO applicants_relativeregistration (area_code, case_id, member_id, official_id, relation,"
        " registered_by_id, registered_on, void_reason)"
        " SELECT area_code, case_id, %s, official_id, %s, registered_by_id, registered_on, ''"
        " FROM applicants_relativeregistration"
    )
    with scope.of(cast.caseworker):
        other = register(draft_case.area, cast.caseworker, name="李四", serial=31).head_id

    for values, fact in (
        ((other, "child"), "is_a_member"),
        ((registration.member_id, "child"), "registered_once"),
        ((registration.member_id, "cousin"), "close_relation_is_known"),
    ):
        with pytest.raises(DatabaseError, match=fact), scope.of(cast.caseworker):
            run(insert, *values)


def test_a_village_lists_an_official_once(
    cast: Cast, official: VillageOfficial, places: Places
) -> None:
    with scope.of(cast.caseworker), pytest.raises(Refused, match="已经在这个村的名单上"):
        relatives.add_official(
            village=places.village,
            name="孙主任",
            post="村委会主任",
            starts_on=IN_OFFICE,
            by=cast.caseworker,
        )


def test_an_official_leaves_office_once(cast: Cast, official: VillageOfficial) -> None:
    with scope.of(cast.caseworker):
        with pytest.raises(Refused, match="早于任职"):
            relatives.end_official(
                official=official, ends_on=IN_OFFICE - timedelta(days=1), by=cast.caseworker
            )
        relatives.end_official(official=official, ends_on=ENTERED, by=cast.caseworker)

        assert not VillageOfficial.objects.in_office().exists()
        with pytest.raises(Refused, match="已经离任"):
            relatives.end_official(official=official, ends_on=ENTERED, by=cast.caseworker)


def test_another_place_sees_no_register(cast: Cast, registration: RelativeRegistration) -> None:
    for stranger in (cast.neighbour, cast.foreign_reviewer, cast.administrator):
        with scope.of(stranger):
            assert run("SELECT count(*) FROM applicants_relativeregistration") == [(0,)]
            assert run("SELECT count(*) FROM applicants_villageofficial") == [(0,)]
