"""The collection sheet (账户采集表): a township's households with their accounts, and blank columns for new ones."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from dibao.sheets.cleaners import (
    as_bank_number,
    as_name,
    as_required_text,
    as_text,
)
from dibao.sheets.columns import Column, RowError, Table, TableRow, read_table
from dibao.sheets.reading import SheetRow, read_rows
from dibao.sheets.writing import OutColumn, Sheet, write_workbook
from dibao.values.identity import BankNumber

HOUSEHOLD, VILLAGE, HEAD, ID_LAST4, BANK, LAST4 = KEYS = (
    "household",
    "village",
    "head",
    "id_last4",
    "bank",
    "last4",
)
HOLDER, NEW_BANK, BRANCH, NUMBER, RELATION = TYPED = (
    "holder",
    "new_bank",
    "branch",
    "number",
    "relation",
)
_HEADERS: Final = {
    HOUSEHOLD: "家庭编号",
    VILLAGE: "村",
    HEAD: "户主",
    ID_LAST4: "户主身份证后4位",
    BANK: "现在的开户银行",
    LAST4: "现在的账号后4位",
    HOLDER: "新账户名称",
    NEW_BANK: "新开户银行",
    BRANCH: "网点",
    NUMBER: "新账号",
    RELATION: "与本户关系或备注",
}
HEADERS: Final = tuple(_HEADERS.values())
_WIDTHS: Final = {BANK: 22, HOLDER: 14, NEW_BANK: 22, BRANCH: 20, NUMBER: 26, RELATION: 30}
# Every cell is text, so that no program takes an account number for a number and loses its last digits.
COLLECTED: Final = {
    name: OutColumn(header, width=_WIDTHS.get(name, 16)) for name, header in _HEADERS.items()
}
_CLEANERS: Final = {
    HOUSEHOLD: as_required_text,
    HOLDER: as_name,
    NEW_BANK: as_required_text,
    NUMBER: as_bank_number,
}
COLUMNS: Final = [
    Column(
        name, (header,), _CLEANERS.get(name, as_text), is_required=name in (HOUSEHOLD, *_CLEANERS)
    )
    for name, header in _HEADERS.items()
]


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionRow:
    """What the sheet says of a household before anybody writes on it."""

    household: str
    village: str
    head: str
    id_last4: str
    bank: str
    last4: str

    def keys(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in KEYS}


@dataclass(frozen=True, slots=True)
class TypedAccount:
    """The account that somebody wrote into a row."""

    holder: str
    bank: str
    branch: str
    number: BankNumber
    relation: str


@dataclass
class WrittenRow:
    """One row that somebody has written on: its key cells as they came, and the account where all of it was read."""

    source: TableRow
    keys: dict[str, str]
    account: TypedAccount | None
    errors: list[RowError] = field(default_factory=list)


@dataclass
class CollectionTable:
    """What came back: the rows that somebody has written on, and how many are as they were handed out."""

    table: Table
    rows: list[WrittenRow] = field(default_factory=list)
    untouched: int = 0

    @property
    def labels(self) -> Sequence[str]:
        return self.table.header.labels

    @property
    def wrong_rows(self) -> list[tuple[SheetRow, list[RowError]]]:
        return [(row.source.row, row.errors) for row in self.rows if row.errors]


def write_sheet(rows: Iterable[CollectionRow], *, title: str) -> bytes:
    """The workbook to take along to the villages."""
    return write_workbook(Sheet(title=title, columns=[*COLLECTED.values()], rows=map(_cells, rows)))


def _cells(row: CollectionRow) -> Sequence[object]:
    return (*row.keys().values(), *("" for _name in TYPED))


def read_sheet(content: bytes, name: str) -> CollectionTable:
    """Read a sheet that came back; raises SheetRefused where it is no such table."""
    table = read_table(read_rows(content, name), COLUMNS)
    found = CollectionTable(table)
    for row in table:
        if _is_untouched(row, table):
            found.untouched += 1
        else:
            found.rows.append(_written(row))
    return found


def _is_untouched(row: TableRow, table: Table) -> bool:
    return all(row.row.cell(at).is_blank for at in _positions(table, TYPED))


def _positions(table: Table, names: Iterable[str]) -> Iterator[int]:
    return (table.header.positions[name] for name in names if name in table.header.positions)


def _written(row: TableRow) -> WrittenRow:
    keys = {name: str(row.values.get(name) or "") for name in KEYS}
    number = row.values.get(NUMBER)
    account = None
    if not row.errors and isinstance(number, BankNumber):
        account = TypedAccount(
            holder=str(row.values[HOLDER]),
            bank=str(row.values[NEW_BANK]),
            branch=str(row.values.get(BRANCH) or ""),
            number=number,
            relation=str(row.values.get(RELATION) or ""),
        )
    return WrittenRow(row, keys, account, list(row.errors))
