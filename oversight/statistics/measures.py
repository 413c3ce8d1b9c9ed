"""What a report is made of: rows that one statement finds, and measures that count them. Plain values, no queries.

A measure is an aggregate over the report's rows and the condition on those it counts. Its figure and the list that
the figure opens are asked of the same statement with the same condition, so they cannot differ.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Final

from django.utils.functional import Promise

from dibao.levels import AreaLevel
from dibao.models.area import Area
from dibao.permissions import Permission
from dibao.tables import Kind
from oversight.statistics.periods import Period

Words = str | Promise
Figure = int | Decimal | None
Figures = Mapping[str, Figure]
# What a statement is told; lists become arrays.
Value = (
    bool
    | int
    | str
    | date
    | list[str]
    | list[int]
    | list[bool]
    | list[date]
    | list[date | None]
    | None
)
POPULATION: Final = "rural_population"
_HUNDREDTH: Final = Decimal("0.01")
_HUNDRED: Final = 100


class Unit(StrEnum):
    """What a figure counts; the words that are printed belong to the page."""

    HOUSEHOLDS = "households"
    PERSONS = "persons"
    CASES = "cases"
    PERSON_MONTHS = "person_months"
    DAYS = "days"
    YUAN = "yuan"
    # As many as the benefit's own unit says: portions, terms, houses.
    OF_ITS_UNIT = "of_its_unit"
    SHARE = "share"


@dataclass(frozen=True)
class Measure:
    """One column of a report: how its figure comes about and, in words for the foot of the page, what it means."""

    key: str
    label: Words
    unit: Unit
    meaning: Words
    # An aggregate over the report's rows, and those it is of: all of them where nothing is said.
    value: str = "count(*)"
    where: str = "true"

    @property
    def empty(self) -> Figure:
        """What the figure is where no row counts."""
        return 0

    @property
    def sql(self) -> str:
        """The figure over a report's rows."""
        return f"coalesce({self.value} FILTER (WHERE {self.where}), 0)"

    @property
    def opens(self) -> bool:
        """Whether the figure has rows of its own."""
        return True

    def figure(self, counted: Figures) -> Figure:
        return counted[self.key]


@dataclass(frozen=True)
class Typical(Measure):
    """A column that is no sum, such as a median: unknown where no row counts."""

    @property
    def empty(self) -> Figure:
        return None

    @property
    def sql(self) -> str:
        return f"{self.value} FILTER (WHERE {self.where})"


@dataclass(frozen=True)
class Quantity(Typical):
    """A column in a benefit's own unit: unknown where rows of several benefits come together."""

    @property
    def sql(self) -> str:
        counts = f"FILTER (WHERE {self.where})"
        return f"CASE count(DISTINCT item_id) {counts} WHEN 1 THEN {self.value} {counts} END"


@dataclass(frozen=True)
class Quotient(Measure):
    """A column worked out of two others: so many yuan a person, or so many of a hundred."""

    part: str = ""
    whole: str = ""
    factor: int = 1

    @property
    def opens(self) -> bool:
        return False

    def figure(self, counted: Figures) -> Figure:
        """Rounded once to two places; None without a whole."""
        part, whole = counted[self.part], counted[self.whole]
        if not whole or part is None:
            return None
        return (Decimal(part) * self.factor / whole).quantize(_HUNDREDTH, ROUND_HALF_UP)


@dataclass(frozen=True)
class Attribute(Measure):
    """A column that the register of places says: the rural population."""

    @property
    def opens(self) -> bool:
        return False


@dataclass(frozen=True)
class Column:
    """One column of the list that a figure opens: a word for its head, its kind and the SQL that reads it."""

    label: Words
    sql: str
    kind: Kind = "text"
    # Turns a stored code into a word.
    words: Callable[[object], Words] | None = None


@dataclass(frozen=True)
class Listing:
    """How rows are shown: tables joined to the row `s` for their words, the columns, and where the first leads.

    `leads_to` is the name of an address and `key` the SQL of its argument; whoever lacks `may_open` sees no link.
    """

    joins: str
    columns: tuple[Column, ...]
    leads_to: str
    key: str
    may_open: Permission


@dataclass(frozen=True)
class Asked:
    """Which area, period and rows: one for each place of a level, the area itself where nothing lies below.

    `on` is the business day on which it is asked. What is late at the end of the period is reckoned on the day after
    it, and of a period that is not over on the day of asking: what falls due later is not late yet.
    """

    area: Area
    period: Period
    by: AreaLevel
    on: date
    # Of what agencies gave: one agency's, or one benefit, by its key.
    agency: int | None = None
    item: int | None = None
    # The day on which those stood who qualified, where a report compares with them.
    base: date | None = None

    @property
    def is_narrowed(self) -> bool:
        """Whether it asks for less than the whole report, or compares with a day of its own."""
        return (self.agency, self.item, self.base) != (None, None, None)

    @property
    def base_day(self) -> date:
        """The end of the period, or the day of asking where that is to come, unless another is named."""
        return self.base or min(self.period.last_day, self.on)

    @property
    def values(self) -> dict[str, Value]:
        """What every statement may name."""
        low, high = self.area.span
        period = self.period
        return {
            "low": low,
            "high": high,
            "first": period.first.first_day,
            "last": period.last.first_day,
            "before": period.first.previous().first_day,
            "january": period.january.first_day,
            "year": period.first.year,
            "first_day": period.first_day,
            "last_day": period.last_day,
            "reckoned_on": min(period.last_day + timedelta(days=1), self.on),
            "on": self.on,
            "agency": self.agency,
            "item": self.item,
        }


@dataclass(frozen=True)
class Tie:
    """Two sides that must agree to the fen, with the batch that one of them comes from."""

    what: Words
    place: str
    period: str
    ours: Figure
    theirs: Figure
    source: Words
    batch: int | None = None

    @property
    def holds(self) -> bool:
        return self.ours == self.theirs


# A statement with what it is told.
Statement = tuple[str, dict[str, Value]]


def _nothing_more(_asked: Asked) -> dict[str, Value]:
    return {}


def _nothing_tied(_asked: Asked) -> list[Tie]:
    return []


@dataclass(frozen=True)
class Report:
    """One report: a statement that finds rows with `area_code` and a unique `row_key`, and what is counted of them.

    `rows` names parameters of `Asked.values` and of `more`. `levels` are those of the areas it can be asked for, and
    `finest` is the lowest level that its rows are counted by. Whoever opens rows needs `reads`.
    """

    key: str
    title: Words
    about: Words
    rows: str
    measures: tuple[Measure, ...]
    listing: Listing
    reads: Permission
    # The keys of the measures that a chart shows: one as bars with their mean, several as parts of a bar.
    pictures: tuple[tuple[str, ...], ...] = ()
    more: Callable[[Asked], dict[str, Value]] = _nothing_more
    ties: Callable[[Asked], list[Tie]] = _nothing_tied
    # Whether its figures wait for batches to be settled; what counts cases does not.
    is_of_money: bool = False
    levels: frozenset[str] = frozenset({AreaLevel.PREFECTURE, AreaLevel.COUNTY, AreaLevel.TOWNSHIP})
    finest: AreaLevel = AreaLevel.VILLAGE
    notes: tuple[Words, ...] = field(default=())
    # Whether its rows are of a benefit of an agency (`agency_id`, `item_id`), so that it counts by these too.
    is_of_aid: bool = False
    # Whether it compares with who qualified on a day that may be chosen.
    has_base: bool = False
    # Where the rows depend on what is in force: gives them with more of their values, in place of `rows`.
    found: Callable[[Asked], Statement] | None = None

    def statement(self, asked: Asked) -> Statement:
        """The rows and everything that they are told."""
        text, values = self.found(asked) if self.found else (self.rows, self.more(asked))
        return text, asked.values | values

    def measure(self, key: str) -> Measure | None:
        return next((one for one in self.measures if one.key == key), None)
