"""The back room's page of tokens: shown once, to who hands it out; revoked with a tick, and only looked at then."""

from datetime import date

import pytest
from django.http import HttpResponse
from django.test import Client

from dibao.models import Agency, AgencyToken, Posting, Staff
from dibao.roles import Role
from tests.cast import HASHED, Cast
from tests.dibao.back_room import enter, send
from tests.factories.places import Places

LIST = "/admin/dibao/agencytoken/"


@pytest.fixture
def posting(places: Places) -> Posting:
    agency = Agency.objects.create(code="insurer", name="测试医保局", name_en="Ins", position=90)
    clerk = Staff.objects.create(username="insurer", name="医保的人", password=HASHED)
    return Posting.objects.create(
        staff=clerk,
        area=places.county,
        role=Role.AGENCY,
        agency=agency,
        starts_on=date(2006, 1, 1),
    )


@pytest.fixture
def desk(cast: Cast, client: Client) -> Client:
    return enter(client, cast.administrator)


def hand_out(desk: Client, posting: Posting, **changed: object) -> HttpResponse:
    typed = {"posting": posting.pk, "system": "医保系统", "expires_on": "2009-06-30", **changed}
    return send(desk, f"{LIST}add/", **typed)


def word_on(page: HttpResponse) -> str:
    return page.content.decode().partition('<code class="token">')[2].partition("<")[0]


def test_it_is_shown_once(desk: Client, posting: Posting) -> None:
    page = hand_out(desk, posting)

    word = word_on(page)
    assert word.startswith("dibao_")
    assert "no-store" in page["Cache-Control"]
    [token] = AgencyToken.objects.all()
    for path in (LIST, f"{LIST}{token.pk}/change/", f"{LIST}{token.pk}/history/"):
        later = desk.get(path).content.decode()
        assert word not in later, path
        assert token.sha256 not in later, path


def test_it_opens_the_interface(desk: Client, posting: Posting) -> None:
    word = word_on(hand_out(desk, posting))

    answer = Client().get("/api/v1/referrals", headers={"Authorization": f"Bearer {word}"})

    assert answer.json() == {"referrals": [], "next": None}


def test_the_same_press_twice_makes_one(desk: Client, posting: Posting) -> None:
    hand_out(desk, posting)

    again = hand_out(desk, posting)

    assert "先作废它" in again.content.decode()
    assert AgencyToken.objects.count() == 1


def test_revoked_with_a_tick(desk: Client, posting: Posting) -> None:
    word = word_on(hand_out(desk, posting))
    token = AgencyToken.objects.get()

    send(desk, f"{LIST}{token.pk}/change/", is_revoked="on")

    token.refresh_from_db()
    assert token.revoked_on == date(2008, 8, 5)
    answer = Client().get("/api/v1/referrals", headers={"Authorization": f"Bearer {word}"})
    assert answer.json()["code"] == "token_ended"
    assert send(desk, f"{LIST}{token.pk}/change/", is_revoked="on").status_code == 403


def test_nothing_else_of_it_is_changed(desk: Client, posting: Posting) -> None:
    hand_out(desk, posting)
    token = AgencyToken.objects.get()

    send(desk, f"{LIST}{token.pk}/change/", is_revoked="on", expires_on="2010-01-01")

    token.refresh_from_db()
    assert token.expires_on == date(2009, 6, 30)


@pytest.mark.parametrize("last", ["2008-08-04", "2009-08-06", ""])
def test_for_a_year_at_most(desk: Client, posting: Posting, last: str) -> None:
    page = hand_out(desk, posting, expires_on=last)

    assert page.status_code == 200
    assert word_on(page) == ""
    assert not AgencyToken.objects.exists()


def test_only_other_peoples_postings_to_agencies_are_offered(
    desk: Client, cast: Cast, places: Places, posting: Posting
) -> None:
    own = Posting.objects.create(
        staff=cast.administrator,
        area=places.county,
        role=Role.AGENCY,
        agency=posting.agency,
        starts_on=date(2008, 8, 6),
    )

    page = desk.get(f"{LIST}add/").content.decode()

    assert f'value="{posting.pk}"' in page
    for other in (own, cast.caseworker.posting):
        assert f'value="{other.pk}"' not in page
        assert word_on(hand_out(desk, other)) == ""
    assert not AgencyToken.objects.exists()


def test_of_another_county_none_is_seen(
    cast: Cast, places: Places, posting: Posting, desk: Client
) -> None:
    hand_out(desk, posting)
    token = AgencyToken.objects.get()
    stranger = Staff.objects.create(username="stranger", name="外县管理", password=HASHED)
    Posting.objects.create(
        staff=stranger,
        area=places.other_county,
        role=Role.ADMINISTRATOR,
        starts_on=date(2006, 1, 1),
    )
    abroad = enter(Client(), stranger)

    assert abroad.get(f"{LIST}{token.pk}/change/").status_code == 404
    assert "医保系统" not in abroad.get(LIST).content.decode()
    assert word_on(hand_out(abroad, posting)) == ""
