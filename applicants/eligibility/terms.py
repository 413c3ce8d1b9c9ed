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
    AloneGround,
    BenefitMethod,
    DecisionLevel,
    ExpenseKind,
    GraceShape,
    Hardship,
    IncomeKind,
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
    SupporterRelation,
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


def _is_between(starts_on: date | None, on: date, ends_on: date | None) -> bool:
    return (starts_on is None or starts_on <= on) and (ends_on is None or on <= ends_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomeExemption(Canonical):
    """A source of income that is not counted, between two days (both inclusive)."""

    source: IncomeSource
    article: str = ""
    starts_on: date | None = None
    ends_on: date | None = None

    def holds(self, on: date) -> bool:
        return _is_between(self.starts_on, on, self.ends_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportExemption(Canonical):
    """Which part of the support that a jobless, severely disabled adult lives on is not counted.

    It is what siblings and whoever else is in `relations` pay, and what anybody
    of at least `age` pays; `share` (above 0, up to 1) of it is left out.
    """

    relations: tuple[SupporterRelation, ...] = ()
    age: int | None = None
    share: Decimal = ONE
    article: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deduction(Canonical):
    """A kind of expense taken off the household's income, up to a limit in yuan a year.

    `within` takes it off one kind of income and no further: transfer expenses
    off transfer income. The days are both inclusive.
    """

    kind: ExpenseKind
    yearly_limit: Decimal | None = None
    article: str = ""
    within: IncomeKind | None = None
    starts_on: date | None = None
    ends_on: date | None = None

    def holds(self, on: date) -> bool:
        return _is_between(self.starts_on, on, self.ends_on)


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
class OtherGround(Canonical):
    """One more ground on which a person may apply alone.

    `years` is how long a member of the clergy must have lived in a religious
    place; `note` is the county's own rule, word for word.
    """

    ground: AloneGround
    years: int = 0
    note: str = ""
    article: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SinglePerson(Canonical):
    """Who of a borderline household may apply alone, and which share of the line the gap then is.

    `other_grounds` lets in whom 办法 Art 8 (3), (4) and the 2022 notice name.
    """

    groups: tuple[SupplementGroup, ...]
    line_share: Decimal = ONE
    article: str = ""
    other_grounds: tuple[OtherGround, ...] = ()

    def other_ground(self, ground: AloneGround) -> OtherGround | None:
        return next((one for one in self.other_grounds if one.ground is ground), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedJobs(Canonical):
    """What is left of the own base of somebody who refused suitable jobs (办法 Art 34): 0 up to, not including, 1.

    For members who stay covered; who loses all of it is entered as not covered.
    """

    remaining_share: Decimal
    times: int = 3
    article: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GracePeriod(Canonical):
    """For how many months a family that worked its way above the line is still paid, and in which shape.

    `maximum_income_ratio`: per-capita income ÷ income line; None sets no condition.
    """

    months: int
    shape: GraceShape = GraceShape.FULL
    maximum_income_ratio: Decimal | None = None
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
    month) belong to the gap method. `account_cooling_days` is how many days after a
    household was told of it a change of its bank account waits. `articles` maps a rule's key to what its
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
    support_exemption: SupportExemption | None = None
    refused_jobs: RefusedJobs | None = None
    grace: GracePeriod | None = None
    payment_unit: Decimal = FEN
    rounding: Rounding = Rounding.HALF_UP
    minimum_payment: Decimal = ZERO
    notices: tuple[Notice, ...] = ()
    procedure_limits: tuple[ProcedureLimit, ...] = ()
    review_meeting: ReviewMeeting = ReviewMeeting.DISPUTED
    hearing_before_cut: bool = True
    account_cooling_days: int = 7
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
