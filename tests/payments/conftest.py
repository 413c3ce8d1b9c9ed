"""A county in benefit, small and real: its households have names, ID numbers and sealed accounts."""

from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace

import pytest
from django.db import connection

from applicants.models.grant import Grant
from applicants.models.household import Household
from applicants.models.policy import RuleSet
from dibao import scope
from dibao.models.area import Area
from dibao.models.staff import Staff
from dibao.values.identity import BankNumber
from dibao.values.months import BenefitMonth
from payments.actions import account_changes, accounts, bank_files, bank_results, batches
from payments.actions.account_changes import Telling
from payments.actions.accounts import AccountEntry
from payments.banks import simulated
from payments.banks.reasons import FailureReason
from payments.models import Account, BankFile, PaymentBatch, ResultFile
from payments.models.account import ToldHow
from tests.cast import Cast
from tests.changes import ended
from tests.factories.people import id_number
from tests.factories.places import Places
from tests.payments import register
from tests.payments.register import Plan

JULY = BenefitMonth(2008, 7)
AUGUST = BenefitMonth(2008, 8)
TODAY = date(2008, 8, 5)

# Seven households of our county and one of the next; two of ours cannot be paid.
OURS = (
    ("小湾村", "990121100200", 1, 2, True),
    ("小湾村", "990121100200", 2, 3, True),
    ("小湾村", "990121100200", 3, 1, True),
    ("大塆村", "990121100201", 2, 2, True),
    ("大塆村", "990121100201", 3, 4, False),
    ("前咀村", "990121101200", 1, 1, True),
    ("前咀村", "990121101200", 3, 2, True),
)


@dataclass(frozen=True)
class Round:
    """One county's month: the batch, and everybody who has a step in it."""

    batch: PaymentBatch
    clerk: Staff
    reviewer: Staff
    approver: Staff
    finance: Staff
    second_finance: Staff

    @property
    def county(self) -> Area:
        return self.clerk.posting.area


@pytest.fixture
def in_benefit(cast: Cast, places: Places, rules_of_2007: RuleSet) -> None:
    """Both counties' households, in benefit since January 2008; one of ours has no account."""
    write_counties(cast, places, rules_of_2007)


def write_counties(cast: Cast, places: Places, rules: RuleSet) -> None:
    ours = [Plan(village, klass, covered, paid) for _, village, klass, covered, paid in OURS]
    _write(ours, cast.clerk, rules, start=101)
    foreign = [Plan(places.foreign_village.code, 2, 2)]
    _write(foreign, cast.foreign_clerk, rules, start=201)


def _write(plans: list[Plan], clerk: Staff, rules: RuleSet, *, start: int) -> None:
    backing = register.Backing(rules.pk, clerk.pk, clerk.posting.area_id)
    with scope.of(clerk):
        with connection.cursor() as cursor:
            register.write(cursor, plans, backing, start=start, with_accounts=False)
        households = Household.objects.visible_to(clerk).select_related("head").order_by("pk")
        for household, plan in zip(households, plans, strict=True):
            household.head.take_identity(f"户主{household.pk}", id_number(household.pk))
            household.head.save()
            if plan.has_account:
                make_account(household, clerk)


def grant_late(
    by: Staff, *, household: int = 301, amount: int = 52, first_month: BenefitMonth = JULY
) -> None:
    """A benefit of a month already past, decided only now; household 301 is a new one."""
    with scope.of(by), connection.cursor() as cursor:
        register.add_grant(
            cursor,
            key=household + 1000,
            household=household,
            benefit_class=2,
            amount=amount,
            first_month=first_month.first_day,
        )


def end_benefit(*, household: int, last_month: BenefitMonth) -> None:
    """Stop a household's benefit by a case of its own, for a death that was told of late: only then may the last month
    lie before the decision."""
    people = SimpleNamespace(**{post: _in_post(name) for post, name in _WHO_ENDS.items()})
    with scope.of(people.caseworker):
        grant = Grant.objects.select_related("household").get(household=household, last_month=None)
    ended(grant, people, on=TODAY, end_reason="death", last_month=last_month)


_WHO_ENDS = {"caseworker": "caseworker", "township_head": "head", "reviewer": "reviewer"}


def _in_post(username: str) -> Staff:
    staff = Staff.objects.get(username=username)
    return staff.acting(staff.postings.get())


def make_account(household: Household, by: Staff) -> Account:
    """A sealed account with a number that belongs to nobody."""
    account = Account(
        household=household,
        area_id=household.area_id,
        holder=household.head.name,
        bank_code="402",
        bank_name="农村信用社",
        starts_on=date(2008, 1, 1),
        opened_by=by,
    )
    account.take_number(BankNumber.parse(f"6217000000{household.pk:08d}"))
    account.save(force_insert=True)
    return account


# Days before TODAY on which a change of account was entered and its household told: it is in force by TODAY.
ENTERED_ON, TOLD_ON = date(2008, 7, 28), date(2008, 7, 29)


def proposed_account(
    by: Staff, *, household: int, holder: str = "", on: date = ENTERED_ON
) -> Account:
    """Another passbook for a household of the township, as its caseworker enters it."""
    with scope.of(by):
        found = Household.objects.select_related("head").get(pk=household)
        entry = AccountEntry(
            holder=holder or found.head.name,
            bank_code="103",
            bank_name="农业银行",
            number=BankNumber.parse(f"6228480000{household:08d}"),
            relation="儿媳" if holder else "",
        )
        if not found.accounts.exists():
            return accounts.open_first(household=found, entry=entry, by=by, on=TODAY)
        return account_changes.propose(household=found, entry=entry, reason="换折", by=by, on=on)


def confirmed_account(account: Account, by: Staff, *, told_on: date = TOLD_ON) -> Account:
    """The change told to its household on a day, and confirmed that day."""
    telling = Telling(told_on=told_on, told_how=ToldHow.VISIT, told_to="户主本人")
    with scope.of(by):
        return account_changes.confirm(account=account, telling=telling, by=by, on=told_on)


def replace_account(cast: Cast, *, household: int, holder: str = "") -> Account:
    """Another passbook for a household of the township, with both persons' work done and its days over."""
    account = proposed_account(cast.caseworker, household=household, holder=holder)
    if account.is_proposed:
        return confirmed_account(account, cast.township_head)
    return account


@pytest.fixture
def round_of_july(cast: Cast, in_benefit: None) -> Round:
    """The draft of July, drawn by the clerk."""
    return july_drawn(cast)


def july_drawn(cast: Cast) -> Round:
    with scope.of(cast.clerk):
        batch = batches.draw(county=cast.clerk.posting.area, month=JULY, by=cast.clerk, on=TODAY)
    return Round(batch, cast.clerk, cast.reviewer, cast.approver, cast.finance, cast.second_finance)


def carry(monthly: Round, *, until: str) -> PaymentBatch:
    """Take the batch on to a status, each step by its own person."""
    steps = (
        ("prepared", submitted, monthly.clerk),
        ("reviewed", batches.review, monthly.reviewer),
        ("approved", approved, monthly.approver),
        ("sealed", batches.sign, monthly.finance),
    )
    for status, step, by in steps:
        with scope.of(by):
            step(batch=monthly.batch, by=by)
        if status == until:
            break
    return monthly.batch


def submitted(*, batch: PaymentBatch, by: Staff) -> PaymentBatch:
    """The first signature, on a day when the batch is in time."""
    return batches.submit(batch=batch, by=by, on=in_time(batch))


def in_time(batch: PaymentBatch) -> date:
    return min(batch.settlement_day, TODAY)


def approved(*, batch: PaymentBatch, by: Staff) -> PaymentBatch:
    """The third signature, with the sentence of a batch that changed much."""
    change = batches.notable_change(batch)
    sentence = "" if change is None else batches.sentence_for(change)
    return batches.approve(batch=batch, by=by, sentence=sentence)


def write_file(monthly: Round, file_format: str) -> BankFile:
    carry(monthly, until="sealed")
    with scope.of(monthly.finance):
        file = bank_files.write(
            batch=monthly.batch, file_format=file_format, by=monthly.finance, on=TODAY
        )
        monthly.batch.refresh_from_db()
    return file


def sent(monthly: Round) -> PaymentBatch:
    """The batch with its file in the bank's hands."""
    file = write_file(monthly, "plain_csv")
    with scope.of(monthly.second_finance):
        bank_files.hand_over(file=file, by=monthly.second_finance, on=in_time(monthly.batch))
        monthly.batch.refresh_from_db()
    return monthly.batch


def answered(monthly: Round, failures: dict[int, FailureReason]) -> ResultFile:
    """The bank's answer to a batch that was sent, loaded and posted by the clerk."""
    with scope.of(monthly.clerk):
        content = simulated.answer(
            list(bank_files.rows_of(monthly.batch)), monthly.batch.number, failures
        )
        file = bank_results.load(
            batch=monthly.batch, name="result.csv", content=content, by=monthly.clerk
        )
        return bank_results.post(file=file, by=monthly.clerk, on=TODAY)
