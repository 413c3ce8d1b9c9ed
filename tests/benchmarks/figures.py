"""What a run prints: one JSON line per figure, with control sums of the product and of its floor."""

import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path
from statistics import median

from django.conf import settings
from django.db import connections


@dataclass(frozen=True)
class Control:
    """How many rows a piece of work left behind, and what they come to."""

    count: int
    sum: Decimal | int


@dataclass(frozen=True)
class Spent:
    """What a piece of work took: by the clock, and in processor time of this process and its database session.

    A busy machine stretches the first and leaves the second alone; it is None where the server is not ours to watch.
    """

    seconds: float
    cpu: float | None


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One measured figure in seconds, or whatever its name says; `goal` is said, never enforced."""

    name: str
    goal: str
    seconds: float | None = None
    floor_seconds: float | None = None
    ratio: float | None = None
    value: float | None = None
    cpu_seconds: float | None = None
    cpu_floor_seconds: float | None = None
    cpu_ratio: float | None = None
    cpu_value: float | None = None
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
        shown = {key: _plain(value) for key, value in values.items() if value not in (None, "")}
        if self.ratio is None:
            # Null says that nothing was measured.
            shown["value"] = _plain(self.value)
        return json.dumps(shown, ensure_ascii=False)


def _plain(value: object) -> object:
    if isinstance(value, float):
        return round(value, 4)
    return str(value) if isinstance(value, Decimal) else value


def timed(work: Callable[[], object], *, session: str = "default") -> Spent:
    """What `work` takes; `session` names the connection that it works on."""
    cpu, start = _processor_seconds(session), time.perf_counter()
    work()
    seconds, cpu_after = time.perf_counter() - start, _processor_seconds(session)
    return Spent(seconds, None if cpu is None or cpu_after is None else cpu_after - cpu)


def _processor_seconds(session: str) -> float | None:
    connections[session].ensure_connection()
    schedule = Path(f"/proc/{connections[session].connection.info.backend_pid}/schedstat")
    if not settings.EMBEDDED or not schedule.exists():
        return None
    return int(schedule.read_text().split()[0]) / 1e9 + time.process_time()


Spents = Sequence[Spent]


def beside_floor(
    product: Spents, floor: Spents, *, total: Callable[[Sequence[float]], float] = median
) -> dict[str, float | None]:
    """The times of a Figure from turns taken alternately, with the median of the turns' ratios."""
    ratio, cpu_ratio = ratios(product, floor)
    return {
        "seconds": total([spent.seconds for spent in product]),
        "floor_seconds": total([spent.seconds for spent in floor]),
        "ratio": ratio,
        "cpu_seconds": None if cpu_ratio is None else total([spent.cpu or 0 for spent in product]),
        "cpu_floor_seconds": None if cpu_ratio is None else total([s.cpu or 0 for s in floor]),
        "cpu_ratio": cpu_ratio,
    }


def ratios(product: Spents, other: Spents) -> tuple[float, float | None]:
    """The medians of the turns' ratios, by the clock and in processor time; only turns that both took count."""
    pairs = list(zip(product, other, strict=False))
    by_cpu = [one.cpu / two.cpu for one, two in pairs if one.cpu and two.cpu]
    return (
        median(one.seconds / two.seconds for one, two in pairs),
        median(by_cpu) if len(by_cpu) == len(pairs) else None,
    )


def listed(spents: Spents) -> str:
    """The turns one by one, for the reader."""
    return " ".join(f"{spent.seconds:.2f}" for spent in spents)


def say(words: str) -> None:
    """Progress, for who watches."""
    print(words, file=sys.stderr, flush=True)
