"""Matching results as a table: one row for one person and one source, in the shape in which the list was handed out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TypeVar

from applicants.models.check import CheckResult, CheckSource
from dibao.sheets.cleaners import (
    as_count,
    as_id_number,
    as_money,
    as_name,
    as_required_text,
    as_text,
    one_of,
    optional,
)
from dibao.sheets.columns import Column, RowError, TableRow, read_table
from dibao.sheets.reading import read_rows
from dibao.sheets.writing import Kind, OutColumn, Sheet, write_workbook
from dibao.values.identity import IdNumber

Value = TypeVar("Value")

# As the list is printed and read back, whatever language its reader uses.
SOURCES = {
    "户籍": CheckSource.HUKOU,
    "税务": CheckSource.TAX,
    "社会保险": CheckSource.SOCIAL_INSURANCE,
    "不动产登记": CheckSource.REAL_ESTATE,
    "市场主体登记": CheckSource.MARKET,
    "住房公积金": CheckSource.HOUSING_FUND,
    "车船登记": CheckSource.VEHICLES,
    "银行存款": CheckSource.BANKS,
    "商业保险": CheckSource.INSURANCE,
    "证券": CheckSource.SECURITIES,
    "非银行支付": CheckSource.PAYMENT,
}
RESULTS = {
    "没有查到": CheckResult.NOTHING,
    "未查到": CheckResult.NOTHING,
    "无": CheckResult.NOTHING,
    "查到": CheckResult.FOUND,
    "有": CheckResult.FOUND,
    "没有回复": CheckResult.NO_ANSWER,
}
_WORDS = {source: word for word, source in SOURCES.items()}

CASE, NAME, ID, SOURCE, RESULT, FINDING, AMOUNT, COUNT = (
    "case_number",
    "name",
    "id_number",
    "source",
    "result",
    "finding",
    "amount",
    "count",
)


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One cleaned row; `number` is its row in the sender's program."""

    number: int
    case_number: str
    name: str
    id_number: IdNumber
    source: CheckSource
    result: CheckResult
    finding: str
    amount: Decimal | None
    count: int | None


@dataclass
class ResultTable:
    """What a file holds: the rows that could be read, and what is wrong with the others."""

    rows: list[ResultRow] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)


def columns(*, on: date) -> list[Column]:
    """The columns under the headers that offices use for them."""
    return [
        Column(CASE, ("案号", "核对编号"), as_required_text),
        Column(NAME, ("姓名", "被核对人"), as_name),
        Column(ID, ("身份证号", "身份证号码", "公民身份号码"), as_id_number(on)),
        Column(SOURCE, ("核对内容", "核对单位", "信息来源"), one_of(SOURCES)),
        Column(RESULT, ("结果", "核对结果"), one_of(RESULTS)),
        Column(FINDING, ("查到的内容", "内容", "明细"), as_text, is_required=False),
        Column(AMOUNT, ("金额", "金额（元）"), optional(as_money), is_required=False),
        Column(COUNT, ("数量",), optional(as_count), is_required=False),
    ]


def read_results(content: bytes, name: str, *, on: date) -> ResultTable:
    """Read a file of answers; raises SheetRefused where it is no such table. Rows without a result are not answers."""
    table, found = read_table(read_rows(content, name), columns(on=on)), ResultTable()
    result = table.header.positions[RESULT]
    for row in table:
        if row.row.cell(result).is_blank:
            continue
        if row.errors:
            found.errors += row.errors
        else:
            found.rows.append(result_of(row))
    return found


def result_of(row: TableRow) -> ResultRow:
    """A row of the table without errors, as what it says."""
    amount, count = row.values.get(AMOUNT), row.values.get(COUNT)
    return ResultRow(
        number=row.original_number,
        case_number=str(row.values[CASE]),
        name=str(row.values[NAME]),
        id_number=_of(IdNumber, row, ID),
        source=_of(CheckSource, row, SOURCE),
        result=_of(CheckResult, row, RESULT),
        finding=str(row.values.get(FINDING) or ""),
        amount=amount if isinstance(amount, Decimal) else None,
        count=count if isinstance(count, int) else None,
    )


def _of(kind: type[Value], row: TableRow, name: str) -> Value:
    value = row.values[name]
    if not isinstance(value, kind):
        raise TypeError(f"{name} was cleaned to {value!r}")
    return value


@dataclass(frozen=True, slots=True)
class AskedRow:
    """One line of the list that the county hands to the registers."""

    case_number: str
    name: str
    id_number: str
    source: CheckSource


def write_list(rows: Iterable[AskedRow], *, title: str) -> bytes:
    """The list of who is asked about, with empty columns for the answers, as an .xlsx."""
    return write_workbook(Sheet(title=title, columns=_OUT, rows=map(_cells, rows)))


_OUT = [
    OutColumn("案号", width=16),
    OutColumn("姓名", width=12),
    OutColumn("身份证号", width=22),
    OutColumn("核对内容", width=16),
    OutColumn("结果", width=12),
    OutColumn("查到的内容", width=30),
    OutColumn("金额（元）", Kind.MONEY),
    OutColumn("数量", Kind.COUNT, width=8),
]


def _cells(row: AskedRow) -> Sequence[object]:
    return (row.case_number, row.name, row.id_number, _WORDS[row.source], "", "", None, None)
