"""What an agency's system may do: list, get, accept, deliver in parts, refuse, pass on; each once, each logged."""

import json
import uuid

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from applicants.models import Referral
from dibao.models import AuditEvent, ReadLog
from tests.applicants.api.conftest import ROOT, SYSTEM, System, delivery
from tests.cast import Cast
from tests.factories.referrals import make_referral
from tests.referring import Aid


def body(answer: HttpResponse, status: int = 200) -> dict[str, object]:
    assert answer.status_code == status, answer.content.decode()
    return json.loads(answer.content)


def problem(answer: HttpResponse, status: int, code: str) -> dict[str, object]:
    """A refusal in the form of RFC 9457."""
    told = body(answer, status)
    assert answer["Content-Type"] == "application/problem+json"
    assert (told["status"], told["code"]) == (status, code), told
    return told


@pytest.mark.usefixtures("referral")
class TestLooking:
    def test_the_list(self, system: System, referral: Referral) -> None:
        told = body(system.get())

        [one] = told["referrals"]
        assert told["next"] is None
        assert one["id"] == referral.pk
        assert one["benefit"] == {"code": "a-premium", "name": "测试参保资助", "unit": "份"}
        assert (one["status"], one["quantity"], one["value_limit"]) == (
            "requested",
            "2.00",
            "20.00",
        )
        # Numbers are opened one by one.
        assert set(one["shared"]) == {"name", "village", "group_name"}

    def test_one(self, system: System, referral: Referral) -> None:
        told = body(system.get(f"/{referral.pk}"))

        assert set(told["shared"]) == {"name", "village", "group_name", "id_number"}
        assert told["shared"]["name"] == "张三"
        assert len(told["shared"]["id_number"]) == 18

    def test_every_look_is_logged(self, system: System, referral: Referral) -> None:
        system.get()
        system.get(f"/{referral.pk}")

        looks = ReadLog.objects.filter(household_key=referral.household_id).order_by("pk")
        assert [(one.kind, one.subject, one.role) for one in looks] == [
            ("view", f"接口 {SYSTEM}", "agency"),
            ("reveal", f"接口 {SYSTEM}", "agency"),
        ]

    def test_no_cache_and_no_cookie(self, system: System, referral: Referral) -> None:
        answer = system.get(f"/{referral.pk}")

        assert answer["Cache-Control"] == "private, no-store"
        assert not answer.cookies

    @pytest.mark.parametrize(
        ("asked", "count"),
        [
            ({"status": "requested"}, 1),
            ({"status": "delivered"}, 0),
            ({"changed_since": "2026-08-10"}, 1),
            ({"changed_since": "2026-08-11"}, 0),
            ({"limit": "200", "after": "0"}, 1),
        ],
    )
    def test_filters(self, system: System, asked: dict[str, str], count: int) -> None:
        assert len(body(system.get(**asked))["referrals"]) == count

    def test_page_by_page(self, system: System, cast: Cast, aid: Aid, referral: Referral) -> None:
        second = make_referral(aid.device, referral.grant, cast.caseworker, person=referral.person)

        first = body(system.get(limit="1"))
        last = body(system.get(limit="1", after=str(first["next"])))

        assert [first["next"], last["next"]] == [referral.pk, None]
        assert [one["id"] for one in last["referrals"]] == [second.pk]

    @pytest.mark.parametrize(
        "asked",
        [
            {"limit": "201"},
            {"limit": "0"},
            {"limit": "１"},
            {"status": "lost"},
            {"changed_since": "2026-13-01"},
            {"after": "-1"},
            {"page": "2"},
        ],
    )
    def test_a_senseless_question_names_what_is_wrong(
        self, system: System, asked: dict[str, str]
    ) -> None:
        told = problem(system.get(**asked), 422, "fields")

        assert [fault["name"] for fault in told["fields"]] == list(asked)

    def test_nothing_is_asked_twice(self, system: System) -> None:
        answer = system.client.get(f"{ROOT}?limit=1&limit=2", headers=system.headers)

        problem(answer, 422, "fields")


class TestAnswering:
    def test_accepted_and_given_in_two_parts(self, system: System, referral: Referral) -> None:
        here = f"/{referral.pk}"

        accepted = body(system.post(f"{here}/accept"))
        first = body(system.post(f"{here}/deliver", delivery(is_last=False)))
        last = body(system.post(f"{here}/deliver", delivery(evidence="票据1号")))

        assert (accepted["status"], accepted["accepted_on"]) == ("accepted", "2026-08-10")
        assert (first["status"], first["delivered_quantity"]) == ("accepted", "1.00")
        assert (last["status"], last["delivered_value"]) == ("delivered", "20.00")
        parts = body(system.get(here))["parts"]
        assert [part["evidence"] for part in parts] == ["", "票据1号"]

    def test_refused(self, system: System, referral: Referral) -> None:
        told = body(
            system.post(f"/{referral.pk}/refuse", {"reason": "no_quota", "words": "名额满了"})
        )

        assert (told["status"], told["close_reason"]) == ("refused", "no_quota")
        assert AuditEvent.objects.filter(event="referral:refused").count() == 1

    def test_the_state_names_nobody(self, system: System, referral: Referral) -> None:
        answer = system.post(f"/{referral.pk}/accept")

        assert "张三" not in answer.content.decode()

    def test_not_twice(self, system: System, referral: Referral) -> None:
        system.post(f"/{referral.pk}/refuse", {"reason": "no_quota"})

        told = problem(system.post(f"/{referral.pk}/accept"), 409, "closed")

        assert "现在的状态" in str(told["detail"])

    @pytest.mark.parametrize(
        "wrong",
        [
            {"value": "20.01"},
            {"quantity": "3"},
            {"quantity": "0"},
            {"delivered_on": "2026-08-11"},
            {"delivered_on": "2026-08-09"},
        ],
    )
    def test_not_more_than_the_rule_allows(
        self, system: System, referral: Referral, wrong: dict[str, str]
    ) -> None:
        system.post(f"/{referral.pk}/accept")

        problem(system.post(f"/{referral.pk}/deliver", delivery(**wrong)), 409, "refused")

        assert body(system.get(f"/{referral.pk}"))["parts"] == []

    def test_in_english(self, system: System, referral: Referral) -> None:
        system.client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"

        answer = system.get(f"/{referral.pk}")

        assert body(answer)["benefit"]["name"] == "A-Premium"
        assert answer["Content-Language"] == "en"


class TestOnceOnly:
    def test_the_same_key_gets_the_same_answer(self, system: System, referral: Referral) -> None:
        key, path = str(uuid.uuid4()), f"/{referral.pk}/deliver"
        system.post(f"/{referral.pk}/accept")

        answers = [system.post(path, delivery(is_last=False), key=key) for _time in "12"]

        assert answers[0].content == answers[1].content
        assert len(body(system.get(f"/{referral.pk}"))["parts"]) == 1

    def test_the_same_key_with_another_body_is_refused(
        self, system: System, referral: Referral
    ) -> None:
        key, path = str(uuid.uuid4()), f"/{referral.pk}/deliver"
        system.post(f"/{referral.pk}/accept")
        system.post(path, delivery(is_last=False), key=key)

        other = system.post(path, delivery(value="5.00", is_last=False), key=key)

        problem(other, 422, "idempotency_key_reused")

    def test_a_key_is_of_one_address(self, system: System, referral: Referral) -> None:
        key = str(uuid.uuid4())
        system.post(f"/{referral.pk}/accept", key=key)

        problem(
            system.post(f"/{referral.pk}/refuse", {"reason": "no_quota"}, key=key),
            422,
            "idempotency_key_reused",
        )

    def test_what_was_refused_may_come_again_with_its_key(
        self, system: System, referral: Referral
    ) -> None:
        key, path = str(uuid.uuid4()), f"/{referral.pk}/deliver"
        problem(system.post(path, delivery(), key=key), 409, "closed")
        system.post(f"/{referral.pk}/accept")

        assert body(system.post(path, delivery(), key=key))["status"] == "delivered"

    @pytest.mark.parametrize("key", ["", "1", "{12345678-1234-5678-1234-567812345678}", "é"])
    def test_without_a_key_nothing_is_done(
        self, system: System, referral: Referral, key: str
    ) -> None:
        answer = system.client.post(
            f"{ROOT}/{referral.pk}/accept", headers={**system.headers, "Idempotency-Key": key}
        )

        problem(answer, 400, "idempotency_key_missing")
        assert body(system.get(f"/{referral.pk}"))["status"] == "requested"


class TestBodies:
    def send(
        self, system: System, referral: Referral, sent: bytes, kind: str = "application/json"
    ) -> HttpResponse:
        return system.client.post(
            f"{ROOT}/{referral.pk}/refuse",
            sent,
            content_type=kind,
            headers={**system.headers, "Idempotency-Key": str(uuid.uuid4())},
        )

    @pytest.mark.parametrize(
        "sent",
        [
            b"",
            b"{",
            b"\xff",
            b'{"reason": "no_quota", "reason": "other"}',
            b'{"reason": NaN}',
            b'{"reason": -Infinity}',
            b"[" * 16_000,
            b'{"reason": ' + b"9" * 5000 + b"}",
        ],
    )
    def test_what_is_no_json(self, system: System, referral: Referral, sent: bytes) -> None:
        problem(self.send(system, referral, sent), 400, "unreadable")

    @pytest.mark.parametrize(
        ("sent", "names"),
        [
            ([], None),
            ("no_quota", None),
            ({}, ["reason"]),
            ({"reason": 1}, ["reason"]),
            ({"reason": None}, ["reason"]),
            ({"reason": "not_ours"}, ["reason"]),
            ({"reason": "no_quota", "status": "delivered"}, ["status"]),
            ({"reason": "no_quota", "words": "\0"}, ["words"]),
            ({"reason": "no_quota", "words": "\ud800"}, ["words"]),
            ({"reason": "no_quota", "words": "字" * 201}, ["words"]),
        ],
    )
    def test_what_has_another_shape(
        self, system: System, referral: Referral, sent: object, names: list[str] | None
    ) -> None:
        told = problem(self.send(system, referral, json.dumps(sent).encode()), 422, "fields")

        assert names == [fault["name"] for fault in told.get("fields", [])] or names is None

    @pytest.mark.parametrize(
        "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"]
    )
    def test_another_type(self, system: System, referral: Referral, kind: str) -> None:
        problem(self.send(system, referral, b'{"reason": "no_quota"}', kind), 415, "content_type")

    def test_too_much(self, system: System, referral: Referral) -> None:
        problem(self.send(system, referral, b" " * 16_385), 413, "too_large")

    @pytest.mark.parametrize("quantity", ["1.001", "-1", "1e2", "１", "01", 1, 1.5, True, "1\n"])
    def test_a_quantity_is_written_exactly(
        self, system: System, referral: Referral, quantity: object
    ) -> None:
        told = problem(
            system.post(f"/{referral.pk}/deliver", delivery(quantity=quantity)), 422, "fields"
        )

        assert [fault["name"] for fault in told["fields"]] == ["quantity"]

    def test_a_nul_in_the_address(self, system: System) -> None:
        problem(system.get("/%00"), 400, "unreadable")

    @pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
    def test_another_method(self, system: System, method: str) -> None:
        answer = getattr(system.client, method)(ROOT, headers=system.headers)

        problem(answer, 405, "method")
        assert answer["Allow"] == "GET, HEAD"

    def test_another_address(self, system: System) -> None:
        answer = system.client.get("/api/v1/persons", headers=system.headers)

        problem(answer, 404, "absent")


def test_a_look_asks_as_much_for_one_as_for_many(
    system: System, cast: Cast, aid: Aid, referral: Referral
) -> None:
    # The first look of a day notes that the token was used.
    system.get()
    for_one = statements_of_a_list(system)
    make_referral(aid.device, referral.grant, cast.caseworker, person=referral.person)

    assert statements_of_a_list(system) == for_one


def statements_of_a_list(system: System) -> int:
    with CaptureQueriesContext(connection) as caught:
        body(system.get())
    return len(caught)
