"""Households taken out of a batch: held for a reason, never forgotten, and nobody signs what they drew."""

from collections.abc import Callable, Sequence
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404, QueryDict
from django.test.utils import CaptureQueriesContext

from applicants.models.household import Household
from dibao import jobs, scope
from dibao.errors import Refused
from dibao.models.staff import Staff
from dibao.values.identity import BankNumber
from dibao.workflow import MoveRefused
from payments.actions import account_changes, batch_lines, batches, holds
from payments.actions.accounts import AccountEntry
from payments.actions.batch_lines import Figures, RowOut, figures_without, to_draw_anew
from payments.banks.reasons import FailureReason
from payments.changes import ChangeKind, changes_of
from payments.forms.batch_lines import TakeOutForm
from payments.jobs import ask_to_draw_anew
from payments.ledgers import check, identity
from payments.models import (
    BatchException,
    BatchKind,
    BatchStatus,
    HoldReason,
    LineStatus,
    PaymentHold,
)
from payments.pages.batch_lines import picked
from tests.cast import Cast
from tests.factories.places import Places
from tests.payments.conftest import (
    AUGUST,
    JULY,
    TODAY,
    Round,
    answered,
    carry,
    end_benefit,
    grant_late,
    make_account,
    sent,
)
from tests.payments.holding import held, lifted
from tests.payments.test_database_guards import refused, run
from tests.payments.test_debts_that_move import moved_abroad
from tests.payments.test_months_past import drawn as drawn_beside


def out(*households: int, reason: HoldReason = HoldReason.DEATH_UNVERIFIED) -> list[RowOut]:
    return [
        RowOut(household=household, reason=reason, note="邻居说上月去世，乡镇去核实")
        for household in households
    ]


def taken(monthly: Round, by: Staff, rows: Sequence[RowOut]) -> list[PaymentHold]:
    with scope.of(by):
        monthly.batch.refresh_from_db()
        return batch_lines.take_out(batch=monthly.batch, rows=rows, by=by, on=TODAY)


def statuses(monthly: Round) -> dict[int, str]:
    with scope.of(monthly.clerk):
        monthly.batch.refresh_from_db()
        return dict(monthly.batch.lines.values_list("household", "status"))


def drawn(monthly: Round) -> None:
    with scope.of(monthly.clerk):
        batches.draw(county=monthly.county, month=JULY, by=monthly.clerk, on=TODAY)
        monthly.batch.refresh_from_db()


def test_rows_taken_out_of_a_draft_are_held_by_the_next_drawing(round_of_july: Round) -> None:
    holds = taken(round_of_july, round_of_july.clerk, out(101, 103))
    promised = promised_by(round_of_july)
    drawn(round_of_july)

    assert [(hold.first_month, hold.last_month, hold.taken_from) for hold in holds] == [
        (JULY, None, round_of_july.batch)
    ] * 2
    found = statuses(round_of_july)
    assert {key for key, status in found.items() if status == LineStatus.HELD} == {101, 103, 105}
    assert Figures.of(round_of_july.batch) == promised
    with scope.of(round_of_july.clerk):
        assert identity(round_of_july.county, JULY).difference == 0
        assert check(round_of_july.county) == []


def promised_by(monthly: Round) -> Figures:
    with scope.of(monthly.clerk):
        return figures_without(monthly.batch, to_draw_anew(monthly.batch))


@pytest.mark.parametrize(
    ("until", "who"),
    [("prepared", "reviewer"), ("reviewed", "approver"), ("approved", "finance")],
)
def test_whoever_has_the_batch_in_hand_takes_rows_out_and_it_goes_back(
    round_of_july: Round, until: str, who: str
) -> None:
    carry(round_of_july, until=until)
    by = getattr(round_of_july, who)

    (hold,) = taken(round_of_july, by, out(101))

    assert statuses(round_of_july)[101] == LineStatus.DUE
    batch = round_of_july.batch
    assert (batch.status, batch.prepared_by, batch.drawn_by) == (
        BatchStatus.DRAFT,
        None,
        round_of_july.clerk,
    )
    assert hold.placed_by == by
    drawn(round_of_july)
    assert carry(round_of_july, until="sealed").held_amount == Decimal("322.00")


@pytest.mark.parametrize(
    ("until", "who"),
    [
        ("draft", "reviewer"),
        ("prepared", "clerk"),
        ("prepared", "approver"),
        ("reviewed", "finance"),
    ],
)
def test_whoever_has_it_not_in_hand_takes_nothing_out(
    round_of_july: Round, until: str, who: str
) -> None:
    if until != "draft":
        carry(round_of_july, until=until)

    with pytest.raises(MoveRefused, match="现在由办这一步的人取出"):
        taken(round_of_july, getattr(round_of_july, who), out(101))


def test_once_signed_nothing_is_taken_out(round_of_july: Round) -> None:
    carry(round_of_july, until="sealed")

    with pytest.raises(MoveRefused, match="签发以前"):
        taken(round_of_july, round_of_july.finance, out(101))


def test_a_township_and_another_county_take_nothing_out(round_of_july: Round, cast: Cast) -> None:
    with (
        scope.of(round_of_july.clerk),
        pytest.raises(Http404),
    ):
        batch_lines.take_out(
            batch=round_of_july.batch, rows=out(101), by=cast.foreign_clerk, on=TODAY
        )
    with scope.of(round_of_july.clerk), pytest.raises(PermissionDenied):
        batch_lines.take_out(
            batch=round_of_july.batch, rows=out(101), by=cast.administrator, on=TODAY
        )


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (out(101, 201), "有的户不在这个批次里"),
        (out(101, 105), "户主105已经暂缓"),
        ([], "勾选要取出的户"),
        ([RowOut(household=101, reason=HoldReason.MOVED, note=" ")], "户主101：写明取出的原因"),
    ],
)
def test_one_wrong_row_and_none_is_taken_out(
    round_of_july: Round, rows: list[RowOut], sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        taken(round_of_july, round_of_july.clerk, rows)

    with scope.of(round_of_july.clerk):
        assert not PaymentHold.objects.exists()


def test_a_row_held_since_is_refused_by_its_name(round_of_july: Round) -> None:
    held(round_of_july.clerk)

    with pytest.raises(Refused, match="户主101：这户在这些月份已经缓发"):
        taken(round_of_july, round_of_july.clerk, out(101))


def test_a_second_person_has_the_money_go_again(round_of_july: Round) -> None:
    carry(round_of_july, until="prepared")
    (hold,) = taken(round_of_july, round_of_july.reviewer, out(101))
    with pytest.raises(Refused, match="由另一人解除"):
        lifted(hold, round_of_july.reviewer)

    lifted(hold, round_of_july.clerk)
    drawn(round_of_july)

    assert statuses(round_of_july)[101] == LineStatus.DUE


# Beside a month's regular batch


def failed(monthly: Round, *serials: int) -> None:
    sent(monthly)
    answered(monthly, dict.fromkeys(serials, FailureReason.BANK_ERROR))


def back_pay(july: Round, cast: Cast) -> None:
    failed(july)
    grant_late(july.clerk)
    with scope.of(cast.clerk):
        make_account(Household.objects.select_related("head").get(pk=301), cast.clerk)


def topped_up(july: Round, cast: Cast) -> None:
    failed(july)
    end_benefit(household=102, last_month=JULY.previous())
    grant_late(july.clerk, household=102, amount=200)


def subsidy_failed(july: Round, cast: Cast) -> None:
    failed(july)
    failed(drawn_beside(july, BatchKind.SUBSIDY), 2)


@pytest.mark.parametrize(
    ("kind", "before", "household"),
    [
        (BatchKind.FOLLOW_UP, lambda july, cast: failed(july, 3), 103),
        (BatchKind.BACK_PAY, back_pay, 301),
        (BatchKind.TOP_UP, topped_up, 102),
        (BatchKind.SUBSIDY, lambda july, cast: failed(july), 102),
        (BatchKind.SUBSIDY_FOLLOW_UP, subsidy_failed, 102),
    ],
)
def test_a_household_is_taken_out_of_any_batch_beside_a_regular_one_that_is_signed(
    round_of_july: Round,
    cast: Cast,
    kind: BatchKind,
    before: Callable[[Round, Cast], None],
    household: int,
) -> None:
    before(round_of_july, cast)
    carry(drawn_beside(round_of_july, BatchKind.REGULAR), until="sealed")
    beside = drawn_beside(round_of_july, kind)
    assert changes(beside) == []

    (hold,) = taken(beside, beside.clerk, out(household))

    assert changes(beside) == [(household, ChangeKind.HOLD)]
    lifted(hold, cast.reviewer)
    assert changes(beside) == []


def changes(monthly: Round) -> list[tuple[int, ChangeKind]]:
    with scope.of(monthly.clerk):
        return [(change.household, change.kind) for change in changes_of(monthly.batch)]


def test_months_past_of_one_household_are_one_row_and_one_hold(
    round_of_july: Round, cast: Cast
) -> None:
    failed(round_of_july, 3)
    failed(drawn_beside(round_of_july, BatchKind.REGULAR), 3)
    beside = drawn_beside(round_of_july, BatchKind.FOLLOW_UP)
    with scope.of(cast.clerk):
        chosen = picked(beside.batch, QueryDict("household=103"))
        form = TakeOutForm(
            QueryDict("reason=identity&note=%E5%8E%BB%E6%A0%B8%E5%AE%9E"), lines=chosen
        )
        assert form.is_valid()
        (row,) = form.out
        rows = form.rows()
    assert len(chosen) == 2
    assert row.amount == 84

    (hold,) = taken(beside, cast.clerk, rows)

    assert hold.household_id == 103


def test_money_of_a_family_that_has_gone_is_held_and_let_go(
    round_of_july: Round, cast: Cast, places: Places
) -> None:
    failed(round_of_july, 3)
    moved_abroad(cast, places)
    beside = drawn_beside(round_of_july, BatchKind.FOLLOW_UP)

    (hold,) = taken(beside, cast.clerk, out(103))

    with scope.of(cast.reviewer):
        assert list(PaymentHold.objects.awaiting(cast.reviewer, AUGUST)) == [hold]
    lifted(hold, cast.reviewer)
    assert changes(beside) == []


def test_a_hold_by_itself_leaves_a_signed_month_alone(round_of_july: Round, cast: Cast) -> None:
    failed(round_of_july, 3)
    carry(drawn_beside(round_of_july, BatchKind.REGULAR), until="sealed")
    drawn_beside(round_of_july, BatchKind.FOLLOW_UP)

    with pytest.raises(Refused, match="已经签发，缓发最早从"):
        held(cast.clerk, household=103, first=AUGUST)
    with refused(cast.clerk, "a_hold_leaves_signed_months_alone"):
        run(f"{PLACE} WHERE kind = 'regular' AND month = '2008-08-01'", "2008-08-01", cast.clerk.pk)


def test_batches_are_locked_in_one_order_whoever_locks_them(
    round_of_july: Round, cast: Cast
) -> None:
    hold = held(cast.clerk, household=102)
    statements = []
    for who, work in (
        (cast.clerk, lambda: batch_lines.take_out(
            batch=round_of_july.batch, rows=out(101), by=cast.clerk, on=TODAY
        )),
        (cast.reviewer, lambda: holds.lift(hold=hold, reason="见到本人", by=cast.reviewer)),
    ):  # fmt: skip
        with scope.of(who), CaptureQueriesContext(connection) as asked:
            work()
        locks = [q["sql"] for q in asked if "FOR UPDATE" in q["sql"]]
        statements.append(next(sql for sql in locks if 'FROM "payments_' in sql))

    for first in statements:
        assert 'FROM "payments_paymentbatch"' in first
        assert (
            'ORDER BY "payments_paymentbatch"."month" ASC, "payments_paymentbatch"."id" ASC'
            in first
        )


# Drawn anew and submitted by one click


def asked(monthly: Round) -> str:
    promised = promised_by(monthly)
    with scope.of(monthly.clerk):
        monthly.batch.refresh_from_db()
        ask_to_draw_anew(batch=monthly.batch, by=monthly.clerk, submits=promised)
    jobs.drain()
    with scope.of(monthly.clerk):
        monthly.batch.refresh_from_db()
    return monthly.batch.status


def test_what_comes_to_what_was_promised_is_submitted(round_of_july: Round) -> None:
    carry(round_of_july, until="prepared")
    taken(round_of_july, round_of_july.reviewer, out(101))

    assert asked(round_of_july) == BatchStatus.PREPARED
    assert statuses(round_of_july)[101] == LineStatus.HELD
    assert round_of_july.batch.prepared_by == round_of_july.clerk


def test_what_comes_to_something_else_waits_to_be_looked_at(round_of_july: Round) -> None:
    carry(round_of_july, until="prepared")
    taken(round_of_july, round_of_july.reviewer, out(101))
    promised = promised_by(round_of_july)
    held(round_of_july.clerk, household=102)
    with scope.of(round_of_july.clerk):
        round_of_july.batch.refresh_from_db()
        ask_to_draw_anew(batch=round_of_july.batch, by=round_of_july.clerk, submits=promised)

    jobs.drain()

    assert statuses(round_of_july)[102] == LineStatus.HELD
    assert round_of_july.batch.status == BatchStatus.DRAFT


# What PostgreSQL refuses

PLACE = (
    "INSERT INTO payments_paymenthold (household_id, area_code, reason, note, first_month, placed_by_id, placed_at,"
    " taken_from_id) SELECT 101, '990121100200', 'identity', '', %s, %s, now(), id FROM payments_paymentbatch"
)


@pytest.mark.parametrize(
    ("until", "month"), [("draft", "2008-08-01"), ("sealed", "2008-08-01")], ids=["month", "sealed"]
)
def test_a_hold_out_of_a_batch_is_of_that_batch(
    round_of_july: Round, until: str, month: str
) -> None:
    if until != "draft":
        carry(round_of_july, until=until)

    with refused(round_of_july.clerk, "a_household_is_taken_out_of_a_batch_it_is_in"):
        run(PLACE, month, round_of_july.clerk.pk)


# Who perhaps should not be paid


def test_who_is_told_to_have_died_or_gone_and_who_may_be_twice_is_an_exception(
    round_of_july: Round, cast: Cast
) -> None:
    tell = (
        "INSERT INTO applicants_changereport (household_id, area_code, person_id, kind, happened_on, reported_on,"
        " source, reporter, note, status, answer, recorded_by_id) SELECT h.id, h.area_code, h.head_id, %s,"
        " '2008-06-20', '2008-06-21', 'village', '', '', 'open', '', %s FROM applicants_household h WHERE h.id = %s"
    )
    join = (
        "INSERT INTO applicants_membership (household_id, area_code, person_id, relation, first_day, is_counted,"
        " is_covered, exclusion) SELECT id, area_code, head_id, '01', '2008-01-01', true, true, ''"
        " FROM applicants_household WHERE id = %s"
    )
    leave = "UPDATE applicants_membership SET last_day = '2008-06-01', left_for = 'death' WHERE household_id = 103"
    with scope.of(cast.caseworker):
        for household in (101, 102, 103):
            run(join, household)
        run(tell, "death", cast.caseworker.pk, 101)
        run(tell, "moved_out", cast.caseworker.pk, 102)
        run(leave)

    drawn(round_of_july)

    with scope.of(round_of_july.clerk):
        found = BatchException.objects.filter(kind__in=("death", "moved", "duplicate"))
        assert set(found.values_list("kind", "household", "after_amount")) == {
            ("death", 101, Decimal("154.00")),
            ("moved", 102, Decimal("156.00")),
            ("death", 103, Decimal("42.00")),
        }


def test_two_families_with_one_account_are_an_exception_until_somebody_judges(
    round_of_july: Round, cast: Cast
) -> None:
    for household in (101, 102):
        with scope.of(cast.caseworker):
            found = Household.objects.select_related("head").get(pk=household)
            entry = AccountEntry(
                holder=found.head.name,
                bank_code="103",
                bank_name="农业银行",
                number=BankNumber.parse("6228480000000000101"),
            )
            account_changes.propose(
                household=found, entry=entry, by=cast.caseworker, on=TODAY, reason="换折"
            )

    drawn(round_of_july)

    with scope.of(round_of_july.clerk):
        exceptions = BatchException.objects.filter(kind="duplicate").order_by("household")
        assert list(exceptions.values_list("household", flat=True)) == [101, 102]
