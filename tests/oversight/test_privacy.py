"""What no villager's page ever holds, and what PostgreSQL shows to the public context."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client

from applicants.models.grant import Grant
from applicants.models.notice import PublicNotice
from dibao import scope
from oversight.urls import urlpatterns
from tests.cast import LAST_NOTICE_DAY, POSTED
from tests.factories.places import Places

HOTLINE = "0990-5550100"
ID_NUMBER = re.compile(r"(?<!\d)\d{17}[\dXx](?![\dXx])")
MOBILE = re.compile(r"(?<!\d)1\d{10}(?!\d)")
CARD = re.compile(r"(?<!\d)\d{16,19}(?!\d)")
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
)


def addresses(places: Places, token: str) -> list[str]:
    """Every public address there is, with a token and a village filled in, in both languages."""
    filled = [
        "/"
        + str(route.pattern)
        .replace("<slug:token>", token)
        .replace("<slug:code>", places.village.code)
        for route in PUBLIC
    ]
    return [url + query for url in filled for query in ("", "?lang=en", "?q=小湾")]


def test_there_are_public_pages() -> None:
    assert len(PUBLIC) >= 7


def test_no_public_page_holds_a_number_of_a_person(
    villager: Client, standing_list: PublicNotice, places: Places
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


def test_public_pages_set_no_cookie_and_stay_out_of_search_engines(
    villager: Client, standing_list: PublicNotice, places: Places
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
        assert all("oversight/aloud" in script for script in scripts), url
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
