"""Duplicates: found at entry, at import and at night, wherever the other side is; judged once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import Http404
from pytest_django import DjangoAssertNumQueries, Settings

from applicants import jobs
from applicants.actions import applications, duplicates, households, members, supporters
from applicants.actions.applications import Application
from applicants.actions.supporters import SupporterEntry
from applicants.models import Grant, Household, RuleSet, Supporter, Suspicion
from applicants.models.suspicion import DuplicateVerdict, FoundHow, SuspicionKind
from dibao import scope
from dibao.errors import Refused
from dibao.models.area import Area
from dibao.models.audit import AuditEvent
from dibao.models.staff import Staff
from tests.applicants.test_database_guards import run
from tests.cast import DECIDED, ENTERED, Cast, small_means
from tests.factories.people import entry, id_number
from tests.factories.places import Places

LATER = date(2026, 8, 3)
SAME_OF_ONE = (
    "verdict = 'same', reason = 'x', judged_by_id = {me}, judged_on = '2026-07-15', mends = 'one'"
)


def alone(village: Area, by: Staff, *, name: str = "张三", serial: int = 301) -> Household:
    """A person who lives alone, entered without any search."""
    with scope.of(by):
        return households.register(
            village=village, members=[entry(name, serial)], by=by, on=ENTERED
        )


def looked_at(household: Household, by: Staff, *, on: date = ENTERED) -> int:
    with scope.of(by):
        return duplicates.look_at([household], on=on)


def seen_by(staff: Staff) -> list[Suspicion]:
    with scope.of(staff):
        return list(Suspicion.objects.of_either_side(staff).order_by("pk"))


def judged(
    suspicion: Suspicion,
    by: Staff,
    *,
    verdict: str = "different",
    reason: str = "看了两人的证件",
    mends: str = "one",
) -> Suspicion:
    with scope.of(by):
        return duplicates.judge(
            suspicion=suspicion, verdict=verdict, reason=reason, by=by, on=DECIDED, mends=mends
        )


def mended(suspicion: Suspicion, by: Staff, *, how: str = "已停发，登记离开") -> Suspicion:
    with scope.of(by):
        return duplicates.mend(suspicion=suspicion, how=how, by=by, on=LATER)


def waits_for(staff: Staff) -> bool:
    with scope.of(staff):
        return Suspicion.objects.to_mend_by(staff).exists()


def supported_by(household: Household, name: str, serial: int, by: Staff) -> list[Supporter]:
    told = SupporterEntry(
        name=name, relation="child", id_number=id_number(serial), yearly_amount=Decimal(100)
    )
    with scope.of(by):
        return supporters.rewrite(household=household, entries=[told], by=by, on=ENTERED)


@pytest.fixture
def namesake(cast: Cast, places: Places, household: Household) -> Suspicion:
    """张三 of 小湾村 and another 张三 of the same birthday in the next county."""
    looked_at(alone(places.foreign_village, cast.foreign_caseworker), cast.foreign_caseworker)
    (found,) = seen_by(cast.reviewer)
    return found


def test_one_name_and_birthday_is_found_across_counties(
    cast: Cast, namesake: Suspicion, household: Household
) -> None:
    assert (namesake.kind, namesake.found_how) == (SuspicionKind.SAME_NAME, FoundHow.ENTRY)
    assert namesake.household_id == household.pk
    assert namesake.side["name"] == namesake.other_side["name"] == "张三"
    assert namesake.other_side["id_last4"] == id_number(301).last4
    assert seen_by(cast.foreign_reviewer) == [namesake]


def test_no_full_number_is_told_to_the_other_side(namesake: Suspicion) -> None:
    told = str([namesake.side, namesake.other_side])

    assert id_number(1).number not in told
    assert id_number(301).number not in told


def test_only_the_two_areas_see_it(cast: Cast, namesake: Suspicion) -> None:
    assert seen_by(cast.neighbour) == []
    with scope.of(cast.neighbour):
        assert run("SELECT count(*) FROM applicants_suspicion") == [(0,)]
        assert run("SELECT count(*) FROM applicants_suspicionevent") == [(0,)]


def test_another_birthday_or_name_is_another_person(
    cast: Cast, places: Places, household: Household
) -> None:
    with scope.of(cast.neighbour):
        others = households.register(
            village=places.other_village,
            members=[
                entry("张三", 301, born=date(1961, 5, 1)),
                entry("李四", 302, relation="10"),
            ],
            by=cast.neighbour,
            on=ENTERED,
        )

    assert looked_at(others, cast.neighbour) == 0
    assert seen_by(cast.reviewer) == []


def test_whoever_died_or_left_is_no_namesake(
    cast: Cast, places: Places, household: Household
) -> None:
    wife = household.members().model.objects
    with scope.of(cast.caseworker):
        gone = wife.get(household=household, relation="10").person
        members.leave(
            household=household,
            person=gone,
            reason="death",
            by=cast.caseworker,
            on=ENTERED,
            today=ENTERED,
        )

    assert looked_at(alone(places.other_village, cast.neighbour, name="刘三"), cast.neighbour) == 0


def test_entry_looks_by_itself(
    cast: Cast, places: Places, household: Household, rules_of_2026: RuleSet
) -> None:
    typed = Application(
        village=places.other_village, members=[entry("张三", 301)], means=small_means()
    )

    with scope.of(cast.neighbour):
        applications.enter(application=typed, by=cast.neighbour, on=ENTERED)

    assert [one.kind for one in seen_by(cast.neighbour)] == [SuspicionKind.SAME_NAME]


def test_a_new_member_is_looked_for(cast: Cast, places: Places, household: Household) -> None:
    other = alone(places.other_village, cast.neighbour, name="王五")
    baby = replace(entry("张三", 311, relation="20"), joined_for="marriage")

    with scope.of(cast.neighbour):
        members.take_in(household=other, entry=baby, by=cast.neighbour, on=ENTERED, today=ENTERED)

    assert [one.kind for one in seen_by(cast.caseworker)] == [SuspicionKind.SAME_NAME]


def test_a_search_from_elsewhere_finds_nothing_of_this_place(
    cast: Cast, places: Places, household: Household
) -> None:
    other = alone(places.other_village, cast.neighbour)

    assert looked_at(other, cast.foreign_reviewer) == 0
    assert looked_at(other, cast.administrator) == 0
    assert seen_by(cast.reviewer) == []


def test_a_number_under_two_names_is_found_between_member_and_supporter(
    cast: Cast, places: Places, household: Household
) -> None:
    other = alone(places.other_village, cast.neighbour, name="王五")
    supported_by(other, "张小三", 1, cast.neighbour)

    assert looked_at(other, cast.neighbour) == 1

    (found,) = seen_by(cast.caseworker)
    assert found.kind == SuspicionKind.SAME_NUMBER
    assert (found.side["name"], found.other_side["name"]) == ("张小三", "张三")
    assert found.side["supports"] == "王五"


def test_a_number_under_two_names_is_found_between_two_areas(
    cast: Cast, places: Places, household: Household
) -> None:
    with scope.of(cast.caseworker):
        wife = household.members().get(relation="10").person
        members.leave(
            household=household,
            person=wife,
            reason="married_out",
            by=cast.caseworker,
            on=ENTERED,
            today=ENTERED,
        )
    with scope.of(cast.neighbour):
        other = households.register(
            village=places.other_village, members=[entry("刘三妹", 2)], by=cast.neighbour, on=LATER
        )

    assert looked_at(other, cast.neighbour, on=LATER) == 1

    (found,) = seen_by(cast.caseworker)
    assert found.kind == SuspicionKind.SAME_NUMBER
    assert (found.side["name"], found.other_side["name"]) == ("刘三妹", "刘三")


def test_a_supporter_who_is_covered_is_found(cast: Cast, places: Places, grant: Grant) -> None:
    other = alone(places.foreign_village, cast.foreign_caseworker, name="王五")
    supported_by(other, "张三", 1, cast.foreign_caseworker)

    assert looked_at(other, cast.foreign_caseworker) == 1

    (found,) = seen_by(cast.reviewer)
    assert found.kind == SuspicionKind.SUPPORTER
    assert found.other_household_id == grant.household_id
    assert Decimal(str(found.other_side["monthly"])) > 0


def test_a_supporter_who_is_not_covered_is_no_matter(
    cast: Cast, places: Places, household: Household
) -> None:
    other = alone(places.foreign_village, cast.foreign_caseworker, name="王五")
    supported_by(other, "张三", 1, cast.foreign_caseworker)

    assert looked_at(other, cast.foreign_caseworker) == 0


@pytest.fixture
def married(cast: Cast, places: Places, grant: Grant) -> Household:
    """The wife went to the next township, while the benefit that she left still pays for her."""
    household = grant.household
    with scope.of(cast.caseworker):
        wife = household.members().get(relation="10").person
        members.leave(
            household=household,
            person=wife,
            reason="married_out",
            by=cast.caseworker,
            on=DECIDED,
            today=DECIDED,
        )
    with scope.of(cast.neighbour):
        return households.register(
            village=places.other_village, members=[entry("刘三", 2)], by=cast.neighbour, on=LATER
        )


def test_somebody_covered_in_the_township_that_they_left_is_found(
    cast: Cast, married: Household, grant: Grant
) -> None:
    assert looked_at(married, cast.neighbour, on=LATER) == 1

    (found,) = seen_by(cast.reviewer)
    assert found.kind == SuspicionKind.TWO_TOWNSHIPS
    assert (found.household_id, found.other_household_id) == (married.pk, grant.household_id)


def test_the_night_finds_what_entry_did_not_ask(
    cast: Cast, married: Household, settings: Settings
) -> None:
    settings.BUSINESS_DATE = LATER

    for _night in range(2):
        jobs.look_for_duplicates(0)

    (found,) = seen_by(cast.reviewer)
    assert (found.kind, found.found_how) == (SuspicionKind.TWO_TOWNSHIPS, FoundHow.NIGHT)
    assert found.found_on == LATER


def test_a_search_is_one_statement_for_any_number(
    cast: Cast,
    places: Places,
    household: Household,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    made = [
        alone(places.other_village, cast.neighbour, serial=serial) for serial in range(301, 321)
    ]

    with scope.of(cast.neighbour), django_assert_num_queries(1):
        found = duplicates.look_at(made, on=ENTERED)

    # Each with the one next door, and each with each other.
    assert found == 20 + 20 * 19 // 2


def test_a_verdict_is_kept_and_not_asked_again(cast: Cast, namesake: Suspicion) -> None:
    kept = judged(namesake, cast.reviewer)

    assert (kept.verdict, kept.judged_by) == (DuplicateVerdict.DIFFERENT, cast.reviewer)
    with scope.of_area(Area.objects.get(parent=None)):
        assert duplicates.look_everywhere(on=LATER) == 0
    assert seen_by(cast.reviewer) == [kept]


def test_the_county_of_the_other_side_may_judge(cast: Cast, namesake: Suspicion) -> None:
    kept = judged(namesake, cast.foreign_reviewer, verdict="error")

    assert kept.judged_by == cast.foreign_reviewer
    with scope.of(cast.foreign_reviewer):
        event = AuditEvent.objects.get(event="duplicate:judged")
    assert event.after == {"kind": "same_name", "verdict": "error"}


def test_a_verdict_is_given_once(cast: Cast, namesake: Suspicion) -> None:
    judged(namesake, cast.reviewer)

    with pytest.raises(Refused, match="已经核对过"):
        judged(namesake, cast.foreign_reviewer, verdict="same")


@pytest.mark.parametrize("said", [{"verdict": "maybe"}, {"verdict": ""}, {"reason": "  "}])
def test_a_verdict_says_what_and_why(cast: Cast, namesake: Suspicion, said: dict[str, str]) -> None:
    with pytest.raises(Refused, match="写明核对情况"):
        judged(namesake, cast.reviewer, **said)


@pytest.mark.parametrize(
    "who",
    [
        lambda cast: cast.caseworker,
        lambda cast: cast.clerk,
        lambda cast: cast.finance,
        lambda cast: cast.officer,
    ],
)
def test_only_the_county_judges(
    cast: Cast, namesake: Suspicion, who: Callable[[Cast], Staff]
) -> None:
    with pytest.raises(PermissionDenied):
        judged(namesake, who(cast))


def test_a_county_judges_no_pair_of_others(
    cast: Cast, places: Places, household: Household
) -> None:
    other = alone(places.other_village, cast.neighbour)
    looked_at(other, cast.neighbour)
    (found,) = seen_by(cast.reviewer)

    with pytest.raises(Http404):
        judged(found, cast.foreign_reviewer)


@pytest.mark.parametrize(
    ("guard", "sets"),
    [
        ("a_verdict_says_what", "verdict = 'same', reason = 'x'"),
        ("a_verdict_says_what", "verdict = 'same', judged_by_id = {me}, judged_on = '2026-07-15'"),
        (
            "a_verdict_says_what",
            "verdict = 'maybe', reason = 'x', judged_by_id = {me}, judged_on = '2026-07-15'",
        ),
        (
            "a_verdict_says_what",
            "verdict = 'same', reason = 'x', judged_by_id = {me}, judged_on = '2026-07-01'",
        ),
        (
            "suspicion_judged_by_is_who_acts",
            "verdict = 'same', reason = 'x', judged_by_id = {other}, judged_on = '2026-07-15'",
        ),
        (
            "a_wrong_entry_is_of_one_side",
            "verdict = 'different', reason = 'x', judged_by_id = {me}, judged_on = '2026-07-15', mends = 'one'",
        ),
        (
            "a_suspicion_is_judged_once",
            f"{SAME_OF_ONE}, mended_how = 'x', mended_by_id = {{me}}, mended_on = '2026-07-15'",
        ),
        ("permission denied", "side = '{{}}'"),
        ("permission denied", "kind = 'supporter'"),
        ("permission denied", "pair = 'x'"),
    ],
)
def test_no_verdict_is_written_that_cannot_be(
    cast: Cast, namesake: Suspicion, guard: str, sets: str
) -> None:
    sets = sets.format(me=cast.reviewer.pk, other=cast.approver.pk)

    with pytest.raises(DatabaseError, match=guard), scope.of(cast.reviewer):
        run(f"UPDATE applicants_suspicion SET {sets}")


def test_a_verdict_stays(cast: Cast, namesake: Suspicion) -> None:
    judged(namesake, cast.reviewer)

    for statement in (
        "UPDATE applicants_suspicion SET reason = 'y'",
        "UPDATE applicants_suspicion SET verdict = '', reason = '', judged_by_id = NULL, judged_on = NULL",
        "DELETE FROM applicants_suspicion",
        "UPDATE applicants_suspicionevent SET reason = 'y'",
    ):
        with (
            pytest.raises(DatabaseError, match=r"a_suspicion_is_judged_once|permission denied"),
            scope.of(cast.reviewer),
        ):
            run(statement)


def test_nobody_but_a_search_writes_a_suspicion(cast: Cast, namesake: Suspicion) -> None:
    with pytest.raises(DatabaseError, match="permission denied"), scope.of(cast.reviewer):
        run(
            "INSERT INTO applicants_suspicion (kind, pair, area_code, other_area_code, household_id,"
            " other_household_id, side, other_side, found_how, found_on) SELECT kind, 'x', area_code,"
            " other_area_code, household_id, other_household_id, side, other_side, found_how, found_on"
            " FROM applicants_suspicion"
        )


@pytest.mark.parametrize("verdict", ["same", "error"])
def test_a_wrong_entry_waits_for_its_township_until_it_is_put_right(
    cast: Cast, namesake: Suspicion, verdict: str
) -> None:
    judged(namesake, cast.foreign_reviewer, verdict=verdict, mends="one")
    assert waits_for(cast.caseworker)
    assert not waits_for(cast.foreign_caseworker)
    assert not waits_for(cast.neighbour)

    kept = mended(namesake, cast.caseworker)

    assert (kept.mended_by, kept.mended_on) == (cast.caseworker, LATER)
    assert not waits_for(cast.caseworker)


def test_the_other_sides_township_may_be_the_one(cast: Cast, namesake: Suspicion) -> None:
    judged(namesake, cast.reviewer, verdict="same", mends="other")

    assert waits_for(cast.foreign_caseworker)
    assert not waits_for(cast.caseworker)
    with pytest.raises(Refused, match="不由本乡镇更正"):
        mended(namesake, cast.caseworker)


def test_a_wrong_entry_is_of_a_side(cast: Cast, namesake: Suspicion) -> None:
    with pytest.raises(Refused, match="由哪一方更正"):
        judged(namesake, cast.reviewer, verdict="same", mends="")


def test_what_is_no_duplicate_waits_for_nobody(cast: Cast, namesake: Suspicion) -> None:
    kept = judged(namesake, cast.reviewer, verdict="different", mends="one")

    assert kept.mends == ""
    assert not waits_for(cast.caseworker)
    with pytest.raises(Refused, match="不由本乡镇更正"):
        mended(namesake, cast.caseworker)


def test_an_entry_is_put_right_once_and_says_how(cast: Cast, namesake: Suspicion) -> None:
    judged(namesake, cast.reviewer, verdict="same")
    with pytest.raises(Refused, match="怎样更正"):
        mended(namesake, cast.caseworker, how=" ")
    mended(namesake, cast.caseworker)

    with pytest.raises(Refused, match="已经更正"):
        mended(namesake, cast.caseworker)


def test_the_county_puts_no_entry_right(cast: Cast, namesake: Suspicion) -> None:
    judged(namesake, cast.reviewer, verdict="same")

    with pytest.raises(PermissionDenied):
        mended(namesake, cast.reviewer)
    with pytest.raises(Http404):
        mended(namesake, cast.neighbour)


def test_what_was_put_right_stays_and_a_verdict_stays_beside_it(
    cast: Cast, namesake: Suspicion
) -> None:
    judged(namesake, cast.reviewer, verdict="same")
    mends = "mended_how = 'x', mended_by_id = {me}, mended_on = '2026-07-16'"
    for sets in (
        f"{mends}, reason = 'y'".format(me=cast.caseworker.pk),
        f"{mends}, mends = 'other'".format(me=cast.caseworker.pk),
        mends.format(me=cast.neighbour.pk),
        "mends = 'other'",
    ):
        with (
            pytest.raises(DatabaseError, match=r"judged_once|mended_by_is_who_acts"),
            scope.of(cast.caseworker),
        ):
            run(f"UPDATE applicants_suspicion SET {sets}")
    mended(namesake, cast.caseworker)

    with pytest.raises(DatabaseError, match="judged_once"), scope.of(cast.caseworker):
        run("UPDATE applicants_suspicion SET mended_how = 'z'")
