"""A hold keeps a household's money back and leaves its benefit alone; a second person lets it go."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from applicants.models.grant import Grant
from dibao import scope
from dibao.errors import Refused
from dibao.models.audit import AuditEvent
from dibao.models.staff import Staff
from dibao.roles import Role
from payments.actions import batches
from payments.actions.batches import Outdated
from payments.actions.holds import PlacedByYou
from payments.changes import ChangeKind, changes_of
from payments.ledgers import check, identity
from payments.models import BatchException, HoldReason, LineStatus, PaymentBatch, PaymentLine
from payments.owed import owed_within
from payments.pages.accounts import failed_count
from tests.cast import Cast, hire
from tests.payments.conftest import AUGUST, JULY, TODAY, Round, carry
from tests.payments.holding import held, lifted

JUNE = JULY.previous()


def drawn(monthly: Round, month: object = JULY) -> PaymentBatch:
    with scope.of(monthly.clerk):
        return batches.draw(county=monthly.county, month=month, by=monthly.clerk, on=TODAY)


def line_of(monthly: Round, household: int, month: object = JULY) -> PaymentLine:
    with scope.of(monthly.clerk):
        lines = PaymentLine.objects.select_related("hold").standing()
        return lines.get(household=household, month=month)


def test_a_household_under_a_hold_is_drawn_as_held_after_those_that_are_paid(
    round_of_july: Round,
) -> None:
    hold = held(round_of_july.clerk)
    batch = drawn(round_of_july)

    line = line_of(round_of_july, 101)
    assert (line.status, line.hold, line.amount) == (LineStatus.HELD, hold, Decimal("154.00"))
    assert (batch.held_count, batch.held_amount) == (2, Decimal("322.00"))
    assert line.serial > batch.payable_count


def test_the_benefit_stays_what_it_is(round_of_july: Round) -> None:
    held(round_of_july.clerk)
    batch = carry(Round(drawn(round_of_july), *people(round_of_july)), until="sealed")

    with scope.of(round_of_july.clerk):
        grant = Grant.objects.get(household=101)
        assert (grant.total_amount, grant.last_month) == (Decimal("154.00"), None)
        assert batch.total_amount == Decimal("785.00")
        assert identity(round_of_july.county, JULY).difference == 0
        assert check(round_of_july.county) == []
        # What is held is not owed twice over.
        assert owed_within(round_of_july.county) == []


def people(monthly: Round) -> tuple[Staff, ...]:
    return (
        monthly.clerk,
        monthly.reviewer,
        monthly.approver,
        monthly.finance,
        monthly.second_finance,
    )


def test_the_hold_is_an_exception_of_its_own_and_no_matter_of_accounts(
    round_of_july: Round, cast: Cast
) -> None:
    held(round_of_july.clerk)
    held(round_of_july.clerk, household=105)
    drawn(round_of_july)

    with scope.of(round_of_july.clerk):
        found = BatchException.objects.values_list("kind", "household", "after_amount")
        assert set(found) == {
            ("hold", 101, Decimal("154.00")),
            ("hold", 105, Decimal("168.00")),
        }
    with scope.of(cast.caseworker):
        assert failed_count(cast.caseworker) == 0


def test_months_outside_the_hold_are_paid(round_of_july: Round) -> None:
    held(round_of_july.clerk, first=AUGUST, last_month=AUGUST)

    drawn(round_of_july)
    drawn(round_of_july, AUGUST)
    drawn(round_of_july, AUGUST.next())

    months = (JULY, AUGUST, AUGUST.next())
    statuses = [line_of(round_of_july, 101, month).status for month in months]
    assert statuses == [LineStatus.DUE, LineStatus.HELD, LineStatus.DUE]


def test_a_batch_drawn_before_the_hold_names_it_and_is_not_submitted(round_of_july: Round) -> None:
    held(round_of_july.clerk)

    with scope.of(round_of_july.clerk):
        (change,) = changes_of(round_of_july.batch)
        assert (change.household, change.kind) == (101, ChangeKind.HOLD)
        with pytest.raises(Outdated, match=r"缓发有变1户.*重新编制以后再提交复核"):
            batches.submit(batch=round_of_july.batch, by=round_of_july.clerk, on=TODAY)


def test_a_hold_placed_under_way_stops_the_signature(round_of_july: Round) -> None:
    batch = carry(round_of_july, until="approved")
    held(round_of_july.clerk)

    with scope.of(round_of_july.finance), pytest.raises(Outdated, match=r"退回编制"):
        batches.sign(batch=batch, by=round_of_july.finance)


def test_a_hold_lifted_under_way_stops_it_too(round_of_july: Round) -> None:
    hold = held(round_of_july.clerk)
    batch = carry(Round(drawn(round_of_july), *people(round_of_july)), until="approved")
    lifted(hold, round_of_july.reviewer)

    with scope.of(round_of_july.finance), pytest.raises(Outdated, match=r"缓发有变1户"):
        batches.sign(batch=batch, by=round_of_july.finance)


def test_a_second_person_lets_the_money_go_from_the_next_drawing_on(round_of_july: Round) -> None:
    hold = held(round_of_july.clerk)
    carry(Round(drawn(round_of_july), *people(round_of_july)), until="sealed")

    found = lifted(hold, round_of_july.reviewer)
    drawn(round_of_july, AUGUST)

    assert (found.lifted_by, found.lift_reason) == (round_of_july.reviewer, "已入户见到本人")
    assert line_of(round_of_july, 101, AUGUST).status == LineStatus.DUE
    assert line_of(round_of_july, 101).hold == hold


def test_another_clerk_may_lift_it(round_of_july: Round) -> None:
    hold = held(round_of_july.clerk)
    second = hire("clerk2", "许编制", Role.COUNTY_CLERK, round_of_july.county)

    assert not lifted(hold, second).is_standing


def test_nobody_lifts_their_own(round_of_july: Round) -> None:
    hold = held(round_of_july.clerk)

    with pytest.raises(PlacedByYou, match="要由另一人解除"):
        lifted(hold, round_of_july.clerk)


def test_it_is_lifted_once(round_of_july: Round) -> None:
    hold = held(round_of_july.clerk)
    lifted(hold, round_of_july.reviewer)

    with pytest.raises(Refused, match="已经解除"):
        lifted(hold, round_of_july.reviewer)


def test_lifting_says_why(round_of_july: Round) -> None:
    hold = held(round_of_july.clerk)

    with pytest.raises(Refused, match="写明解除的原因"):
        lifted(hold, round_of_july.reviewer, reason="  ")


def test_a_signed_month_is_not_held_any_more(round_of_july: Round) -> None:
    carry(round_of_july, until="sealed")

    with pytest.raises(Refused, match=r"2008年7月的发放批次已经签发，缓发最早从2008年8月开始"):
        held(round_of_july.clerk)


def test_a_month_is_held_once(round_of_july: Round) -> None:
    held(round_of_july.clerk)

    with pytest.raises(Refused, match="已经缓发"):
        held(round_of_july.clerk, first=AUGUST)


def test_after_the_lifting_it_may_be_held_again(round_of_july: Round) -> None:
    lifted(held(round_of_july.clerk), round_of_july.reviewer)

    assert held(round_of_july.clerk).is_standing


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"first": AUGUST, "last_month": JULY}, "截止月份早于起始月份"),
        ({"first": AUGUST.plus(2)}, "缓发最晚从2008年9月开始"),
    ],
)
def test_months_must_make_sense(round_of_july: Round, said: dict[str, object], words: str) -> None:
    with pytest.raises(Refused, match=words):
        held(round_of_july.clerk, **said)


@pytest.mark.parametrize("post", ["caseworker", "reviewer", "finance", "officer"])
def test_only_a_countys_clerk_places_one(round_of_july: Round, cast: Cast, post: str) -> None:
    with pytest.raises(PermissionDenied):
        held(getattr(cast, post))


@pytest.mark.parametrize("post", ["caseworker", "approver", "finance"])
def test_only_clerk_and_reviewer_lift_one(round_of_july: Round, cast: Cast, post: str) -> None:
    hold = held(round_of_july.clerk)

    with pytest.raises(PermissionDenied):
        lifted(hold, getattr(cast, post))


def test_another_county_does_not_find_it(round_of_july: Round, cast: Cast) -> None:
    hold = held(round_of_july.clerk)

    with pytest.raises(Http404):
        lifted(hold, cast.foreign_reviewer)


def test_both_are_in_the_trail(round_of_july: Round) -> None:
    hold = held(round_of_july.clerk, reason=HoldReason.OTHER, note="领款人住院")
    lifted(hold, round_of_july.reviewer)

    with scope.of(round_of_july.clerk):
        trail = AuditEvent.objects.filter(event__startswith="hold:").order_by("pk")
        assert list(trail.values_list("event", "staff_name", "reason")) == [
            ("hold:placed", "王编制", "领款人住院"),
            ("hold:lifted", "赵审核", "已入户见到本人"),
        ]
