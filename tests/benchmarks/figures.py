"""What a run prints: one JSON line per figure, with control sums of the product and of its floor."""

import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from decimal import Decimal
from statistics import median


@dataclass(frozen=True)
class Control:
    """How many rows a piece of work left behind, and what they come to."""

    count: int
    sum: Decimal | int


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One measured figure; times are medians in seconds, `goal` is said, never enforced."""

    name: str
    goal: str
    seconds: float | None = None
    floor_seconds: float | None = None
    ratio: float | None = None
    value: float | int | None = None
    control: Control | None = None
    floor_control: Control | None = None
    note: str = ""

    @property
    def adds_up(self) -> bool:
        """False where product and floor did not do the same work."""
        return self.control == self.floor_control

    def as_json(self) -> str:
        values = asdict(self)
        control, floor = values.pop("control"), values.pop("floor_control")
        values |= control or {}
        values |= {f"floor_{key}": value for key, value in (floor or {}).items()}
        # `value` may be null to say that nothing was measured; everything else is left out then.
        shown = {k: _plain(v) for k, v in values.items() if v not in (None, "")}
        if self.seconds is None and self.ratio is None:
            shown["value"] = _plain(self.value)
        return json.dumps(shown, ensure_ascii=False)


def _plain(value: object) -> object:
    if isinstance(value, float):
        return round(value, 4)
    return str(value) if isinstance(value, Decimal) else value


def timed(work: Callable[[], object]) -> float:
    """Seconds that `work` takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


@dataclass(frozen=True)
class Pairs:
    """Times of the product and of its floor, taken in turns; the machine's mood falls on both."""

    product: list[float]
    floor: list[float]

    @property
    def seconds(self) -> float:
        return median(self.product)

    @property
    def floor_seconds(self) -> float:
        return median(self.floor)

    @property
    def ratio(self) -> float:
        """The median of the ratios of each turn."""
        return median(p / f for p, f in zip(self.product, self.floor, strict=True))


def say(words: str) -> None:
    """Progress, for who watches."""
    print(words, file=sys.stderr, flush=True)
