"""What no villager's page ever holds, and what PostgreSQL shows to the public context."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client

from applicants.models.grant import Grant
from applicants.models.notice import PublicNotice
from dibao import scope
from oversight.actions import inspections
from oversight.actions.inspections import InspectionPlan, SeedEntry
from oversight.models import Inspection, SeedSource
from oversight.urls import urlpatterns
from tests.cast import LAST_NOTICE_DAY, POSTED, Cast
from tests.factories.places import Places
from tests.oversight.conftest import PUBLISHED

HOTLINE = "0990-5550100"
ID_NUMBER = re.compile(r"(?<!\d)\d{17}[\dXx](?![\dXx])")
# A published list's hash may hold as many figures in a row; it has letters beside them.
MOBILE = re.compile(r"(?<![\da-f])1\d{10}(?![\da-f])")
CARD = re.compile(r"(?<![\da-f])\d{16,19}(?![\da-f])")
PUBLIC = [route for route in urlpatterns if not getattr(route.callback, "login_required", True)]
# Tables whose rows are somebody's business; the public context sees none of them.
GUARDED = (
    "applicants_onlinestatement",
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
        assert "<script" not in response.content.decode(), url
        assert len(response.content) < 80_000, url


def test_nobody_posts_to_a_public_page(villager: Client, places: Places) -> None:
    for url in addresses(places, "AbCdEfGhIjKlMnOp"):
        if url.startswith(
            ("/public/apply/", "/public/lead/", "/public/objection/", "/public/progress/")
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
