"""A county's own list of households in benefit (花名册, the long shape): read, cleaned and checked row by row.

One row is one household, by its head; the other members are only counted. Whatever is wrong is collected with its row
and column, so that the sender gets everything back at once. Money is yuan a month.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Protocol, TypeVar

from applicants.eligibility.codes import BenefitMethod, PovertyCause
from applicants.eligibility.terms import Terms
from applicants.eligibility.tiers import class_name
from applicants.sheets.places import Places, Villages
from dibao.display import day_text
from dibao.errors import Refused
from dibao.sheets.cleaners import (
    as_bank_number,
    as_count,
    as_early_day,
    as_id_number,
    as_money,
    as_name,
    as_person_name,
    as_phone,
    as_text,
    optional,
)
from dibao.sheets.columns import Column, RowError, Table, TableRow, label, read_table
from dibao.sheets.limits import IMPORT_LIMITS
from dibao.sheets.reading import Cell, SheetRow, read_rows
from dibao.values.identity import BankNumber, IdNumber, PhoneNumber
from dibao.values.money import yuan
from dibao.values.months import BenefitMonth
from dibao.values.text import clean_code
from dibao.values.words import gettext_noop as _

Value = TypeVar("Value")
# Which of these numbers belong to somebody of a household already.
Taken = Callable[[list[IdNumber]], set[str]]

_CAUSES = {
    "疾病": PovertyCause.ILLNESS,
    "残疾": PovertyCause.DISABILITY,
    "灾害": PovertyCause.DISASTER,
    "缺乏劳动力": PovertyCause.LABOUR_LACK,
    "失业": PovertyCause.UNEMPLOYMENT,
    "失地": PovertyCause.LAND_LOST,
}
_WORDS_OF_CAUSES = {cause: word for word, cause in _CAUSES.items()}
_HEADERS_OF_BEGINNING = (
    "批准日期", "批准时间", "审批日期", "审批时间", "享受低保起始日期", "享受起始日期",
    "低保起始日期", "起始享受日期", "纳入日期", "纳入时间",
)  # fmt: skip
_HEADERS_OF_LAST_LOOK = (
    "上次复核日期", "上次核查日期", "上次年审日期", "最近复核日期", "最近核查日期", "最近年审日期",
    "上次复核时间", "上次核查时间", "最近复核时间", "最近核查时间", "最近一次复核日期", "最近一次核查日期",
    "复核日期", "复核时间", "核查日期", "核查时间", "年审日期", "年审时间",
)  # fmt: skip
_LETTERS, _ROMAN = "ABCDEFGHI", ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
LARGEST_HOUSEHOLD = 20


@dataclass(frozen=True, slots=True)
class NamedMember:
    """Somebody beside the head whom a list names."""

    name: str
    id_number: IdNumber


@dataclass(frozen=True, slots=True)
class RosterEntry:
    """One household as the county's list names it; `amount` is what it gets a month."""

    row: int
    village: str
    group_name: str
    name: str
    id_number: IdNumber
    household_size: int
    covered: int
    benefit_class: int
    amount: Decimal
    bank: str
    account: BankNumber | None
    phone: PhoneNumber | None
    poverty_cause: PovertyCause
    # When it was last looked at; where only the approval is named, that was the last look.
    looked_on: date | None
    # The others whom the list names; those of the household beyond them are only counted.
    members: tuple[NamedMember, ...] = ()
    # Whether the head is among those covered; the others that are follow in the order of the household.
    covers_head: bool = True
    address: str = ""

    @property
    def says_who_is_covered(self) -> bool:
        """Of the others: whether all are covered or none, so that each name has its place."""
        others = self.household_size - 1
        return len([place for place in self.covered_places if place]) in (0, others)

    @property
    def named(self) -> tuple[NamedMember, ...]:
        """The members who come in by name; nobody, where the list does not say who of them is covered."""
        return self.members if self.says_who_is_covered else ()

    @property
    def covered_places(self) -> range:
        """Who is covered, by place in the household; the head stands at 0."""
        first = 0 if self.covers_head else 1
        return range(first, first + self.covered)


@dataclass
class Roster:
    """What a file holds: entries of the rows that are right, errors of the others."""

    table: Table
    entries: list[RosterEntry] = field(default_factory=list)
    # The sender's rows of the entries, by their numbers.
    rows: dict[int, SheetRow] = field(default_factory=dict)
    wrong_rows: list[tuple[SheetRow, list[RowError]]] = field(default_factory=list)
    skipped: list[tuple[int, str]] = field(default_factory=list)

    @property
    def labels(self) -> tuple[str, ...]:
        return self.table.header.labels

    @property
    def errors(self) -> list[RowError]:
        return [error for _row, errors in self.wrong_rows for error in errors]


class Reader(Protocol):
    """How a shape of list is read and checked, every row by itself."""

    def __call__(
        self,
        content: bytes,
        name: str,
        *,
        villages: Villages,
        terms: Terms,
        on: date,
        taken: Taken,
    ) -> Roster: ...


def read_roster(
    content: bytes,
    name: str,
    *,
    villages: Villages,
    terms: Terms,
    on: date,
    taken: Taken,
    sheet: str = "",
) -> Roster:
    """Read a list and check every row; raises SheetRefused where the file is no such table.

    `taken` says which of the numbers belong to a household already, wherever that is; without a sheet's name the first
    one with data is read.
    """
    rows = read_rows(content, name, IMPORT_LIMITS, sheet=sheet or None)
    table = read_table(rows, columns(terms, on=on))
    return check_table(table, villages=villages, terms=terms, on=on, taken=taken)


def check_table(
    table: Table,
    *,
    villages: Villages,
    terms: Terms,
    on: date,
    taken: Taken,
) -> Roster:
    """The same of a table whose header is found already."""
    rows = list(table)
    numbers = [row.values.get("id_number") for row in rows]
    known = taken([number for number in numbers if isinstance(number, IdNumber)])
    return gathered(RowCheck(table, villages, terms, known, on), rows)


def gathered(check: "RowCheck", rows: Iterable[TableRow]) -> Roster:
    """What the rows of a check's table come to; they have been read to the last."""
    table = check.table
    roster = Roster(table)
    for row in rows:
        entry, errors = check.entry_of(row)
        if errors or entry is None:
            roster.wrong_rows.append((row.row, errors))
        else:
            roster.entries.append(entry)
            roster.rows[row.number] = row.row
    roster.skipped = [*table.above, *table.skipped]
    return roster


def columns(terms: Terms, *, on: date) -> list[Column]:
    """The columns of the list, each under the headers that counties use for it."""
    return [
        Column(
            "township", ("乡镇", "乡（镇）", "乡镇名称", "所属乡镇"), as_name, is_carried_down=True
        ),
        Column("village", ("村", "村名", "行政村", "村（居）"), as_name, is_carried_down=True),
        Column("group_name", ("组", "村民小组", "小组"), as_text, is_required=False),
        Column("name", ("户主姓名", "姓名", "户主", "申请人姓名"), as_person_name),
        Column(
            "id_number", ("身份证号", "身份证号码", "证件号码", "户主身份证号"), as_id_number(on)
        ),
        Column("household_size", ("家庭人口", "家庭人口数", "人口数"), as_count),
        Column("covered", ("保障人口", "保障人数", "享受人数", "低保人数"), as_count),
        Column(
            "benefit_class", ("低保类别", "救助类别", "保障类别", "类别", "档次"), as_class(terms)
        ),
        Column(
            "per_person",
            ("月人均补助", "人均月补助", "月人均补助金额"),
            optional(as_money),
            is_required=False,
        ),
        Column(
            "amount",
            ("月保障金额", "低保金额", "保障金额", "月保障金", "月补助金额", "户月保障金"),
            as_money,
        ),
        Column("bank", ("开户行", "开户银行"), as_text, is_required=False),
        Column(
            "account", ("账号", "银行账号", "卡号"), optional(as_bank_number), is_required=False
        ),
        Column("phone", ("联系电话", "电话", "手机号"), optional(as_phone), is_required=False),
        Column("cause", ("致贫原因", "主要致贫原因"), as_text, is_required=False),
        Column("begun_on", _HEADERS_OF_BEGINNING, optional(as_early_day), is_required=False),
        Column("looked_on", _HEADERS_OF_LAST_LOOK, optional(as_early_day), is_required=False),
    ]


def cause_word(cause: str) -> str:
    """A cause of poverty as the list has it; what is not known by a word of its own is 其他."""
    return _WORDS_OF_CAUSES.get(PovertyCause.of(cause), "其他") if cause else ""


def as_class(terms: Terms) -> Callable[[Cell], int]:
    """A class of the rules, as counties write it: 一类, 1类, 1, A, Ⅰ."""
    numbers = sorted({criterion.benefit_class for criterion in terms.criteria})
    known = {clean_code(word): number for number in numbers for word in _class_words(number)}
    listed = "、".join(class_name(number) for number in numbers)

    def clean(cell: Cell) -> int:
        word = clean_code(cell.text)
        if word not in known:
            raise Refused(
                _("没有“%(text)s”这一类：规则里有%(listed)s"), text=label(cell.text), listed=listed
            )
        return known[word]

    return clean


def _class_words(number: int) -> Iterator[str]:
    digit, letter, roman = str(number), _LETTERS[number - 1], _ROMAN[number - 1]
    for word in (class_name(number).removesuffix("类"), digit, letter, roman):
        yield from (word, f"{word}类", f"{word}档", f"{word}级")


class RowCheck:
    """The checks that need more than one cell: places, sums, namesakes of numbers within the file."""

    def __init__(
        self, table: Table, villages: Villages, terms: Terms, taken: set[str], on: date
    ) -> None:
        self.table = table
        self.places = Places(villages)
        self._terms = terms
        self._taken = taken
        self._on = on
        self._seen: dict[str, int] = {}

    def entry_of(self, row: TableRow) -> tuple[RosterEntry | None, list[RowError]]:
        errors = list(row.errors)
        for name, problem in self.problems():
            try:
                problem(row)
            except Refused as refused:
                errors.append(self.table.error(row.row, name, refused))
        return (None if errors else self.entry(row)), errors

    def problems(self) -> Sequence[tuple[str, Callable[[TableRow], None]]]:
        """What is asked of a row, each with the column that an answer is told under."""
        return (
            ("village", self._place),
            ("id_number", self.identity),
            ("covered", self._counts),
            ("amount", self.money),
            ("begun_on", self.beginning),
            ("looked_on", self._last_look),
        )

    def _place(self, row: TableRow) -> None:
        if has(row, "township", "village"):
            self.places.code_of(str(row.values["township"]), str(row.values["village"]))

    def identity(self, row: TableRow) -> None:
        if has_number(row):
            self.number(of(IdNumber, row, "id_number"), row)

    def number(self, id_number: IdNumber, row: TableRow, *, is_known: bool = False) -> None:
        """Refused where the number stands on the list before, or belongs to somebody of another household.

        `is_known` is somebody of whom the caller knows that this household is theirs.
        """
        number = id_number.number
        first = self._seen.get(number)
        self._seen.setdefault(number, row.number)
        if first == row.number:
            raise Refused(_("这一行里两处是同一个身份证号：核对各是谁的号码"))
        if first is not None:
            raise Refused(
                _("与第%(row)s行是同一个身份证号：核对是谁的号码，删去重复的一行"), row=first
            )
        if number in self._taken and not is_known:
            # Where is not said: another area's register is not this county's to see.
            raise Refused(_("这个身份证号已登记在另一户，不能重复登记：报市民政局核对"))

    def _counts(self, row: TableRow) -> None:
        if not has(row, "household_size", "covered"):
            return
        size, covered = of(int, row, "household_size"), of(int, row, "covered")
        if covered < 1:
            raise Refused(_("保障人口至少1人：不享受的户不列入名单"))
        if covered > size:
            raise Refused(
                _("保障人口%(covered)s人，多于家庭人口%(size)s人：核对两处人数"),
                covered=covered,
                size=size,
            )
        if size > LARGEST_HOUSEHOLD:
            raise Refused(_("家庭人口%(size)s人，多于20人：核对后再填"), size=size)

    def money(self, row: TableRow) -> None:
        if not has(row, "covered", "amount"):
            return
        covered, amount = of(int, row, "covered"), of(Decimal, row, "amount")
        if amount <= 0:
            raise Refused(_("金额要大于0：不发放的户不列入名单"))
        if not has(row, "benefit_class") or self._terms.benefit_method != BenefitMethod.FIXED:
            return
        each = yuan(self._terms.class_amounts[of(int, row, "benefit_class")])
        if amount != each * covered:
            raise Refused(
                _(
                    "%(amount)s元不等于每人%(each)s元×%(covered)s人＝%(due)s元：核对类别、人数和金额"
                ),
                amount=amount,
                each=each,
                covered=covered,
                due=each * covered,
            )
        said = row.values.get("per_person")
        if isinstance(said, Decimal) and said != each:
            raise Refused(
                _("月人均补助%(said)s元，规则里这一类是%(each)s元：核对类别"), said=said, each=each
            )

    def beginning(self, row: TableRow) -> None:
        begun = row.values.get("begun_on")
        if not isinstance(begun, date):
            return
        # Somebody approved this month may well begin with the next.
        latest = BenefitMonth.of(self._on).next().first_day
        if begun > latest:
            raise Refused(_("%(day)s还没有到：核对是哪一年批准的"), day=day_text(begun))
        if has_number(row) and begun < of(IdNumber, row, "id_number").birth_date:
            raise Refused(_("%(day)s早于户主的出生日期：核对后再填"), day=day_text(begun))

    def _last_look(self, row: TableRow) -> None:
        looked, begun = row.values.get("looked_on"), row.values.get("begun_on")
        if not isinstance(looked, date):
            return
        if looked > self._on:
            raise Refused(_("%(day)s还没有到：填已经做过的那一次核查"), day=day_text(looked))
        if isinstance(begun, date) and looked < begun:
            raise Refused(
                _("%(day)s早于批准日期%(begun)s：填批准以后的那一次核查，没有就空着"),
                day=day_text(looked),
                begun=day_text(begun),
            )
        if has_number(row) and looked < of(IdNumber, row, "id_number").birth_date:
            raise Refused(_("%(day)s早于户主的出生日期：核对后再填"), day=day_text(looked))

    def entry(self, row: TableRow) -> RosterEntry:
        values = row.values
        account, phone = values.get("account"), values.get("phone")
        days = [values.get("looked_on"), values.get("begun_on")]
        looks = [day for day in days if isinstance(day, date) and day <= self._on]
        return RosterEntry(
            row=row.number,
            village=self.places.code_of(str(values["township"]), str(values["village"])),
            group_name=str(values.get("group_name") or ""),
            name=str(values["name"]),
            id_number=of(IdNumber, row, "id_number"),
            household_size=of(int, row, "household_size"),
            covered=of(int, row, "covered"),
            benefit_class=of(int, row, "benefit_class"),
            amount=of(Decimal, row, "amount"),
            bank=str(values.get("bank") or ""),
            account=account if isinstance(account, BankNumber) else None,
            phone=phone if isinstance(phone, PhoneNumber) else None,
            poverty_cause=_CAUSES.get(str(values.get("cause") or ""), PovertyCause.OTHER),
            looked_on=next(iter(looks), None),
        )


def has(row: TableRow, *names: str) -> bool:
    return all(name in row.values for name in names)


def has_number(row: TableRow) -> bool:
    return isinstance(row.values.get("id_number"), IdNumber)


def of(kind: type[Value], row: TableRow, name: str) -> Value:
    value = row.values[name]
    if not isinstance(value, kind):
        raise TypeError(f"{name} was cleaned to {value!r}")
    return value
