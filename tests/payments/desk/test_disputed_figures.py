"""What disputes found, where payments are added up and shown: what came back is not paid, what had arrived is."""

from datetime import date
from decimal import Decimal

import pytest

from applicants.models.household import Household
from dibao import scope
from dibao.papers import Grid, Text
from payments import continuity
from payments.banks.reasons import FailureReason
from payments.funds import funds_within
from payments.household_card import household_card
from payments.ledger_sides import sides_of
from payments.models import Resolution
from payments.pages.steps import settlement_facts
from tests.cast import Cast
from tests.payments.conftest import JULY, TODAY, Round
from tests.payments.desk.conftest import AtDesk
from tests.payments.disputing import LATE_FAILURE, LATE_SUCCESS, contradicted, resolved, settled
from tests.payments.funding import as_entered, there


@pytest.fixture
def answered_twice(round_of_july: Round, cast: Cast) -> Round:
    """July is settled: the bank gave back what it had paid household 101, and 102 had its money after all. The file
    that said so says again what 103 was paid."""
    there(cast.finance, cast.second_finance, as_entered("county", 1000))
    settled(round_of_july, {2: FailureReason.BANK_ERROR})
    returned, arrived = contradicted(round_of_july, {1: LATE_FAILURE, 2: LATE_SUCCESS, 3: {}})
    resolved(returned, cast.finance)
    resolved(arrived, cast.finance, Resolution.ARRIVED)
    return round_of_july


def card_of(monthly: Round, household: int) -> tuple[list[str], str]:
    """The only month on a household's card, and its sums in words."""
    with scope.of(monthly.finance):
        found = Household.objects.select_related("head", "area").get(pk=household)
        paper = household_card(found, year=2008, on=date(2008, 8, 5), mark="")
    (row,) = [list(row) for block in paper.blocks if isinstance(block, Grid) for row in block.rows]
    return row, next(block.text for block in paper.blocks if isinstance(block, Text))


def test_the_card_gives_what_the_family_has(answered_twice: Round) -> None:
    returned, sums = card_of(answered_twice, 101)
    assert (returned[2], returned[4], returned[6]) == ("154.00", "", "银行已退回")
    assert sums.startswith("全年应发154.00元，抵扣0.00元，实发0.00元")

    arrived, sums = card_of(answered_twice, 102)
    assert (arrived[2], arrived[4], arrived[6]) == ("156.00", "156.00", "实际已到账")
    assert sums.startswith("全年应发156.00元，抵扣0.00元，实发156.00元")


def test_the_batch_counts_what_came_back_beside_what_was_paid(
    at_desk: AtDesk, answered_twice: Round
) -> None:
    desk = at_desk(answered_twice.finance)
    pk = answered_twice.batch.pk

    page = desk.opens("payments:batch", pk)

    figures = {str(one.label): (one.value, one.url) for one in page.context["outcomes"]}
    assert {label: value for label, (value, _) in figures.items()} == {
        "已发": "5",
        "失败": "0",
        "银行已退回": "1",
        "结果不明": "0",
        "在途": "0",
        "暂缓": "1",
    }
    for outcome, count in (("paid", 5), ("failed", 0), ("returned", 1)):
        lines = desk.opens("payments:batch_lines", pk, status=outcome)
        assert len(lines.context["table"].rows) == count


def test_who_settles_is_told_what_came_back(answered_twice: Round) -> None:
    with scope.of(answered_twice.finance):
        facts = {str(one.label): one.value for one in settlement_facts(answered_twice.batch)}

    assert facts == {
        "已发": "5户，463.00元",
        "银行已退回": "1户，154.00元",
        "暂缓": "1户，168.00元",
    }


def test_both_sides_of_each_sum_agree_after_disputes(answered_twice: Round) -> None:
    with scope.of(answered_twice.finance):
        sides = sides_of(answered_twice.county, JULY)

    assert [one.difference for one in sides] == [0] * 5
    assert (sides[2].left, sides[3].left) == (Decimal("461.00"), Decimal("463.00"))


def test_persons_of_the_funds_are_those_who_have_their_money(answered_twice: Round) -> None:
    """Fifteen, but for the two of household 101 and the four of household 105, whose money is held."""
    with scope.of(answered_twice.finance):
        funds = funds_within(answered_twice.county, 2008)[answered_twice.county.code]

    assert (funds.persons, funds.spending) == (9, Decimal("463.00"))


def test_a_family_that_moves_takes_along_what_it_has(answered_twice: Round) -> None:
    with scope.of(answered_twice.clerk):
        told = continuity.pack(Household.objects.get(pk=101), TODAY)

    (month,) = told["paid"]
    (row,) = continuity.shown(told)[1].rows
    assert (month["status"], month["booking"]) == ("paid", "returned")
    assert row.cells[2].value == "银行已退回"
