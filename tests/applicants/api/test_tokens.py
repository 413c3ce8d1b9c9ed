"""Who is let in: a token that works, of a posting that lasts, to what was sent to its agency from its place."""

import json
import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from applicants.models import Referral
from dibao import scope
from dibao.actions import agency_tokens
from dibao.lockout import ADDRESS_LIMIT
from dibao.models import AgencyToken, Posting, Staff
from tests.applicants.api.conftest import ROOT, Given, System, delivery
from tests.cast import Cast
from tests.factories.referrals import ASKED
from tests.referring import Aid

DAY = timedelta(days=1)
Ask = Callable[[System, int], HttpResponse]

# Every address of the interface, as somebody asks it who means well.
ASKS: dict[str, Ask] = {
    "list": lambda system, _key: system.get(),
    "get": lambda system, key: system.get(f"/{key}"),
    "accept": lambda system, key: system.post(f"/{key}/accept"),
    "deliver": lambda system, key: system.post(f"/{key}/deliver", delivery()),
    "refuse": lambda system, key: system.post(f"/{key}/refuse", {"reason": "no_quota"}),
    "redirect": lambda system, key: system.post(
        f"/{key}/redirect", {"to": "a-house", "words": "归住建"}
    ),
}
OF_ONE = [name for name in ASKS if name != "list"]


def refusal(answer: HttpResponse) -> tuple[int, str]:
    assert answer["Content-Type"] == "application/problem+json", answer.content.decode()
    return answer.status_code, json.loads(answer.content)["code"]


def untouched(referral: Referral, by: Staff) -> bool:
    with scope.of(by):
        now = Referral.objects.get(pk=referral.pk)
        return (now.status, now.version) == ("requested", 0)


@pytest.fixture
def token(aid: Aid, given: Given, monkeypatch: pytest.MonkeyPatch) -> tuple[AgencyToken, System]:
    made, word = given(aid.insurers_clerk)
    return made, System(word)


class TestWhoIsNobody:
    """Each case at every address, on one family: what refuses there is asked before anything else is."""

    def answers(self, system: System, referral: Referral) -> set[tuple[int, str]]:
        return {refusal(ask(system, referral.pk)) for ask in ASKS.values()}

    def test_a_foreign_token(self, aid: Aid, referral: Referral) -> None:
        system = System("dibao_" + "A" * 43)

        assert self.answers(system, referral) == {(401, "token_unknown")}
        assert untouched(referral, aid.insurers_clerk)

    @pytest.mark.parametrize("told", ["", "Basic YTpi", "Bearer", "Bearer ", "Token dibao_x"])
    def test_no_token(self, aid: Aid, referral: Referral, told: str) -> None:
        answer = Client().get(ROOT, headers={"Authorization": told} if told else {})

        assert refusal(answer) == (401, "token_missing")
        assert answer["WWW-Authenticate"].startswith("Bearer")

    def test_a_session_opens_nothing(self, aid: Aid, referral: Referral) -> None:
        client = Client()
        client.force_login(aid.insurers_clerk, backend="django.contrib.auth.backends.ModelBackend")

        assert refusal(client.get(ROOT)) == (401, "token_missing")

    def test_a_token_on_its_last_day_and_after(
        self, token: tuple[AgencyToken, System], referral: Referral, settings: Settings
    ) -> None:
        made, system = token
        settings.BUSINESS_DATE = made.expires_on
        assert system.get().status_code == 200

        settings.BUSINESS_DATE = made.expires_on + DAY

        assert self.answers(system, referral) == {(401, "token_ended")}

    def test_a_revoked_token(
        self, token: tuple[AgencyToken, System], referral: Referral, cast: Cast
    ) -> None:
        made, system = token
        assert system.get().status_code == 200
        with scope.of(cast.administrator):
            agency_tokens.revoke(token=made, by=cast.administrator, on=ASKED)

        assert self.answers(system, referral) == {(401, "token_ended")}

    def test_a_posting_that_ended_yesterday(
        self, token: tuple[AgencyToken, System], referral: Referral, cast: Cast
    ) -> None:
        made, system = token
        assert system.get().status_code == 200
        with scope.of(cast.administrator):
            Posting.objects.filter(pk=made.posting_id).update(ends_on=ASKED - DAY)

        assert self.answers(system, referral) == {(401, "posting_ended")}

    def test_an_account_that_is_no_longer_in_use(
        self, token: tuple[AgencyToken, System], referral: Referral
    ) -> None:
        made, system = token
        Staff.objects.filter(pk=made.posting.staff_id).update(is_active=False)

        assert self.answers(system, referral) == {(401, "posting_ended")}


class TestWhatIsAnothers:
    def test_of_another_agency(self, aid: Aid, referral: Referral, given: Given) -> None:
        system = System(given(aid.builders_clerk)[1])

        assert json.loads(system.get().content)["referrals"] == []
        assert self.absent(system, referral) == {(404, "absent")}
        assert untouched(referral, aid.insurers_clerk)

    def test_of_the_same_agency_in_another_county(
        self, aid: Aid, referral: Referral, given: Given
    ) -> None:
        system = System(given(aid.foreign_insurer)[1])

        assert json.loads(system.get().content)["referrals"] == []
        assert self.absent(system, referral) == {(404, "absent")}
        assert untouched(referral, aid.insurers_clerk)

    def test_looks_like_what_never_was(self, aid: Aid, referral: Referral, given: Given) -> None:
        system = System(given(aid.foreign_insurer)[1])

        foreign, missing = system.get(f"/{referral.pk}"), system.get("/999999")

        assert foreign.content == missing.content
        assert foreign.headers == missing.headers

    @pytest.mark.parametrize("key", ["0", "x", "-1", "１", "9" * 30, "1.0", " 1"])
    def test_what_is_no_key_is_absent(self, system: System, key: str) -> None:
        assert {refusal(ask(system, key)) for name, ask in ASKS.items() if name in OF_ONE} == {
            (404, "absent")
        }

    def test_the_whole_prefectures_sees_it(
        self, aid: Aid, referral: Referral, given: Given
    ) -> None:
        system = System(given(aid.whole_insurer)[1])

        assert [one["id"] for one in json.loads(system.get().content)["referrals"]] == [referral.pk]

    def absent(self, system: System, referral: Referral) -> set[tuple[int, str]]:
        return {refusal(ASKS[name](system, referral.pk)) for name in OF_ONE}


class TestWhatIsClosed:
    @pytest.mark.parametrize("name", [name for name in OF_ONE if name != "get"])
    def test_it_is_answered_once(self, system: System, referral: Referral, name: str) -> None:
        system.post(f"/{referral.pk}/refuse", {"reason": "no_quota"})

        assert refusal(ASKS[name](system, referral.pk)) == (409, "closed")

    def test_it_is_seen_for_its_days(
        self, system: System, referral: Referral, settings: Settings
    ) -> None:
        told = json.loads(system.post(f"/{referral.pk}/refuse", {"reason": "no_quota"}).content)
        last = ASKED + 30 * DAY
        assert told["seen_until"] == last.isoformat()

        settings.BUSINESS_DATE = last
        assert system.get(f"/{referral.pk}").status_code == 200
        settings.BUSINESS_DATE = last + DAY
        assert refusal(system.get(f"/{referral.pk}")) == (404, "absent")
        assert json.loads(system.get().content)["referrals"] == []

    def test_the_same_key_is_still_answered(
        self, system: System, referral: Referral, settings: Settings
    ) -> None:
        key = str(uuid.uuid4())
        sent = {"reason": "no_quota"}
        first = system.post(f"/{referral.pk}/refuse", sent, key=key)
        settings.BUSINESS_DATE = ASKED + 60 * DAY

        assert system.post(f"/{referral.pk}/refuse", sent, key=key).content == first.content


class TestGuessing:
    def test_comes_to_nothing(self, system: System, referral: Referral) -> None:
        guesses = [System(f"dibao_{number}") for number in range(ADDRESS_LIMIT)]
        assert {refusal(one.get()) for one in guesses} == {(401, "token_unknown")}

        assert refusal(System("dibao_x").get()) == (429, "too_many_tries")
        assert refusal(system.get()) == (429, "too_many_tries")
        assert (
            system.client.get(ROOT, headers=system.headers, REMOTE_ADDR="203.0.113.9").status_code
            == 200
        )

    def test_a_token_that_ended_is_no_guess(
        self, token: tuple[AgencyToken, System], cast: Cast, given: Given, aid: Aid
    ) -> None:
        made, system = token
        with scope.of(cast.administrator):
            agency_tokens.revoke(token=made, by=cast.administrator, on=ASKED)
        answers = {refusal(system.get()) for _time in range(ADDRESS_LIMIT + 1)}
        assert answers == {(401, "token_ended")}

        assert System(given(aid.insurers_clerk)[1]).get().status_code == 200


def test_the_day_of_use_is_noted(
    token: tuple[AgencyToken, System], referral: Referral, settings: Settings
) -> None:
    made, system = token
    system.get()
    made.refresh_from_db()
    assert made.last_used_on == ASKED

    settings.BUSINESS_DATE = ASKED + DAY
    system.get("/999999")

    made.refresh_from_db()
    # Nothing came of it, so nothing is written.
    assert made.last_used_on == ASKED
