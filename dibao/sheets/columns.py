"""From rows to named values: finds the header, cleans each cell, tells what is wrong and where.

Tables come as people keep them: a title above, a header of one or two rows, page headers in
between, sub-totals, a line for signatures at the end. What is not a row of data is left out and
reported in `skipped`, so that nothing disappears in silence.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Final, Literal

from dibao.errors import Refused
from dibao.sheets.cleaners import CellRefused, Cleaner
from dibao.sheets.reading import BLANK, Cell, CellKind, SheetRow
from dibao.sheets.refusals import NO_ROWS, SheetRefused
from dibao.values.words import gettext_noop as _
from dibao.wording import in_general, in_words

HEADER_ROWS: Final = 10
REASON_LABEL: Final = "错误原因"
NUMBER_LABEL: Final = "原行号"

UNIT: Final = re.compile(r"\([^()]*\)$")
TOTAL: Final = re.compile(r".{0,12}(?:合计|小计|总计|累计)(?:\(.*\))?:?")
FOOTER_STARTS: Final = "制表 填表 填报 审核 复核 审批 经办 负责 单位 分管 主管 备注 说明 注 日期"
FOOTER: Final = re.compile(rf"(?:{FOOTER_STARTS.replace(' ', '|')}|第\d+页)[^:]{{0,8}}(?::.*)?")
EXAMPLE: Final = "示例"

SkipReason = Literal["blank", "title", "total", "footer", "header", "example"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column that an import knows.

    `aliases` are the headers it may stand under, the first one as we print it. A column that is
    carried down takes the value from above where it is blank, as merged cells do.
    """

    name: str
    aliases: tuple[str, ...]
    clean: Cleaner
    is_required: bool = True
    is_carried_down: bool = False

    @property
    def header(self) -> str:
        return self.aliases[0]


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong with one cell, in words; `reason` is the same for all cells with that fault.

    `source` and `values` are what the words are made of, to be said again in another reader's language.
    """

    row: int
    column: str
    header: str
    sentence: str
    reason: str = ""
    is_warning: bool = False
    source: str = ""
    values: Mapping[str, object] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Header:
    """Where the columns stand; positions count from 0, row numbers are the sender's."""

    row_number: int
    height: int
    labels: tuple[str, ...]
    positions: dict[str, int]
    missing: tuple[str, ...]
    unknown: tuple[str, ...]
    number_position: int | None


@dataclass(slots=True)
class TableRow:
    """A row of data: what could be cleaned, by column name, and the errors of the rest."""

    row: SheetRow
    original_number: int
    values: dict[str, object] = field(default_factory=dict)
    errors: list[RowError] = field(default_factory=list)

    @property
    def number(self) -> int:
        return self.row.number


class Table:
    """The rows of data beneath a header; read once, from top to bottom.

    `above` are the rows down to the header, which no data stand in, and `skipped` those that were left out beneath it.
    """

    def __init__(
        self,
        header: Header,
        columns: Sequence[Column],
        rows: Iterable[SheetRow],
        above: Iterable[SheetRow] = (),
    ) -> None:
        self.header = header
        self.columns = columns
        self.above = [(row.number, _above(row, header)) for row in above]
        self.skipped: list[tuple[int, SkipReason]] = []
        self._rows = rows
        self._above: dict[str, Cell] = {}
        self._required = [header.positions[column.name] for column in columns if column.is_required]

    def __iter__(self) -> Iterator[TableRow]:
        for row in self._rows:
            reason = self._skip_reason(row)
            if reason is None:
                yield self._read(row)
                continue
            self.skipped.append((row.number, reason))
            if reason != "blank":
                # A merged cell never reaches across a total, so nothing is carried over it.
                self._above.clear()

    def error(
        self, row: SheetRow, name: str, refused: Refused, *, is_warning: bool = False
    ) -> RowError:
        """An error of the named column, found by the import itself."""
        position = self.header.positions.get(name)
        if position is None:
            letter, words = (
                "",
                next(column.header for column in self.columns if column.name == name),
            )
        else:
            letter, words = column_letter(position), self.header.labels[position]
        return RowError(
            row.number,
            letter,
            words,
            in_words(refused),
            in_general(refused),
            is_warning,
            refused.sentence,
            refused.values,
        )

    def _read(self, row: SheetRow) -> TableRow:
        row = self._carried_down(row)
        read = TableRow(row, self._original_number(row))
        for column in self.columns:
            try:
                read.values[column.name] = self._clean(column, row)
            except Refused as refused:
                if column.name in self.header.positions:
                    read.errors.append(self.error(row, column.name, refused))
        return read

    def _carried_down(self, row: SheetRow) -> SheetRow:
        """The row with what merged cells above say of it, so that it can stand alone."""
        cells = list(row.cells)
        for column in self.columns:
            position = self.header.positions.get(column.name)
            if not column.is_carried_down or position is None:
                continue
            if row.cell(position).is_blank:
                cells += [BLANK] * (position + 1 - len(cells))
                cells[position] = self._above.get(column.name, BLANK)
            self._above[column.name] = cells[position]
        return row._replace(cells=tuple(cells))

    def _clean(self, column: Column, row: SheetRow) -> object:
        position = self.header.positions.get(column.name)
        cell = BLANK if position is None else row.cell(position)
        if cell.kind == CellKind.FORMULA:
            raise CellRefused(_("这一格是公式：复制这一列，选择性粘贴为“数值”，再上传"))
        if cell.kind == CellKind.ERROR:
            raise CellRefused(_("这一格是表格软件算出的错误值：改成正确的内容"))
        return column.clean(cell)

    def _original_number(self, row: SheetRow) -> int:
        """Its number in the table that was sent first, when this one is our marked copy."""
        if self.header.number_position is None:
            return row.number
        text = row.cell(self.header.number_position).text
        return int(text) if text.isdigit() else row.number

    def _skip_reason(self, row: SheetRow) -> SkipReason | None:
        at, first = next(
            ((at, cell) for at, cell in enumerate(row.cells) if not cell.is_blank), (0, BLANK)
        )
        if first.is_blank:
            return "blank"
        begins = label(first.text)
        if begins.startswith(EXAMPLE):
            return "example"
        if begins in {*self.header.labels[at : at + 1], str(at + 1)} and self._repeats_header(row):
            return "header"
        if not self._lacks_most(row):
            return None
        if any(TOTAL.fullmatch(label(cell.text)) for cell in row.cells):
            return "total"
        return "footer" if FOOTER.fullmatch(begins) else None

    def _repeats_header(self, row: SheetRow) -> bool:
        """A page's header again, or the line of column numbers beneath it."""
        labels = [(at, label(cell.text)) for at, cell in enumerate(row.cells) if not cell.is_blank]
        same = sum(self.header.labels[at : at + 1] == (text,) for at, text in labels)
        counted = sum(text == str(at + 1) for at, text in labels)
        return max(same, counted) == len(labels) > 2

    def _lacks_most(self, row: SheetRow) -> bool:
        """Whether most of what a row must have is blank; only then may its words call it a total."""
        cells = [row.cell(at) for at in self._required]
        if not any(cell.is_blank for cell in cells):
            return False
        empty = sum(cell.is_blank or bool(TOTAL.fullmatch(label(cell.text))) for cell in cells)
        return 2 * empty >= len(cells)


def read_table(rows: Iterable[SheetRow], columns: Sequence[Column]) -> Table:
    """The table beneath the header in the first rows. Raises SheetRefused without one."""
    waiting = iter(rows)
    first = list(islice(waiting, HEADER_ROWS + 1))
    header = find_header(first, columns)
    starts = header.row_number + header.height
    beneath = (row for row in first if row.number >= starts)
    above = (row for row in first if row.number < starts)
    return Table(header, columns, chain(beneath, waiting), above)


def _above(row: SheetRow, header: Header) -> SkipReason:
    if row.is_blank:
        return "blank"
    return "title" if row.number < header.row_number else "header"


def best_header(rows: Sequence[SheetRow], columns: Sequence[Column]) -> Header:
    """The row, or pair of rows, among the first ten that names most columns, whatever is missing in it. Raises
    SheetRefused for a table without rows."""
    if not rows:
        raise SheetRefused(NO_ROWS)
    candidates = [
        header
        for at, row in enumerate(rows[:HEADER_ROWS])
        for header in (
            _header(row.number, 1, _labels(row), columns),
            _header(row.number, 2, _two_rows(rows[at : at + 2]), columns),
        )
    ]
    return max(
        candidates, key=lambda header: (len(header.positions), -header.height, -header.row_number)
    )


def find_header(rows: Sequence[SheetRow], columns: Sequence[Column]) -> Header:
    """The same with every required column, each once. Raises SheetRefused, naming what is missing."""
    best = best_header(rows, columns)
    require_whole(best, columns)
    _refuse_doubles(best, columns)
    return best


def require_whole(header: Header, columns: Sequence[Column]) -> None:
    """Raise SheetRefused, naming what is missing and what is there, for a header without a required column."""
    if not header.missing:
        return
    found = "、".join(column.header for column in columns if column.name in header.positions)
    raise SheetRefused(
        _("找不到这些列：%(missing)s。表头要在前%(rows)s行；找到的列：%(found)s"),
        missing="、".join(header.missing),
        rows=HEADER_ROWS,
        found=found or "—",
    )


def column_letter(position: int) -> str:
    """0 is A, 26 is AA."""
    letters, rest = "", position + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return letters


def label(text: str) -> str:
    """A header's words without blanks, full-width forms and the star of a required column."""
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    return plain.strip("*:")


def _labels(row: SheetRow) -> tuple[str, ...]:
    return tuple(label(cell.text) for cell in row.cells)


def _two_rows(rows: Sequence[SheetRow]) -> tuple[str, ...]:
    """The lower label where there is one: 家庭人口 beneath 人口."""
    width = max(len(row.cells) for row in rows)
    both = [tuple(label(row.cell(at).text) for row in reversed(rows)) for at in range(width)]
    return tuple(next(filter(None, pair), "") for pair in both)


def _header(number: int, height: int, labels: tuple[str, ...], columns: Sequence[Column]) -> Header:
    positions: dict[str, int] = {}
    for column in columns:
        places = _places(column, labels)
        if places:
            positions[column.name] = places[0]
    taken = {*positions.values()}
    ours = {REASON_LABEL, NUMBER_LABEL}
    return Header(
        row_number=number,
        height=height,
        labels=labels,
        positions=positions,
        missing=tuple(c.header for c in columns if c.is_required and c.name not in positions),
        unknown=tuple(t for at, t in enumerate(labels) if t and at not in taken and t not in ours),
        number_position=labels.index(NUMBER_LABEL) if NUMBER_LABEL in labels else None,
    )


def _places(column: Column, labels: tuple[str, ...]) -> list[int]:
    """Where its header stands: word for word, else with a unit in brackets after it."""
    known = {label(alias) for alias in column.aliases}
    exact = [at for at, text in enumerate(labels) if text in known]
    return exact or [at for at, text in enumerate(labels) if UNIT.sub("", text) in known]


def _refuse_doubles(header: Header, columns: Sequence[Column]) -> None:
    for column in columns:
        places = _places(column, header.labels)
        if len(places) > 1:
            raise SheetRefused(
                _("“%(header)s”出现在%(one)s列和%(other)s列：只留一列"),
                header=header.labels[places[0]],
                one=column_letter(places[0]),
                other=column_letter(places[1]),
            )
