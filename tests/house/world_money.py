"""Five months of money in a county of the world: settled, answered, filed, a draft of exceptions, one to review."""

from datetime import date
from decimal import Decimal

from applicants.models import Grant
from dibao import scope
from dibao.roles import Role
from dibao.sheets.writing import OutColumn, write_csv
from dibao.values.identity import BankNumber
from dibao.values.months import BenefitMonth
from oversight.actions import publications, report_runs
from oversight.statistics import caseload
from oversight.statistics.periods import Period
from payments.actions import (
    account_changes,
    account_sheets,
    accounts,
    bank_files,
    bank_results,
    batches,
    funds,
    holds,
)
from payments.actions.accounts import AccountEntry
from payments.actions.funds import FundEntered
from payments.actions.holds import HoldEntry
from payments.banks import simulated
from payments.banks.reasons import FailureReason
from payments.models import (
    BankFile,
    Dispute,
    FundEntry,
    FundKind,
    HoldReason,
    PaymentBatch,
    ResultFile,
)
from payments.sheets.accounts import HEADERS
from tests.house.people import Team
from tests.house.world import Site

MAY, JUNE, JULY, AUGUST, SEPTEMBER = (BenefitMonth(2008, month) for month in range(5, 10))
PAID_ON = date(2008, 8, 5)
_FINANCE, _CLERK = Role.COUNTY_FINANCE, Role.COUNTY_CLERK


def furnish_money(site: Site, team: Team, grants: list[Grant]) -> None:
    """Accounts for all, then month by month as far as each is to come."""
    with scope.of(team[Role.CASEWORKER]):
        opened = [_open_account(grant, team, serial) for serial, grant in enumerate(grants)]
    may, _file = _filed(team, MAY)
    answer = _answer(may, team, failures=range(2, len(grants) + 1) if len(grants) > 1 else [1])
    _posted(may, answer, team)
    with scope.of(team[_FINANCE]):
        publications.publish_month(county=team.county, month=MAY, by=team[_FINANCE], on=PAID_ON)
    dispute = _contradicted(may, team)
    june, sent_file = _filed(team, JUNE)
    result = _answer(june, team, failures=[1])
    july, unsent_file = _filed(team, JULY, hand_over=False)
    with scope.of(team[Role.CASEWORKER]):
        for account in opened:
            accounts.mark_for_correction(
                account=account, reason="银行退回", by=team[Role.CASEWORKER], on=PAID_ON
            )
    with scope.of(team[_CLERK]):
        draft = batches.draw(county=team.county, month=AUGUST, by=team[_CLERK], on=PAID_ON)
        held = [_held(grant, team) for grant in grants]
        prepared = batches.draw(county=team.county, month=SEPTEMBER, by=team[_CLERK], on=PAID_ON)
        batches.submit(batch=prepared, by=team[_CLERK], on=PAID_ON)
    site.keys |= {
        "account_sheet": _sheet_back(grants[0], team),
        "account_change": _changing(grants[-1], team),
        "dispute": dispute,
        "fund": _assigned(team),
        "report_run": _report_kept(team),
        "settled": may.pk,
        "sent": june.pk,
        "filed": july.pk,
        "draft_batch": draft.pk,
        "prepared": prepared.pk,
        "hold": held[0],
        "sent_file": sent_file.pk,
        "unsent_file": unsent_file.pk,
        "result": result.pk,
    }


def _report_kept(team: Team) -> int:
    """May's people as they were counted, by the finance officer."""
    finance = team[_FINANCE]
    with scope.of(finance):
        return report_runs.keep(
            report=caseload.REPORT,
            area=team.county,
            period=Period.month(MAY),
            rows_by="",
            by=finance,
            on=PAID_ON,
        ).pk


def _assigned(team: Team) -> int:
    """The county's own money, entered once its batches are signed, which draw on none of it."""
    finance, second = team[_FINANCE], team.second_finance
    said = {"kind": FundKind.BENEFIT, "level": "county", "year": PAID_ON.year}
    said |= {"amount": Decimal(900_000), "document_number": "财社〔2008〕12号", "day": PAID_ON}
    with scope.of(finance):
        entry = funds.enter(county=team.county, entry=FundEntered(**said), by=finance, on=PAID_ON)
    with scope.of(second):
        return funds.confirm(entry=entry, by=second).pk


def more_entries(like: int, *, size: int) -> str:
    """SQL for the owner, triggers off: as many entries of funds as a long list needs."""
    columns = ", ".join(
        field.column
        for field in FundEntry._meta.concrete_fields
        if field.column not in ("id", "document_number")
    )
    return (
        f"INSERT INTO payments_fundentry (document_number, {columns}) "
        f"SELECT document_number || n, {columns} "
        f"FROM payments_fundentry, generate_series(1, {size}) n WHERE id = {like}"
    )


def more_batches(like: PaymentBatch, *, size: int) -> str:
    """SQL for the owner, triggers off: as many batches of earlier months as a long list needs."""
    columns = ", ".join(
        field.column
        for field in PaymentBatch._meta.concrete_fields
        if field.column not in ("id", "month")
    )
    return (
        f"INSERT INTO payments_paymentbatch (month, {columns}) "
        f"SELECT month - make_interval(months => n), {columns} "
        f"FROM payments_paymentbatch, generate_series(1, {size}) n WHERE id = {like.pk}"
    )


def recoveries(site: Site, *, size: int) -> str:
    """SQL for the owner, triggers off: one recovery to decide, one with cash to count, and as many closed ones as a
    long list needs. Their households were paid what they are due, which no page of the matrix asks."""
    first = int(site.area[:6]) * 1000
    site.keys |= {"recovery": first, "owing": first + 1, "recovery_entry": first}
    columns = (
        "id, version, household_id, area_code, cause, reasons, status, amount, instalment, first_month, return_by,"
        " proposed_by_id, proposed_at, decided_by_id, decided_on"
    )
    said = "'not_told', '收入增加没有报告'"
    terms = "100, 20, date '2008-09-01', date '2008-12-31'"
    return f"""
    INSERT INTO payments_recovery ({columns}) OVERRIDING SYSTEM VALUE
    SELECT {first}, 0, h.id, h.area_code, {said}, 'proposed', {terms}, b.drawn_by_id, now(), NULL, NULL
    FROM applicants_household h, payments_paymentbatch b WHERE h.id = {site["household"]} AND b.id = {site["settled"]};
    INSERT INTO payments_recovery ({columns}) OVERRIDING SYSTEM VALUE
    SELECT {first} + 1 + n, 0, c.household_id, c.area_code, {said}, CASE n WHEN 0 THEN 'active' ELSE 'closed' END,
           {terms}, b.drawn_by_id, now(), b.approved_by_id, date '2008-08-01'
    FROM applicants_case c, payments_paymentbatch b, generate_series(0, {size}) n
    WHERE c.id = {site["cut"]} AND b.id = {site["settled"]};
    INSERT INTO payments_recoverymonth (recovery_id, area_code, month, amount)
    SELECT id, area_code, date '2008-05-01', amount FROM payments_recovery WHERE id >= {first} AND id < {first} + 1000;
    INSERT INTO payments_recoveryentry (id, recovery_id, area_code, kind, amount, happened_on, paper, reason,
        entered_by_id, entered_at) OVERRIDING SYSTEM VALUE
    SELECT {first}, r.id, r.area_code, 'cash', 30, date '2008-08-04', '收0001', '', r.proposed_by_id, now()
    FROM payments_recovery r WHERE r.id = {first} + 1
    """


def _open_account(grant: Grant, team: Team, serial: int) -> accounts.Account:
    head = grant.household.head
    number = BankNumber.parse(f"62{team.county.pk[:6]}{serial:010d}")
    entry = AccountEntry(holder=head.name, bank_code="402", bank_name="农村信用社", number=number)
    return accounts.open_first(
        household=grant.household, entry=entry, by=team[Role.CASEWORKER], on=date(2008, 4, 24)
    )


def _changing(grant: Grant, team: Team) -> str:
    """A new passbook in a neighbour's name, which waits for a second person."""
    number = BankNumber.parse(f"62{team.county.pk[:6]}{grant.household_id + 5000:010d}")
    entry = AccountEntry(
        holder="钱代领",
        relation="邻居，代为领取",
        bank_code="403",
        bank_name="邮政储蓄银行",
        number=number,
    )
    by = team[Role.CASEWORKER]
    with scope.of(by):
        change = account_changes.propose(
            household=grant.household, entry=entry, reason="换折", by=by, on=PAID_ON
        )
    return str(change.pk)


def _sheet_back(grant: Grant, team: Team) -> int:
    """The township's collection sheet with a new account in its first household's row, and a fault in another row."""
    by, head = team[Role.CASEWORKER], grant.household.head
    known = {"household": grant.household.number, "village": grant.household.area.name}
    known |= {"head": head.name, "id_last4": head.id_last4, "bank": "农村信用社"}
    with scope.of(by):
        last4 = grant.household.accounts.get().number_last4
        rows = [(*known.values(), last4, head.name, "农业银行", "", "330100000000000102", "")]
        rows.append(("990121-9999999", *rows[0][1:]))
        content = write_csv([OutColumn(header) for header in HEADERS], rows)
        return account_sheets.receive(name="采集表.csv", content=content, by=by).pk


def _held(grant: Grant, team: Team) -> int:
    entry = HoldEntry(reason=HoldReason.IDENTITY, first_month=SEPTEMBER, note="领款人待核实")
    hold = holds.place(household=grant.household, entry=entry, by=team[_CLERK], on=PAID_ON)
    return hold.pk


def _filed(
    team: Team, month: BenefitMonth, *, hand_over: bool = True
) -> tuple[PaymentBatch, BankFile]:
    """A batch with all its signatures and its file, which the bank has where it was handed over."""
    clerk, finance = team[_CLERK], team[_FINANCE]
    with scope.of(clerk):
        batch = batches.draw(county=team.county, month=month, by=clerk, on=month.last_day)
        batches.submit(batch=batch, by=clerk, on=month.last_day)
    with scope.of(team[Role.COUNTY_REVIEWER]):
        batches.review(batch=batch, by=team[Role.COUNTY_REVIEWER])
    with scope.of(team[Role.COUNTY_APPROVER]):
        batches.approve(batch=batch, by=team[Role.COUNTY_APPROVER])
    with scope.of(finance):
        batches.sign(batch=batch, by=finance)
        file = bank_files.write(batch=batch, file_format="roster_xlsx", by=finance, on=PAID_ON)
    if hand_over:
        with scope.of(team.second_finance):
            bank_files.hand_over(file=file, by=team.second_finance, on=month.last_day)
    return batch, file


def _answer(batch: PaymentBatch, team: Team, *, failures: object) -> ResultFile:
    with scope.of(team[_CLERK]):
        batch.refresh_from_db()
        rows = list(bank_files.rows_of(batch))
        content = simulated.answer(
            rows, batch.number, dict.fromkeys(failures, FailureReason.BANK_ERROR)
        )
        return bank_results.load(
            batch=batch, name=f"{batch.month}.csv", content=content, by=team[_CLERK]
        )


def _contradicted(batch: PaymentBatch, team: Team) -> int:
    """The bank takes back all its failures, after the month was settled: as many disputes."""
    result = _answer(batch, team, failures=[])
    with scope.of(team[_CLERK]):
        bank_results.post(file=result, by=team[_CLERK], on=PAID_ON)
        return Dispute.objects.earliest("pk").pk


def _posted(batch: PaymentBatch, result: ResultFile, team: Team) -> None:
    with scope.of(team[_CLERK]):
        bank_results.post(file=result, by=team[_CLERK], on=PAID_ON)
    with scope.of(team[_FINANCE]):
        batch.refresh_from_db()
        batches.settle(batch=batch, by=team[_FINANCE])
