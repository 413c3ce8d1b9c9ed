"""One person is one, whatever rows they have: known by their ID number, anywhere in the database."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import DatabaseError

from applicants.actions import assessments, cases, decisions, households, members
from applicants.actions.households import PersonTaken
from applicants.models import Case, GrantShare, Household, Membership, Person
from applicants.models.person import ID_FULL
from dibao import scope
from dibao.errors import Refused
from dibao.sealing import blind_index
from tests.applicants.test_database_guards import run
from tests.cast import DECIDED, ENTERED, Cast, register, small_means
from tests.factories.people import entry, id_number
from tests.factories.places import Places

COPIED = (
    "INSERT INTO applicants_person SELECT (jsonb_populate_record(p,"
    " jsonb_build_object('id', gen_random_uuid(), {}))).* FROM applicants_person p"
)
LEFT = date(2026, 7, 20)
TODAY = date(2026, 8, 1)


def wife_of(household: Household) -> Person:
    return household.members().get(relation="10").person


def marry_out(cast: Cast, household: Household) -> None:
    with scope.of(cast.caseworker):
        members.leave(
            household=household,
            person=wife_of(household),
            reason="married_out",
            by=cast.caseworker,
            on=LEFT,
            today=LEFT,
        )


def bride() -> households.MemberEntry:
    """The wife of 张三, as the next township enters her."""
    return replace(entry("刘三", 2, relation="38"), joined_for="marriage")


def taken_in(cast: Cast, household: Household) -> Membership:
    return members.take_in(
        household=household, entry=bride(), by=cast.neighbour, on=TODAY, today=TODAY
    )


@pytest.fixture
def in_laws(cast: Cast, places: Places) -> Household:
    with scope.of(cast.neighbour):
        return register(places.other_village, cast.neighbour, name="王五", serial=31)


def test_whoever_left_is_taken_in_by_the_next_township(
    cast: Cast, household: Household, in_laws: Household
) -> None:
    marry_out(cast, household)
    with scope.of(cast.neighbour):
        made = taken_in(cast, in_laws)
        assert made.person.area_id == in_laws.area_id
    with scope.of(cast.caseworker):
        old = household.memberships.get(relation="10").person
        assert (old.name, old.moved_on) == ("刘三", TODAY)
        assert old.pk != made.person_id
        assert household.memberships.get(relation="10").person_key == made.person_key


def test_a_member_is_not_taken_away(cast: Cast, household: Household, in_laws: Household) -> None:
    with scope.of(cast.neighbour), pytest.raises(PersonTaken):
        taken_in(cast, in_laws)
    with scope.of(cast.caseworker):
        assert wife_of(household).moved_on is None


def test_a_refused_entry_leaves_the_other_area_as_it_was(
    cast: Cast, household: Household, in_laws: Household
) -> None:
    marry_out(cast, household)
    too_early = date(2026, 7, 10)
    with scope.of(cast.neighbour), pytest.raises(Refused, match="还在另一户"):
        members.take_in(
            household=in_laws, entry=bride(), by=cast.neighbour, on=too_early, today=TODAY
        )
    with scope.of(cast.caseworker):
        assert household.memberships.get(relation="10").person.moved_on is None


def test_whoever_comes_back_gets_a_third_row(
    cast: Cast, household: Household, in_laws: Household
) -> None:
    marry_out(cast, household)
    with scope.of(cast.neighbour):
        taken_in(cast, in_laws)
        members.leave(
            household=in_laws,
            person=Person.objects.of_id_number(id_number(2)).get(),
            reason="moved_out",
            by=cast.neighbour,
            on=TODAY,
            today=TODAY,
        )
    with scope.of(cast.caseworker):
        back = replace(entry("刘三", 2, relation="10"), joined_for="return")
        members.take_in(household=household, entry=back, by=cast.caseworker, on=TODAY, today=TODAY)

        rows = Person.objects.filter(id_index=blind_index(id_number(2).number, ID_FULL))
        assert sorted(row.moved_on is None for row in rows) == [False, True]
        assert list(Household.objects.found_by(id_number(2).number)) == [household]


def test_nobody_is_covered_here_and_there_in_one_month(
    cast: Cast, places: Places, household: Household, case_on_notice: Case
) -> None:
    with scope.of(cast.reviewer):
        decisions.confirm(case=case_on_notice, reasons="属实", by=cast.reviewer, on=DECIDED)
    marry_out(cast, household)
    with scope.of(cast.neighbour):
        alone = households.register(
            village=places.other_village,
            members=[entry("刘三", 2)],
            by=cast.neighbour,
            on=TODAY,
        )
        case = cases.open_draft(household=alone, means=small_means(), by=cast.neighbour, on=TODAY)
        cases.accept(case=case, by=cast.neighbour, on=TODAY)

        with pytest.raises(Refused, match="刘三还在另一户享受低保"):
            assessments.assess(case=Case.objects.get(pk=case.pk), by=cast.neighbour, on=TODAY)


def test_the_database_sees_one_person_in_two_rows(
    cast: Cast, household: Household, case_on_notice: Case, in_laws: Household
) -> None:
    with scope.of(cast.reviewer):
        decisions.confirm(case=case_on_notice, reasons="属实", by=cast.reviewer, on=DECIDED)
    marry_out(cast, household)
    with scope.of(cast.neighbour):
        new = taken_in(cast, in_laws).person_id
    with (
        pytest.raises(DatabaseError, match="a_person_is_covered_once_a_month"),
        scope.of(cast.reviewer),
    ):
        run(
            "INSERT INTO applicants_grantshare (area_code, grant_id, person_id, base_amount,"
            " supplement_amount, first_month, person_key) "
            "SELECT area_code, id, %s, 0, 0, first_month, 'nobody' FROM applicants_grant",
            new,
        )


def test_a_naming_is_refused_where_its_person_was_elsewhere_at_the_time(
    cast: Cast, household: Household
) -> None:
    """Somebody counted beside the wife cannot be the wife, who was a member on the same days."""
    with scope.of(cast.caseworker):
        unnamed = Person.objects.create(area=household.area, is_named=False)
        Membership.objects.create(
            household=household,
            area_id=household.area_id,
            person=unnamed,
            relation="99",
            first_day=ENTERED,
        )
    marry_out(cast, household)
    with scope.of(cast.caseworker), pytest.raises(PersonTaken):
        households.name_member(
            person=unnamed, name="刘三", number=id_number(2), by=cast.caseworker, on=TODAY
        )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE applicants_membership SET person_key = 'somebody else'",
        "UPDATE applicants_grantshare SET person_key = 'somebody else'",
    ],
)
def test_a_key_cannot_be_forged(
    cast: Cast, household: Household, case_on_notice: Case, statement: str
) -> None:
    with scope.of(cast.reviewer):
        decisions.confirm(case=case_on_notice, reasons="属实", by=cast.reviewer, on=DECIDED)
        run(statement)

        keys = {blind_index(id_number(serial).number, ID_FULL) for serial in (1, 2)}
        assert set(Membership.objects.values_list("person_key", flat=True)) == keys
        assert set(GrantShare.objects.values_list("person_key", flat=True)) == keys


def test_keys_follow_a_person_who_gets_a_number(cast: Cast, household: Household) -> None:
    with scope.of(cast.caseworker):
        unnamed = Person.objects.create(area=household.area, is_named=False)
        membership = Membership.objects.create(
            household=household,
            area_id=household.area_id,
            person=unnamed,
            relation="99",
            first_day=ENTERED,
        )
        membership.refresh_from_db()
        assert membership.person_key == str(unnamed.pk)

        households.name_member(
            person=unnamed, name="张五", number=id_number(55), by=cast.caseworker, on=TODAY
        )

        membership.refresh_from_db()
        assert membership.person_key == blind_index(id_number(55).number, ID_FULL)


@pytest.mark.parametrize(
    ("statement", "guard"),
    [
        ("UPDATE applicants_person SET moved_on = '2026-08-01'", "only_a_move_leaves_a_row"),
        (COPIED.format("'moved_on', '2026-08-01'"), "nobody_is_entered_as_gone"),
        (COPIED.format("'name', '某某'"), "an_id_number_has_one_living_row"),
    ],
)
def test_a_row_is_left_behind_by_a_move_alone(
    cast: Cast, household: Household, statement: str, guard: str
) -> None:
    with pytest.raises(DatabaseError, match=guard), scope.of(cast.caseworker):
        run(statement)


def test_a_row_left_behind_stands_still(
    cast: Cast, household: Household, in_laws: Household
) -> None:
    marry_out(cast, household)
    with scope.of(cast.neighbour):
        taken_in(cast, in_laws)
    with (
        pytest.raises(DatabaseError, match="only_a_move_leaves_a_row_behind"),
        scope.of(cast.caseworker),
    ):
        run("UPDATE applicants_person SET name = '某某' WHERE moved_on IS NOT NULL")


def test_release_touches_no_member_and_tells_nothing(
    cast: Cast, household: Household, in_laws: Household
) -> None:
    index = blind_index(id_number(1).number, ID_FULL)
    with scope.of(cast.neighbour):
        assert run("SELECT release_person(%s, '2026-08-01')", index) == [(False,)]
        assert run("SELECT release_person('', '2026-08-01')") == [(False,)]
        assert run("SELECT count(*) FROM applicants_person WHERE name = '张三'") == [(0,)]
    with scope.of(cast.caseworker):
        assert household.head.moved_on is None
