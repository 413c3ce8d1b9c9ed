"""How long the pages of one batch take that pays a whole prefecture: its first page, its lines, its exceptions."""

from collections.abc import Iterable, Sequence
from statistics import quantiles

from django.conf import settings
from django.test import Client
from django.urls import reverse

from dibao.values.months import BenefitMonth
from payments.models import ExceptionKind, PaymentBatch
from tests.benchmarks import months
from tests.benchmarks.figures import Control, Figure, Spent, timed
from tests.benchmarks.prefecture import ClassSizes, County, settle

TIMES = 30
_GOAL_MS = 500


def prepare(
    counties: Sequence[County], classes: ClassSizes, *, without_account: int, month: BenefitMonth
) -> PaymentBatch:
    """Everybody in one county, paid for a month and drawn for the next."""
    (only,) = counties[:1]
    settle([only], classes, without_account=without_account)
    months.draw([only], month)
    months.close([only], month)
    (batch,) = months.draw([only], month.next())
    return batch


def figure(county: County, batch: PaymentBatch) -> Figure:
    """Each of the three pages by whoever holds the batch, one after the other, so many times."""
    browser = _logged_in(county)
    key = batch.pk
    pages = {
        "first": reverse("payments:batch", args=[key]),
        "lines": reverse("payments:batch_lines", args=[key]),
        "exceptions": reverse("payments:batch_exceptions", args=[key, ExceptionKind.CHANGED]),
    }
    took: dict[str, list[Spent]] = {name: [] for name in pages}
    statuses: list[int] = []
    # Once to warm up what a worker warms up once.
    for address in pages.values():
        browser.get(address)
    for _ in range(TIMES):
        for name, address in pages.items():
            took[name].append(
                timed(lambda at=address: statuses.append(browser.get(at).status_code))
            )
    slowest = {name: _p95(spent.seconds for spent in each) for name, each in took.items()}
    by_cpu = [_p95(spent.cpu or 0 for spent in each) for each in took.values()]
    told = ", ".join(f"{name} {value:.0f}" for name, value in slowest.items())
    return Figure(
        name="batch_page_27k_p95_ms",
        goal=f"value <= {_GOAL_MS}",
        value=max(slowest.values()),
        cpu_value=max(by_cpu) or None,
        control=Control(len(statuses), sum(status != 200 for status in statuses)),
        floor_control=Control(TIMES * len(pages), 0),
        note=f"{batch.line_count} lines; the slowest of p95 by page: {told}",
    )


def _p95(seconds: Iterable[float]) -> float:
    return quantiles([one * 1000 for one in seconds], n=20)[-1]


def _logged_in(county: County) -> Client:
    host = next((name for name in settings.ALLOWED_HOSTS if name != "*"), "localhost")
    browser = Client(headers={"host": host.lstrip(".")})
    browser.force_login(county.clerk)
    return browser
