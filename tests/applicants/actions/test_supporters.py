"""Who supports whom from outside, and that what they pay counts once."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError

from applicants.actions import assessments, cases, members, supporters
from applicants.actions.supporters import SupporterEntry
from applicants.fact_finding import facts_of
from applicants.models import Case, Household, RuleSet, Supporter
from dibao import scope
from dibao.errors import Refused
from tests.applicants.test_database_guards import run
from tests.cast import ENTERED, Cast, register, small_means
from tests.factories.people import id_number
from tests.factories.places import Places

BORN = date(1985, 3, 2)
SON = SupporterEntry(
    name="张强",
    relation="child",
    id_number=id_number(701, born=BORN),
    ability="able",
    yearly_amount=Decimal("1200.00"),
    place="广东省东莞市",
    consent_on=ENTERED,
)


def listed(household: Household, *entries: SupporterEntry, by: object) -> list[Supporter]:
    return supporters.rewrite(household=household, entries=entries, by=by, on=ENTERED)


def opened(household: Household, cast: Cast, means: cases.Means | None = None) -> Case:
    return cases.open_draft(
        household=household, means=means or small_means(), by=cast.caseworker, on=ENTERED
    )


def test_a_supporter_is_kept_with_a_sealed_number(cast: Cast, household: Household) -> None:
    with scope.of(cast.caseworker):
        (made,) = listed(household, SON, by=cast.caseworker)

        stored = run("SELECT id_number, id_last4, birth_date FROM applicants_supporter")
    assert made.id_number.open() == SON.id_number.number
    assert SON.id_number.number not in str(stored)
    assert stored[0][1:] == (SON.id_number.last4, BORN)


def test_what_is_paid_is_an_income_line_of_the_supported_member(
    cast: Cast, household: Household
) -> None:
    with scope.of(cast.caseworker):
        wife = household.members().get(relation="10").person
        for_wife = replace(SON, supported=id_number(2))
        listed(household, for_wife, by=cast.caseworker)
        case = opened(household, cast)

        (line,) = case.incomes.filter(source="support_payment")
        (fact,) = [one for one in facts_of(case, on=ENTERED).incomes if one.supporter]
    assert (line.yearly_amount, line.person_id) == (Decimal("1200.00"), wife.pk)
    assert (fact.member, fact.supporter.relation, fact.supporter.birth_date) == (
        str(wife.pk),
        "child",
        BORN,
    )


def test_whoever_pays_nothing_is_no_income(cast: Cast, household: Household) -> None:
    with scope.of(cast.caseworker):
        listed(
            household,
            replace(SON, yearly_amount=Decimal(0), ability="unable"),
            by=cast.caseworker,
        )

        assert not opened(household, cast).incomes.filter(source="support_payment").exists()


def test_support_typed_as_income_beside_the_list_is_refused(
    cast: Cast, household: Household
) -> None:
    typed = cases.IncomeEntry(source="support_payment", yearly_amount=Decimal(600))
    with scope.of(cast.caseworker):
        listed(household, SON, by=cast.caseworker)

        with pytest.raises(Refused, match="不要再填一次"):
            opened(household, cast, cases.Means(incomes=[typed]))


def test_support_without_a_list_may_be_typed_as_income(cast: Cast, household: Household) -> None:
    typed = cases.IncomeEntry(source="support_payment", yearly_amount=Decimal(600))
    with scope.of(cast.caseworker):
        case = opened(household, cast, cases.Means(incomes=[typed]))

        assert case.incomes.get().yearly_amount == 600


def test_a_list_written_again_updates_ends_and_adds(cast: Cast, household: Household) -> None:
    with scope.of(cast.caseworker):
        first, second = listed(
            household, SON, replace(SON, name="张娟", id_number=None), by=cast.caseworker
        )
        listed(
            household,
            replace(SON, known=first.pk, yearly_amount=Decimal(800)),
            replace(SON, name="张伟", id_number=id_number(703)),
            by=cast.caseworker,
        )

        now = list(household.supporters.current().values_list("name", "yearly_amount"))
        second.refresh_from_db()
    assert now == [("张伟", Decimal(1200)), ("张强", Decimal(800))]
    assert second.ended_on == ENTERED


def test_a_member_is_no_supporter_from_outside(cast: Cast, household: Household) -> None:
    with scope.of(cast.caseworker), pytest.raises(Refused, match="是这户的成员"):
        listed(household, replace(SON, id_number=id_number(2)), by=cast.caseworker)


def test_support_of_a_stranger_is_refused(cast: Cast, household: Household) -> None:
    with scope.of(cast.caseworker), pytest.raises(Refused, match="不是这户的成员"):
        listed(household, replace(SON, supported=id_number(99)), by=cast.caseworker)


def test_support_ends_with_the_member_it_was_for(
    cast: Cast, household: Household, rules_of_2026: RuleSet
) -> None:
    with scope.of(cast.caseworker):
        wife = household.members().get(relation="10").person
        listed(household, replace(SON, supported=id_number(2)), by=cast.caseworker)
        case = opened(household, cast)
        cases.accept(case=case, by=cast.caseworker, on=ENTERED)

        members.leave(
            household=household,
            person=wife,
            reason="death",
            by=cast.caseworker,
            on=ENTERED,
            today=ENTERED,
        )

        assert not household.supporters.current().exists()
        assert not case.incomes.filter(source="support_payment").exists()
        case = Case.objects.get(pk=case.pk)
        assert assessments.assess(case=case, by=cast.caseworker, on=ENTERED).counted == 1


@pytest.mark.parametrize("who", ["township_head", "reviewer"])
def test_only_who_enters_cases_writes_the_list(cast: Cast, household: Household, who: str) -> None:
    staff = getattr(cast, who)
    with scope.of(staff), pytest.raises(PermissionDenied):
        listed(household, SON, by=staff)


def test_the_next_township_writes_no_list_here(cast: Cast, household: Household) -> None:
    with scope.of(cast.neighbour), pytest.raises(Household.DoesNotExist):
        listed(household, SON, by=cast.neighbour)


INSERT = (
    "INSERT INTO applicants_supporter (id, area_code, household_id, supported_id, name, id_index,"
    " id_last4, relation, ability, yearly_amount, place, registered_on) "
    "VALUES (gen_random_uuid(), %s, %s, %s, '张强', '', '', 'child', %s, %s, '', '2026-07-06')"
)


@pytest.mark.parametrize(
    ("ability", "amount", "guard"),
    [
        ("able", "-1", "support_is_not_negative"),
        ("unable", "600", "nobody_pays_who_cannot"),
        ("rich", "600", "ability_is_known"),
    ],
)
def test_no_supporter_is_inserted_against_the_facts(
    cast: Cast, household: Household, ability: str, amount: str, guard: str
) -> None:
    with pytest.raises(DatabaseError, match=guard), scope.of(cast.caseworker):
        run(INSERT, household.area_id, household.pk, household.head_id, ability, amount)


def test_no_supporter_is_inserted_for_another_household(
    cast: Cast, places: Places, household: Household
) -> None:
    with scope.of(cast.caseworker):
        other = register(places.second_village, cast.caseworker, name="王五", serial=31)
    with (
        pytest.raises(DatabaseError, match="a_supporter_supports_a_member_in_its_place"),
        scope.of(cast.caseworker),
    ):
        run(INSERT, household.area_id, household.pk, other.head_id, "able", "600")


@pytest.mark.parametrize(
    ("change", "guard"),
    [
        ("id_last4 = '1234'", "supporters_number_and_index_go_together"),
        ("ended_on = '2026-07-01'", "supporter_days_in_order"),
        ("supported_id = gen_random_uuid()", "a_supporter_stays_one_of_a_member"),
    ],
)
def test_no_supporter_is_changed_against_the_facts(
    cast: Cast, household: Household, change: str, guard: str
) -> None:
    with scope.of(cast.caseworker):
        listed(household, replace(SON, id_number=None), by=cast.caseworker)
    with pytest.raises(DatabaseError, match=guard), scope.of(cast.caseworker):
        run(f"UPDATE applicants_supporter SET {change}")


def test_a_supporter_is_never_deleted(cast: Cast, household: Household) -> None:
    with scope.of(cast.caseworker):
        listed(household, SON, by=cast.caseworker)
    with pytest.raises(DatabaseError), scope.of(cast.caseworker):
        run("DELETE FROM applicants_supporter")


def test_a_supporter_of_another_township_is_not_there(cast: Cast, household: Household) -> None:
    with scope.of(cast.caseworker):
        listed(household, SON, by=cast.caseworker)
    with scope.of(cast.neighbour):
        assert run("SELECT count(*) FROM applicants_supporter") == [(0,)]
        assert run("SELECT count(*) FROM applicants_supporterevent") == [(0,)]


LINE = (
    "INSERT INTO applicants_incomeline (area_code, case_id, supporter_id, source, yearly_amount,"
    " necessary_cost) SELECT area_code, %s, {}, %s, 600, 0 FROM applicants_supporter"
)


@pytest.mark.parametrize(
    ("who", "source", "guard"),
    [
        ("NULL", "support_payment", "support_is_counted_once"),
        ("id", "support_payment", "a_supporter_pays_once_in_a_case"),
        ("id", "gift", "only_support_has_a_supporter"),
    ],
)
def test_support_is_not_counted_twice_by_hand(
    cast: Cast, household: Household, who: str, source: str, guard: str
) -> None:
    with scope.of(cast.caseworker):
        listed(household, SON, by=cast.caseworker)
        case = opened(household, cast)
    with pytest.raises(DatabaseError, match=guard), scope.of(cast.caseworker):
        run(LINE.format(who), case.pk, source)


def test_support_is_not_made_nameless_beside_a_name(cast: Cast, household: Household) -> None:
    with scope.of(cast.caseworker):
        listed(household, SON, replace(SON, name="张娟", id_number=None), by=cast.caseworker)
        opened(household, cast)
    with (
        pytest.raises(DatabaseError, match="support_stays_counted_once"),
        scope.of(cast.caseworker),
    ):
        run(
            "UPDATE applicants_incomeline SET supporter_id = NULL WHERE id ="
            " (SELECT max(id) FROM applicants_incomeline WHERE supporter_id IS NOT NULL)"
        )
