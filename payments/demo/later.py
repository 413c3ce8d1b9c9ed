"""What a county pays and gets back for months past: what the bank refused, a price subsidy, and what was paid too much.

Through the real actions, for a few families of each county; a county's story is one transaction with its mark.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction

from applicants.models.household import Household
from dibao import scope
from dibao.demo import steps
from dibao.demo.era import Era
from dibao.demo.staff import Offices
from dibao.models.area import Area
from dibao.values.identity import BankNumber
from payments.actions import account_changes, accounts, recoveries
from payments.actions.account_changes import Telling
from payments.actions.accounts import AccountEntry
from payments.actions.batches import Subsidy
from payments.actions.recoveries import EntryPaper, RecoveryPlan
from payments.corrections import overpaid_within
from payments.demo import disputes
from payments.demo.accounts import another_number
from payments.demo.month import Office
from payments.models.account import ToldHow
from payments.models.batch import BatchKind
from payments.models.line import PaymentLine
from payments.models.recovery import EntryKind, Recovery, RecoveryCause, RecoveryEntry
from payments.workflow import BatchStatus, LineStatus

# So many refused lines are paid again and settled by now; one more waits in a draft, the others for an account.
_PAID_AGAIN = 3
_SUBSIDY = Subsidy(per_person=Decimal(5), basis="示民发〔2007〕31号")
# Few are in benefit in the third month paid, and a look needs no more.
_SUBSIDY_MONTH = 2
# How far the subsidy has come, county by county.
_SUBSIDY_STAGES = (
    BatchStatus.SETTLED,
    BatchStatus.DRAFT,
    BatchStatus.REVIEWED,
    BatchStatus.PREPARED,
    BatchStatus.APPROVED,
    BatchStatus.DRAFT,
)
_WHY = {
    "2008": "二月的钱春节前已签发，减发的决定在签发以后作出，多发了一个月的差额。",
    "today": "九月的钱八月已提前签发，减发的决定在签发以后作出，多发了一个月的差额。",
}
_DAYS_TO_RETURN = 90
# A day more than the rules of either era ask for.
_DAYS_SINCE_TOLD = 8


def follow(county: Area, number: int, offices: Offices, era: Era) -> int:
    """Follow-ups, a subsidy and recoveries of the county of that number; how many batches and recoveries are new."""
    step = f"months past {county.code}"
    if steps.is_done(step):
        return 0
    with transaction.atomic():
        office = Office(county, offices, era)
        count = _pay_again(office, offices)
        count += _subsidise(office, _SUBSIDY_STAGES[number % len(_SUBSIDY_STAGES)])
        count += _get_back(office)
        count += disputes.contradict(office)
        steps.mark_done(step)
    return count


def _pay_again(office: Office, offices: Offices) -> int:
    """A part of the refused lines into mended accounts, and one more that is drawn only."""
    with scope.of(office.clerk):
        refused = list(
            PaymentLine.objects.within(office.county)
            .filter(month=office.era.closed_month, status=LineStatus.FAILED)
            .select_related("household__head")
            .order_by("batch", "serial")
        )
    # Where few were refused, some are left to look at.
    paid_again = min(_PAID_AGAIN, max(1, len(refused) // 2))
    count = 0
    for wanted, goal in ((paid_again, BatchStatus.SETTLED), (1, BatchStatus.DRAFT)):
        lines = _not_followed(office, refused)[:wanted]
        for line in lines:
            _mend(line.household, offices, office.era.today)
        if lines:
            office.carry(office.drawn(office.era.open_month, BatchKind.FOLLOW_UP), goal)
            count += 1
    return count


def _not_followed(office: Office, refused: Sequence[PaymentLine]) -> list[PaymentLine]:
    """Those that no batch pays again: one takes along whoever was refused for no fault of the account."""
    with scope.of(office.clerk):
        followed = set(
            PaymentLine.objects.standing()
            .filter(source__in=[line.pk for line in refused])
            .values_list("source", flat=True)
        )
    return [line for line in refused if line.pk not in followed]


def _mend(household: Household, offices: Offices, on: date) -> None:
    """As the township does: a new passbook of the same bank, told of and confirmed in time to be in force."""
    caseworker = offices.caseworker(household.area_id)
    head = offices.head(household.area_id)
    told_on = on - timedelta(days=_DAYS_SINCE_TOLD)
    with scope.of(caseworker, action="demo"):
        before = accounts.current_of(household, on=on)
        if before is None:
            raise LookupError(f"the bank refused {household}, who has no account")
        entry = AccountEntry(
            holder=household.head.name,
            bank_code=before.bank_code,
            bank_name=before.bank_name,
            number=BankNumber.parse(another_number(household.pk)),
        )
        change = account_changes.propose(
            household=household,
            entry=entry,
            reason="旧存折已注销，换新折。",
            by=caseworker,
            on=told_on,
        )
    telling = Telling(told_on=told_on, told_how=ToldHow.VISIT, told_to="户主本人")
    with scope.of(head, action="demo"):
        account_changes.confirm(account=change, telling=telling, by=head, on=told_on)


def _subsidise(office: Office, goal: BatchStatus) -> int:
    months = office.era.months()
    month = months[min(_SUBSIDY_MONTH, len(months) - 1)]
    office.carry(office.drawn(month, BatchKind.SUBSIDY, _SUBSIDY), goal)
    return 1


def _get_back(office: Office) -> int:
    """One recovery at each of its stages, as far as there are families that were paid too much."""
    with scope.of(office.clerk):
        found = {one.household for one in overpaid_within(office.county)}
        families = list(Household.objects.filter(pk__in=found).order_by("pk"))
    stages = (_instalments, _proposed, _cash_waiting, _closed, _given_up)
    for household, bring in zip(families, stages, strict=False):
        bring(office, household)
    return min(len(families), len(stages))


def _proposed(office: Office, household: Household, *, in_cash: bool = False) -> Recovery:
    by, on = office.clerk, office.era.today
    with scope.of(by, action="demo"):
        total = sum((claim.amount for claim in recoveries.claimable_of(household)), Decimal(0))
        plan = RecoveryPlan(
            cause=RecoveryCause.OVERPAID,
            reasons=_WHY[office.era.name],
            instalment=Decimal(0) if in_cash else total / 2,
            first_month=office.era.open_month,
            return_by=on + timedelta(days=_DAYS_TO_RETURN),
        )
        return recoveries.propose(household=household, plan=plan, by=by, on=on)


def _instalments(office: Office, household: Household, *, in_cash: bool = False) -> Recovery:
    recovery = _proposed(office, household, in_cash=in_cash)
    with scope.of(office.approver, action="demo"):
        return recoveries.decide(recovery=recovery, by=office.approver, on=office.era.today)


def _entered(office: Office, household: Household, kind: EntryKind, document: str) -> RecoveryEntry:
    """The whole sum by one paper, which a second person has still to look at."""
    recovery = _instalments(office, household, in_cash=True)
    paper = EntryPaper(
        kind=kind,
        amount=recovery.amount,
        happened_on=office.era.today,
        paper=f"{document}{recovery.pk:05d}",
        reason="一人户，本人住院，退不出来。" if kind == EntryKind.WRITE_OFF else "",
    )
    with scope.of(office.finance, action="demo"):
        return recoveries.enter(
            recovery=recovery, entry=paper, by=office.finance, on=office.era.today
        )


def _cash_waiting(office: Office, household: Household) -> Recovery:
    return _entered(office, household, EntryKind.CASH, "专收").recovery


def _closed(office: Office, household: Household) -> Recovery:
    return _agreed(office, _entered(office, household, EntryKind.CASH, "专收"))


def _given_up(office: Office, household: Household) -> Recovery:
    return _agreed(office, _entered(office, household, EntryKind.WRITE_OFF, "核销"))


def _agreed(office: Office, entry: RecoveryEntry) -> Recovery:
    with scope.of(office.reviewer, action="demo"):
        recoveries.answer(entry=entry, is_agreed=True, by=office.reviewer)
    with scope.of(office.clerk, action="demo"):
        return recoveries.close(recovery=entry.recovery, by=office.clerk)
