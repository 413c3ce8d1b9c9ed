"""What the bank refused is paid again, what was paid too much is kept back: by the people whose work each step is."""

from datetime import date

import pytest
from django.db import transaction

from applicants.models.policy import RuleSet
from payments.banks.reasons import FailureReason
from tests.cast import Cast
from tests.factories.places import Places
from tests.journeys.conftest import Sit, Turn
from tests.journeys.paying import (
    approve,
    drained,
    draw_and_submit,
    hand_over,
    load_answer,
    review,
    sign_and_write,
)
from tests.journeys.people import Desk
from tests.payments.conftest import (
    JULY,
    TODAY,
    Round,
    answered,
    end_benefit,
    grant_late,
    july_drawn,
    sent,
    write_counties,
)

pytestmark = pytest.mark.browser

# A week after the family was told of its new account.
COOLED_OFF = date(2008, 8, 12)
REFUSED, AMOUNT = "户主101", "154.00"
# 156 yuan were paid for July, 100 were due.
TOO_MUCH, INSTALMENT = "56.00", "25"


def test_a_refused_line_is_paid_again(
    cast: Cast, round_of_july: Round, seat: Sit, turn_to: Turn
) -> None:
    turn_to(TODAY)
    sent(round_of_july)
    answered(round_of_july, {1: FailureReason.ACCOUNT_CLOSED})
    clerk, finance = seat(cast.clerk), seat(cast.finance)
    pays_nobody_yet(clerk)

    change = mend_account(seat(cast.caseworker))
    confirm_account(seat(cast.township_head), change)
    pays_nobody_yet(clerk)
    turn_to(COOLED_OFF)
    batch = draw_and_submit(clerk, f"1户，2人，{AMOUNT}元", kind="follow_up")
    review(seat(cast.reviewer), batch)
    approve(seat(cast.approver), batch)
    roster = sign_and_write(finance, batch)
    hand_over(seat(cast.second_finance), batch)
    load_answer(clerk, batch, roster, (REFUSED, AMOUNT))
    finance.open(f"{batch}steps/settle/")
    finance.press("结清（1户）")

    finance.sees("已结清")
    clerk.open("/households/101/payments/")
    clerk.sees("发的和现在应发的一致")
    clerk.picture("paid-again")


def test_what_was_paid_too_much_is_kept_back_from_the_next_month(
    cast: Cast, places: Places, rules_of_2007: RuleSet, seat: Sit, turn_to: Turn
) -> None:
    turn_to(TODAY)
    july_paid_too_much(cast, places, rules_of_2007)
    clerk, approver = seat(cast.clerk), seat(cast.approver)

    recovery = propose(clerk)
    decide(approver, recovery)
    clerk.open("/batches/draw/?month=2008-08")
    clerk.press("开始编制")
    drained(clerk)

    page = clerk.open("/batches/?month=2008-08")
    page.locator("main table").get_by_role("link").first.click()
    clerk.follow("打印发放名册")
    clerk.sees("抵扣（元）", "75.00")
    clerk.open(recovery)
    clerk.sees("31.00")
    is_asked_for_once(clerk)
    clerk.picture("kept-back")


@transaction.atomic
def july_paid_too_much(cast: Cast, places: Places, rules: RuleSet) -> None:
    """To household 102: its benefit of July was decided anew, and late."""
    write_counties(cast, places, rules)
    july = july_drawn(cast)
    sent(july)
    answered(july, {})
    end_benefit(household=102, last_month=JULY.previous())
    grant_late(cast.clerk, household=102, amount=100)


def pays_nobody_yet(clerk: Desk) -> None:
    clerk.open("/batches/draw/?kind=follow_up")
    clerk.press("开始编制")
    drained(clerk)
    clerk.sees("现在没有可以重新发放的")


def mend_account(worker: Desk) -> str:
    """From the list of those whom the bank refused; the address of the change that waits for somebody else."""
    page = worker.open("/accounts/failed/")
    worker.sees(REFUSED)
    row = page.locator("main table tr").filter(has_text=REFUSED)
    row.get_by_role("link", name="更正账户").click()
    page.fill("#id_holder", "赵大有")
    page.fill("#id_relation", "儿子，代领")
    page.select_option("#id_bank_code", label="农村信用合作社")
    page.fill("#id_number", "6217000010001234567")
    page.fill("#id_number_again", "6217000010001234567")
    page.fill("#id_reason", "旧折已注销，换新折")
    page.locator("main").get_by_role("button").last.click()
    worker.sees("等另一人告知本户后确认")
    return page.url


def confirm_account(head: Desk, change: str) -> None:
    """A second person asks the family, and says so."""
    page = head.open(change)
    page.select_option("#id_told_how", label="上门告知")
    page.fill("#id_told_on", str(TODAY))
    page.fill("#id_told_to", REFUSED)
    head.press("确认变更")
    head.sees("2008-08-12起启用")


def propose(clerk: Desk) -> str:
    """Typed wrong once: the page says so and keeps what was typed. The recovery's address."""
    page = clerk.open("/households/102/payments/")
    clerk.sees(f"多发{TOO_MUCH}元")
    clerk.follow("提出追回")
    page.select_option("#id_cause", label="多发")
    page.fill("#id_reasons", "七月已签发，减发的决定在签发以后作出。")
    page.fill("#id_instalment", "600")
    page.fill("#id_first_month", "2008-08")
    page.fill("#id_return_by", "2008-12-31")
    clerk.press("提出追回")
    clerk.sees(f"每月抵扣比要追回的{TOO_MUCH}元还多，改小。")
    page.fill("#id_instalment", INSTALMENT)
    clerk.press("提出追回")
    clerk.sees("已提出追回，等另一人决定。")
    clerk.picture("recovery-proposed")
    return page.url


def is_asked_for_once(clerk: Desk) -> None:
    page = clerk.open("/households/102/payments/")
    clerk.sees(f"多发{TOO_MUCH}元")
    assert page.get_by_role("link", name="提出追回").count() == 0


def decide(approver: Desk, recovery: str) -> None:
    approver.open(recovery)
    approver.follow("决定追回")
    approver.sees(f"{TOO_MUCH}元", "从2008年8月起每月抵扣25.00元，最多三成")
    approver.press("决定追回")
    approver.sees("已决定追回。打印通知书，送达这户。")
    approver.follow("打印通知书")
    approver.sees("追回多发低保金通知书", TOO_MUCH, "每月最多抵扣三成", "2008年12月31日以前")
    approver.picture("recovery-letter")
