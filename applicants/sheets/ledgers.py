"""A county's ledger (台账, the wide shape): one row is one household, its members in pairs of columns.

The ledger names members and counts the covered, but of a household in which some are left out it does not say whom:
there nobody is guessed, and the members come in counted but unnamed until somebody names them. Money is yuan a month.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from applicants.eligibility.codes import PovertyCause
from applicants.eligibility.terms import Terms
from applicants.sheets.places import Villages
from applicants.sheets.rosters import (
    LARGEST_HOUSEHOLD,
    NamedMember,
    Roster,
    RosterEntry,
    RowCheck,
    Taken,
    as_class,
    gathered,
    has,
    has_number,
    of,
)
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
    one_of,
    optional,
)
from dibao.sheets.columns import Column, RowError, Table, TableRow, read_table
from dibao.sheets.limits import IMPORT_LIMITS
from dibao.sheets.reading import read_rows
from dibao.values.identity import BankNumber, IdNumber, PhoneNumber
from dibao.values.words import gettext_noop as _

_PLACES: Final = "一二三四五六七八九"
_AGES: Final = ("elderly", "adults", "minors")
_YES_OR_NO: Final = {"是": True, "享受": True, "否": False, "不享受": False}

# (head's number, another's number): whether the county has a household with that head and that member.
Together = Callable[[IdNumber, IdNumber], bool]


def columns(terms: Terms, *, on: date) -> list[Column]:
    """The columns of the ledger that are read; 证件号码 is the number of the paper booklet, and is not."""
    return [
        Column("begun_on", ("登记时间", "登记日期"), optional(as_early_day), is_required=False),
        Column("id_number", ("身份证号码", "身份证号", "户主身份证号码"), as_id_number(on)),
        Column("name", ("户主姓名", "户主"), as_person_name),
        Column("address", ("住址", "家庭住址", "家庭地址", "地址"), as_name),
        Column("phone", ("电话", "联系电话"), optional(as_phone), is_required=False),
        Column("benefit_class", ("享受保障类别", "保障类别", "低保类别", "类别"), as_class(terms)),
        Column("covered", ("享受人数", "保障人数", "保障人口"), as_count),
        Column("elderly", ("老年人", "老年人数"), optional(as_count), is_required=False),
        Column("adults", ("成年人", "成年人数"), optional(as_count), is_required=False),
        Column("minors", ("未成年人", "未成年人数"), optional(as_count), is_required=False),
        Column("total", ("合计", "金额合计"), optional(as_money), is_required=False),
        Column("amount", ("户月保障金", "月保障金", "月保障金额"), as_money),
        Column("second", ("金额二",), optional(as_money), is_required=False),
        Column("third", ("金额三",), optional(as_money), is_required=False),
        Column("bank", ("开户行", "开户银行"), as_text, is_required=False),
        Column("account", ("账号", "银行账号"), optional(as_bank_number), is_required=False),
        Column("covers_head", ("户主是否享受",), one_of(_YES_OR_NO), is_required=False),
        *(column for place in range(len(_PLACES)) for column in _member_columns(place, on)),
    ]


def _member_columns(place: int, on: date) -> Iterator[Column]:
    """The pair of the member at a place; the first pair is what tells a ledger from a roster."""
    names = [f"成员{_PLACES[place]}", f"成员{place + 1}"]
    numbers = ("身份证号码", "身份证号", "身份证")
    aliases = tuple(f"{name}{number}" for name in names for number in numbers)
    is_first = place == 0
    yield Column(
        f"member_{place}",
        tuple(f"{name}姓名" for name in names),
        optional(as_person_name),
        is_required=is_first,
    )
    yield Column(f"number_{place}", aliases, optional(as_id_number(on)), is_required=is_first)


def read_ledger(
    content: bytes,
    name: str,
    *,
    villages: Villages,
    terms: Terms,
    on: date,
    taken: Taken,
    above: Sequence[str] = (),
    sheet: str = "",
) -> Roster:
    """Read the ledger of a county that has no households yet; raises what `read_roster` raises."""
    rows = read_rows(content, name, IMPORT_LIMITS, sheet=sheet or None)
    return check_table(
        read_table(rows, columns(terms, on=on)),
        villages=villages,
        above=above,
        terms=terms,
        on=on,
        taken=taken,
        together=lambda _head, _other: False,
    )


def check_table(
    table: Table,
    *,
    villages: Villages,
    above: Sequence[str],
    terms: Terms,
    on: date,
    taken: Taken,
    together: Together,
) -> Roster:
    """Check every row of a ledger; `above` are names that may stand before the township in an address."""
    rows = list(table)
    numbers = [value for row in rows for value in row.values.values()]
    known = taken([number for number in numbers if isinstance(number, IdNumber)])
    return gathered(LedgerCheck(table, villages, terms, known, on, above, together), rows)


class LedgerCheck(RowCheck):
    """The checks of a ledger's row; places, numbers and money are those of a roster's."""

    def __init__(
        self,
        table: Table,
        villages: Villages,
        terms: Terms,
        taken: set[str],
        on: date,
        above: Sequence[str],
        together: Together,
    ) -> None:
        super().__init__(table, villages, terms, taken, on)
        self._above = above
        self._together = together

    def entry_of(self, row: TableRow) -> tuple[RosterEntry | None, list[RowError]]:
        """As of a roster; and each pair of columns by itself, under its own header."""
        entry, errors = super().entry_of(row)
        for place in range(len(_PLACES)):
            name, problem = f"number_{place}", self._member
            try:
                problem(row, place)
            except Refused as refused:
                errors.append(self.table.error(row.row, name, refused))
        return (None if errors else entry), errors

    def problems(self) -> Sequence[tuple[str, Callable[[TableRow], None]]]:
        return (
            ("address", self._address),
            ("id_number", self.identity),
            ("covered", self._counts),
            ("amount", self.money),
            ("total", self._total),
            ("begun_on", self.beginning),
        )

    def identity(self, row: TableRow) -> None:
        if has_number(row):
            number = of(IdNumber, row, "id_number")
            self.number(number, row, is_known=self._together(number, number))

    def _address(self, row: TableRow) -> None:
        if has(row, "address"):
            self.places.address_of(str(row.values["address"]), self._above)

    def _member(self, row: TableRow, place: int) -> None:
        """A name and a number, or neither; the number asked as the head's is."""
        if not has(row, f"member_{place}", f"number_{place}"):
            return
        name, number = row.values[f"member_{place}"], row.values[f"number_{place}"]
        if name and number is None:
            raise Refused(_("有姓名，没有身份证号：补上号码，或者两格都空着，只计人数"))
        if not isinstance(number, IdNumber):
            return
        if not name:
            raise Refused(_("有身份证号，没有姓名：补上姓名，或者两格都空着，只计人数"))
        at_home = has_number(row) and self._together(of(IdNumber, row, "id_number"), number)
        self.number(number, row, is_known=at_home)

    def _counts(self, row: TableRow) -> None:
        if not has(row, "covered"):
            return
        covered, named = of(int, row, "covered"), len(_named(row))
        if covered < 1:
            raise Refused(_("享受人数至少1人：不享受的户不列入名单"))
        least = covered if _covers_head(row) else covered + 1
        said = _said_size(row)
        if said is not None and said < least:
            raise Refused(
                _(
                    "享受人数%(covered)s人，多于老年人、成年人、未成年人合计%(size)s人：核对两处人数"
                ),
                covered=covered,
                size=said - (not _covers_head(row)),
            )
        if said is not None and said < 1 + named:
            raise Refused(
                _("连户主列了%(named)s人，多于老年人、成年人、未成年人合计%(size)s人：核对人数"),
                named=1 + named,
                size=said,
            )
        if _size(row) > LARGEST_HOUSEHOLD:
            raise Refused(_("家庭人口%(size)s人，多于20人：核对后再填"), size=_size(row))

    def _total(self, row: TableRow) -> None:
        """合计 is the class's money and what is paid beside it; what is beside it does not come in by a list."""
        if not has(row, "amount"):
            return
        amount = of(Decimal, row, "amount")
        beside = sum((_money(row, name) for name in ("second", "third")), Decimal(0))
        total = row.values.get("total")
        if isinstance(total, Decimal) and total != amount + beside:
            raise Refused(
                _("合计%(total)s元不等于户月保障金加金额二、金额三＝%(due)s元：核对这几格"),
                total=total,
                due=amount + beside,
            )
        if beside:
            raise Refused(
                _(
                    "金额二、金额三有%(beside)s元：名单只收户月保障金，另外发的在规则的分类施保里办理"
                ),
                beside=beside,
            )

    def entry(self, row: TableRow) -> RosterEntry:
        values = row.values
        account, phone, begun = (values.get(key) for key in ("account", "phone", "begun_on"))
        address = self.places.address_of(str(values["address"]), self._above)
        return RosterEntry(
            row=row.number,
            village=address.village,
            group_name=address.group_name,
            address=address.rest,
            name=str(values["name"]),
            id_number=of(IdNumber, row, "id_number"),
            household_size=_size(row),
            covered=of(int, row, "covered"),
            benefit_class=of(int, row, "benefit_class"),
            amount=of(Decimal, row, "amount"),
            bank=str(values.get("bank") or ""),
            account=account if isinstance(account, BankNumber) else None,
            phone=phone if isinstance(phone, PhoneNumber) else None,
            poverty_cause=PovertyCause.OTHER,
            looked_on=begun if isinstance(begun, date) and begun <= self._on else None,
            members=_named(row),
            covers_head=_covers_head(row),
        )


def _named(row: TableRow) -> tuple[NamedMember, ...]:
    """Those who stand with a name and a number."""
    pairs = (
        (row.values.get(f"member_{place}"), row.values.get(f"number_{place}"))
        for place in range(len(_PLACES))
    )
    return tuple(
        NamedMember(str(name), number)
        for name, number in pairs
        if name and isinstance(number, IdNumber)
    )


def _covers_head(row: TableRow) -> bool:
    """A ledger without that column is of households whose heads are covered."""
    return row.values.get("covers_head") is not False


def _said_size(row: TableRow) -> int | None:
    """How many live there by the three columns of ages; None where one of them is blank or missing."""
    counts = [row.values.get(name) for name in _AGES]
    numbers = [count for count in counts if isinstance(count, int)]
    return sum(numbers) if len(numbers) == len(_AGES) else None


def _size(row: TableRow) -> int:
    """As many as are counted by age; else as must be there for those named and those covered."""
    least = of(int, row, "covered") + (not _covers_head(row))
    return _said_size(row) or max(least, 1 + len(_named(row)))


def _money(row: TableRow, name: str) -> Decimal:
    value = row.values.get(name)
    return value if isinstance(value, Decimal) else Decimal(0)
