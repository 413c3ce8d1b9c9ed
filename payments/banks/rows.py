"""What stands in a bank file, whatever its format."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dibao.errors import Refused
from dibao.values.months import BenefitMonth
from dibao.values.words import gettext_noop as _

# How papers name a release: what it is of, and the month.
PURPOSE = "农村低保"


class FileBroken(Refused):
    """A bank file that does not say what it says."""


@dataclass(frozen=True, slots=True)
class PayRow:
    """One payment as the bank sees it; amounts are yuan of the month."""

    serial: int
    place: str
    name: str
    id_number: str
    covered: int
    base: Decimal
    supplement: Decimal
    amount: Decimal
    holder: str
    bank: str
    account: str
    # What the payment is for, in the payee's passbook; as the paper says where nothing is said.
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class Payer:
    """The account that the money comes from, as the bank knows it."""

    holder: str
    bank: str
    account: str


@dataclass(frozen=True, slots=True)
class Paper:
    """The head of a bank file: who pays what, from which batch, written when; the count and sum of its rows."""

    office: str
    batch_number: str
    month: BenefitMonth
    dated: date
    count: int
    total: Decimal
    item: str = PURPOSE
    # Where the county has told of one; some formats need it.
    payer: Payer | None = None

    @property
    def purpose(self) -> str:
        return purpose_of(self.item, self.month)


def as_bank_reads(
    *, serial: int, holder: str, account: str, amount: Decimal, id_number: str, purpose: str
) -> PayRow:
    """A row with what most formats carry: no place, no persons, no parts of the amount."""
    return PayRow(
        serial=serial,
        place="",
        name="",
        id_number=id_number,
        covered=0,
        base=Decimal(0),
        supplement=Decimal(0),
        amount=amount,
        holder=holder,
        bank="",
        account=account,
        purpose=purpose,
    )


def purpose_of(item: str, month: BenefitMonth) -> str:
    """农村低保2008年7月."""
    return f"{item}{month.label}"


def check_sums(paper: Paper, rows: Sequence[PayRow]) -> None:
    """Raise FileBroken unless the rows are as many, and as much, as the paper says."""
    total = sum((row.amount for row in rows), Decimal(0))
    if (len(rows), total) != (paper.count, paper.total):
        raise FileBroken(
            _("明细%(rows)s笔%(total)s元，与批次的%(count)s笔%(amount)s元不符，没有生成文件"),
            rows=len(rows),
            total=total,
            count=paper.count,
            amount=paper.total,
        )
