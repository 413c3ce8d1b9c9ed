"""A family in its months of grace moves: what is left of them goes along, no month more, none lost and none twice."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError

from applicants.actions import carrying, changes, transfers
from applicants.actions.carrying import Stretch, Terms
from applicants.models import CaseKind, Decision, Grant, Household, RuleSet, Transfer
from applicants.pages.transfers import facts_of
from dibao import scope
from dibao.errors import Refused
from dibao.models import Area, Staff
from dibao.values.months import BenefitMonth
from tests.applicants.test_database_guards import run
from tests.cast import Cast, register
from tests.changes import ended, given_grace
from tests.factories.places import Places

OCTOBER, NOVEMBER, DECEMBER = (BenefitMonth(2026, month) for month in (10, 11, 12))
MARCH = BenefitMonth(2027, 3)
IN_SEPTEMBER, IN_OCTOBER, IN_NOVEMBER = date(2026, 9, 20), date(2026, 10, 8), date(2026, 11, 12)


@dataclass(frozen=True)
class Side:
    """Where a family goes to, and who works there."""

    township: Area
    village: Area
    caseworker: Staff
    reviewer: Staff


@pytest.fixture
def next_door(cast: Cast, places: Places) -> Side:
    return Side(places.other_township, places.other_village, cast.neighbour, cast.reviewer)


@pytest.fixture
def abroad(cast: Cast, places: Places) -> Side:
    return Side(
        places.foreign_township,
        places.foreign_village,
        cast.foreign_caseworker,
        cast.foreign_reviewer,
    )


@pytest.fixture(params=["next_door", "abroad"])
def to(request: pytest.FixtureRequest) -> Side:
    """The next township of the county, and one of the next county."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def two_months(rules_of_2026: RuleSet) -> None:
    rules_of_2026.terms["grace"]["months"] = 2
    rules_of_2026.save()


@pytest.fixture
def in_grace(cast: Cast, shape: str, grant: Grant) -> Grant:
    """Given in September: paid from October to March."""
    given_grace(grant, cast)
    return grant


def offered(
    grant: Grant, cast: Cast, to: Side, *, by: Staff | None = None, on: date = IN_NOVEMBER
) -> Transfer:
    by = by or cast.caseworker
    with scope.of(by):
        return transfers.offer_move(
            household=Household.objects.get(pk=grant.household_id),
            township=to.township,
            reason="全家搬到女儿所在的村",
            moved_on=on,
            by=by,
            on=on,
        )


def received(
    grant: Grant, cast: Cast, to: Side, *, by: Staff | None = None, on: date = IN_NOVEMBER
) -> Transfer:
    transfer = offered(grant, cast, to, by=by, on=on)
    with scope.of(to.caseworker):
        return transfers.receive(
            transfer=transfer,
            village=to.village,
            group_name="2组",
            address="2组8号",
            by=to.caseworker,
            on=on,
        )


def confirmed(transfer: Transfer, to: Side, *, on: date = IN_NOVEMBER) -> Transfer:
    with scope.of(to.reviewer):
        return transfers.confirm(transfer=transfer, reasons="资料齐全", by=to.reviewer, on=on)


@pytest.fixture
def moved(cast: Cast, in_grace: Grant, to: Side) -> Transfer:
    return confirmed(received(in_grace, cast, to), to)


Paid = dict[BenefitMonth, list[tuple[str, Decimal, Decimal]]]


def paid_by(household: int | None, staff: Staff) -> Paid:
    """By month, what is due to whom."""
    with scope.of(staff):
        paid = {
            month: sorted(
                (share.person_key, share.base_amount, share.supplement_amount)
                for grant in Grant.objects.filter(household=household).covering(month)
                for share in grant.shares.all()
            )
            for month in BenefitMonth.range(OCTOBER, BenefitMonth(2027, 6))
        }
    return {month: shares for month, shares in paid.items() if shares}


def grants_of(transfer: Transfer, staff: Staff) -> list[Grant]:
    with scope.of(staff):
        return list(Grant.objects.filter(household=transfer.into_id).order_by("first_month"))


def test_the_rest_of_the_months_is_paid_at_the_new_place(
    cast: Cast, in_grace: Grant, to: Side
) -> None:
    before = paid_by(in_grace.household_id, cast.reviewer)

    moved = confirmed(received(in_grace, cast, to), to)

    here = paid_by(in_grace.household_id, cast.reviewer)
    there = paid_by(moved.into_id, to.reviewer)
    assert list(here) == [OCTOBER, NOVEMBER]
    assert list(there) == list(BenefitMonth.range(DECEMBER, MARCH))
    assert here | there == before


def test_rules_class_and_shape_go_along(
    in_grace: Grant, to: Side, moved: Transfer, shape: str
) -> None:
    new = grants_of(moved, to.reviewer)

    assert {(one.rule_set_id, one.benefit_class) for one in new} == {
        (in_grace.rule_set_id, in_grace.benefit_class)
    }
    assert [one.grace_month for one in new] == ([3, 4, 5, 6] if shape == "falling" else [None])
    assert all(one.grace_by_id == one.decision_id == one.ended_by_id for one in new)


def test_the_transfer_says_until_when(cast: Cast, in_grace: Grant, to: Side, shape: str) -> None:
    transfer = offered(in_grace, cast, to)

    assert transfer.grace_until == MARCH
    assert transfer.monthly_amount == Decimal("1100.84" if shape == "falling" else "1321.00")
    assert ("渐退期", "发放到2027年3月为止") in [
        (str(fact.label), fact.value) for fact in facts_of(transfer)
    ]


def test_a_family_may_move_on_in_its_grace(
    cast: Cast, in_grace: Grant, places: Places, next_door: Side
) -> None:
    moved = confirmed(received(in_grace, cast, next_door, on=IN_OCTOBER), next_door, on=IN_OCTOBER)
    back = Side(places.township, places.village, cast.caseworker, cast.reviewer)
    first = grants_of(moved, cast.reviewer)[0]

    again = confirmed(received(first, cast, back, by=cast.neighbour), back)

    assert list(paid_by(in_grace.household_id, cast.reviewer)) == [OCTOBER]
    assert list(paid_by(moved.into_id, cast.reviewer)) == [NOVEMBER]
    assert list(paid_by(again.into_id, cast.reviewer)) == list(BenefitMonth.range(DECEMBER, MARCH))


def test_a_case_at_the_new_place_looks_at_the_grace_there(
    in_grace: Grant, to: Side, moved: Transfer
) -> None:
    with scope.of(to.caseworker):
        case = changes.open_case(
            household=Household.objects.get(pk=moved.into_id),
            kind=CaseKind.CHANGE,
            statement="不再需要",
            by=to.caseworker,
            on=date(2026, 11, 20),
        )
        assert case.grant in grants_of(moved, to.reviewer)


def test_what_came_along_is_ended_early_like_any_grace(
    cast: Cast, in_grace: Grant, places: Places, next_door: Side
) -> None:
    """Moved away in September and back in October, the family asks for the end in November."""
    moved = confirmed(
        received(in_grace, cast, next_door, on=IN_SEPTEMBER), next_door, on=IN_SEPTEMBER
    )
    back = Side(places.township, places.village, cast.caseworker, cast.reviewer)
    first = grants_of(moved, cast.reviewer)[0]
    again = confirmed(
        received(first, cast, back, by=cast.neighbour, on=IN_OCTOBER), back, on=IN_OCTOBER
    )
    with scope.of(cast.reviewer):
        grant = Grant.objects.filter(household=again.into_id).earliest("first_month")

    ended(grant, cast, on=IN_NOVEMBER)

    assert list(paid_by(again.into_id, cast.reviewer)) == [NOVEMBER]


def test_no_family_moves_in_the_last_month_of_its_grace(
    cast: Cast, two_months: None, in_grace: Grant, to: Side
) -> None:
    transfer = received(in_grace, cast, to)

    with pytest.raises(Refused, match="没有待遇可以迁移"):
        confirmed(transfer, to)
    assert list(paid_by(in_grace.household_id, cast.reviewer)) == [OCTOBER, NOVEMBER]


def test_no_family_moves_after_its_grace(cast: Cast, in_grace: Grant, next_door: Side) -> None:
    with pytest.raises(Refused, match="没有正在享受"):
        offered(in_grace, cast, next_door, on=date(2027, 4, 1))


def test_a_family_sent_back_keeps_its_grace(cast: Cast, in_grace: Grant, to: Side) -> None:
    before = paid_by(in_grace.household_id, cast.reviewer)
    transfer = received(in_grace, cast, to)

    with scope.of(to.reviewer):
        transfers.refuse(transfer=transfer, reason="没有搬来", by=to.reviewer)

    assert paid_by(in_grace.household_id, cast.reviewer) == before


def test_a_grace_is_not_split(cast: Cast, in_grace: Grant) -> None:
    with scope.of(cast.caseworker):
        wife = in_grace.household.members().get(relation="10").person_id
        told = {
            "household": in_grace.household,
            "plan": {wife: "02"},
            "group_name": "",
            "address": "",
            "reason": "分家",
            "by": cast.caseworker,
            "on": IN_NOVEMBER,
        }
        with pytest.raises(Refused, match="渐退期里不能分户"):
            transfers.split_unpaid(**told)
        with pytest.raises(Refused, match="渐退期里不能分户"):
            transfers.propose_split(**told, happened_on=IN_NOVEMBER)


def test_a_grace_is_not_merged(cast: Cast, places: Places, in_grace: Grant) -> None:
    with scope.of(cast.caseworker):
        taking = register(places.village, cast.caseworker, name="王五", serial=31)
        with pytest.raises(Refused, match="也不能并入别的户"):
            transfers.merge_unpaid(
                giving=in_grace.household,
                taking=taking,
                plan={one.person_id: "97" for one in in_grace.household.members()},
                reason="合并",
                by=cast.caseworker,
                on=IN_NOVEMBER,
            )


# What the database refuses, whatever the programme does


def longer(stretch: Stretch) -> Stretch:
    return replace(stretch, last=stretch.last.next())


def shorter(stretch: Stretch) -> Stretch:
    return replace(stretch, last=stretch.last.previous())


def richer(stretch: Stretch) -> Stretch:
    return replace(stretch, parts=[replace(one, base=one.base + 1) for one in stretch.parts])


def without_one(stretch: Stretch) -> Stretch:
    return replace(stretch, parts=stretch.parts[1:])


@pytest.mark.parametrize("change", [longer, shorter, richer, without_one])
def test_what_goes_along_is_neither_more_nor_less(
    cast: Cast,
    in_grace: Grant,
    next_door: Side,
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[Stretch], Stretch],
) -> None:
    transfer = received(in_grace, cast, next_door)
    begin = carrying.begin_grace

    def begun(
        decision: Decision, left: list[Stretch], terms: Terms, *, after: BenefitMonth
    ) -> None:
        begin(decision, [change(one) for one in left], terms, after=after)

    monkeypatch.setattr(carrying, "begin_grace", begun)
    with pytest.raises(DatabaseError, match=r"keeps_every|follows_the_grant|one_grant_a_month"):
        confirmed(transfer, next_door)


@pytest.mark.parametrize(
    ("last", "guard"),
    [
        ("2026-12-01", "covered_once_a_month|keeps_every_month_and_every_share"),
        ("2026-10-01", "cut_short_by_a_case_about_it"),
    ],
)
def test_the_old_place_pays_neither_beside_the_new_nor_less_than_was_due(
    cast: Cast,
    in_grace: Grant,
    next_door: Side,
    monkeypatch: pytest.MonkeyPatch,
    last: str,
    guard: str,
) -> None:
    """The county of both places ends the months by hand."""
    transfer = received(in_grace, cast, next_door)

    def end_by_hand(decision: Decision) -> BenefitMonth:
        run(
            "UPDATE applicants_grant SET last_month = greatest(%s::date, (first_month - interval '1 month')::date),"
            " ended_by_id = %s WHERE household_id = %s AND last_month > %s AND last_month >= first_month",
            last,
            decision.pk,
            in_grace.household_id,
            last,
        )
        return NOVEMBER

    monkeypatch.setattr(carrying, "end", end_by_hand)
    with pytest.raises(DatabaseError, match=guard):
        confirmed(transfer, next_door)


@pytest.mark.parametrize(
    "change",
    ["last_month = '2027-06-01'", "last_month = '2027-02-01'", "grace_by_id = NULL"],
)
def test_what_came_along_stays(in_grace: Grant, to: Side, moved: Transfer, change: str) -> None:
    with pytest.raises(DatabaseError, match="a_grant_only_ever_ends"), scope.of(to.reviewer):
        run(
            f"UPDATE applicants_grant SET {change} WHERE household_id = %s AND last_month = '2027-03-01'",
            moved.into_id,
        )


@pytest.mark.parametrize("until", ["2027-04-01", "2027-02-01", None])
def test_a_transfer_tells_the_last_month_as_it_is(
    cast: Cast, in_grace: Grant, next_door: Side, until: str | None
) -> None:
    with (
        pytest.raises(DatabaseError, match="a_transfer_is_of_a_household_of_its_giver"),
        scope.of(cast.caseworker),
    ):
        run(
            "INSERT INTO applicants_transfer (id, area_code, from_area_code, kind, status, household_id, grant_id,"
            " head_name, person_count, covered_count, monthly_amount, grace_until, reason, happened_on, plan, dossier,"
            " group_name, address, answer, handed_by_id, handed_on, version) SELECT gen_random_uuid(), %s, area_code,"
            " 'move', 'offered', household_id, id, '张三', 2, 2, 1, %s, 'x', '2026-11-12', '{}', 'x', '', '', '', %s,"
            " '2026-11-12', 0 FROM applicants_grant WHERE id = %s",
            next_door.township.pk,
            until,
            cast.caseworker.pk,
            in_grace.pk,
        )
