"""What must never be false of households and their people, tried with raw SQL as the application role."""

import pytest
from django.db import DatabaseError

from applicants.models import Case, Household
from dibao import scope
from tests.applicants.test_database_guards import run
from tests.cast import Cast, register
from tests.factories.places import Places


@pytest.mark.parametrize(
    "change",
    [
        "last_day = '2026-08-01'",
        "left_for = 'death'",
        "last_day = '2026-08-01', left_for = 'bored'",
        "left_note = 'x'",
    ],
)
def test_nobody_leaves_without_day_and_reason(
    cast: Cast, household: Household, change: str
) -> None:
    with (
        pytest.raises(DatabaseError, match="whoever_left_has_a_reason"),
        scope.of(cast.caseworker),
    ):
        run(f"UPDATE applicants_membership SET {change} WHERE relation = '10'")


def test_nobody_joins_for_no_known_reason(cast: Cast, household: Household) -> None:
    with (
        pytest.raises(DatabaseError, match="whoever_joined_has_a_reason"),
        scope.of(cast.caseworker),
    ):
        run("UPDATE applicants_membership SET joined_for = 'fun'")


@pytest.mark.parametrize(
    "change",
    [
        "payee_reason = 'head_away'",
        "payee_name = '王五', payee_reason = 'head_away'",
        "payee_name = '王五', payee_relation = '女儿'",
        "payee_name = '王五', payee_relation = '女儿', payee_reason = 'bored'",
    ],
)
def test_no_payee_beside_the_head_without_a_reason(
    cast: Cast, household: Household, change: str
) -> None:
    with (
        pytest.raises(DatabaseError, match="a_payee_beside_the_head_has_a_reason"),
        scope.of(cast.caseworker),
    ):
        run(f"UPDATE applicants_household SET {change}")


def test_the_payee_is_no_member_of_another_household(
    cast: Cast, places: Places, household: Household
) -> None:
    with scope.of(cast.caseworker):
        other = register(places.second_village, cast.caseworker, name="王五", serial=31)
    with (
        pytest.raises(DatabaseError, match="a_payee_of_the_household_lives_in_it"),
        scope.of(cast.caseworker),
    ):
        run(
            "UPDATE applicants_household SET payee_id = %s, payee_reason = 'head_away' WHERE id = %s",
            other.head_id,
            household.pk,
        )


def test_the_head_is_not_named_payee(cast: Cast, household: Household) -> None:
    with (
        pytest.raises(DatabaseError, match="the_head_is_payee_without_saying"),
        scope.of(cast.caseworker),
    ):
        run("UPDATE applicants_household SET payee_id = head_id, payee_reason = 'head_away'")


def test_a_payee_does_not_leave_unreplaced(cast: Cast, household: Household) -> None:
    with scope.of(cast.caseworker):
        run(
            "UPDATE applicants_household h SET payee_id = m.person_id, payee_reason = 'head_away' "
            "FROM applicants_membership m WHERE m.household_id = h.id AND m.relation = '10'"
        )
    with (
        pytest.raises(DatabaseError, match="a_payee_who_leaves_is_replaced_first"),
        scope.of(cast.caseworker),
    ):
        run(
            "UPDATE applicants_membership SET last_day = '2026-08-01', left_for = 'death' "
            "WHERE relation = '10'"
        )


def test_nobody_from_elsewhere_applies(cast: Cast, places: Places, draft_case: Case) -> None:
    with scope.of(cast.caseworker):
        other = register(places.second_village, cast.caseworker, name="王五", serial=31)
    with (
        pytest.raises(DatabaseError, match="an_applicant_stays_of_the_household"),
        scope.of(cast.caseworker),
    ):
        run("UPDATE applicants_case SET applicant_id = %s", other.head_id)


def test_a_case_is_not_opened_for_a_stranger(
    cast: Cast, places: Places, household: Household
) -> None:
    with scope.of(cast.caseworker):
        other = register(places.second_village, cast.caseworker, name="王五", serial=31)
    with (
        pytest.raises(DatabaseError, match="an_applicant_is_of_the_household"),
        scope.of(cast.caseworker),
    ):
        run(
            "INSERT INTO applicants_case (area_code, household_id, kind, status, poverty_cause, hardships,"
            " statement, entered_by_id, opened_on, version, applicant_id) "
            "SELECT area_code, id, 'application', 'draft', '', '{}', '', %s, '2026-07-06', 0, %s "
            "FROM applicants_household WHERE id = %s",
            cast.caseworker.pk,
            other.head_id,
            household.pk,
        )


@pytest.mark.parametrize(
    ("change", "guard"),
    [
        ("channel = 'proxy', proxy_name = '小湾村委会'", "a_proxy_has_a_mandate"),
        ("channel = 'proxy', mandate_on = '2026-07-01'", "a_proxy_has_a_name"),
        ("proxy_name = '小湾村委会'", "a_proxy_comes_by_the_channel_of_proxies"),
        ("mandate_on = '2026-07-01'", "a_proxy_comes_by_the_channel_of_proxies"),
    ],
)
def test_a_proxy_has_a_name_and_a_mandate(
    cast: Cast, accepted_case: Case, change: str, guard: str
) -> None:
    with pytest.raises(DatabaseError, match=guard), scope.of(cast.caseworker):
        run(f"UPDATE applicants_case SET {change}")


def test_a_telephone_is_of_a_proxy(cast: Cast, accepted_case: Case) -> None:
    telephone = (
        "INSERT INTO applicants_proxytelephone (id, area_code, case_id, phone)"
        " SELECT gen_random_uuid(), area_code, id, 'x' FROM applicants_case"
    )

    with (
        pytest.raises(DatabaseError, match="a_proxys_telephone_is_of_a_case_with_a_proxy"),
        scope.of(cast.caseworker),
    ):
        run(telephone)
