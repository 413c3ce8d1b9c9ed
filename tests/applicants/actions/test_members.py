"""Who joins a household, leaves it, heads it and receives its money: each with its reason, by whoever may."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from applicants.actions import households, members
from applicants.actions.members import Payee
from applicants.models import Case, Household, Membership, Person
from dibao import scope
from dibao.errors import Refused
from tests.cast import ENTERED, Cast, register
from tests.factories.people import entry
from tests.factories.places import Places

TODAY = date(2026, 8, 1)
BABY = replace(entry("张小", 5, born=date(2026, 7, 20), relation="20"), joined_for="birth")


def wife_of(household: Household) -> Person:
    return household.members().get(relation="10").person


def test_a_baby_joins_on_the_day_it_was_born(cast: Cast, household: Household) -> None:
    with scope.of(cast.caseworker):
        made = members.take_in(
            household=household, entry=BABY, by=cast.caseworker, on=date(2026, 7, 20), today=TODAY
        )

        assert (made.joined_for, made.first_day) == ("birth", date(2026, 7, 20))
        assert [m.person.name for m in household.members()] == ["张三", "刘三", "张小"]


@pytest.mark.parametrize(
    ("typed", "on", "words"),
    [
        (BABY, date(2026, 7, 1), "早于出生日期"),
        (BABY, date(2026, 8, 2), "晚于今天"),
        (replace(BABY, relation="02"), TODAY, "已有户主"),
        (replace(BABY, joined_for="registered"), TODAY, "加入的原因"),
    ],
)
def test_who_joins_is_checked(
    cast: Cast, household: Household, typed: households.MemberEntry, on: date, words: str
) -> None:
    with scope.of(cast.caseworker), pytest.raises(Refused, match=words):
        members.take_in(household=household, entry=typed, by=cast.caseworker, on=on, today=TODAY)


def test_nobody_joins_while_still_somewhere_else(
    cast: Cast, places: Places, household: Household
) -> None:
    with scope.of(cast.caseworker):
        other = register(places.second_village, cast.caseworker, name="王五", serial=31)
        bride = replace(entry("王五", 31, relation="38"), joined_for="marriage")

        with pytest.raises(households.PersonTaken):
            members.take_in(
                household=household, entry=bride, by=cast.caseworker, on=TODAY, today=TODAY
            )
        assert other.members().count() == 2


def test_nobody_is_in_two_households_on_a_day_of_the_past(
    cast: Cast, places: Places, household: Household
) -> None:
    with scope.of(cast.caseworker):
        other = register(places.second_village, cast.caseworker, name="王五", serial=31)
        daughter = wife_of(other)
        members.leave(
            household=other,
            person=daughter,
            reason="married_out",
            by=cast.caseworker,
            on=TODAY,
            today=TODAY,
        )
        bride = replace(entry(daughter.name, 32, relation="38"), joined_for="marriage")

        with pytest.raises(Refused, match="还在另一户"):
            members.take_in(
                household=household,
                entry=bride,
                by=cast.caseworker,
                on=date(2026, 7, 20),
                today=TODAY,
            )
        members.take_in(household=household, entry=bride, by=cast.caseworker, on=TODAY, today=TODAY)
        assert daughter.memberships.count() == 2


def test_a_death_ends_a_membership_with_its_day_and_reason(
    cast: Cast, household: Household
) -> None:
    with scope.of(cast.caseworker):
        gone = members.leave(
            household=household,
            person=wife_of(household),
            reason="death",
            by=cast.caseworker,
            on=date(2026, 7, 28),
            today=TODAY,
            note="村委会报告",
        )

    assert (gone.last_day, gone.left_for, gone.left_note) == (
        date(2026, 7, 28),
        "death",
        "村委会报告",
    )


def test_nobody_leaves_twice(cast: Cast, household: Household) -> None:
    with scope.of(cast.caseworker):
        told = {"household": household, "person": wife_of(household), "reason": "death"}
        members.leave(by=cast.caseworker, on=TODAY, today=TODAY, **told)

        with pytest.raises(Refused, match="现在不是这户的成员"):
            members.leave(by=cast.caseworker, on=TODAY, today=TODAY, **told)


@pytest.mark.parametrize(
    ("reason", "on", "words"),
    [
        ("death", date(2026, 8, 2), "晚于今天"),
        ("death", date(2026, 7, 1), "早于刘三加入"),
        ("split", TODAY, "选择离开的原因"),
        ("", TODAY, "选择离开的原因"),
    ],
)
def test_a_leaving_is_checked(
    cast: Cast, household: Household, reason: str, on: date, words: str
) -> None:
    with scope.of(cast.caseworker), pytest.raises(Refused, match=words):
        members.leave(
            household=household,
            person=wife_of(household),
            reason=reason,
            by=cast.caseworker,
            on=on,
            today=TODAY,
        )


def test_the_head_is_replaced_before_leaving(cast: Cast, household: Household) -> None:
    with scope.of(cast.caseworker):
        head, wife = household.head, wife_of(household)
        with pytest.raises(Refused, match="先更换户主"):
            members.leave(
                household=household,
                person=head,
                reason="death",
                by=cast.caseworker,
                on=TODAY,
                today=TODAY,
            )

        members.change_head(
            household=household,
            head=wife,
            relations={head.pk: "10"},
            reason="户主去世",
            by=cast.caseworker,
        )
        members.leave(
            household=household,
            person=head,
            reason="death",
            by=cast.caseworker,
            on=TODAY,
            today=TODAY,
        )

        household.refresh_from_db()
        assert household.head == wife
        assert [(m.person, m.relation) for m in household.members()] == [(wife, "02")]


def test_a_new_head_needs_everybodys_relation(cast: Cast, household: Household) -> None:
    with scope.of(cast.caseworker), pytest.raises(Refused, match="与新户主的关系"):
        members.change_head(
            household=household,
            head=wife_of(household),
            relations={},
            reason="户主去世",
            by=cast.caseworker,
        )


def test_another_member_receives_the_money_for_a_reason(cast: Cast, household: Household) -> None:
    with scope.of(cast.caseworker):
        wife = wife_of(household)
        members.choose_payee(
            household=household,
            payee=Payee(person=wife, reason="head_immobile"),
            by=cast.caseworker,
        )
        household.refresh_from_db()
        assert household.payee_shown == "刘三"

        members.choose_payee(household=household, payee=Payee(), by=cast.caseworker)
        household.refresh_from_db()
        assert household.payee_shown == "张三"


@pytest.mark.parametrize(
    ("payee", "words"),
    [
        (Payee(name="王主任", relation="监护人"), "原因"),
        (Payee(name="王主任", reason="head_minor"), "关系"),
    ],
)
def test_a_payee_from_outside_has_reason_and_relation(
    cast: Cast, household: Household, payee: Payee, words: str
) -> None:
    with scope.of(cast.caseworker), pytest.raises(Refused, match=words):
        members.choose_payee(household=household, payee=payee, by=cast.caseworker)


def test_a_payee_who_leaves_hands_back_to_the_head(cast: Cast, household: Household) -> None:
    with scope.of(cast.caseworker):
        wife = wife_of(household)
        payee = Payee(person=wife, reason="head_away")
        members.choose_payee(household=household, payee=payee, by=cast.caseworker)

        members.leave(
            household=household,
            person=wife,
            reason="moved_out",
            by=cast.caseworker,
            on=TODAY,
            today=TODAY,
        )

        household.refresh_from_db()
        assert household.payee is None
        assert household.payee_reason == ""


def test_a_payee_who_becomes_head_is_payee_without_saying(cast: Cast, household: Household) -> None:
    with scope.of(cast.caseworker):
        head, wife = household.head, wife_of(household)
        payee = Payee(person=wife, reason="head_away")
        members.choose_payee(household=household, payee=payee, by=cast.caseworker)

        members.change_head(
            household=household,
            head=wife,
            relations={head.pk: "10"},
            reason="家庭商定",
            by=cast.caseworker,
        )

        household.refresh_from_db()
        assert household.payee is None


def test_members_stand_while_an_opinion_on_them_does(cast: Cast, proposed_case: Case) -> None:
    with scope.of(cast.caseworker):
        household = Household.objects.get(pk=proposed_case.household_id)
    with scope.of(cast.caseworker), pytest.raises(Refused, match="已提出初审意见"):
        members.leave(
            household=household,
            person=wife_of(household),
            reason="death",
            by=cast.caseworker,
            on=TODAY,
            today=TODAY,
        )


@pytest.mark.parametrize("who", ["township_head", "reviewer", "inspector"])
def test_only_who_enters_cases_changes_members(cast: Cast, household: Household, who: str) -> None:
    staff = getattr(cast, who)
    with scope.of(staff), pytest.raises(PermissionDenied):
        members.take_in(household=household, entry=BABY, by=staff, on=TODAY, today=TODAY)


def test_the_next_township_changes_nothing_here(cast: Cast, household: Household) -> None:
    with scope.of(cast.neighbour), pytest.raises((Household.DoesNotExist, Http404)):
        members.take_in(household=household, entry=BABY, by=cast.neighbour, on=TODAY, today=TODAY)


def test_a_family_registered_for_the_first_time_says_so(cast: Cast, household: Household) -> None:
    with scope.of(cast.caseworker):
        joined = Membership.objects.filter(household=household).values_list(
            "joined_for", "first_day"
        )

        assert set(joined) == {("registered", ENTERED)}
