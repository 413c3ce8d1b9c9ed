"""What no villager's page ever holds, and what PostgreSQL shows to the public context."""

import html
import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from applicants.actions import standing_lists
from applicants.models.grant import Grant
from applicants.models.notice import NoticeStage, PublicNotice
from applicants.models.person import Person
from dibao import scope
from oversight.actions import inspections
from oversight.actions.inspections import InspectionPlan, SeedEntry
from oversight.models import Inspection, SeedSource
from oversight.urls import urlpatterns
from tests.cast import LAST_NOTICE_DAY, POSTED, Cast
from tests.factories.places import Places
from tests.oversight.conftest import AUGUST, PUBLISHED, long_notice

BEIJING = ZoneInfo("Asia/Shanghai")

HOTLINE = "0990-5550100"
ID_NUMBER = re.compile(r"(?<!\d)\d{17}[\dXx](?![\dXx])")
# A published list's hash may hold as many figures in a row; it has letters beside them.
MOBILE = re.compile(r"(?<![\da-f])1\d{10}(?![\da-f])")
CARD = re.compile(r"(?<![\da-f])\d{16,19}(?![\da-f])")
PUBLIC = [route for route in urlpatterns if not getattr(route.callback, "login_required", True)]
# Tables whose rows are somebody's business; the public context sees none of them.
GUARDED = (
    "applicants_noticeposting",
    "applicants_onlinestatement",
    "applicants_statementphoto",
    "applicants_person",
    "applicants_household",
    "applicants_membership",
    "applicants_incomeline",
    "applicants_case",
    "applicants_assessment",
    "applicants_townshipopinion",
    "applicants_objection",
    "applicants_objectionspeaker",
    "applicants_objectionphoto",
    "applicants_discoverylead",
    "applicants_decision",
    "applicants_grant",
    "applicants_grantshare",
    "oversight_inspectionsubject",
    "oversight_inspectionvisit",
    "oversight_standin",
)


def addresses(places: Places, token: str) -> list[str]:
    """Every public address there is, with a token and a village filled in, in both languages."""
    filled = [
        "/"
        + str(route.pattern)
        .replace("<slug:token>", token)
        .replace("<slug:code>", places.village.code)
        .replace("<int:pk>", str(_newest_inspection()))
        for route in PUBLIC
    ]
    return [url + query for url in filled for query in ("", "?lang=en", "?q=小湾")]


def _newest_inspection() -> int:
    with scope.public(on=POSTED):
        newest = Inspection.objects.order_by("-pk").first()
        return newest.pk if newest else 0


@pytest.fixture
def inspected(standing_list: PublicNotice, cast: Cast) -> Inspection:
    """The family of the standing list, drawn for an inspection."""
    plan = InspectionPlan(
        title="抽查",
        population_on=PUBLISHED,
        seed_source=SeedSource.DICE,
        seed_rule="两人掷骰",
        given_size=1,
    )
    entry = SeedEntry(digits="04715926", told_on=PUBLISHED, source="两人掷骰")
    by, on = cast.approver, PUBLISHED
    with scope.of(by):
        inspection = inspections.plan(plan=plan, by=by, on=on)
        inspections.freeze(inspection=inspection, by=by, on=on)
        inspections.enter_seed(inspection=inspection, entry=entry, by=by, on=on)
    with scope.of(cast.clerk):
        return inspections.draw(
            inspection=inspection, digits=entry.digits, by=cast.clerk, on=PUBLISHED
        )


def test_whoever_decided_on_a_family_does_not_inspect_it(inspected: Inspection, cast: Cast) -> None:
    with scope.of(cast.approver):
        barred = inspected.bars.values_list("inspector__staff", "reason")
        assert list(barred) == [(cast.reviewer.pk, "handled")]
        assert not inspected.visits.get().is_of(cast.reviewer)


def test_there_are_public_pages() -> None:
    assert len(PUBLIC) >= 7


def test_no_public_page_holds_a_number_of_a_person(
    villager: Client, standing_list: PublicNotice, inspected: Inspection, places: Places
) -> None:
    for url in addresses(places, standing_list.token):
        response = villager.get(url)
        page = response.content.decode()
        # A QR code's path is drawing, not text.
        text = re.sub(r'<path[^>]* d="[^"]*"', "", page)

        assert response.status_code == 200, url
        assert not ID_NUMBER.search(text), url
        assert not CARD.search(text), url
        assert not MOBILE.search(text), url
        assert "刘三" not in text, url
        assert "张三" not in text or "/inspections/" not in url, url


def test_public_pages_set_no_cookie_and_stay_out_of_search_engines(
    villager: Client, standing_list: PublicNotice, inspected: Inspection, places: Places
) -> None:
    for url in addresses(places, standing_list.token):
        response = villager.get(url)

        assert not response.cookies, url
        assert "Cookie" not in response.headers.get("Vary", ""), url
        assert response.headers["X-Robots-Tag"] == "noindex", url
        assert '<meta name="robots" content="noindex">' in response.content.decode(), url
        assert "csrfmiddlewaretoken" not in response.content.decode(), url
        scripts = re.findall(r"<script[^>]*>", response.content.decode())
        assert len(scripts) <= 1, url
        assert all("dibao/aloud" in script for script in scripts), url
        assert len(response.content) < 80_000, url


def test_nobody_posts_to_a_public_page(villager: Client, places: Places) -> None:
    for url in addresses(places, "AbCdEfGhIjKlMnOp"):
        if url.startswith(
            (
                "/public/apply/",
                "/public/lead/",
                "/public/objection/",
                "/public/progress/",
                "/public/self-check/",
            )
        ):
            continue
        assert villager.post(url).status_code == 405, url


@pytest.mark.parametrize("table", GUARDED)
def test_raw_sql_in_the_public_context_sees_no_row_behind_the_notices(
    grant: Grant, table: str
) -> None:
    assert rows(table, on=POSTED) == 0


def test_raw_sql_sees_a_notice_within_its_days_only(notice: PublicNotice) -> None:
    assert rows("applicants_noticeentry", on=LAST_NOTICE_DAY) == 1
    assert rows("applicants_noticeentry", on=date(2026, 7, 15)) == 0
    assert rows("applicants_publicnotice", on=date(2026, 7, 7)) == 0


def rows(table: str, *, on: date) -> int:
    with scope.public(on=on), connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])


# What the family on the list has, and nobody may read: an illness, a telephone, a child at its head.
ILLNESS, PHONE, CHILD = "尿毒症", "13912345678", "张小宝"
_LINK = re.compile(r'href="(/(?:n|public)/[^"#]*)')
_MOST_PAGES = 250


@pytest.fixture
def listed(grant: Grant, places: Places, cast: Cast, settings: Settings) -> PublicNotice:
    """The standing list with a family that has something to hide, beside a notice that runs."""
    settings.BUSINESS_DATE = PUBLISHED
    with scope.of(cast.caseworker):
        head = Person.objects.get(pk=grant.household.head_id)
        head.name, head.birth_date = CHILD, PUBLISHED.replace(year=2012)
        head.phone, head.diagnosis = PHONE, ILLNESS
        head.save()
    with scope.of(cast.finance):
        standing_lists.publish(area=places.county, month=AUGUST, by=cast.finance, on=PUBLISHED)
        long_notice(
            places.village, cast.finance, rows=3, on=PUBLISHED, last=PUBLISHED, stage="village"
        )
        return PublicNotice.objects.get(stage=NoticeStage.STANDING)


def crawled(villager: Client, *begin: str) -> dict[str, str]:
    """Every page of ours that links lead to from there, as text."""
    pages: dict[str, str] = {}
    waiting = list(begin)
    while waiting and len(pages) < _MOST_PAGES:
        url = waiting.pop(0)
        if url in pages:
            continue
        response = villager.get(url)
        assert response.status_code in (200, 302, 404, 410), url
        page = response.content.decode()
        # A mark of sameness is a hash, and a code's path is drawing.
        told = {name: value for name, value in response.items() if name != "ETag"}
        pages[url] = f"{told} {re.sub(r'<path[^>]* d=.[^>]*', '', page)}"
        waiting += [html.unescape(link) for link in _LINK.findall(page)]
        if "Location" in response.headers:
            waiting.append(response.headers["Location"])
    return pages


def test_a_crawl_of_all_that_is_public_finds_nothing_of_anybody(
    villager: Client, listed: PublicNotice, places: Places
) -> None:
    token = listed.token
    pages = crawled(
        villager,
        *addresses(places, token),
        f"/n/{token}/poster/?paper=a3",
        f"/public/objection/?notice={token}",
        f"/public/objection/?notice={token}&entry=1",
        f"/public/apply/?village={places.village.pk}",
    )

    assert len(pages) > 40
    assert any("张某" in text for text in pages.values())
    for url, text in pages.items():
        assert not ID_NUMBER.search(text), url
        assert not CARD.search(text), url
        assert not MOBILE.search(text.replace(HOTLINE, "")), url
        assert not [word for word in (ILLNESS, PHONE, CHILD, "刘三") if word in text], url
        assert "noindex" in text, url


def test_ten_minutes_after_its_end_a_notice_is_gone_though_no_job_runs(
    villager: Client,
    notice: PublicNotice,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    places: Places,
) -> None:
    """On the real clock, as in production; the page was read, and kept, a moment before midnight."""
    settings.BUSINESS_DATE = None
    midnight = datetime.combine(LAST_NOTICE_DAY, time(), tzinfo=BEIJING) + timedelta(days=1)
    addresses = [f"/n/{notice.token}/", f"/n/{notice.token}/poster/"]

    monkeypatch.setattr(timezone, "now", lambda: midnight - timedelta(seconds=30))
    for url in addresses:
        before = villager.get(url)
        assert "张三" in before.content.decode()
        kept_for = int(before.headers["Cache-Control"].split("max-age=")[1].split(",")[0])
        assert kept_for <= 30

    monkeypatch.setattr(timezone, "now", lambda: midnight + timedelta(minutes=10))
    for url in [*addresses, f"/public/villages/{places.village.pk}/"]:
        after = villager.get(url)
        assert "张三" not in after.content.decode(), url
    assert villager.get(addresses[0]).status_code == 410
    assert rows("applicants_noticeentry", on=timezone.localdate()) == 0
