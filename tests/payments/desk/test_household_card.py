"""The card of a household: a year of months on paper, which adds up, and who may print it."""

from datetime import date
from decimal import Decimal

from applicants.models.household import Household
from dibao import scope
from dibao.models.audit import ReadLog
from dibao.papers import Grid, Paper, Text
from payments.banks.reasons import FailureReason
from payments.household_card import household_card, rows_of
from tests.cast import Cast
from tests.payments.conftest import Round, answered, carry, sent
from tests.payments.desk.conftest import AtDesk
from tests.payments.test_recoveries import line_of, month_of, ordered, overpaid

__all__ = ["overpaid"]

AUGUST_DRAWN = date(2008, 8, 5)


def paper_of(monthly: Round, household: int) -> Paper:
    with scope.of(monthly.finance):
        found = Household.objects.select_related("head", "area").get(pk=household)
        return household_card(found, year=2008, on=AUGUST_DRAWN, mark="")


def months_on(paper: Paper) -> list[list[str]]:
    return [list(row) for block in paper.blocks if isinstance(block, Grid) for row in block.rows]


def total_on(paper: Paper) -> str:
    return next(block.text for block in paper.blocks if isinstance(block, Text))


def test_a_paid_month_stands_with_its_batch_and_the_total_in_words(round_of_july: Round) -> None:
    sent(round_of_july)
    answered(round_of_july, {})

    paper = paper_of(round_of_july, 102)

    (july,) = months_on(paper)
    assert july[:5] == ["7月", "按月发放", "156.00", "", "156.00"]
    assert july[6:] == ["已发", round_of_july.batch.number]
    assert total_on(paper) == "全年应发156.00元，抵扣0.00元，实发156.00元（壹佰伍拾陆元整）。"


def test_what_the_bank_refused_is_due_and_not_paid(round_of_july: Round) -> None:
    sent(round_of_july)
    answered(round_of_july, {2: FailureReason.ACCOUNT_CLOSED})

    paper = paper_of(round_of_july, 102)

    (july,) = months_on(paper)
    assert (july[2], july[4]) == ("156.00", "")
    assert total_on(paper).startswith("全年应发156.00元，抵扣0.00元，实发0.00元")


def test_a_month_that_keeps_something_back_adds_up(overpaid: Round) -> None:
    ordered(overpaid)
    august = month_of(overpaid, overpaid.batch.month.next())
    sent(august)
    answered(august, {})

    with scope.of(overpaid.finance):
        household = Household.objects.get(pk=102)
        last = rows_of(household, 2008)[-1]
    assert (last.due, last.kept_back, last.paid) == (Decimal(100), Decimal(25), Decimal(75))
    assert line_of(august).amount == 75


def test_a_year_that_nobody_signed_has_no_card(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    assert at_desk(cast.finance).opens("payments:household_card", 102, 2008).status_code == 404

    carry(round_of_july, until="sealed")

    desk = at_desk(cast.finance)
    assert desk.opens("payments:household_card", 102, 2008).status_code == 200
    assert desk.opens("payments:household_card", 102, 2007).status_code == 404
    assert "打印2008年发放卡" in desk.opens("payments:household_months", 102).text


def test_printing_is_logged_and_no_full_account_is_shown(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    carry(round_of_july, until="sealed")

    page = at_desk(cast.finance).opens("payments:household_card", 102, 2008)

    assert "****0102" in page.text
    assert "621700000000000102" not in page.text
    with scope.of(cast.finance):
        assert ReadLog.objects.filter(subject="发放卡", kind="print").count() == 1


def test_the_card_is_a_paper_that_is_kept(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    carry(round_of_july, until="sealed")
    desk = at_desk(cast.finance)

    paper = desk.client.get("/households/102/payments/2008/?as=pdf")

    assert paper["Content-Type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF")
