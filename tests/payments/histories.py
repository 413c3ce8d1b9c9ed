"""What may happen to a county's money, each step by whoever does it; a number, `luck`, makes the choices of chance.

A step is what one or two people do, so that a crash may leave the first half of it; each action is whole or nothing.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Final, TypeVar

from django.db import connection, transaction
from django.test import override_settings

from applicants.models.grant import Grant
from applicants.models.household import Household
from dibao import scope
from dibao.errors import Refused
from dibao.models.staff import Staff
from dibao.values.identity import BankNumber
from dibao.values.months import BenefitMonth
from payments.actions import (
    account_changes,
    accounts,
    bank_files,
    bank_results,
    batches,
    disputes,
    holds,
    recoveries,
)
from payments.actions.account_changes import Telling
from payments.actions.accounts import AccountEntry
from payments.actions.batches import Subsidy
from payments.actions.disputes import Answer as Letter
from payments.actions.disputes import open_to
from payments.actions.holds import HoldEntry
from payments.actions.recoveries import EntryPaper, RecoveryPlan
from payments.banks import plain_csv
from payments.banks.answers import FAILED, PAID, UNKNOWN, Answer
from payments.banks.reasons import FailureReason
from payments.corrections import overpaid_within
from payments.models import (
    Account,
    BatchKind,
    Dispute,
    EntryKind,
    HoldReason,
    PaymentBatch,
    PaymentHold,
    Recovery,
    RecoveryCause,
    RecoveryEntry,
)
from payments.models.account import ToldHow
from payments.models.batch import MISSING
from payments.workflow import SEND_BACK, VOID, BatchStatus, LineStatus, RecoveryStatus
from tests.cast import Cast
from tests.changes import ended
from tests.payments import register
from tests.payments.conftest import AUGUST, JULY, TODAY

SEPTEMBER: Final = AUGUST.next()
MONTHS: Final = (JULY, AUGUST, SEPTEMBER)
LAST_DAY: Final = AUGUST.last_day
KINDS: Final = tuple(BatchKind)
OUTCOMES: Final = (PAID, PAID, PAID, FAILED, PAID, UNKNOWN)
REASONS: Final = (FailureReason.BANK_ERROR, FailureReason.ACCOUNT_CLOSED)
SUBSIDY: Final = Subsidy(per_person=Decimal("15.00"), basis="桂价格〔2008〕12号")
# The households of the caseworker's township, one of them without an account; and two without a benefit so far.
OURS: Final = range(101, 106)
NEWCOMERS: Final = (301, 302)


UNDER_WAY: Final = (*SEND_BACK, BatchStatus.DRAFT, BatchStatus.SEALED, BatchStatus.FILED)

R = TypeVar("R")
M = TypeVar("M")


class Crash(Exception):
    """The power went, between two statements."""


@contextmanager
def crashing(after: int) -> Iterator[None]:
    """Let the statement after so many others raise Crash, once; what only opens and closes savepoints is not counted,
    nor is what says who acts."""
    left = after

    def count(
        execute: Callable[..., object], statement: str, values: object, many: bool, context: object
    ) -> object:
        nonlocal left
        if not statement.startswith(NO_WORK):
            left -= 1
            if left == -1:
                raise Crash
        return execute(statement, values, many, context)

    with connection.execute_wrapper(count):
        yield


NO_WORK: Final = ("SAVEPOINT", "RELEASE", "ROLLBACK", "SET LOCAL")


@dataclass
class Click:
    """Something that somebody did, with what they had before their eyes."""

    action: Callable[..., object]
    by: Staff
    said: dict[str, object]


@dataclass
class Story:
    """One county's history, and what was said in it so far."""

    cast: Cast
    clicks: list[Click] = field(default_factory=list)
    answers: list[tuple[PaymentBatch, bytes]] = field(default_factory=list)
    granted: int = 0
    day: date = TODAY

    def do(self, action: Callable[..., R], by: Staff, **said: object) -> R:
        """Have somebody do something, and keep it as it was asked for, to be asked for again."""
        self.clicks.append(Click(action, by, {name: copy(value) for name, value in said.items()}))
        with scope.of(by):
            return action(by=by, **said)

    def click_again(self, luck: int) -> None:
        """The same once more, by the same person from the same page, which is old by now."""
        if not self.clicks:
            raise Refused("还没有人办过什么。")
        click = self.clicks[-1 - luck % min(4, len(self.clicks))]
        with scope.of(click.by):
            said = {name: copy(value) for name, value in click.said.items()}
            click.action(by=click.by, **said | ({"on": self.day} if "on" in said else {}))

    def let_days_pass(self, luck: int) -> None:
        """What cools off comes into force; the month at hand stays the same."""
        self.day = min(self.day + timedelta(days=1 + luck % 8), LAST_DAY)

    # Batches

    def draw(self, luck: int) -> None:
        """A regular batch of any month, or one of another kind in the month at hand."""
        kind = KINDS[luck % len(KINDS)]
        self.draw_kind(kind, AUGUST if kind in MISSING else MONTHS[luck // 7 % len(MONTHS)])

    def draw_kind(self, kind: BatchKind, month: BenefitMonth) -> None:
        clerk = self.cast.clerk
        self.do(
            batches.draw,
            clerk,
            county=clerk.posting.area,
            month=month,
            on=self.day,
            kind=kind,
            subsidy=SUBSIDY if kind == BatchKind.SUBSIDY else None,
        )

    def draw_july(self, luck: int) -> None:
        self.draw_kind(BatchKind.REGULAR, JULY)

    def draw_what_is_missing(self, luck: int) -> None:
        """Whichever kind of what is missing pays somebody, tried in their order."""
        for kind in MISSING:
            with suppress(Refused), transaction.atomic():
                self.draw_kind(kind, AUGUST)

    def batch(self, luck: int, statuses: Sequence[str]) -> PaymentBatch:
        found = list(PaymentBatch.objects.filter(status__in=statuses).order_by("pk"))
        if not found:
            raise Refused("没有这样的批次。")
        return found[luck % len(found)]

    def carry_on(self, luck: int) -> None:
        """The next step of a batch that is not handed over yet."""
        self._step(self.batch(luck, UNDER_WAY), luck)

    def carry_to_bank(self, luck: int) -> None:
        """All steps of a batch, to the bank."""
        batch = self.batch(luck, UNDER_WAY)
        while batch.status in UNDER_WAY:
            self._step(batch, luck)
            batch.refresh_from_db()

    def _step(self, batch: PaymentBatch, luck: int) -> None:
        cast = self.cast
        match batch.status:
            case BatchStatus.DRAFT:
                self.do(batches.submit, cast.clerk, batch=batch, on=TODAY)
            case BatchStatus.PREPARED:
                self.do(batches.review, cast.reviewer, batch=batch)
            case BatchStatus.REVIEWED:
                change = batches.notable_change(batch)
                sentence = batches.sentence_for(change) if change else ""
                self.do(batches.approve, cast.approver, batch=batch, sentence=sentence)
            case BatchStatus.APPROVED:
                self.do(batches.sign, cast.finance, batch=batch)
            case BatchStatus.SEALED:
                self._write_file(batch)
            case BatchStatus.FILED:
                file = batch.bank_files.earliest("pk")
                self.do(bank_files.hand_over, cast.second_finance, file=file, on=TODAY)

    def _write_file(self, batch: PaymentBatch) -> None:
        self.do(
            bank_files.write, self.cast.finance, batch=batch, file_format="plain_csv", on=self.day
        )

    def send_back(self, luck: int) -> None:
        batch = self.batch(luck, tuple(SEND_BACK))
        by = {
            BatchStatus.PREPARED: self.cast.reviewer,
            BatchStatus.REVIEWED: self.cast.approver,
            BatchStatus.APPROVED: self.cast.finance,
        }[BatchStatus(batch.status)]
        self.do(batches.send_back, by, batch=batch, reason="看看")

    def void(self, luck: int) -> None:
        batch = self.batch(luck, tuple(VOID))
        is_sealed = batch.status in (BatchStatus.SEALED, BatchStatus.FILED)
        by = self.cast.approver if is_sealed else self.cast.clerk
        self.do(batches.void, by, batch=batch, reason="重编")

    def answer(self, luck: int) -> None:
        """The bank speaks of some of the lines that it has not spoken of for good; of all of them, two times in three.

        A batch that it has spoken of whole is settled.
        """
        batch = self.batch(luck, (BatchStatus.SENT,))
        serials = set(batch.lines.in_flight().values_list("serial", flat=True))
        rows = [row for row in bank_files.rows_of(batch) if row.serial in serials]
        answers = [
            _word(Answer(row.serial, row.holder, row.account, row.amount), luck)
            for row in rows
            if luck % 3 or (luck + row.serial) % 4
        ]
        if serials:
            content = plain_csv.write_answer(answers, batch.number)
            self.answers.append((batch, content))
            self._post(batch, content)
        if not batch.lines.in_flight().exists():
            self.do(batches.settle, self.cast.finance, batch=batch)

    def _post(self, batch: PaymentBatch, content: bytes) -> None:
        clerk = self.cast.clerk
        file = self.do(bank_results.load, clerk, batch=batch, name="a.csv", content=content)
        self.do(bank_results.post, clerk, file=file, on=TODAY)

    def answer_again(self, luck: int) -> None:
        """The bank, or somebody at the county, sends an old file once more, with a blank line to look new; or takes it
        for that of another batch."""
        if not self.answers:
            raise Refused("银行还没有回盘。")
        batch, content = self.answers[luck % len(self.answers)]
        if luck // 5 % 4 == 0:
            batch = self.batch(luck // 3, (BatchStatus.SENT,))
        batch.refresh_from_db()
        self._post(batch, content + b"\r\n" * (luck // 7 % 3))

    def contradict(self, luck: int) -> None:
        """The bank unsays some of what it said for good: a late failure, a late success, or another amount."""
        batch = self.batch(luck, (BatchStatus.SENT, BatchStatus.SETTLED))
        lines = batch.lines.filter(status__in=(LineStatus.PAID, LineStatus.FAILED))
        said = dict(lines.values_list("serial", "status"))
        answers = [
            _unsaid(Answer(row.serial, row.holder, row.account, row.amount), said[row.serial], luck)
            for row in bank_files.rows_of(batch)
            if row.serial in said and (luck + row.serial) % 3 == 0
        ]
        if not answers:
            raise Refused("银行还没有说过什么。")
        self._post(batch, plain_csv.write_answer(answers, batch.number))

    def resolve(self, luck: int) -> None:
        """The bank's letter about a dispute is here; one in four is opened by whoever loaded the file."""
        dispute = _any(Dispute.objects.open().select_related("line", "row").order_by("pk"), luck)
        found = open_to(dispute)
        letter = Letter(
            resolution=found[luck // 3 % len(found)], letter_number="信8", findings="已问"
        )
        by = self.cast.finance if luck % 4 else self.cast.clerk
        self.do(disputes.resolve, by, dispute=dispute, answer=letter, on=TODAY)

    def dispute_and_resolve(self, luck: int) -> None:
        self.contradict(luck)
        self.resolve(luck | 1)

    # Households

    def household(self, luck: int) -> Household:
        return Household.objects.get(pk=OURS[luck % len(OURS)])

    def change_account(self, luck: int) -> None:
        """A household's first account, or a change of it."""
        with scope.of(self.cast.caseworker):
            household = self.household(luck)
            is_first = not household.accounts.exists()
        entry = AccountEntry(
            holder="新户名",
            bank_code="403",
            bank_name="邮政储蓄银行",
            number=BankNumber.parse(f"62109800{luck % 10**10:010d}"),
            relation="儿子",
        )
        said = {"household": household, "entry": entry, "on": self.day}
        if is_first:
            self.do(accounts.open_first, self.cast.caseworker, **said)
        else:
            self.do(account_changes.propose, self.cast.caseworker, reason="换折", **said)

    def answer_change(self, luck: int) -> None:
        """A change that waits is confirmed, one time in five by who entered it; or it is taken back, cooling or not."""
        with scope.of(self.cast.caseworker):
            change = _any(Account.objects.pending(self.day).order_by("pk"), luck)
        if luck % 4 == 0:
            by = (self.cast.caseworker, self.cast.township_head)[luck // 4 % 2]
            said = {"account": change, "reason": "家里说没有要换", "on": self.day}
            with override_settings(BUSINESS_DATE=self.day):
                self.do(account_changes.withdraw, by, **said)
        else:
            by = self.cast.township_head if luck % 5 else self.cast.caseworker
            telling = Telling(told_on=self.day, told_how=ToldHow.VISIT, told_to="户主本人")
            self.do(account_changes.confirm, by, account=change, telling=telling, on=self.day)

    def replace_account(self, luck: int) -> None:
        """All of a change at once, with its days."""
        self.change_account(luck)
        self.answer_change(5 * luck + 1)
        self.day = min(self.day + timedelta(days=8), LAST_DAY)

    def hold(self, luck: int) -> None:
        entry = HoldEntry(reason=HoldReason.NOT_REACHED, first_month=MONTHS[luck // 9 % 3])
        self.do(
            holds.place, self.cast.clerk, household=self.household(luck), entry=entry, on=self.day
        )

    def lift(self, luck: int) -> None:
        hold = _any(PaymentHold.objects.filter(lifted_at=None).order_by("pk"), luck)
        self.do(holds.lift, self.cast.reviewer, hold=hold, reason="已入户见到本人")

    def tell_of_death(self, luck: int) -> None:
        """A benefit ends with a month that may be drawn or paid already, or before it."""
        with scope.of(self.cast.caseworker), transaction.atomic():
            grant = _any(Grant.objects.filter(last_month=None).order_by("pk"), luck)
            self._end(grant, MONTHS[luck // 9 % 3].previous())

    def _end(self, grant: Grant, last_month: BenefitMonth) -> None:
        ended(grant, self.cast, on=self.day, end_reason="death", last_month=last_month)

    def decide_late(self, luck: int) -> None:
        """A household gets another benefit from a month on that may be paid already: more than before, or less."""
        with scope.of(self.cast.clerk), transaction.atomic():
            household = self.household(luck)
            first = MONTHS[luck // 9 % 2]
            grant = household.grants.filter(last_month=None).first()
            if grant is not None and grant.first_month < first:
                with scope.of(self.cast.caseworker):
                    self._end(grant, first.previous())
            self._grant(household.pk, first, (40, 90, 200)[luck // 31 % 3])

    def grant_late(self, luck: int) -> None:
        """A family that had no benefit gets one from July on."""
        with scope.of(self.cast.clerk), transaction.atomic():
            key = NEWCOMERS[luck % 2]
            with connection.cursor() as cursor:
                cursor.execute(NEWCOMER, {"key": key})
            self._grant(key, JULY, 52)

    def _grant(self, household: int, first: BenefitMonth, amount: int) -> None:
        if Grant.objects.filter(household=household, last_month=None).exists():
            raise Refused("这户已经在享。")
        if Grant.objects.filter(household=household, last_month__gte=first.first_day).exists():
            raise Refused("这户那个月已经有待遇。")
        self.granted += 1
        key = 10_000 + self.granted
        with connection.cursor() as cursor:
            register.add_grant(
                cursor,
                key=key,
                household=household,
                benefit_class=2,
                amount=amount,
                first_month=first.first_day,
            )
            cursor.execute(SHARE, [key])

    # Money on its way back

    def propose(self, luck: int) -> None:
        """What a household was paid too much is asked back, by instalments or in cash."""
        found = overpaid_within(self.cast.clerk.posting.area)
        if not found:
            raise Refused("没有多发。")
        plan = RecoveryPlan(
            cause=RecoveryCause.NOT_TOLD,
            reasons="没有报告",
            instalment=Decimal((0, 9, 25)[luck % 3]),
            first_month=(AUGUST, SEPTEMBER)[luck // 3 % 2],
            return_by=date(2008, 12, 31),
        )
        household = Household.objects.get(pk=found[luck % len(found)].household)
        self.do(recoveries.propose, self.cast.clerk, household=household, plan=plan, on=self.day)

    def recover(self, luck: int) -> None:
        """The next step of a recovery: proposed, decided or left alone; cash or a write-off entered and answered;
        closed."""
        recovery = Recovery.objects.open().order_by("pk")
        if not recovery or luck % 5 == 4:
            self.propose(luck)
            return
        self._recover(_any(recovery, luck), luck)

    def _recover(self, recovery: Recovery, luck: int) -> None:
        cast = self.cast
        entry = recovery.entries.awaiting().first()
        if recovery.status == RecoveryStatus.PROPOSED:
            if luck % 7 == 0:
                self.do(recoveries.cancel, cast.approver, recovery=recovery, reason="不必")
            else:
                self.do(recoveries.decide, cast.approver, recovery=recovery, on=self.day)
        elif entry is not None:
            self.do(recoveries.answer, cast.approver, entry=entry, is_agreed=bool(luck % 4))
        elif recoveries.left_of(recovery) == 0:
            self.do(recoveries.close, cast.clerk, recovery=recovery)
        else:
            self._pay_back(recovery, luck)

    def _pay_back(self, recovery: Recovery, luck: int) -> None:
        left = recoveries.left_of(recovery)
        paper = EntryPaper(
            kind=EntryKind.CASH if luck % 3 else EntryKind.WRITE_OFF,
            amount=left if luck % 2 else Decimal(7),
            happened_on=self.day,
            paper=f"收{RecoveryEntry.objects.count()}",
        )
        self.do(recoveries.enter, self.cast.clerk, recovery=recovery, entry=paper, on=self.day)


def _word(answer: Answer, luck: int) -> Answer:
    outcome = OUTCOMES[luck // (answer.serial + 1) % len(OUTCOMES)]
    reason = REASONS[luck // 11 % len(REASONS)] if outcome == FAILED else None
    return replace(answer, outcome=outcome, reason=reason)


def _unsaid(answer: Answer, status: str, luck: int) -> Answer:
    if luck // 5 % 4 == 0:
        return replace(answer, amount=answer.amount + 1)
    if status == LineStatus.FAILED:
        return replace(answer, outcome=PAID, reason=None)
    return replace(answer, outcome=FAILED, reason=REASONS[luck // 11 % len(REASONS)])


def _any(rows: Iterable[M], luck: int) -> M:
    found = list(rows)
    if not found:
        raise Refused("没有。")
    return found[luck % len(found)]


NEWCOMER: Final = """
WITH person AS (
    INSERT INTO applicants_person (id, name, initials, is_named, sex, id_last4_index, id_last6_index, id_last4,
        phone_last4_index, health, labour_capacity, is_student, area_code)
    SELECT md5('newcomer' || %(key)s)::uuid, '', '', false, '', '', '', '', '', '', '', false, '990121100200'
    WHERE NOT EXISTS (SELECT FROM applicants_household WHERE id = %(key)s)
    RETURNING id)
INSERT INTO applicants_household (id, group_name, address, registered_on, area_code, head_id)
OVERRIDING SYSTEM VALUE SELECT %(key)s, '', '', '2008-07-01', '990121100200', id FROM person
"""
# What a grant says of its household's head alone.
SHARE: Final = """
INSERT INTO applicants_grantshare (base_amount, supplement_amount, first_month, area_code, grant_id, person_id,
    person_key)
SELECT g.total_amount, 0, g.first_month, g.area_code, g.id, h.head_id, h.head_id::text
FROM applicants_grant g JOIN applicants_household h ON h.id = g.household_id WHERE g.id = %s
"""
