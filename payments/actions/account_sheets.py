"""The township's collection sheet: handed out with what is known, read back, its good rows entered at one click.

A row is taken or refused by itself, since families have nothing to do with each other; who made the sheet lie about
whom a row is of has that row refused.
"""

import hashlib
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from applicants.models.household import Household, Membership
from applicants.models.transfer import Transfer
from dibao import audit, jobs
from dibao.audit import Fact
from dibao.errors import Refused
from dibao.guards import require, require_area
from dibao.levels import AreaLevel
from dibao.models.area import Area
from dibao.models.job import JobRun, JobStatus
from dibao.models.staff import Staff
from dibao.permissions import Permission
from dibao.sheets.refusals import SheetRefused
from dibao.values.identity import BankNumber
from dibao.values.months import BenefitMonth
from dibao.values.text import key_in
from payments.actions import account_changes, accounts
from payments.actions.accounts import AccountEntry
from payments.actions.bank_files import content_of, store
from payments.models.account import Account, AccountStatus
from payments.models.account_sheet import AccountSheet
from payments.sheets import accounts as sheets
from payments.sheets.accounts import (
    CollectionRow,
    CollectionTable,
    TypedAccount,
    WrittenRow,
    read_sheet,
)

TAKE = "account_sheet:take"
# Every card of the union begins so, and carries a check digit; passbooks need not.
_CARD = "62"


@dataclass(frozen=True)
class ReadyRow:
    """A row that can be entered: the household, its account, and whether it is the first one."""

    number: int
    household: Household
    entry: AccountEntry
    remark: str
    is_first: bool


@dataclass
class Reading:
    """What a sheet comes to on a day: rows to enter, and what is wrong with the others."""

    table: CollectionTable
    ready: list[ReadyRow] = field(default_factory=list)

    @property
    def change_count(self) -> int:
        return sum(not row.is_first for row in self.ready)

    @property
    def wrong_count(self) -> int:
        return len(self.table.wrong_rows)


def rows_to_collect(
    *, place: Area, by: Staff, month: BenefitMonth, on: date
) -> list[CollectionRow]:
    """The households in benefit of a place with the accounts in force, by village and file number (two queries)."""
    require(by, Permission.ACCOUNT_EDIT)
    require_area(by, place.code)
    households = (
        Household.objects.within(place)
        .in_benefit(month.first_day)
        .select_related("head", "area")
        .order_by("area", "pk")
        .distinct()
    )
    in_force = {
        account.household_id: account for account in Account.objects.within(place).in_force(on)
    }
    return [_row_of(household, in_force.get(household.pk)) for household in households]


def _row_of(household: Household, account: Account | None) -> CollectionRow:
    return CollectionRow(
        household=household.number,
        village=household.area.name,
        head=household.head.name,
        id_last4=household.head.id_last4,
        bank=account.bank_name if account else "",
        last4=account.number_last4 if account else "",
    )


class LoadedByAnother(Refused):
    """Whoever brought a sheet enters its rows, so that their confirmation is left to somebody else."""


@transaction.atomic
def receive(*, name: str, content: bytes, by: Staff) -> AccountSheet:
    """Keep a sheet that came back; nothing of it is entered yet. One that was entered, or that the same person brought
    before, is the answer. Raises SheetRefused for what is no such sheet."""
    require(by, Permission.ACCOUNT_EDIT)
    township = by.posting.area
    if township.level != AreaLevel.TOWNSHIP:
        raise Refused(_("账户采集表由乡镇上传。"))
    sha256 = hashlib.sha256(content).hexdigest()
    same = AccountSheet.objects.filter(area=township, sha256=sha256)
    known = same.filter(Q(loaded_by=by) | Q(taken_on__isnull=False))
    before = known.order_by("taken_on", "pk").first()
    if before is not None:
        return before
    if not read_sheet(content, name).rows:
        raise SheetRefused(_("没有一行填了新账户，没有上传。"))
    sheet = AccountSheet(area=township, name=name[-200:], sha256=sha256, loaded_by=by)
    sheet.content = store(content, near=sheet)
    sheet.save(force_insert=True)
    audit.record("account_sheet:received", of=sheet, by=by, after={"sha256": sha256})
    return sheet


def ask_to_take(*, sheet: AccountSheet, by: Staff) -> JobRun:
    """Have a worker enter a sheet's good rows."""
    require(by, Permission.ACCOUNT_EDIT)
    require_area(by, sheet.area_id)
    refuse_anothers(sheet, by)
    if sheet.is_taken:
        raise Refused(_("这份采集表已经登记过。"))
    return jobs.enqueue(
        TAKE,
        title=_("登记账户采集表 %(name)s") % {"name": sheet.name},
        by=by,
        area=sheet.area,
        link=reverse("payments:account_sheet", args=[sheet.pk]),
        sheet=sheet.pk,
    )


def refuse_anothers(sheet: AccountSheet, by: Staff) -> None:
    """Raise LoadedByAnother to whoever did not bring the sheet."""
    if sheet.loaded_by_id != by.pk:
        raise LoadedByAnother(
            _("这份采集表是%(name)s上传的，由上传的人登记，再由别人确认。")
            % {"name": sheet.loaded_by.name}
        )


def is_under_way(sheet: AccountSheet) -> bool:
    """Whether a worker is to enter the sheet's rows, or is at it (one query)."""
    waiting = (JobStatus.WAITING, JobStatus.RUNNING)
    jobs_of = JobRun.objects.filter(kind=TAKE, area=sheet.area_id, status__in=waiting)
    return jobs_of.filter(arguments__sheet=sheet.pk).exists()


@transaction.atomic
def take(*, sheet: AccountSheet, by: Staff, on: date) -> AccountSheet:
    """Enter a sheet's good rows once: first accounts at once, changes as proposals that wait for a second person.

    Raises LoadedByAnother where somebody else brought the sheet, who could then confirm what they wrote into it.
    """
    require(by, Permission.ACCOUNT_EDIT)
    require_area(by, sheet.area_id)
    refuse_anothers(sheet, by)
    sheet = AccountSheet.objects.lock(sheet)
    if sheet.is_taken:
        raise Refused(_("这份采集表已经登记过。"))
    reading = read(sheet, on=on)
    # Families by their keys, so that two sheets do not wait for each other.
    for row in sorted(reading.ready, key=lambda row: row.household.pk):
        _enter(row, by, on)
    counts: dict[str, Fact] = {
        "first_count": len(reading.ready) - reading.change_count,
        "change_count": reading.change_count,
    }
    AccountSheet.objects.filter(pk=sheet.pk).update(taken_by=by, taken_on=on, **counts)
    sheet.refresh_from_db()
    audit.record("account_sheet:taken", of=sheet, by=by, after=counts)
    return sheet


def _enter(row: ReadyRow, by: Staff, on: date) -> Account:
    if row.is_first:
        return accounts.open_first(household=row.household, entry=row.entry, by=by, on=on)
    reason = _("账户采集表第%(row)d行") % {"row": row.number}
    return account_changes.propose(
        household=row.household,
        entry=row.entry,
        reason=f"{reason}：{row.remark}" if row.remark else reason,
        by=by,
        on=on,
    )


def read(sheet: AccountSheet, *, on: date) -> Reading:
    """A sheet held against the register of a day, row by row (six queries)."""
    table = read_sheet(content_of(sheet.content), sheet.name)
    register = _Register.of(table.rows, sheet.area, on)
    reading, doubles = Reading(table), _Doubles(table.rows)
    for row in table.rows:
        try:
            ready = _ready(row, register, doubles, on)
        except RowRefused as refused:
            row.errors.append(table.table.error(row.source.row, refused.column, refused))
            continue
        if ready is not None:
            reading.ready.append(ready)
    return reading


class RowRefused(Refused):
    """What a row says of a household is not so; `column` is where."""

    def __init__(self, column: str, sentence: str) -> None:
        super().__init__(sentence)
        self.column = column


@dataclass
class _Register:
    """What is known of the households that a sheet names, as far as they are the township's."""

    households: Mapping[str, Household]
    latest: Mapping[int, Account]
    in_force: Mapping[int, Account]
    members: Mapping[int, set[str]]
    on_their_way: Container[int]

    @classmethod
    def of(cls, rows: Sequence[WrittenRow], township: Area, on: date) -> "_Register":
        named = {key_in(row.keys[sheets.HOUSEHOLD].partition("-")[2]) for row in rows}
        keys = [key for key in named if key is not None]
        found = Household.objects.within(township).filter(pk__in=keys)
        households = {one.number: one for one in found.select_related("head", "area")}
        ids = [one.pk for one in households.values()]
        lasting = list(Account.objects.lasting(on).filter(household__in=ids).order_by("opened_at"))
        members: dict[int, set[str]] = {one.pk: {one.head.name} for one in households.values()}
        moving = Transfer.objects.open().filter(Q(household__in=ids) | Q(into__in=ids))
        present = Membership.objects.filter(household__in=ids, last_day__isnull=True)
        for household, name in present.values_list("household", "person__name"):
            members[household].add(name)
        return cls(
            households,
            {account.household_id: account for account in lasting},
            {one.household_id: one for one in lasting if not one.is_pending(on)},
            members,
            set(moving.values_list("household", flat=True))
            | set(moving.values_list("into", flat=True)),
        )


class _Doubles:
    """Households and numbers that stand in a sheet twice."""

    def __init__(self, rows: Iterable[WrittenRow]) -> None:
        rows = list(rows)
        self._households = Counter(row.keys[sheets.HOUSEHOLD] for row in rows)
        self._numbers = Counter(row.account.number for row in rows if row.account)

    def check(self, row: WrittenRow, number: BankNumber) -> None:
        if self._households[row.keys[sheets.HOUSEHOLD]] > 1:
            raise RowRefused(sheets.HOUSEHOLD, _("这一户在表里填了两次，只留一行"))
        if self._numbers[number] > 1:
            raise RowRefused(
                sheets.NUMBER, _("这个账号在表里填给了几户；确实几户同用的，在网页上逐户登记")
            )


def _ready(row: WrittenRow, register: _Register, doubles: _Doubles, on: date) -> ReadyRow | None:
    """The row as it can be entered; None for one whose cells could not be read."""
    household = register.households.get(row.keys[sheets.HOUSEHOLD])
    if household is None:
        raise RowRefused(sheets.HOUSEHOLD, _("本乡镇没有这个家庭编号，照导出的表填"))
    latest = register.latest.get(household.pk)
    _check_keys(row, _row_of(household, register.in_force.get(household.pk)))
    if row.account is None:
        return None
    doubles.check(row, row.account.number)
    entry = _entry_of(
        row.account, is_outside=row.account.holder not in register.members[household.pk]
    )
    _check_account(household, latest, entry, on, register.on_their_way)
    if entry.number.number.startswith(_CARD) and entry.number.fails_luhn:
        raise RowRefused(sheets.NUMBER, _("校验位不对，多半抄错了一位：对照银行卡核对"))
    remark = "" if entry.relation else row.account.relation
    return ReadyRow(row.source.number, household, entry, remark, latest is None)


def _check_keys(row: WrittenRow, known: CollectionRow) -> None:
    """Refuse a row whose printed cells were changed: the account may be meant for somebody else."""
    for name, value in known.keys().items():
        if row.keys[name] != value:
            raise RowRefused(
                name,
                _("这一格应为“%(known)s”：核对用的格子不能改，看是不是填错了户")
                % {"known": value or _("空白")},
            )


def _entry_of(typed: TypedAccount, *, is_outside: bool) -> AccountEntry:
    code = accounts.bank_code_of(typed.bank)
    if is_outside and not typed.relation:
        raise RowRefused(
            sheets.RELATION, _("新账户名称不是这户的成员：写明与本户的关系和由他代领的原因")
        )
    return AccountEntry(
        holder=typed.holder,
        bank_code=code,
        bank_name=typed.bank,
        number=typed.number,
        branch=typed.branch,
        relation=typed.relation if is_outside else "",
    )


def _check_account(
    household: Household,
    latest: Account | None,
    entry: AccountEntry,
    on: date,
    on_their_way: Container[int],
) -> None:
    if household.closed_on is not None:
        raise RowRefused(sheets.HOUSEHOLD, _("这户已经销户"))
    if household.pk in on_their_way:
        raise RowRefused(sheets.HOUSEHOLD, _("这户正在办理迁移或分并户，办结以后再改账户"))
    if latest is None:
        return
    if latest.is_pending(on):
        raise RowRefused(sheets.NUMBER, _("这户有一个变更还没有启用，等它启用或者先撤回"))
    if accounts.is_same(latest, entry) and latest.status == AccountStatus.USABLE:
        raise RowRefused(sheets.NUMBER, _("和现在登记的账户一样，清空这一行"))
