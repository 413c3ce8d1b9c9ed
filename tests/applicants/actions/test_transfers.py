"""A family that moves, splits or merges keeps every month and every share; nobody takes two of the steps."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import Http404

from applicants.actions import (
    carrying,
    cases,
    changes,
    decisions,
    members,
    notices,
    supporters,
    transfers,
)
from applicants.actions.carrying import Part
from applicants.dossiers import Dossier
from applicants.models import (
    Case,
    CaseKind,
    Grant,
    GrantShare,
    Household,
    Membership,
    Person,
    Transfer,
)
from dibao import scope
from dibao.errors import Refused
from dibao.models import Area, Staff
from dibao.values.identity import BankNumber
from dibao.values.months import BenefitMonth
from dibao.workflow import MoveRefused
from payments.actions import accounts
from payments.actions.accounts import AccountEntry
from tests.applicants.actions.test_supporters import SON
from tests.applicants.desk.world import proposed
from tests.applicants.test_database_guards import run
from tests.cast import DECIDED, Cast, register, small_means
from tests.factories.people import id_number
from tests.factories.places import Places

HANDED = date(2026, 8, 3)
CONFIRMED = date(2026, 8, 10)
BY_THE_SAME = (
    "UPDATE applicants_transfer SET status = 'received', received_on = '2026-08-05',"
    " received_by_id = handed_by_id, village_id = '990122100200'"
)
AUGUST, SEPTEMBER = BenefitMonth(2026, 8), BenefitMonth(2026, 9)


@dataclass(frozen=True)
class Side:
    """Where a family goes to, and who works there."""

    township: Area
    village: Area
    caseworker: Staff
    reviewer: Staff


@pytest.fixture
def grant(cast: Cast, case_on_notice: Case) -> Grant:
    """The couple 张三 and 刘三, in benefit from August 2026 on."""
    with scope.of(cast.reviewer):
        return decisions.confirm(case=case_on_notice, reasons="属实", by=cast.reviewer, on=DECIDED)


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


def offered(cast: Cast, household: Household, to: Side) -> Transfer:
    with scope.of(cast.caseworker):
        return transfers.offer_move(
            household=household,
            township=to.township,
            reason="全家搬到女儿所在的村",
            moved_on=date(2026, 8, 1),
            by=cast.caseworker,
            on=HANDED,
        )


def received(transfer: Transfer, to: Side, by: Staff | None = None) -> Transfer:
    by = by or to.caseworker
    with scope.of(by):
        return transfers.receive(
            transfer=transfer,
            village=to.village,
            group_name="2组",
            address="2组8号",
            by=by,
            on=date(2026, 8, 5),
        )


def confirmed(transfer: Transfer, to: Side, by: Staff | None = None) -> Transfer:
    by = by or to.reviewer
    with scope.of(by):
        return transfers.confirm(transfer=transfer, reasons="资料齐全", by=by, on=CONFIRMED)


@pytest.fixture(params=["next_door", "abroad"])
def to(request: pytest.FixtureRequest) -> Side:
    """The next township of the county, and one of the next county."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def moved(cast: Cast, household: Household, grant: Grant, to: Side) -> Transfer:
    return confirmed(received(offered(cast, household, to), to), to)


# A move


def test_the_benefit_goes_on_month_after_month_for_the_same_people(
    cast: Cast, household: Household, grant: Grant, to: Side, moved: Transfer
) -> None:
    with scope.of(to.reviewer):
        new = Grant.objects.get(household=moved.into)
        shares = {(s.person.name, s.base_amount) for s in new.shares.select_related("person")}
        assert new.area_id == to.village.pk
        assert (new.first_month, new.last_month) == (SEPTEMBER, None)
        assert (new.total_amount, new.benefit_class) == (grant.total_amount, grant.benefit_class)
    with scope.of(cast.reviewer):
        grant.refresh_from_db()
        assert grant.last_month == AUGUST
        assert {(s.person.name, s.base_amount) for s in grant.shares.all()} == shares


def test_the_file_here_is_closed_and_stays_readable(
    cast: Cast, household: Household, grant: Grant, moved: Transfer
) -> None:
    with scope.of(cast.caseworker):
        household.refresh_from_db()
        assert (household.closed_for, household.members().count()) == ("moved", 0)
        assert str(household.head) == "张三"
        assert {m.left_for for m in household.memberships.all()} == {"transfer"}
        assert household.cases.get(kind="application").assessments.count() == 1


def test_the_family_lives_on_there_with_all_that_was_known_of_it(
    cast: Cast, household: Household, grant: Grant, to: Side
) -> None:
    with scope.of(cast.caseworker):
        supporters.rewrite(household=household, entries=[SON], by=cast.caseworker, on=HANDED)
        wife = household.members().get(relation="10").person
        members.choose_payee(
            household=household,
            payee=members.Payee(person=wife, reason="head_immobile"),
            by=cast.caseworker,
        )

    moved = confirmed(received(offered(cast, household, to), to), to)

    with scope.of(to.caseworker):
        new = moved.into
        head, spouse = [m.person for m in new.members()]
        assert (head.name, head.id_number.open()) == ("张三", id_number(1).number)
        assert (spouse.health, spouse.labour_capacity) == ("weak", "none")
        assert new.payee == spouse
        assert (new.group_name, new.address) == ("2组", "2组8号")
        assert new.supporters.get().id_number.open() == SON.id_number.number
        assert set(new.memberships.values_list("joined_for", flat=True)) == {"transfer"}
        assert list(Household.objects.found_by(id_number(1).number)) == [new]


def test_the_receiver_reads_the_file_that_was_handed_over(
    cast: Cast, household: Household, grant: Grant, to: Side
) -> None:
    transfer = offered(cast, household, to)

    with scope.of(to.caseworker):
        seen = Transfer.objects.coming_to(to.caseworker).get(pk=transfer.pk)
        dossier = Dossier.opened(seen.dossier)
        stored = str(run("SELECT dossier, plan FROM applicants_transfer"))
        (case,) = dossier.rows("cases")
    assert [row["name"] for row in dossier.rows("members")] == ["张三", "刘三"]
    assert case["assessments"][0]["trace"]
    assert case["decisions"][0]["reasons"] == "属实"
    assert "张三" not in stored
    assert id_number(1).number not in stored


def test_the_account_goes_along(cast: Cast, household: Household, grant: Grant, to: Side) -> None:
    entry = AccountEntry(
        holder="张三",
        bank_code="402",
        bank_name="农村信用合作社",
        number=BankNumber("6210000000000001234"),
    )
    with scope.of(cast.caseworker):
        accounts.open_first(household=household, entry=entry, by=cast.caseworker, on=HANDED)

    moved = confirmed(received(offered(cast, household, to), to), to)

    with scope.of(to.reviewer):
        account = moved.into.accounts.in_force(CONFIRMED).get()
        assert (account.holder, account.number.open()) == ("张三", "6210000000000001234")


def test_whoever_hands_over_does_not_receive(
    cast: Cast, household: Household, grant: Grant, places: Places
) -> None:
    here = Side(places.township, places.second_village, cast.caseworker, cast.reviewer)
    transfer = offered(cast, household, here)

    with pytest.raises(Refused, match="不能自己接收"):
        received(transfer, here)


def test_whoever_received_does_not_confirm(
    cast: Cast, household: Household, grant: Grant, next_door: Side
) -> None:
    transfer = received(offered(cast, household, next_door), next_door)
    with pytest.raises(PermissionDenied):
        confirmed(transfer, next_door, by=cast.neighbour)


def test_the_giving_side_receives_and_confirms_nothing(
    cast: Cast, household: Household, grant: Grant, abroad: Side
) -> None:
    transfer = offered(cast, household, abroad)
    with pytest.raises(Http404):
        received(transfer, abroad, by=cast.caseworker)
    transfer = received(transfer, abroad)
    with pytest.raises(Http404):
        confirmed(transfer, abroad, by=cast.reviewer)


def test_a_third_place_sees_nothing(
    cast: Cast, household: Household, grant: Grant, abroad: Side
) -> None:
    offered(cast, household, abroad)
    with scope.of(cast.neighbour):
        assert run("SELECT count(*) FROM applicants_transfer") == [(0,)]
        assert run("SELECT count(*) FROM applicants_transferevent") == [(0,)]


def test_a_move_is_confirmed_once(moved: Transfer, to: Side) -> None:
    with pytest.raises(MoveRefused):
        confirmed(moved, to)


def test_a_move_waits_to_be_received(
    cast: Cast, household: Household, grant: Grant, to: Side
) -> None:
    with pytest.raises(MoveRefused):
        confirmed(offered(cast, household, to), to)


def test_a_family_is_on_one_way_at_a_time(
    cast: Cast, household: Household, grant: Grant, to: Side
) -> None:
    offered(cast, household, to)
    with pytest.raises(Refused, match="正在办理迁移"):
        offered(cast, household, to)


def test_nothing_else_happens_to_a_family_on_its_way(
    cast: Cast, household: Household, grant: Grant, to: Side
) -> None:
    offered(cast, household, to)
    with scope.of(cast.caseworker):
        wife = household.members().get(relation="10").person
        with pytest.raises(Refused, match="正在办理迁移"):
            members.leave(
                household=household,
                person=wife,
                reason="death",
                by=cast.caseworker,
                on=HANDED,
                today=HANDED,
            )
        with pytest.raises(Refused, match="正在办理迁移"):
            cases.open_draft(
                household=household, means=small_means(), by=cast.caseworker, on=HANDED
            )
        with pytest.raises(Refused, match="正在办理迁移"):
            changes.open_case(
                household=household,
                kind=CaseKind.CHANGE,
                statement="",
                by=cast.caseworker,
                on=HANDED,
            )


def test_a_family_without_benefit_is_not_handed_over(
    cast: Cast, household: Household, next_door: Side
) -> None:
    with pytest.raises(Refused, match="没有正在享受的低保"):
        offered(cast, household, next_door)


def test_a_family_with_an_open_case_is_not_handed_over(
    cast: Cast, draft_case: Case, next_door: Side
) -> None:
    with scope.of(cast.caseworker):
        household = Household.objects.get(pk=draft_case.household_id)
    with pytest.raises(Refused, match="没办完的案件"):
        offered(cast, household, next_door)


def test_a_benefit_for_somebody_who_has_left_is_changed_first(
    cast: Cast, household: Household, grant: Grant, next_door: Side
) -> None:
    with scope.of(cast.caseworker):
        members.leave(
            household=household,
            person=household.members().get(relation="10").person,
            reason="death",
            by=cast.caseworker,
            on=HANDED,
            today=HANDED,
        )
    with pytest.raises(Refused, match="先办理变更"):
        offered(cast, household, next_door)


def test_a_family_that_changed_meanwhile_is_not_taken_over(
    cast: Cast, household: Household, grant: Grant, to: Side
) -> None:
    transfer = received(offered(cast, household, to), to)
    with scope.of(cast.caseworker):
        run(
            "UPDATE applicants_membership SET last_day = '2026-08-06', left_for = 'death' "
            "WHERE relation = '10'"
        )

    with pytest.raises(Refused, match="成员变了"):
        confirmed(transfer, to)

    with scope.of(cast.caseworker):
        household.refresh_from_db()
        assert household.closed_on is None
        assert household.head.moved_on is None


def test_a_declined_family_stays_where_it_is(
    cast: Cast, household: Household, grant: Grant, to: Side
) -> None:
    transfer = offered(cast, household, to)
    with scope.of(to.caseworker):
        transfers.decline(transfer=transfer, reason="人没有来", by=to.caseworker)
    with scope.of(cast.caseworker):
        grant.refresh_from_db()
        told = Transfer.objects.leaving(cast.caseworker).get()
        assert (told.status, told.answer) == ("declined", "人没有来")
        assert grant.last_month is None
    offered(cast, household, to)


def test_what_was_handed_over_is_taken_back(
    cast: Cast, household: Household, grant: Grant, to: Side
) -> None:
    transfer = received(offered(cast, household, to), to)
    with scope.of(cast.caseworker):
        transfers.withdraw(transfer=transfer, reason="不搬了", by=cast.caseworker)
    with pytest.raises(MoveRefused):
        confirmed(transfer, to)


def test_only_the_giving_side_takes_back(
    cast: Cast, household: Household, grant: Grant, abroad: Side
) -> None:
    transfer = offered(cast, household, abroad)
    with scope.of(abroad.caseworker), pytest.raises(Http404):
        transfers.withdraw(transfer=transfer, reason="x", by=abroad.caseworker)


def test_a_family_moves_back(
    cast: Cast, household: Household, grant: Grant, places: Places, abroad: Side
) -> None:
    moved = confirmed(received(offered(cast, household, abroad), abroad), abroad)
    home = Side(places.township, places.village, cast.caseworker, cast.reviewer)
    with scope.of(abroad.caseworker):
        back = transfers.offer_move(
            household=moved.into,
            township=places.township,
            reason="搬回来",
            moved_on=date(2026, 9, 1),
            by=abroad.caseworker,
            on=date(2026, 9, 2),
        )
    received(back, home)
    with scope.of(cast.reviewer):
        done = transfers.confirm(
            transfer=back, reasons="属实", by=cast.reviewer, on=date(2026, 9, 8)
        )
        months = Grant.objects.filter(household__in=[household, done.into]).order_by("first_month")
        assert [(g.first_month, g.last_month) for g in months] == [
            (AUGUST, AUGUST),
            (BenefitMonth(2026, 10), None),
        ]
        assert list(Household.objects.found_by("张三")) == [done.into]


def lines_of(case: Case) -> list[tuple[str, str | None, Decimal]]:
    rows = case.incomes.select_related("person").order_by("pk")
    return [
        (row.source, row.person.name if row.person else None, row.yearly_amount) for row in rows
    ]


def test_what_the_family_last_answered_goes_along(
    cast: Cast, household: Household, grant: Grant, to: Side, moved: Transfer
) -> None:
    with scope.of(to.caseworker):
        case = changes.open_case(
            household=moved.into,
            kind=CaseKind.CHANGE,
            statement="",
            by=to.caseworker,
            on=date(2026, 9, 1),
        )

        assert lines_of(case) == [("farming", None, Decimal(900))]
        assert (case.hardships, case.poverty_cause) == (["chronic_illness"], "illness")


def test_whose_a_line_is_and_who_applies_alone_goes_along(
    cast: Cast, household: Household, grant: Grant, to: Side
) -> None:
    answered(cast, grant)
    alone(cast, grant)
    moved = confirmed(received(offered(cast, household, to), to), to)

    with scope.of(to.caseworker):
        case = changes.open_case(
            household=moved.into,
            kind=CaseKind.CHANGE,
            statement="",
            by=to.caseworker,
            on=date(2026, 9, 1),
        )

        assert case.applies_alone.name == "刘三"
        assert case.alone_ground == "jobless_disabled"
        assert case.expenses.get().person.name == "刘三"
        assert case.properties.get().person.name == "张三"


# A split


def alone(cast: Cast, grant: Grant) -> None:
    """As if the wife had applied without the family."""
    with scope.of(cast.caseworker):
        wife = grant.household.members().get(relation="10").person
        Case.objects.filter(pk=grant.decision.case_id).update(
            applies_alone=wife, alone_ground="jobless_disabled"
        )


def answered(cast: Cast, grant: Grant) -> None:
    """The last answers of the family: a field together, a pension of each, his house and her medicine."""
    case = grant.decision.case
    with scope.of(cast.caseworker):
        for member, amount in zip(case.household.members(), ("1200", "600"), strict=True):
            pension = {"source": "pension", "yearly_amount": Decimal(amount)}
            case.incomes.create(area_id=case.area_id, person=member.person, **pension)
        he, she = (member.person for member in case.household.members())
        medicine = {"kind": "medical", "yearly_amount": Decimal(300)}
        case.expenses.create(area_id=case.area_id, person=she, **medicine)
        case.properties.create(area_id=case.area_id, person=he, kind="house", amount=Decimal(9000))


def split_of(cast: Cast, household: Household, **more: object) -> Transfer:
    with scope.of(cast.caseworker):
        wife = household.members().get(relation="10").person_id
        told = {"plan": {wife: "02"}, "group_name": "3组", "address": "3组1号"}
        return transfers.propose_split(
            household=household,
            reason="分家单过",
            happened_on=HANDED,
            by=cast.caseworker,
            on=HANDED,
            **told | more,
        )


@pytest.fixture
def here(cast: Cast, places: Places) -> Side:
    return Side(places.township, places.village, cast.caseworker, cast.reviewer)


def test_everybody_keeps_their_share_when_a_household_splits(
    cast: Cast, household: Household, grant: Grant, here: Side
) -> None:
    done = confirmed(split_of(cast, household), here)

    with scope.of(cast.reviewer):
        new = Household.objects.select_related("head").get(pk=done.into_id)
        grant.refresh_from_db()
        each = [
            (g.household_id, g.first_month, [s.person.name for s in g.shares.all()], g.total_amount)
            for g in Grant.objects.filter(last_month=None).order_by("pk")
        ]
        half = grant.total_amount / 2
    assert grant.last_month == AUGUST
    assert each == [
        (household.pk, SEPTEMBER, ["张三"], half),
        (new.pk, SEPTEMBER, ["刘三"], half),
    ]
    with scope.of(cast.caseworker):
        assert [m.person.name for m in new.members()] == ["刘三"]
        assert [m.person.name for m in household.members()] == ["张三"]
        assert new.head.name == "刘三"


def test_each_takes_the_answers_about_themselves_along(
    cast: Cast, household: Household, grant: Grant, here: Side
) -> None:
    answered(cast, grant)

    done = confirmed(split_of(cast, household), here)

    with scope.of(cast.caseworker):
        ours, theirs = [
            Case.objects.get(household=one, kind="transfer") for one in (household, done.into)
        ]
        assert lines_of(ours) == [
            ("farming", None, Decimal(900)),
            ("pension", "张三", Decimal(1200)),
        ]
        assert lines_of(theirs) == [("pension", "刘三", Decimal(600))]
        assert [line.kind for line in theirs.expenses.all()] == ["medical"]
        assert not ours.expenses.exists()
        assert [line.kind for line in ours.properties.all()] == ["house"]
        assert not theirs.properties.exists()


def test_the_head_is_not_split_off(cast: Cast, household: Household, grant: Grant) -> None:
    with pytest.raises(Refused, match="户主不能分出去"):
        split_of(cast, household, plan={household.head_id: "02"})


def test_a_new_household_has_a_head(cast: Cast, household: Household, grant: Grant) -> None:
    with scope.of(cast.caseworker):
        wife = household.members().get(relation="10").person_id
    with pytest.raises(Refused, match="要有一名户主"):
        split_of(cast, household, plan={wife: "10"})


def test_whoever_proposed_does_not_confirm(
    cast: Cast, household: Household, grant: Grant, here: Side
) -> None:
    transfer = split_of(cast, household)
    with pytest.raises(PermissionDenied):
        confirmed(transfer, here, by=cast.caseworker)


def test_a_county_may_say_no(cast: Cast, household: Household, grant: Grant) -> None:
    transfer = split_of(cast, household)
    with scope.of(cast.reviewer):
        transfers.refuse(transfer=transfer, reason="没有真的分开过", by=cast.reviewer)

        grant.refresh_from_db()
        assert grant.last_month is None
        assert household.members().count() == 2


def test_whoever_is_not_covered_is_split_off_at_once(cast: Cast, household: Household) -> None:
    with scope.of(cast.caseworker):
        wife = household.members().get(relation="10").person_id
        new = transfers.split_unpaid(
            household=household,
            plan={wife: "02"},
            group_name="",
            address="",
            reason="分家",
            by=cast.caseworker,
            on=HANDED,
        )

        assert new.head_id == wife
        assert Membership.objects.get(household=new).joined_for == "split"
        assert household.memberships.get(person=wife).left_for == "split"


def test_whoever_is_covered_is_not_split_off_without_the_county(
    cast: Cast, household: Household, grant: Grant
) -> None:
    with scope.of(cast.caseworker), pytest.raises(Refused, match="报县里确认"):
        transfers.split_unpaid(
            household=household,
            plan={household.members().get(relation="10").person_id: "02"},
            group_name="",
            address="",
            reason="分家",
            by=cast.caseworker,
            on=HANDED,
        )


# A merger


@pytest.fixture
def neighbours(cast: Cast, places: Places, rules_of_2026: object, grant: Grant) -> Household:
    """王五 and his wife 刘五, in benefit too, in the same village."""
    case = proposed(places.village, cast, "王五", 31)
    with scope.of(cast.caseworker):
        notices.freeze(
            village=places.village,
            stage="township",
            cases=[case],
            by=cast.caseworker,
            on=date(2026, 7, 8),
        )
    with scope.of(cast.reviewer):
        decisions.confirm(
            case=Case.objects.get(pk=case.pk), reasons="属实", by=cast.reviewer, on=DECIDED
        )
        return Household.objects.select_related("head").get(pk=case.household_id)


def merge_of(cast: Cast, giving: Household, taking: Household) -> Transfer:
    with scope.of(cast.caseworker):
        plan = {m.person_id: "97" for m in giving.members()}
        return transfers.propose_merge(
            giving=giving,
            taking=taking,
            plan=plan,
            reason="老人随儿子生活",
            happened_on=HANDED,
            by=cast.caseworker,
            on=HANDED,
        )


def test_two_households_become_one_with_all_their_shares(
    cast: Cast, household: Household, grant: Grant, neighbours: Household, here: Side
) -> None:
    confirmed(merge_of(cast, neighbours, household), here)

    with scope.of(cast.reviewer):
        (new,) = Grant.objects.filter(last_month=None)
        ended = Grant.objects.filter(last_month=AUGUST)
        assert new.household_id == household.pk
        assert (new.first_month, new.covered_count) == (SEPTEMBER, 4)
        assert new.total_amount == sum(g.total_amount for g in ended)
        assert ended.count() == 2
    with scope.of(cast.caseworker):
        case = Case.objects.get(household=household, kind="transfer")
        assert lines_of(case) == [("farming", None, Decimal(900))] * 2
        neighbours.refresh_from_db()
        assert neighbours.closed_for == "merged"
        assert household.members().count() == 4


def test_a_household_in_benefit_takes_one_that_is_not(
    cast: Cast, places: Places, household: Household, grant: Grant
) -> None:
    with scope.of(cast.caseworker):
        other = register(places.village, cast.caseworker, name="王五", serial=31)
        plan = {m.person_id: "97" for m in other.members()}
        told = {"plan": plan, "reason": "合并", "by": cast.caseworker, "on": HANDED}
        with pytest.raises(Refused, match="享受低保的一户要作为接收的一户"):
            transfers.merge_unpaid(
                giving=household,
                taking=other,
                **told | {"plan": {m.person_id: "97" for m in household.members()}},
            )

        transfers.merge_unpaid(giving=other, taking=household, **told)

        other.refresh_from_db()
        assert (other.closed_for, household.members().count()) == ("merged", 4)


def test_households_of_two_villages_do_not_merge(
    cast: Cast, places: Places, household: Household, grant: Grant
) -> None:
    with scope.of(cast.caseworker):
        other = register(places.second_village, cast.caseworker, name="王五", serial=31)
    with pytest.raises(Refused, match="不在一个村"):
        merge_of(cast, other, household)


# What the database refuses


@pytest.mark.parametrize(
    ("statement", "guard"),
    [
        ("UPDATE applicants_transfer SET status = 'done'", "moves_along|received_into|is_done_by"),
        ("UPDATE applicants_transfer SET status = 'withdrawn'", "each_side_takes_its_own_steps"),
        (BY_THE_SAME, "nobody_receives_what_they_handed_over"),
        ("UPDATE applicants_transfer SET status = 'received'", "a_move_is_received_into"),
        ("UPDATE applicants_transfer SET status = 'declined'", "a_declined_transfer_says_why"),
        ("UPDATE applicants_transfer SET monthly_amount = 999", "permission denied"),
        ("UPDATE applicants_transfer SET dossier = ''", "permission denied"),
        ("DELETE FROM applicants_transfer", "permission denied|never deleted"),
    ],
)
def test_no_step_is_taken_against_its_rules(
    cast: Cast, household: Household, grant: Grant, abroad: Side, statement: str, guard: str
) -> None:
    offered(cast, household, abroad)
    with pytest.raises(DatabaseError, match=guard), scope.of(abroad.caseworker):
        run(statement)


def test_nobody_fetches_a_family_that_was_not_handed_over(
    cast: Cast, household: Household, grant: Grant, abroad: Side
) -> None:
    with (
        pytest.raises(DatabaseError, match="a_transfer_is_of_a_household_of_its_giver"),
        scope.of(abroad.caseworker),
    ):
        run(
            "INSERT INTO applicants_transfer (id, area_code, from_area_code, kind, status, household_id, grant_id,"
            " head_name, person_count, covered_count, monthly_amount, reason, happened_on, plan, dossier, group_name,"
            " address, answer, handed_by_id, handed_on, version) VALUES (gen_random_uuid(), %s, %s, 'move', 'offered',"
            " %s, %s, '张三', 2, 2, 1, 'x', '2026-08-01', '{}', 'x', '', '', '', %s, '2026-08-03', 0)",
            abroad.township.pk,
            household.area_id,
            household.pk,
            grant.pk,
            cast.caseworker.pk,
        )


@pytest.mark.parametrize("who", ["giver", "third"])
def test_nobody_but_the_receiver_lets_a_family_leave(
    cast: Cast, household: Household, grant: Grant, abroad: Side, who: str
) -> None:
    transfer = received(offered(cast, household, abroad), abroad)
    staff = {"giver": cast.reviewer, "third": cast.neighbour}[who]
    with (
        pytest.raises(DatabaseError, match="a_family_leaves_for_whoever_received_it"),
        scope.of(staff),
    ):
        run("SELECT release_moved_household(%s, '{}', '2026-08-10')", transfer.pk)


def test_no_family_leaves_before_it_is_received(
    cast: Cast, household: Household, grant: Grant, abroad: Side
) -> None:
    transfer = offered(cast, household, abroad)
    with (
        pytest.raises(DatabaseError, match="a_family_leaves_for_whoever_received_it"),
        scope.of(abroad.reviewer),
    ):
        run("SELECT release_moved_household(%s, '{}', '2026-08-10')", transfer.pk)


def test_no_grant_is_ended_from_elsewhere_by_another_decision(
    cast: Cast, household: Household, grant: Grant, abroad: Side
) -> None:
    with (
        pytest.raises(DatabaseError, match="the_grant_is_the_one_handed_over"),
        scope.of(abroad.reviewer),
    ):
        run("SELECT end_transferred_grant(%s)", grant.decision_id)


def test_a_transfer_that_loses_a_share_is_refused_as_a_whole(
    cast: Cast, household: Household, grant: Grant, here: Side, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the programme does wrong, PostgreSQL compares what ended with what begins."""
    transfer = split_of(cast, household)
    monkeypatch.setattr(carrying, "parts_of", parts_but_one)
    with pytest.raises(DatabaseError, match="keeps_every_month_and_every_share"):
        confirmed(transfer, here)


def parts_but_one(grant: Grant) -> list[Part]:
    shares = grant.shares.select_related("person").order_by("pk")
    return [Part(share.person, share.base_amount, share.supplement_amount) for share in shares][1:]


@pytest.mark.parametrize(
    ("about", "guard"),
    [
        ("the grant", "keeps_every_month_and_every_share"),
        ("another grant", "a_case_is_about_a_grant_of_its_household"),
    ],
)
def test_a_transfer_case_is_not_opened_by_hand(
    cast: Cast,
    household: Household,
    grant: Grant,
    neighbours: Household,
    about: str,
    guard: str,
) -> None:
    transfer = split_of(cast, household)
    with scope.of(cast.reviewer):
        another = Grant.objects.get(household=neighbours).pk
    with (
        pytest.raises(DatabaseError, match=guard),
        scope.of(cast.reviewer),
    ):
        run(
            "INSERT INTO applicants_case (area_code, household_id, kind, status, poverty_cause, hardships, statement,"
            " rule_set_id, entered_by_id, opened_on, accepted_on, version, grant_id, transfer_id) "
            "SELECT area_code, household_id, 'transfer', 'confirmed', '', '{}', '', rule_set_id, entered_by_id,"
            " opened_on, accepted_on, 0, %s, %s FROM applicants_case WHERE household_id = %s;"
            " SET CONSTRAINTS ALL IMMEDIATE",
            {"the grant": grant.pk, "another grant": another}[about],
            transfer.pk,
            household.pk,
        )


def test_no_case_is_opened_of_a_household_on_its_way(
    cast: Cast, household: Household, grant: Grant, to: Side
) -> None:
    offered(cast, household, to)
    with (
        pytest.raises(DatabaseError, match="a_household_on_its_way_opens_no_case"),
        scope.of(cast.caseworker),
    ):
        run(
            "INSERT INTO applicants_case (area_code, household_id, kind, status, poverty_cause, hardships, statement,"
            " entered_by_id, opened_on, version) "
            "SELECT area_code, id, 'application', 'draft', '', '{}', '', %s, '2026-08-04', 0 FROM applicants_household",
            cast.caseworker.pk,
        )


def test_nobody_joins_a_closed_household(
    cast: Cast, household: Household, grant: Grant, moved: Transfer
) -> None:
    with scope.of(cast.caseworker):
        stranger = Person.objects.create(area=household.area, is_named=False)
    with (
        pytest.raises(DatabaseError, match="nobody_joins_a_closed_household"),
        scope.of(cast.caseworker),
    ):
        Membership.objects.create(
            household=household,
            area_id=household.area_id,
            person=stranger,
            relation="99",
            first_day=CONFIRMED,
        )


def test_a_household_with_people_is_not_closed(cast: Cast, household: Household) -> None:
    with (
        pytest.raises(DatabaseError, match="a_household_is_closed_when_everybody_has_left"),
        scope.of(cast.caseworker),
    ):
        run("UPDATE applicants_household SET closed_on = '2026-08-01', closed_for = 'moved'")


def test_nobody_is_covered_twice_after_a_move(
    cast: Cast, household: Household, grant: Grant, to: Side, moved: Transfer
) -> None:
    """Each person, in each month, by one grant at most: counted over all areas by the database's owner."""
    with scope.of(cast.officer):
        doubled = GrantShare.objects.raw(
            "SELECT s.* FROM applicants_grantshare s JOIN applicants_grantshare o ON o.person_key = s.person_key"
            " AND o.id <> s.id AND daterange(s.first_month, s.last_month, '[]')"
            " && daterange(o.first_month, o.last_month, '[]')"
        )
        assert list(doubled) == []
        assert {s.base_amount for s in GrantShare.objects.all()} >= {Decimal(grant.base_amount) / 2}
