"""Drawing families and inspectors so that anybody can draw them again: plain values in and out, no random generator.

The list is frozen and its SHA-256 published first; the eight digits of the seed come afterwards, from outside. What
follows is additions, remainders and divisions of at most ten digits (`docs/inspections.md` has an example to do by
hand): every family of a stratum is drawn with the same probability, n/N, and nobody who knows the list knows the seed.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, Decimal
from typing import Final, Self

from django.utils.translation import gettext as _

from dibao.errors import Refused

# Seeds, and the digits taken from a list's hash, have so many digits: what the smallest pocket calculator shows.
DIGITS: Final = 8
_AROUND: Final = 10**DIGITS
# The golden section's digits: multiples of it lie apart on the circle, and share no divisor with its length.
STRIDE: Final = 61_803_399
# Both ends of the bell curve: how many standard errors make 90, 95 and 99 per cent.
SIGMAS: Final = {90: Decimal("1.645"), 95: Decimal("1.960"), 99: Decimal("2.576")}
_FORM: Final = "dibao-inspection-list-1"
_COLUMNS: Final = "stratum,number,key,route,not"


class ListChanged(Refused):
    """A list that is not what its hash was published of, or no list at all."""


@dataclass(frozen=True)
class Unit:
    """One family of the list: its stratum, its number there from 1, a key that names nobody, the route (village) it
    lies on, and the numbers of the inspectors who may not visit it."""

    stratum: int
    number: int
    key: str
    route: int
    barred: tuple[int, ...] = ()

    def __str__(self) -> str:
        barred = " ".join(map(str, self.barred))
        return f"{self.stratum},{self.number},{self.key},{self.route},{barred}"


@dataclass(frozen=True)
class Listing:
    """The frozen list: what is asked for, and every family it is drawn from, in order."""

    name: str
    rule: str
    size: int
    inspectors: int
    units: tuple[Unit, ...]

    def as_text(self) -> str:
        """The file that is published: lines of UTF-8 that end with a line feed. Its SHA-256 is the list's."""
        head = [
            _FORM,
            f"name,{self.name}",
            f"rule,{self.rule}",
            f"size,{self.size}",
            f"inspectors,{self.inspectors}",
        ]
        return "\n".join([*head, _COLUMNS, *map(str, self.units)]) + "\n"

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.as_text().encode()).hexdigest()

    @property
    def strata(self) -> dict[int, int]:
        """How many families each stratum holds, in order."""
        counts: dict[int, int] = {}
        for unit in self.units:
            counts[unit.stratum] = counts.get(unit.stratum, 0) + 1
        return counts

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a published file. Raises ListChanged where it is none."""
        lines = text.replace("\r\n", "\n").splitlines()
        try:
            form, name, rule, size, inspectors, columns, *rows = lines
            if (form, columns) != (_FORM, _COLUMNS):
                raise ValueError(form)
            return cls(
                name=_told(name, "name"),
                rule=_told(rule, "rule"),
                size=int(_told(size, "size")),
                inspectors=int(_told(inspectors, "inspectors")),
                units=tuple(map(_unit, rows)),
            )
        except ValueError:
            raise ListChanged(_("这不是抽查名单文件，或者文件不完整。重新下载再试。")) from None


def _told(line: str, name: str) -> str:
    label, _comma, value = line.partition(",")
    if label != name:
        raise ValueError(line)
    return value


def _unit(line: str) -> Unit:
    stratum, number, key, route, barred = line.split(",")
    return Unit(int(stratum), int(number), key, int(route), tuple(map(int, barred.split())))


@dataclass(frozen=True)
class Visit:
    """One family drawn, and the numbers of the two inspectors drawn for it, in the order in which they were."""

    unit: Unit
    pair: tuple[int, int]


def line_of(visit: Visit) -> str:
    """A visit as the published file of what was drawn has it, and as the command says it."""
    return (
        f"{visit.unit.stratum},{visit.unit.number},{visit.unit.key},{visit.pair[0]},{visit.pair[1]}"
    )


@dataclass(frozen=True)
class Draw:
    """What a seed makes of a list: how many families of each stratum, and which, with whom."""

    sizes: Mapping[int, int]
    visits: tuple[Visit, ...]


def size_for(population: int, *, confidence: int, margin: Decimal) -> int:
    """How many of `population` tell a share to within `margin` per cent either way at `confidence` per cent, whatever
    the share; with the correction for a finite population."""
    share = margin / 100
    endless = SIGMAS[confidence] ** 2 / (4 * share**2)
    corrected = endless / (1 + (endless - 1) / population)
    return min(population, int(corrected.to_integral_value(ROUND_CEILING)))


def allocate(strata: Mapping[int, int], size: int) -> dict[int, int]:
    """How many of each stratum: in proportion, the largest remainders rounded up, and of each one at least.

    Where there are more strata than `size`, one of each is more; no stratum gives more than it holds.
    """
    population = sum(strata.values())
    size = min(size, population)
    shares = {stratum: divmod(size * held, population) for stratum, held in strata.items()}
    sizes = {stratum: max(1, whole) for stratum, (whole, _rest) in shares.items()}
    # A stratum that was given its one for nothing has had its remainder.
    waiting = [stratum for stratum, (whole, rest) in shares.items() if whole and rest]
    waiting.sort(key=lambda stratum: (-shares[stratum][1], stratum))
    for stratum in waiting[: max(0, size - sum(sizes.values()))]:
        sizes[stratum] += 1
    return sizes


def digits_of(sha256: str) -> int:
    """The first eight decimal digits of a hash, letters passed over: what a reader picks out with a pencil."""
    found = [letter for letter in sha256 if letter.isdigit()]
    # Sixty-four places with fewer than eight digits come up once in many lives; noughts fill them.
    return int("".join(found)[:DIGITS].ljust(DIGITS, "0"))


def step_at(count: int, *, seed: int, sha256: str) -> int:
    """The step that is `count` strides from the start, which is the seed and the list's digits together."""
    return (seed + digits_of(sha256) + count * STRIDE) % _AROUND


class Steps:
    """The numbers that a draw takes its remainders of, one stride after the other."""

    def __init__(self, seed: int, sha256: str) -> None:
        self._at = step_at(0, seed=seed, sha256=sha256)

    def next(self) -> int:
        self._at = (self._at + STRIDE) % _AROUND
        return self._at


def draw(listing: Listing, seed: int) -> Draw:
    """The families that the seed draws of the list, and two inspectors for each route.

    Of a stratum of N families n are taken: from where the step's remainder by N points, at n even distances round the
    circle. A route's two inspectors are those whom two more steps point at, among those barred from no family drawn
    on it; where fewer than two are left, each of its families is drawn two of its own. Raises Refused where a family
    has fewer than two.
    """
    if not listing.units:
        raise Refused(_("名单里一户也没有，抽不了。改了条件再定名单。"))
    steps, strata = Steps(seed, listing.sha256), listing.strata
    sizes = allocate(strata, listing.size)
    by_stratum: dict[int, list[Unit]] = {stratum: [] for stratum in strata}
    for unit in listing.units:
        by_stratum[unit.stratum].append(unit)
    drawn = [
        unit
        for stratum, units in by_stratum.items()
        for unit in around(units, sizes[stratum], steps.next())
    ]
    return Draw(sizes, tuple(_with_pairs(drawn, listing.inspectors, steps)))


def around(units: Sequence[Unit], size: int, step: int) -> list[Unit]:
    """So many of the units, evenly round the circle from where the step points: each is one with chance size/len."""
    held = len(units)
    start = step % held
    taken = sorted((start + turn * held // size) % held for turn in range(size))
    return [units[place] for place in taken]


def _with_pairs(drawn: Sequence[Unit], inspectors: int, steps: Steps) -> list[Visit]:
    routes: dict[int, list[Unit]] = {}
    for unit in drawn:
        routes.setdefault(unit.route, []).append(unit)
    visits: list[Visit] = []
    for _route, units in sorted(routes.items()):
        together = _free(units, inspectors)
        parts = [units] if len(together) > 1 else [[unit] for unit in units]
        for part in parts:
            pair = _pair(_free(part, inspectors), steps)
            visits += [Visit(unit, pair) for unit in part]
    return sorted(visits, key=lambda visit: (visit.unit.stratum, visit.unit.number))


def _free(units: Sequence[Unit], inspectors: int) -> list[int]:
    """The numbers of the inspectors barred from none of the families."""
    barred = {number for unit in units for number in unit.barred}
    return [number for number in range(1, inspectors + 1) if number not in barred]


def _pair(free: Sequence[int], steps: Steps) -> tuple[int, int]:
    if len(free) < 2:
        raise Refused(
            _("有一户能去检查的不到两人：检查人员都办过这户或者是近亲属。增加检查人员再定名单。")
        )
    first = free[steps.next() % len(free)]
    others = [number for number in free if number != first]
    return first, others[steps.next() % len(others)]


class NobodyLeft(Refused):
    """Whoever may go to a family goes there already or could not."""


def stand_in(visit: Visit, *, gone: Sequence[int], seed: int, sha256: str, inspectors: int) -> int:
    """Who goes to a family when one of its pair cannot: `gone` are those who could not before, in that order.

    The step is as many strides from the start as the route's number, and one more for each who is gone; its remainder
    counts from 0 in the numbers of those who may go there, are not of the pair and are not gone. So the seed says for
    every family in what order the others come, and a route's families get the same one unless bars differ. Raises
    NobodyLeft.
    """
    taken = {*visit.pair, *gone}
    left = [number for number in _free([visit.unit], inspectors) if number not in taken]
    if not left:
        raise NobodyLeft(
            _("能去这户的检查人员都轮过了，没有人可以顶替。等原来的人能去，再去检查。")
        )
    step = step_at(visit.unit.route + len(gone), seed=seed, sha256=sha256)
    return left[step % len(left)]


def with_stand_ins(
    visit: Visit, away: Sequence[int], *, seed: int, sha256: str, inspectors: int
) -> tuple[Visit, tuple[int, ...]]:
    """The visit as it is made once those `away`, in that order, could not go, and who came for each of them.

    Raises Refused where one of them was not to go there.
    """
    came: list[int] = []
    for turn, number in enumerate(away):
        if number not in visit.pair:
            raise Refused(_("这户现在不是由这名检查人员去，没有什么要换的。"))
        comes = stand_in(visit, gone=away[:turn], seed=seed, sha256=sha256, inspectors=inspectors)
        visit = replace(visit, pair=_put(visit.pair, number, comes))
        came.append(comes)
    return visit, tuple(came)


def _put(pair: tuple[int, int], away: int, comes: int) -> tuple[int, int]:
    first, second = pair
    return (comes, second) if first == away else (first, comes)
