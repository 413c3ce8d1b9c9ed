"""What a family declared beside what the registers know: the sums of each, and where more was found than was said."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applicants.eligibility.codes import IncomeSource, PropertyKind
from applicants.models.check import CheckAnswer, CheckResult, CheckSource
from applicants.models.means import IncomeLine, PropertyLine

ZERO = Decimal("0.00")


class Measure(Enum):
    """What a register's answer is compared by."""

    WORDS = "words"
    COUNT = "count"
    AMOUNT = "amount"
    YEARLY = "yearly"


@dataclass(frozen=True)
class Matter:
    """One kind of means, the registers that know of it, and the lines of an application that declare it."""

    label: str | Promise
    measure: Measure
    sources: tuple[CheckSource, ...]
    incomes: tuple[IncomeSource, ...] = ()
    properties: tuple[PropertyKind, ...] = ()


# Money lies in banks, funds and payment services alike, and is declared once.
MATTERS = (
    Matter(_("户籍和成员"), Measure.WORDS, (CheckSource.HUKOU,)),
    Matter(
        _("工资和经营收入"),
        Measure.YEARLY,
        (CheckSource.TAX,),
        incomes=(IncomeSource.LOCAL_WORK, IncomeSource.MIGRANT_WORK, IncomeSource.TRADE),
    ),
    Matter(
        _("养老、失业等社会保险待遇"),
        Measure.YEARLY,
        (CheckSource.SOCIAL_INSURANCE,),
        incomes=(
            IncomeSource.RETIREMENT_PENSION,
            IncomeSource.BASIC_PENSION,
            IncomeSource.SURVIVOR_BENEFIT,
            IncomeSource.UNEMPLOYMENT_BENEFIT,
        ),
    ),
    Matter(_("房屋"), Measure.COUNT, (CheckSource.REAL_ESTATE,), properties=(PropertyKind.HOUSE,)),
    Matter(
        _("登记的市场主体"),
        Measure.COUNT,
        (CheckSource.MARKET,),
        properties=(PropertyKind.COMPANY,),
    ),
    Matter(
        _("车、船、工程机械"),
        Measure.COUNT,
        (CheckSource.VEHICLES,),
        properties=(
            PropertyKind.VEHICLE,
            PropertyKind.BOAT,
            PropertyKind.CONSTRUCTION_MACHINE,
        ),
    ),
    Matter(
        _("存款、公积金和支付账户"),
        Measure.AMOUNT,
        (CheckSource.BANKS, CheckSource.HOUSING_FUND, CheckSource.PAYMENT),
        properties=(
            PropertyKind.DEPOSIT,
            PropertyKind.GOVERNMENT_BOND,
            PropertyKind.OTHER_FINANCIAL,
        ),
    ),
    Matter(
        _("储蓄性保险"),
        Measure.AMOUNT,
        (CheckSource.INSURANCE,),
        properties=(PropertyKind.SAVINGS_INSURANCE,),
    ),
    Matter(
        _("股票、证券、基金"),
        Measure.AMOUNT,
        (CheckSource.SECURITIES,),
        properties=(PropertyKind.STOCK, PropertyKind.SECURITY),
    ),
)
MEASURES = {source: matter.measure for matter in MATTERS for source in matter.sources}


@dataclass(frozen=True)
class Compared:
    """One matter's two sums: yuan, yuan a year or a number of things; words have none."""

    matter: Matter
    declared: Decimal
    found: Decimal
    has_finding: bool
    is_answered: bool

    @property
    def differs(self) -> bool:
        """More was found than was declared; less is the family's own loss."""
        if self.matter.measure is Measure.WORDS:
            return self.has_finding
        return self.found > self.declared


def compared(
    sources: Sequence[str],
    incomes: Iterable[IncomeLine],
    properties: Iterable[PropertyLine],
    answers: Iterable[CheckAnswer],
) -> list[Compared]:
    """The matters that some source was asked about, in the order of the law."""
    incomes, properties, answers = list(incomes), list(properties), list(answers)
    return [
        _compared(matter, incomes, properties, answers)
        for matter in MATTERS
        if set(matter.sources) & set(sources)
    ]


def _compared(
    matter: Matter,
    incomes: Sequence[IncomeLine],
    properties: Sequence[PropertyLine],
    answers: Sequence[CheckAnswer],
) -> Compared:
    said = [answer for answer in answers if answer.source in matter.sources]
    found = [answer for answer in said if answer.result == CheckResult.FOUND]
    return Compared(
        matter=matter,
        declared=_declared(matter, incomes, properties),
        found=sum((_weight(matter, answer) for answer in found), ZERO),
        has_finding=bool(found),
        is_answered=any(answer.result != CheckResult.NO_ANSWER for answer in said),
    )


def _declared(
    matter: Matter, incomes: Sequence[IncomeLine], properties: Sequence[PropertyLine]
) -> Decimal:
    owned = [line for line in properties if line.kind in matter.properties]
    match matter.measure:
        case Measure.YEARLY:
            earned = (line.yearly_amount for line in incomes if line.source in matter.incomes)
            return sum(earned, ZERO)
        case Measure.AMOUNT:
            return sum((line.amount for line in owned), ZERO)
        case Measure.COUNT:
            return sum((Decimal(line.count) for line in owned), ZERO)
    return ZERO


def _weight(matter: Matter, answer: CheckAnswer) -> Decimal:
    if matter.measure is Measure.COUNT:
        # Found in words alone, it is one of them.
        return Decimal(1 if answer.count is None else answer.count)
    return answer.amount or ZERO
