"""A month's figures of one place, as a value that adds up. No queries."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from dibao.models.area import Area
from dibao.values.money import ZERO, yuan

CLASSES = (1, 2, 3)
_HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True)
class ClassFigures:
    """One benefit class: households, covered persons, yuan due."""

    households: int = 0
    persons: int = 0
    due: Decimal = ZERO

    def plus(self, other: "ClassFigures") -> "ClassFigures":
        return ClassFigures(
            self.households + other.households, self.persons + other.persons, self.due + other.due
        )


@dataclass(frozen=True)
class Money:
    """Where the yuan due are: together they are what is due, to the fen (design 4.10). What waits is not sent yet.

    Of what households are given: what is kept back of a paid month for a debt counts as paid.
    """

    paid: Decimal = ZERO
    waiting: Decimal = ZERO
    in_flight: Decimal = ZERO
    failed: Decimal = ZERO
    held: Decimal = ZERO

    def plus(self, other: "Money") -> "Money":
        return Money(
            self.paid + other.paid,
            self.waiting + other.waiting,
            self.in_flight + other.in_flight,
            self.failed + other.failed,
            self.held + other.held,
        )


@dataclass(frozen=True)
class PlaceFigures:
    """One place's month; `is_estimate` where no batch was drawn and the grants say what would be due."""

    area: Area
    classes: dict[int, ClassFigures] = field(default_factory=dict)
    money: Money = Money()
    rural_population: int | None = None
    is_estimate: bool = False

    def of_class(self, number: int) -> ClassFigures:
        return self.classes.get(number, ClassFigures())

    @property
    def each_class(self) -> list[ClassFigures]:
        return [self.of_class(number) for number in CLASSES]

    @property
    def households(self) -> int:
        return sum(part.households for part in self.classes.values())

    @property
    def persons(self) -> int:
        return sum(part.persons for part in self.classes.values())

    @property
    def due(self) -> Decimal:
        return sum((part.due for part in self.classes.values()), start=ZERO)

    @property
    def average(self) -> Decimal | None:
        """Yuan per person, rounded once; None without persons."""
        return yuan(self.due / self.persons) if self.persons else None

    @property
    def share(self) -> Decimal | None:
        """Persons in benefit of a hundred rural people; None where the population is not recorded."""
        return percent(self.persons, self.rural_population) if self.rural_population else None


def percent(part: int, whole: int) -> Decimal:
    """How many of a hundred, to two places."""
    return (Decimal(100 * part) / whole).quantize(_HUNDREDTH, ROUND_HALF_UP)


def total_of(area: Area, parts: Iterable[PlaceFigures]) -> PlaceFigures:
    """The parts added up; the population is the area's own where it has one, else that of its parts."""
    parts = list(parts)
    classes: dict[int, ClassFigures] = {}
    money = Money()
    for part in parts:
        money = money.plus(part.money)
        for number, figures in part.classes.items():
            classes[number] = classes.get(number, ClassFigures()).plus(figures)
    return PlaceFigures(
        area=area,
        classes=classes,
        money=money,
        rural_population=area.rural_population or _population(parts),
        is_estimate=any(part.is_estimate for part in parts),
    )


def _population(parts: list[PlaceFigures]) -> int | None:
    known = [part.rural_population for part in parts]
    return None if None in known else sum(number for number in known if number)
