"""An agency's referrals as a workbook to fill in: agreed fields to read, locked, and blank columns for the answers.

Each row carries a seal over what is printed in it. Rows may be sorted or left out; a cell that was changed, or came
from another row, breaks the seal.
"""

import hmac
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from django.utils.crypto import salted_hmac

from applicants.models.referral import CloseReason, CostBearer
from dibao.display import yuan_text
from dibao.sheets.cleaners import (
    CellRefused,
    as_day,
    as_money,
    as_required_text,
    as_text,
    one_of,
    optional,
)
from dibao.sheets.columns import Column, RowError, Table, TableRow, read_table
from dibao.sheets.reading import Cell, SheetRow, read_rows
from dibao.sheets.writing import OutColumn, Sheet, write_workbook
from dibao.values.text import clean_text
from dibao.values.words import gettext_noop as _


class Answer(StrEnum):
    """What a row may be answered with."""

    ACCEPT = "accept"
    DELIVER = "deliver"
    PART = "part"
    REFUSE = "refuse"


# As the sheet is printed and read back, whatever language its reader uses.
ANSWERS: Final = {
    "受理": Answer.ACCEPT,
    "办结": Answer.DELIVER,
    "办了一部分": Answer.PART,
    "不能办理": Answer.REFUSE,
}
BEARERS: Final = {
    "中央": CostBearer.CENTRAL,
    "省级": CostBearer.PROVINCE,
    "市级": CostBearer.PREFECTURE,
    "县级": CostBearer.COUNTY,
    "本单位减免": CostBearer.AGENCY,
    "社会捐助": CostBearer.SOCIETY,
}
REASONS: Final = {
    "不符合本项目的条件": CloseReason.NOT_ELIGIBLE,
    "名额或资金已用完": CloseReason.NO_QUOTA,
    "已经从别处得到": CloseReason.GIVEN_ALREADY,
    "联系不上本人": CloseReason.NOT_REACHED,
    "本人不需要": CloseReason.NOT_WANTED,
    "其他原因": CloseReason.OTHER,
}

KEY, ITEM, CLASS, NEED, QUANTITY, UNIT, LIMIT, DUE = (
    "referral",
    "item",
    "benefit_class",
    "need",
    "quantity",
    "unit",
    "limit",
    "due",
)
# The agreed fields stand between the item and the class, each only where one row at least has it.
FIELD_HEADERS: Final = {
    "name": "姓名",
    "head": "户主",
    "village": "村组",
    "phone": "联系电话",
    "sex": "性别",
    "birth_date": "出生日期",
    "id_number": "身份证号",
    "disability": "残疾",
    "disability_card": "残疾证号",
    "is_student": "在校生",
    "health": "健康状况",
    "labour_capacity": "劳动能力",
    "diagnosis": "诊断",
    "household_size": "家庭人口",
}
_PRINTED: Final = {
    KEY: "转介编号",
    ITEM: "项目",
    **FIELD_HEADERS,
    CLASS: "低保类别",
    NEED: "需要什么",
    QUANTITY: "还要办的数量",
    UNIT: "单位",
    LIMIT: "还能办的金额（元）",
    DUE: "期限",
}
SEAL: Final = "seal"
ANSWER, GIVEN, VALUE, DAY, BEARER, EVIDENCE, REASON, WORDS = TYPED = (
    "answer",
    "given",
    "value",
    "day",
    "bearer",
    "evidence",
    "reason",
    "words",
)
_HEADERS: Final = {
    **_PRINTED,
    SEAL: "核对码",
    ANSWER: "答复",
    GIVEN: "本次数量",
    VALUE: "本次金额（元）",
    DAY: "办理日期",
    BEARER: "费用由谁承担",
    EVIDENCE: "凭证号或收据号",
    REASON: "不能办理的原因",
    WORDS: "补充说明",
}
_WIDTHS: Final = {"id_number": 22, "disability_card": 24, "village": 20, NEED: 24, SEAL: 20}
_CHOICES: Final = {ANSWER: tuple(ANSWERS), BEARER: tuple(BEARERS), REASON: tuple(REASONS)}
_SEALED_BY: Final = "applicants.sheets.referrals"
_SEAL_LENGTH: Final = 16


def as_quantity(cell: Cell) -> Decimal:
    """A quantity: whole, or with two places as an amount of money has."""
    quantity = as_money(cell)
    if not quantity:
        raise CellRefused(_("数量大于0"))
    return quantity


_CLEANERS: Final = {
    KEY: as_required_text,
    SEAL: as_required_text,
    ANSWER: optional(one_of(ANSWERS)),
    GIVEN: optional(as_quantity),
    VALUE: optional(as_money),
    DAY: optional(as_day),
    BEARER: optional(one_of(BEARERS)),
    REASON: optional(one_of(REASONS)),
}
COLUMNS: Final = [
    Column(
        name,
        (header,),
        _CLEANERS.get(name, as_text),
        is_required=name in (KEY, SEAL, ANSWER),
    )
    for name, header in _HEADERS.items()
]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralRow:
    """What the sheet says of a referral before anybody writes on it; `fields` are the agreed ones, written out."""

    key: int
    item: str
    fields: Mapping[str, str]
    benefit_class: str
    need: str
    quantity: str
    unit: str
    limit: Decimal | None
    due: str

    def printed(self) -> dict[str, str]:
        """Every printed cell as text, so that no program takes a number for another."""
        return {
            KEY: str(self.key),
            ITEM: self.item,
            **self.fields,
            CLASS: self.benefit_class,
            NEED: self.need,
            QUANTITY: self.quantity,
            UNIT: self.unit,
            LIMIT: "" if self.limit is None else yuan_text(self.limit),
            DUE: self.due,
        }


def seal_of(agency: int, printed: Mapping[str, str]) -> str:
    """The seal over a row's printed cells, as one agency's: 16 hex digits that only we can make."""
    cells = "\x1f".join(clean_text(printed.get(name) or "") for name in _PRINTED)
    return salted_hmac(_SEALED_BY, f"{agency}\x1f{cells}", algorithm="sha256").hexdigest()[
        :_SEAL_LENGTH
    ]


def write_sheet(rows: Sequence[ReferralRow], *, agency: int, title: str) -> bytes:
    """The workbook for one agency to fill in."""
    agreed = {name for row in rows for name in row.fields}
    names = [name for name in _HEADERS if name not in FIELD_HEADERS or name in agreed]
    columns = [_out(name) for name in names]
    return write_workbook(
        Sheet(title=title, columns=columns, rows=_cells(rows, names, agency), header_lines=2)
    )


def _out(name: str) -> OutColumn:
    return OutColumn(
        _HEADERS[name],
        width=_WIDTHS.get(name, 14),
        is_open=name in TYPED,
        choices=_CHOICES.get(name, ()),
    )


def _cells(
    rows: Iterable[ReferralRow], names: Sequence[str], agency: int
) -> Iterator[Sequence[object]]:
    for row in rows:
        printed = row.printed()
        printed[SEAL] = seal_of(agency, printed)
        yield [printed.get(name, "") for name in names]


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedAnswer:
    """What somebody wrote into a row; None and empty for what they left blank."""

    answer: Answer
    given: Decimal | None
    value: Decimal | None
    day: date | None
    bearer: CostBearer | None
    evidence: str
    reason: CloseReason | None
    words: str


@dataclass
class AnsweredRow:
    """One row that somebody has written on; `typed` where all of it could be read."""

    source: TableRow
    printed: Mapping[str, str]
    seal: str
    typed: TypedAnswer | None
    errors: list[RowError] = field(default_factory=list)

    @property
    def key(self) -> str:
        return self.printed[KEY]

    def is_sealed_for(self, agency: int) -> bool:
        return hmac.compare_digest(
            seal_of(agency, self.printed).encode(), self.seal.casefold().encode()
        )


@dataclass
class AnswerTable:
    """What came back: the rows that somebody has written on, and how many are as they were handed out."""

    table: Table
    rows: list[AnsweredRow] = field(default_factory=list)
    untouched: int = 0

    @property
    def labels(self) -> Sequence[str]:
        return self.table.header.labels

    @property
    def wrong_rows(self) -> list[tuple[SheetRow, list[RowError]]]:
        return [(row.source.row, row.errors) for row in self.rows if row.errors]


def read_sheet(content: bytes, name: str) -> AnswerTable:
    """Read a workbook that came back; raises SheetRefused where it is no such table."""
    table = read_table(read_rows(content, name), COLUMNS)
    found = AnswerTable(table)
    places = [table.header.positions[one] for one in TYPED if one in table.header.positions]
    for row in table:
        if all(row.row.cell(at).is_blank for at in places):
            found.untouched += 1
        else:
            found.rows.append(_answered(row, table))
    return found


def _answered(row: TableRow, table: Table) -> AnsweredRow:
    printed = {name: str(row.values.get(name) or "") for name in _PRINTED}
    errors = list(row.errors)
    answer = row.values.get(ANSWER)
    if answer is None and not errors:
        refused = CellRefused(_("写明答复：%(choices)s"), choices="、".join(ANSWERS))
        errors.append(table.error(row.row, ANSWER, refused))
    typed = _typed(row, answer) if isinstance(answer, Answer) and not errors else None
    return AnsweredRow(row, printed, str(row.values.get(SEAL) or ""), typed, errors)


def _typed(row: TableRow, answer: Answer) -> TypedAnswer:
    values = row.values
    given, value, day = values.get(GIVEN), values.get(VALUE), values.get(DAY)
    bearer, reason = values.get(BEARER), values.get(REASON)
    return TypedAnswer(
        answer=answer,
        given=given if isinstance(given, Decimal) else None,
        value=value if isinstance(value, Decimal) else None,
        day=day if isinstance(day, date) else None,
        bearer=bearer if isinstance(bearer, CostBearer) else None,
        evidence=str(values.get(EVIDENCE) or ""),
        reason=reason if isinstance(reason, CloseReason) else None,
        words=str(values.get(WORDS) or ""),
    )
