"""The printed roster: payable lines village by village with their sums, then those held, then the whole.

It is laid out in sheets of a fixed number of lines, each with its own sum, since a printer's own breaks have none.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby, pairwise
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.choices import BENEFIT_CLASSES
from applicants.pages.cards import Fact
from dibao.display import count_text, month_text, yuan_text
from dibao.values import money
from dibao.values.months import BenefitMonth
from payments.models.batch import MISSING, BatchKind, PaymentBatch
from payments.workflow import LineStatus

Words = str | Promise

# Lines of A4 landscape, and of the first sheet beneath the paper's head.
_FIRST_SHEET: Final = 16
_SHEET: Final = 24
# So many lines would stand where people sign.
_SIGNATURES: Final = 5
_COLUMNS = (
    "serial",
    "area__path",
    "month",
    "household__head__name",
    "benefit_class",
    "covered_count",
    "base_amount",
    "supplement_amount",
    "offset_amount",
    "amount",
    "account__holder",
    "account__bank_name",
    "account__number_last4",
)


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One household on paper."""

    serial: int
    place: str
    month: BenefitMonth
    head: str
    benefit_class: int
    covered: int
    base: Decimal
    supplement: Decimal
    offset: Decimal
    amount: Decimal
    holder: str | None
    bank: str | None
    last4: str | None
    is_sum = False

    @property
    def class_label(self) -> Words:
        return dict(BENEFIT_CLASSES)[self.benefit_class]


@dataclass(frozen=True, slots=True)
class Sum:
    """A row of sums: what it sums, how many households and persons, and the amounts."""

    label: Words
    households: int
    persons: int
    base: Decimal
    supplement: Decimal
    offset: Decimal
    amount: Decimal
    is_sum = True


@dataclass(frozen=True, slots=True)
class PaperSheet:
    """What stands on one sheet: households and the sums that follow them, and what the sheet itself comes to."""

    lines: list[PaperRow | Sum]
    sum: Sum


@dataclass(frozen=True, slots=True)
class Section:
    """Rows that end with their sum."""

    rows: list[PaperRow]
    sum: Sum


@dataclass(frozen=True, slots=True)
class Roster:
    """The whole paper."""

    villages: list[Section]
    payable: Sum
    held: Section | None
    total: Sum
    # A row says its month where it need not be the paper's.
    has_months: bool
    # A benefit has two parts, a price subsidy has none.
    has_parts: bool

    @property
    def sheets(self) -> list[PaperSheet]:
        """Every line in its order, cut into sheets; the first has the head of the paper on it."""
        lines = list(self._lines())
        return [_sheet(lines[start:end]) for start, end in pairwise(cuts_of(len(lines)))]

    def _lines(self) -> Iterator[PaperRow | Sum]:
        for village in self.villages:
            yield from village.rows
            yield village.sum
        yield self.payable
        if self.held:
            yield from self.held.rows
            yield self.held.sum
            yield self.total

    @property
    def has_offsets(self) -> bool:
        """Whether an instalment is kept back from anybody, so that the amount is not the sum of its parts."""
        return bool(self.total.offset)


def roster_of(batch: PaymentBatch) -> Roster:
    """All lines of the batch by serial (one query); those held stand together at the end."""
    lines = batch.lines.order_by("serial").values_list("status", *_COLUMNS)
    payable: list[PaperRow] = []
    held: list[PaperRow] = []
    for status, serial, place, *values in lines.iterator(chunk_size=2000):
        # The county stands at the head of the paper.
        row = PaperRow(serial, place.removeprefix(batch.area.name), *values)
        (held if status == LineStatus.HELD or row.last4 is None else payable).append(row)
    return Roster(
        villages=list(_villages(payable)),
        payable=_sum(_("交银行合计"), payable),
        held=Section(held, _sum(_("暂缓合计"), held)) if held else None,
        total=_sum(_("总计"), [*payable, *held]),
        has_months=batch.kind in MISSING,
        has_parts=batch.kind not in (BatchKind.SUBSIDY, BatchKind.SUBSIDY_FOLLOW_UP),
    )


def _villages(rows: Iterable[PaperRow]) -> Iterator[Section]:
    for place, group in groupby(rows, key=lambda row: row.place):
        found = list(group)
        yield Section(found, _sum(_now("%(place)s小计") % {"place": place}, found))


def cuts_of(count: int) -> list[int]:
    """Where sheets begin and end; beneath the last lines there is room to sign, never on a sheet by itself."""
    cuts = [0, *range(_FIRST_SHEET, count, _SHEET)]
    room = (_SHEET if cuts[-1] else _FIRST_SHEET) - _SIGNATURES
    if count - cuts[-1] > room:
        cuts.append(count - _SIGNATURES)
    return [*cuts, count]


def _sheet(lines: list[PaperRow | Sum]) -> PaperSheet:
    return PaperSheet(
        lines, _sum(_("本页小计"), [line for line in lines if isinstance(line, PaperRow)])
    )


def _sum(label: Words, rows: list[PaperRow]) -> Sum:
    return Sum(
        label,
        len(rows),
        sum(row.covered for row in rows),
        sum((row.base for row in rows), Decimal(0)),
        sum((row.supplement for row in rows), Decimal(0)),
        sum((row.offset for row in rows), Decimal(0)),
        sum((row.amount for row in rows), Decimal(0)),
    )


def paper_title(batch: PaymentBatch) -> str:
    """What the paper is called; what is missing of months past is no month's roster."""
    if batch.kind == BatchKind.REGULAR:
        return _now("%(month)s农村低保发放名册") % {"month": month_text(batch.month)}
    return _now("%(month)s农村低保发放名册（%(kind)s）") % {
        "month": month_text(batch.month),
        "kind": batch.get_kind_display(),
    }


def head_facts(batch: PaymentBatch) -> list[Fact]:
    """What stands at the top of the paper."""
    return [
        Fact(label=_("批次号"), value=batch.number),
        *([Fact(label=_("文号"), value=batch.basis)] if batch.basis else []),
        Fact(label=_("户数"), value=count_text(batch.line_count)),
        Fact(label=_("人数"), value=count_text(batch.person_count)),
        Fact(label=_("交银行（元）"), value=yuan_text(batch.payable_amount)),
        Fact(label=_("大写"), value=money.in_words(batch.payable_amount)),
    ]


def signers_of(batch: PaymentBatch) -> list[str]:
    """The signature strip: each step with the name of who took it, where somebody has."""
    steps = (
        (_now("编制"), batch.prepared_by or batch.drawn_by),
        (_now("复核"), batch.reviewed_by),
        (_now("批准"), batch.approved_by),
        (_now("签发"), batch.signed_by),
    )
    return [f"{step} {signer.name}" if signer else step for step, signer in steps]
