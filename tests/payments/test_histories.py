"""Any history of two months, steps refused included: after each step the books agree to the fen."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from applicants.models.grant import Grant
from applicants.models.household import Household
from dibao import scope
from dibao.errors import Refused
from dibao.models.staff import Staff
from dibao.values.identity import BankNumber
from dibao.values.months import BenefitMonth
from payments import ledgers
from payments.actions import accounts, bank_files, bank_results, batches
from payments.actions.accounts import AccountEntry
from payments.banks import plain_csv
from payments.banks.answers import FAILED, PAID, UNKNOWN, Answer
from payments.banks.reasons import FailureReason
from payments.models import LineStatus, PaymentBatch, PaymentLine
from tests.cast import Cast
from tests.changes import ended
from tests.payments.conftest import AUGUST, JULY, TODAY

MONTHS = (JULY, AUGUST)
OUTCOMES = (PAID, PAID, PAID, PAID, FAILED, PAID, UNKNOWN)


@dataclass
class Story:
    """What may happen to a county's money, each step by whoever does it; `luck` makes the choices of chance."""

    cast: Cast
    sent_answers: list[bytes] = field(default_factory=list)

    def batch(self, month: BenefitMonth) -> PaymentBatch:
        found = PaymentBatch.objects.regular_of(self.cast.clerk.posting.area_id, month)
        if found is None:
            raise Refused("这个月还没有批次。")
        return found

    def draw(self, month: BenefitMonth, luck: int) -> None:
        area = self.cast.clerk.posting.area
        batches.draw(county=area, month=month, by=self.cast.clerk, on=TODAY)

    def sign_next(self, month: BenefitMonth, luck: int) -> None:
        batch = self.batch(month)
        step, by = {
            "draft": (batches.submit, self.cast.clerk),
            "prepared": (batches.review, self.cast.reviewer),
            "reviewed": (batches.approve, self.cast.approver),
        }.get(batch.status, (batches.sign, self.cast.finance))
        with scope.of(by):
            step(batch=batch, by=by)

    def send_back(self, month: BenefitMonth, luck: int) -> None:
        with scope.of(self.cast.reviewer):
            batches.send_back(batch=self.batch(month), reason="看看", by=self.cast.reviewer)

    def void(self, month: BenefitMonth, luck: int) -> None:
        by: Staff = self.cast.approver if luck % 2 else self.cast.clerk
        with scope.of(by):
            batches.void(batch=self.batch(month), reason="重编", by=by)

    def send(self, month: BenefitMonth, luck: int) -> None:
        with scope.of(self.cast.finance):
            file = bank_files.write(
                batch=self.batch(month), file_format="plain_csv", by=self.cast.finance, on=TODAY
            )
        with scope.of(self.cast.second_finance):
            bank_files.hand_over(file=file, by=self.cast.second_finance)

    def answer(self, month: BenefitMonth, luck: int) -> None:
        """The bank speaks of some of the lines that it has not spoken of for good."""
        batch = self.batch(month)
        open_lines = batch.lines.filter(status__in=(LineStatus.SENT, LineStatus.UNKNOWN))
        serials = set(open_lines.values_list("serial", flat=True))
        answers = [
            self._word(Answer(row.serial, row.holder, row.account, row.amount), luck)
            for row in bank_files.rows_of(batch)
            if row.serial in serials and (luck % 2 or (luck + row.serial) % 4)
        ]
        content = plain_csv.write_answer(answers, batch.number)
        self.sent_answers.append(content)
        self._post(batch, content)

    def _word(self, answer: Answer, luck: int) -> Answer:
        outcome = OUTCOMES[(luck // (answer.serial + 1)) % len(OUTCOMES)]
        reason = FailureReason.ACCOUNT_CLOSED if outcome == FAILED else None
        return replace(answer, outcome=outcome, reason=reason)

    def _post(self, batch: PaymentBatch, content: bytes) -> None:
        by = self.cast.clerk
        file = bank_results.load(batch=batch, name="a.csv", content=content, by=by)
        bank_results.post(file=file, by=by)

    def answer_again(self, month: BenefitMonth, luck: int) -> None:
        """The bank, or somebody at the county, sends an old file once more, with a blank line to look new."""
        if not self.sent_answers:
            raise Refused("银行还没有回盘。")
        old = self.sent_answers[luck % len(self.sent_answers)]
        self._post(self.batch(month), old + b"\r\n" * (luck % 3))

    def settle(self, month: BenefitMonth, luck: int) -> None:
        with scope.of(self.cast.finance):
            batches.settle(batch=self.batch(month), by=self.cast.finance)

    def change_account(self, month: BenefitMonth, luck: int) -> None:
        with scope.of(self.cast.caseworker):
            household = Household.objects.order_by("pk")[luck % 5]
            entry = AccountEntry(
                holder="新户名",
                bank_code="403",
                bank_name="邮政储蓄银行",
                number=BankNumber.parse(f"62109800{luck % 10**10:010d}"),
            )
            accounts.open_version(
                household=household, entry=entry, by=self.cast.caseworker, on=TODAY
            )

    def end_grant(self, month: BenefitMonth, luck: int) -> None:
        """A death, after which a benefit may end with a month that was drawn or paid already."""
        with scope.of(self.cast.caseworker):
            grants = list(Grant.objects.filter(last_month=None).order_by("pk"))
        if not grants:
            raise Refused("没有在享的家庭。")
        grant = grants[luck % len(grants)]
        ended(grant, self.cast, on=TODAY, end_reason="death", last_month=month)


Step = Callable[[Story, BenefitMonth, int], None]
STEPS: list[Step] = [
    Story.draw,
    *[Story.sign_next] * 3,
    Story.send_back,
    Story.void,
    Story.send,
    *[Story.answer] * 4,
    Story.answer_again,
    *[Story.settle] * 2,
    Story.change_account,
    Story.end_grant,
]
# A month that came as far as the bank, so that chance has more to do than refuse.
OPENING = [Story.draw, *[Story.sign_next] * 4, Story.send]

STEP = st.tuples(st.sampled_from(STEPS), st.sampled_from(MONTHS), st.integers(0, 2**40))


def agree(cast: Cast) -> None:
    county = cast.clerk.posting.area
    assert ledgers.check(county) == []
    for month in MONTHS:
        assert ledgers.identity(county, month).difference == 0


@pytest.mark.usefixtures("in_benefit")
@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(is_open=st.booleans(), steps=st.lists(STEP, min_size=10, max_size=25))
def test_the_books_agree_whatever_happens(
    cast: Cast, is_open: bool, steps: list[tuple[Step, BenefitMonth, int]]
) -> None:
    opening = [(step, JULY, 1) for step in OPENING] if is_open else []
    story = Story(cast)

    with transaction.atomic():
        for step, month, luck in [*opening, *steps]:
            with scope.of(cast.clerk):
                take(step, story, month, luck)
                agree(cast)
        assert_nobody_is_paid_twice(cast)
        # The next history begins where this one began.
        transaction.set_rollback(True)


def take(step: Step, story: Story, month: BenefitMonth, luck: int) -> None:
    """One step, or nothing of it where it is refused."""
    with suppress(Refused, PermissionDenied), transaction.atomic():
        step(story, month, luck)
        event(f"{step.__name__} was done")


def assert_nobody_is_paid_twice(cast: Cast) -> None:
    with scope.of(cast.clerk):
        paid = PaymentLine.objects.filter(status=LineStatus.PAID).values_list("household", "month")
        assert len(paid) == len(set(paid))
