"""Registering people: once in the whole database, and without telling where."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError
from django.http import Http404

from applicants.actions import households
from applicants.actions.households import PersonTaken
from applicants.models import Household, Membership, Person
from dibao import scope
from dibao.errors import Refused
from tests.cast import ENTERED, Cast, register
from tests.factories.people import entry, id_number
from tests.factories.places import Places


def test_a_registered_person_is_found_by_every_key(cast: Cast, places: Places) -> None:
    with scope.of(cast.caseworker):
        household = register(places.village, cast.caseworker, name="单小红", serial=21)
        number = household.head.id_number.open()

        for key in ("单小红", "单小", "sxh", number, number[-4:], number[-6:], household.number):
            found = Household.objects.visible_to(cast.caseworker).found_by(key)
            assert list(found) == [household], key


def test_the_next_township_finds_nobody(cast: Cast, household: Household) -> None:
    with scope.of(cast.neighbour):
        assert not Household.objects.visible_to(cast.neighbour).found_by("张三").exists()


@pytest.mark.parametrize("who", ["neighbour", "foreign_caseworker"])
def test_a_person_of_another_area_is_refused_without_saying_where(
    cast: Cast, places: Places, household: Household, who: str
) -> None:
    village = {"neighbour": places.other_village, "foreign_caseworker": places.foreign_village}[who]
    staff = getattr(cast, who)

    with pytest.raises(PersonTaken) as refusal, scope.of(staff):
        register(village, staff, name="张三")

    said = refusal.value.message
    assert "另一户" in said
    assert "小湾" not in said
    assert "柳湾" not in said


def test_nobody_is_entered_into_a_foreign_village(cast: Cast, places: Places) -> None:
    with scope.of(cast.caseworker), pytest.raises(Http404):
        register(places.foreign_village, cast.caseworker)


def test_a_household_has_exactly_one_head(cast: Cast, places: Places) -> None:
    two_heads = [entry("张三", 1), entry("李四", 3)]

    with scope.of(cast.caseworker), pytest.raises(Refused, match="一名户主"):
        households.register(
            village=places.village, members=two_heads, by=cast.caseworker, on=ENTERED
        )


def test_numbers_are_sealed_in_the_table(cast: Cast, household: Household) -> None:
    with scope.of(cast.caseworker):
        stored = Person.objects.filter(pk=household.head_id).values_list("id_number")[0][0].stored

    assert id_number(1).number not in stored
    assert stored.startswith("v1|")


def test_amending_lets_members_leave_and_join(cast: Cast, household: Household) -> None:
    child = replace(entry("张小", 5, born=date(2000, 1, 1), relation="20"), joined_for="adoption")

    with scope.of(cast.caseworker):
        gone = Membership.objects.get(person__name="刘三")
        households.amend(
            household=household,
            members=[entry("张三", 1), child],
            leavers={gone.person_id: "married_out"},
            by=cast.caseworker,
            on=date(2026, 8, 1),
        )

        assert [(m.person.name, m.joined_for) for m in household.members()] == [
            ("张三", "registered"),
            ("张小", "adoption"),
        ]
        gone.refresh_from_db()
        assert (gone.last_day, gone.left_for) == (date(2026, 8, 1), "married_out")


def test_nobody_is_amended_away_without_a_reason(cast: Cast, household: Household) -> None:
    with scope.of(cast.caseworker), pytest.raises(Refused, match="写明刘三为什么离开"):
        households.amend(
            household=household,
            members=[entry("张三", 1)],
            by=cast.caseworker,
            on=date(2026, 8, 1),
        )


def test_a_person_counted_so_far_gets_a_name_once(cast: Cast, household: Household) -> None:
    with scope.of(cast.caseworker):
        unnamed = Person.objects.create(area=household.area, is_named=False)
        households.name_member(
            person=unnamed, name="张五", number=id_number(55), by=cast.caseworker, on=ENTERED
        )

        with pytest.raises(Refused, match="已经具名"):
            households.name_member(
                person=unnamed, name="张六", number=id_number(57), by=cast.caseworker, on=ENTERED
            )


def test_a_name_for_a_counted_member_is_not_somebody_elses(
    cast: Cast, household: Household
) -> None:
    with scope.of(cast.caseworker):
        unnamed = Person.objects.create(area=household.area, is_named=False)

        with pytest.raises(PersonTaken):
            households.name_member(
                person=unnamed, name="张三", number=id_number(1), by=cast.caseworker, on=ENTERED
            )


def test_a_disability_typed_by_half_is_refused_by_the_database(cast: Cast, places: Places) -> None:
    half = replace(entry(), disability_type=4)

    with (
        pytest.raises(IntegrityError, match="disability_has_type_and_level"),
        scope.of(cast.caseworker),
    ):
        households.register(village=places.village, members=[half], by=cast.caseworker, on=ENTERED)
