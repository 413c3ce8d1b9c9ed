"""Applying on line: six questions, a receipt, and not a word of whether anybody is known."""

import re
import uuid
from datetime import date

import pytest
from django.test import Client

from applicants.models import Household, OnlineStatement
from dibao import rate_limit, scope
from tests.cast import Cast
from tests.factories.people import id_number
from tests.factories.places import Places

PAGE = "/public/apply/"
NUMBER = id_number(31, born=date(1950, 1, 1)).number


def typed(**more: str) -> dict[str, str]:
    return {
        "idempotency_key": str(uuid.uuid4()),
        "stated_by": "self",
        "name": "赵　老五",
        "id_number": NUMBER,
        "phone": "139 1234 5678",
        "about": "独居，摔断腿",
        "is_consented": "on",
    } | more


@pytest.fixture
def address(places: Places) -> str:
    return f"{PAGE}?village={places.village.pk}"


def kept(cast: Cast) -> list[OnlineStatement]:
    with scope.of(cast.caseworker):
        return list(OnlineStatement.objects.all())


def test_a_villager_finds_their_village_first(villager: Client, places: Places) -> None:
    page = villager.get(PAGE, {"q": "小湾"}).content.decode()

    assert f"village={places.village.pk}" in page


def test_it_is_kept_and_answered_with_a_number(villager: Client, address: str, cast: Cast) -> None:
    answer = villager.post(address, typed())

    [statement] = kept(cast)
    receipt = villager.get(answer["Location"]).content.decode()
    assert statement.number in receipt
    assert "打您留的电话" in receipt
    assert (statement.name, statement.phone.open()) == ("赵老五", "13912345678")


def test_the_receipt_of_a_number_nobody_signed_is_none(villager: Client, address: str) -> None:
    page = villager.get(f"{address}&receipt=abc").content.decode()

    assert "已提交" not in page


def test_the_same_button_twice_is_one_statement(villager: Client, address: str, cast: Cast) -> None:
    form = typed()

    first, second = villager.post(address, form), villager.post(address, form)

    assert (first.status_code, second.status_code) == (302, 302)
    assert len(kept(cast)) == 1


def test_it_says_the_same_of_somebody_on_the_register(
    villager: Client, address: str, household: Household
) -> None:
    known = villager.post(address, typed(id_number=id_number(1).number))
    unknown = villager.post(address, typed())

    strip = re.compile(r"[A-Z2-7]{4}-[A-Z2-7]{4}|receipt=[^\"&]*")
    pages = [
        strip.sub("", villager.get(answer["Location"]).content.decode())
        for answer in (known, unknown)
    ]
    assert pages[0] == pages[1]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"id_number": "990121"}, "身份证号"),
        ({"phone": "12"}, "联系电话"),
        ({"about": ""}, "填写家里有什么困难"),
        ({"is_consented": ""}, "勾选"),
        ({"stated_by": "relative"}, "替别人填的，写上您的姓名"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_kept(
    villager: Client, address: str, cast: Cast, more: dict[str, str], words: str
) -> None:
    page = villager.post(address, typed(**more)).content.decode()

    assert words in page
    assert "赵" in page
    assert kept(cast) == []


def test_one_address_sends_so_many_an_hour(villager: Client, address: str, cast: Cast) -> None:
    for _time in range(rate_limit.MOST):
        villager.post(address, typed())

    answer = villager.post(address, typed())

    assert answer.status_code == 429
    assert "分钟再交" in answer.content.decode()
    assert "独居，摔断腿" in answer.content.decode()
    assert len(kept(cast)) == rate_limit.MOST


def test_a_form_of_another_site_is_refused(villager: Client, address: str, cast: Cast) -> None:
    answer = villager.post(address, typed(), headers={"origin": "https://elsewhere.example"})

    assert answer.status_code == 403
    assert kept(cast) == []


def test_no_mark_turns_round_what_the_township_reads(
    villager: Client, address: str, cast: Cast
) -> None:
    villager.post(address, typed(about="一人\u202e不\u200b住\r\n有病"))

    with scope.of(cast.caseworker):
        assert kept(cast)[0].about.open() == "一人不住\r\n有病"


def test_no_cache_keeps_a_form_and_no_cookie_is_set(villager: Client, address: str) -> None:
    answer = villager.get(address)

    assert answer.headers["Cache-Control"] == "no-store"
    assert not answer.cookies
    assert "csrf" not in answer.content.decode()


def test_the_village_leads_there(villager: Client, places: Places) -> None:
    page = villager.get(f"/public/villages/{places.village.pk}/?text=large").content.decode()

    assert f'href="{PAGE}?text=large&amp;village={places.village.pk}"' in page
