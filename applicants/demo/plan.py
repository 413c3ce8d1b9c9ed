"""Who is to be on the register, before anybody is drawn: class, size, village and months of each household.

The covered persons of each class in the closed month come out exactly; everything else is spread by weights. The plan
takes nothing but its arguments, so the same seed gives the same prefecture.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from itertools import accumulate

from dibao.demo.dice import Dice
from dibao.demo.era import Era
from dibao.values.months import BenefitMonth

# The work report's own figures for July 2008.
CLASS_PERSONS: Mapping[int, int] = {1: 5409, 2: 31622, 3: 23397}

# Covered persons in a household, in per cent: the destitute live alone more often.
_SIZES: Mapping[int, Mapping[int, int]] = {
    1: {1: 66, 2: 24, 3: 7, 4: 3},
    2: {1: 33, 2: 37, 3: 18, 4: 8, 5: 3, 6: 1},
    3: {1: 19, 2: 35, 3: 27, 4: 13, 5: 5, 6: 1},
}
# Share of the register in benefit by month: 31,572 persons at the end of 2007 and 55,366 in spring 2008 are figures
# that the report's subsidies imply.
_GROWTH_2008 = (
    0.14, 0.18, 0.215, 0.25, 0.285, 0.32, 0.355, 0.39, 0.42, 0.44, 0.505,
    0.62, 0.71, 0.82, 0.916, 0.945, 0.972, 1.0,
)  # fmt: skip
_FIRST_WAVE = 0.55
# A village meets every third month, so that a posting lists several families.
_MONTHS_BETWEEN_ROUNDS = 3
_FEW_MONTHS = 6

# Households of one township that a list brought in, whose members still have to be named.
_TAKEN_OVER = 24

# Families of each county whose cut was decided when the month after was signed already; see `told_late_in`.
_TOLD_LATE = 5

# Per thousand households of the register.
_ENDED = 26
_ENDED_LAST_MONTH = 2
_LEAVING = 2
_NEWCOMERS = 5
_CHANGED = 12


class Ending(StrEnum):
    DEATH = "death"
    INCOME = "income"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Village:
    """A place for households; `round` says in which month of three it meets."""

    code: str
    round: int


@dataclass(frozen=True)
class County:
    """Villages with the sums of their weights, from which one is drawn."""

    code: str
    villages: Sequence[Village]
    sums: Sequence[float]

    def draw(self, chance: Dice) -> Village:
        return chance.choices(self.villages, cum_weights=self.sums)[0]


@dataclass(frozen=True, slots=True)
class Spell:
    """Months in benefit under one grant."""

    benefit_class: int
    first_month: BenefitMonth
    last_month: BenefitMonth | None = None
    ending: Ending | None = None


@dataclass(frozen=True, slots=True)
class Sketch:
    """A household to be drawn; the last spell's class is the one that its situation must give."""

    village: Village
    covered: int
    spells: tuple[Spell, ...]
    # Came in by its county's own list: only the head is named, and nothing was assessed.
    is_taken_over: bool = False

    @property
    def benefit_class(self) -> int:
        return min(spell.benefit_class for spell in self.spells)


@dataclass(frozen=True)
class Plan:
    """`listed` begins the code of the township that knew its first households from a list."""

    era: Era
    seed: str
    listed: str
    scale: float = 1.0

    def sketches(self, counties: Mapping[str, tuple[int, Sequence[str]]]) -> list[Sketch]:
        """Households in the order of their files; `counties` gives rural population and villages by county code."""
        persons = self._persons(counties)
        drawn = [
            sketch
            for county in self._counties(counties)
            for sketch in self._some_told_late(self._of_county(county, persons[county.code]))
        ]
        by_file = sorted(drawn, key=lambda s: (s.spells[0].first_month, s.village.code))
        return self._some_taken_over(by_file)

    def _some_told_late(self, sketches: Iterable[Sketch]) -> Iterator[Sketch]:
        """Let some families have been in class two until the month that was paid ahead of its time."""
        month, left = told_late_in(self.era), _TOLD_LATE
        # Where the law is young, so are the benefits.
        months = min(_FEW_MONTHS, month - self.era.first_month) if month else 0
        for sketch in sketches:
            only = sketch.spells[0]
            is_fit = (
                month is not None
                and len(sketch.spells) == 1
                and only.benefit_class == 3
                and only.last_month is None
                and only.first_month.plus(months) <= month
                and not sketch.village.code.startswith(self.listed)
            )
            if left and is_fit and month is not None:
                left -= 1
                before = Spell(2, only.first_month, month.previous(), Ending.CHANGED)
                yield replace(sketch, spells=(before, Spell(3, month)))
            else:
                yield sketch

    def _some_taken_over(self, sketches: Sequence[Sketch]) -> list[Sketch]:
        """Let some of the shown township's first households have come in by a list."""
        spell = (self.era.first_month, None)
        fit = [
            place
            for place, sketch in enumerate(sketches)
            if sketch.village.code.startswith(self.listed)
            and sketch.covered > 1
            and [(s.first_month, s.last_month) for s in sketch.spells] == [spell]
        ]
        chosen = set(fit[:_TAKEN_OVER])
        return [
            replace(sketch, is_taken_over=place in chosen) for place, sketch in enumerate(sketches)
        ]

    def _counties(self, counties: Mapping[str, tuple[int, Sequence[str]]]) -> Iterator[County]:
        chance = Dice(self.seed, "villages")
        for code, (_, villages) in counties.items():
            weights = [chance.lognormvariate(0, 0.55) for _ in villages]
            places = [
                Village(village, number % _MONTHS_BETWEEN_ROUNDS)
                for number, village in enumerate(villages)
            ]
            yield County(code, places, list(accumulate(weights)))

    def _persons(
        self, counties: Mapping[str, tuple[int, Sequence[str]]]
    ) -> dict[str, dict[int, int]]:
        """Covered persons by county and class: by rural population, poorer counties more, to the person."""
        chance = Dice(self.seed, "counties")
        poverty = {county: chance.uniform(0.8, 1.3) for county in counties}
        persons: dict[str, dict[int, int]] = {county: {} for county in counties}
        for benefit_class, total in CLASS_PERSONS.items():
            weights = [
                population * poverty[county] * chance.uniform(0.88, 1.12)
                for county, (population, _) in counties.items()
            ]
            parts = shared_out(round(total * self.scale), weights)
            for county, part in zip(counties, parts, strict=True):
                persons[county][benefit_class] = part
        return persons

    def _of_county(self, county: County, persons: Mapping[int, int]) -> Iterator[Sketch]:
        chance = Dice(self.seed, county.code)
        for benefit_class, total in persons.items():
            for covered in _sizes(chance, benefit_class, total):
                yield self._in_benefit(chance, county, benefit_class, covered)
                if chance.randrange(1000) < _ENDED:
                    yield self._ended(chance, county, benefit_class, covered)
                if chance.randrange(1000) < _NEWCOMERS:
                    yield self._newcomer(chance, county, benefit_class, covered)

    def _in_benefit(self, chance: Dice, county: County, benefit_class: int, covered: int) -> Sketch:
        village = county.draw(chance)
        first = self._first_month(chance, village)
        spells: tuple[Spell, ...] = (Spell(benefit_class, first),)
        lot = chance.randrange(1000)
        # A second grant needs months before it.
        if lot < _CHANGED and first.plus(_FEW_MONTHS) < self.era.closed_month:
            spells = _changed(benefit_class, first, self.era)
        elif lot >= 1000 - _LEAVING:
            ending = Ending.DEATH if covered == 1 else Ending.INCOME
            spells = (Spell(benefit_class, first, self.era.closed_month, ending),)
        return Sketch(village, covered, spells)

    def _ended(self, chance: Dice, county: County, benefit_class: int, covered: int) -> Sketch:
        village, before = county.draw(chance), self.era.closed_month.previous()
        first = min(self._first_month(chance, village), before)
        last = before
        if chance.randrange(_ENDED) >= _ENDED_LAST_MONTH and before - first > _FEW_MONTHS:
            last = first.plus(chance.randint(1, before - first - 1))
        elif before - first <= _FEW_MONTHS and len(_months(self.era)) > _FEW_MONTHS:
            # Hardly anybody leaves in the first half-year; the place goes to one of the first wave.
            first = self.era.first_month
            last = first.plus(chance.randint(1, before - first))
        ending = Ending.DEATH if covered == 1 else Ending.INCOME
        return Sketch(village, covered, (Spell(benefit_class, first, last, ending),))

    def _newcomer(self, chance: Dice, county: County, benefit_class: int, covered: int) -> Sketch:
        spell = Spell(benefit_class, self.era.open_month)
        return Sketch(county.draw(chance), covered, (spell,))

    def _first_month(self, chance: Dice, village: Village) -> BenefitMonth:
        months = _months(self.era)
        growth = _growth(len(months))
        lot = chance.random()
        wanted = next(place for place, share in enumerate(growth) if lot < share)
        if len(months) < _FEW_MONTHS:
            return months[wanted]
        # The village's meeting that lies nearest to the month wanted.
        shift = (village.round - wanted) % _MONTHS_BETWEEN_ROUNDS
        nearest = wanted + (shift if shift <= 1 else shift - _MONTHS_BETWEEN_ROUNDS)
        return months[min(max(nearest, 0), len(months) - 1)]


def told_late_in(era: Era) -> BenefitMonth | None:
    """The month that was signed in the month before, ahead of its time: for the Spring Festival of 2008; in today's era
    the second one under the law, once it is past. None where there is none."""
    if era.name == "2008":
        return BenefitMonth(2008, 2)
    second = era.first_month.next()
    return second if second < era.closed_month else None


@cache
def _months(era: Era) -> list[BenefitMonth]:
    return era.months()


def _growth(months: int) -> Sequence[float]:
    if months == len(_GROWTH_2008):
        return _GROWTH_2008
    if months == 1:
        return (1.0,)
    step = (1 - _FIRST_WAVE) / (months - 1)
    return (*(_FIRST_WAVE + step * number for number in range(months - 1)), 1.0)


def _changed(benefit_class: int, first: BenefitMonth, era: Era) -> tuple[Spell, ...]:
    """Class three at first, better off now: the second grant starts in the closed month, or for class three next."""
    if benefit_class == 1:
        return (Spell(1, first),)
    later = era.closed_month if benefit_class == 2 else era.open_month
    before = Spell(3, first, later.previous(), Ending.CHANGED)
    return (before, Spell(2, later))


def _sizes(chance: Dice, benefit_class: int, persons: int) -> Iterator[int]:
    """Household sizes that add up to `persons` exactly; the last one takes what is left."""
    sizes, weights = list(_SIZES[benefit_class]), list(_SIZES[benefit_class].values())
    left = persons
    while left > 0:
        size = min(chance.choices(sizes, weights=weights)[0], left)
        left -= size
        yield size


def shared_out(total: int, weights: Sequence[float]) -> list[int]:
    """Whole parts by weight that add up to `total`: the largest remainders get the odd ones."""
    exact = [total * weight / sum(weights) for weight in weights]
    parts = [int(part) for part in exact]
    by_remainder = sorted(range(len(exact)), key=lambda place: parts[place] - exact[place])
    for place in by_remainder[: total - sum(parts)]:
        parts[place] += 1
    return parts
