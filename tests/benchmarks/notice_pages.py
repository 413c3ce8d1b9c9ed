"""How many times a second a village reads its notice of two hundred rows, beside a view that only hands out bytes.

Whole requests through all middleware, without a socket: `published` as it is read again and again, `uncached` as it is
read for the first time.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal

from django.contrib.auth.decorators import login_not_required
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import path

from applicants.models.notice import NoticeEntry, PublicNotice
from dibao import clock, scope
from dibao.models.area import Area
from dibao.urls import urlpatterns as pages_of_the_site
from oversight import kept_pages
from tests.benchmarks.figures import Control, Figure, Spent, ratios, timed
from tests.benchmarks.prefecture import County

ROWS, TURNS, TIMES, UNCACHED_TIMES = 200, 5, 300, 30
_BODY: dict[str, bytes] = {"": b""}


@login_not_required
def static(request: HttpRequest) -> HttpResponse:
    """The floor: the same bytes, from nowhere."""
    return HttpResponse(_BODY[""])


# In the same place among the addresses of the site, so that both are found after as many others.
_AT = next(
    n for n, one in enumerate(pages_of_the_site) if getattr(one, "namespace", "") == "oversight"
)
urlpatterns = [
    *pages_of_the_site[:_AT],
    path("benchmark/static/", static),
    *pages_of_the_site[_AT:],
]


def figures(counties: list[County]) -> Iterator[Figure]:
    """Requests a second of the published page, kept and not kept, as shares of the floor's; goals as the issue says."""
    notice = _posted(counties[0])
    with override_settings(ROOT_URLCONF="tests.benchmarks.notice_pages"):
        address, site = f"/n/{notice.token}/", WSGIHandler()
        kept_pages.clear()
        _BODY[""] = _asked(site, address)
        yield _figure("published", 0.8, lambda: _asked(site, address), TIMES, site)
        yield _figure("uncached", 0.1, lambda: _fresh(site, address), UNCACHED_TIMES, site)
        yield _queries(site, address)


def _figure(
    name: str, goal: float, ask: Callable[[], bytes], times: int, site: WSGIHandler
) -> Figure:
    product, floor, read = list[Spent](), list[Spent](), []
    for _turn in range(TURNS):
        product.append(timed(lambda: read.extend(len(ask()) for _ in range(times))))
        floor.append(timed(lambda: [_asked(site, "/benchmark/static/") for _ in range(times)]))
    slower, _by_cpu = ratios(product, floor)
    each = min(spent.seconds for spent in product) / times
    return Figure(
        name=f"notice_page_{name}_of_static_requests",
        goal=f"value >= {goal}",
        value=1 / slower,
        control=Control(len(read), sum(read)),
        floor_control=Control(TURNS * times, TURNS * times * len(_BODY[""])),
        note=f"{ROWS} rows, {len(_BODY[''])} bytes, {1 / each:.0f} requests a second of one thread",
    )


def _queries(site: WSGIHandler, address: str) -> Figure:
    with CaptureQueriesContext(connection) as queries:
        _fresh(site, address)
    asked = [q["sql"] for q in queries if q["sql"].startswith("SELECT")]
    return Figure(name="notice_page_queries", goal="value <= 4", value=len(asked))


def _fresh(site: WSGIHandler, address: str) -> bytes:
    kept_pages.clear()
    return _asked(site, address)


def _asked(site: WSGIHandler, address: str) -> bytes:
    """One request; its end is not told, which would give the database connection back and measure the pool."""
    environ = RequestFactory(headers={"host": "localhost"}).get(address).environ
    response = site(environ, lambda _status, _headers: None)
    assert response.status_code == 200, response.status_code
    return response.content


def _posted(county: County) -> PublicNotice:
    """A made-up list of a village of the county that runs today."""
    by, on = county.clerk, clock.today()
    village = Area.objects.within(county.area).of_level("village")[0]
    last = on + timedelta(days=6)
    with scope.of(by):
        notice = PublicNotice.objects.create(
            area=village,
            stage="township",
            starts_on=on,
            ends_on=last,
            office=f"{village.path}人民政府",
            phone="0990-5550100",
            entry_count=ROWS,
            entries_hash="0" * 64,
            frozen_by=by,
        )
        NoticeEntry.objects.bulk_create(
            NoticeEntry(
                notice=notice,
                area=village,
                position=number,
                starts_on=on,
                ends_on=last,
                printed_name="欧阳长河",
                household_size=4,
                covered_count=3,
                benefit_class=2,
                monthly_amount=Decimal("156.00"),
            )
            for number in range(1, ROWS + 1)
        )
    return notice
