"""A rule set as a value: what the law and the local government leave to numbers.

`income_line` is yuan per person per YEAR; class amounts and supplements are
yuan per person per MONTH. Everything is plain data that an official edits in a
form; `checks.problems` says in words what keeps a rule set from being used.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from applicants.eligibility.canonical import Canonical
from applicants.eligibility.codes import (
    BenefitMethod,
    DecisionLevel,
    ExpenseKind,
    Hardship,
    IncomeSource,
    LimitOutcome,
    LimitUnit,
    NoticeStage,
    ProcedureStep,
    PropertyExemption,
    PropertyKind,
    RecheckCategory,
    ReviewMeeting,
    Rounding,
    Rule,
    StartEvent,
    SupplementGroup,
    TimeUnit,
)

ZERO = Decimal(0)
ONE = Decimal(1)
FEN = Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion(Canonical):
    """What puts a household into a class: all conditions that are set must hold.

    `hardships`: any of these; empty sets no condition.
    `minimum_share_without_labour`: of the counted members, 0 to 1.
    `maximum_income_ratio`: per-capita income ÷ income line; None sets no condition.
    """

    benefit_class: int
    name: str
    hardships: tuple[Hardship, ...] = ()
    minimum_share_without_labour: Decimal = ZERO
    maximum_income_ratio: Decimal | None = None
    article: str = ""

    @property
    def is_unconditional(self) -> bool:
        return (
            not self.hardships
            and self.minimum_share_without_labour <= 0
            and self.maximum_income_ratio is None
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomeExemption(Canonical):
    """A source of income that is not counted, between two days (both inclusive)."""

    source: IncomeSource
    article: str = ""
    starts_on: date | None = None
    ends_on: date | None = None

    def holds(self, on: date) -> bool:
        return (self.starts_on is None or self.starts_on <= on) and (
            self.ends_on is None or on <= self.ends_on
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Deduction(Canonical):
    """A kind of rigid expense taken off the household's income, up to a limit in yuan a year."""

    kind: ExpenseKind
    yearly_limit: Decimal | None = None
    article: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PropertyLimit(Canonical):
    """What a household may own of these kinds together; more than the threshold breaches it."""

    name: str
    kinds: tuple[PropertyKind, ...]
    unit: LimitUnit
    threshold: Decimal
    outcome: LimitOutcome
    exemptions: tuple[PropertyExemption, ...] = ()
    article: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplement(Canonical):
    """A flat sum per person per month for a group; `age` is "from" for elderly, "under" for minors."""

    group: SupplementGroup
    amount: Decimal
    age: int | None = None
    article: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SinglePerson(Canonical):
    """Who of a borderline household may apply alone, and which share of the line the gap then is."""

    groups: tuple[SupplementGroup, ...]
    line_share: Decimal = ONE
    article: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice(Canonical):
    stage: NoticeStage
    days: int
    unit: TimeUnit = TimeUnit.DAYS
    article: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureLimit(Canonical):
    """A step is due this many units after its start event."""

    step: ProcedureStep
    number: int
    unit: TimeUnit
    start: StartEvent
    article: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecheckInterval(Canonical):
    category: RecheckCategory
    months: int
    article: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note(Canonical):
    """Where a number comes from; `term` is the field it speaks of."""

    term: str
    is_local: bool
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms(Canonical):
    """One rule set. `criteria` are tried in order, the first match is the class.

    `payment_unit`, `rounding` and `minimum_payment` (yuan per household per
    month) belong to the gap method. `articles` maps a rule's key to what its
    step cites.
    """

    name: str
    legal_basis: str
    income_line: Decimal
    benefit_method: BenefitMethod
    area: str = ""
    class_amounts: dict[int, Decimal] = field(default_factory=dict)
    criteria: tuple[Criterion, ...] = ()
    exemptions: tuple[IncomeExemption, ...] = ()
    deductions: tuple[Deduction, ...] = ()
    property_limits: tuple[PropertyLimit, ...] = ()
    supplements: tuple[Supplement, ...] = ()
    borderline_ratio: Decimal | None = None
    single_person: SinglePerson | None = None
    payment_unit: Decimal = FEN
    rounding: Rounding = Rounding.HALF_UP
    minimum_payment: Decimal = ZERO
    notices: tuple[Notice, ...] = ()
    procedure_limits: tuple[ProcedureLimit, ...] = ()
    review_meeting: ReviewMeeting = ReviewMeeting.DISPUTED
    hearing_before_cut: bool = True
    rechecks: tuple[RecheckInterval, ...] = ()
    decision_level: DecisionLevel = DecisionLevel.COUNTY
    articles: dict[str, str] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()

    def article(self, rule: Rule) -> str:
        return self.articles.get(rule, "")

    def notice(self, stage: NoticeStage) -> Notice | None:
        return next((notice for notice in self.notices if notice.stage is stage), None)

    def limit(self, step: ProcedureStep) -> ProcedureLimit | None:
        return next((limit for limit in self.procedure_limits if limit.step is step), None)

    def recheck_months(self, category: RecheckCategory) -> int | None:
        return next((r.months for r in self.rechecks if r.category is category), None)
