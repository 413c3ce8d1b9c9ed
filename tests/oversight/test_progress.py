"""Asking how far a matter is: an answer for whoever has the number and the digits, one answer for all others."""

import re
import uuid

import pytest
from django.db import connection
from django.test import Client

from applicants.actions import cases, statements
from applicants.models import Case, Grant, OnlineStatement
from dibao import rate_limit, scope
from dibao.models import PublicSending
from tests.applicants.actions.test_statements import NUMBER, received
from tests.cast import POSTED, Cast
from tests.factories.people import id_number
from tests.factories.places import Places
from tests.oversight import test_apply

PAGE = "/public/progress/"
DIGITS = NUMBER.last4
HEADS_DIGITS = id_number(1).last4

pytestmark = pytest.mark.usefixtures("on_notice_day")


def asked(villager: Client, number: str, digits: str = DIGITS, **sent_from: str) -> str:
    typed = {"number": number, "digits": digits, "idempotency_key": str(uuid.uuid4())}
    return villager.post(PAGE, typed, **sent_from).content.decode()


def answered(statement: OnlineStatement, cast: Cast, answer: str) -> None:
    with scope.of(cast.caseworker):
        statements.answer(
            statement=statement, answer=answer, text="邻居说的", by=cast.caseworker, on=POSTED
        )


@pytest.fixture
def statement(places: Places) -> OnlineStatement:
    return received(places)


def test_what_waits_says_since_when_and_whom_to_call(
    villager: Client, statement: OnlineStatement, places: Places
) -> None:
    page = asked(villager, statement.number)

    assert "乡镇已收到，等工作人员打电话" in page
    assert "已经等了2天" in page
    assert f"打乡镇电话 {places.township.office_phone}" in page


@pytest.mark.parametrize("answer", ["", "not_reached", "duplicate", "withdrawn"])
def test_nobody_is_named_and_nothing_written_is_shown(
    villager: Client, statement: OnlineStatement, cast: Cast, answer: str
) -> None:
    if answer:
        answered(statement, cast, answer)

    page = asked(villager, statement.number)

    told = ("赵老五", "13912345678", "摔断腿", "邻居说的", "重复", cast.caseworker.name, DIGITS)
    assert [one for one in told if one in page] == []


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("not_reached", "已办结：多次联系不上"),
        ("duplicate", "已办结：不再单独办理"),
        ("withdrawn", "已办结：本人不申请"),
    ],
)
def test_what_is_closed_says_why(
    villager: Client, statement: OnlineStatement, cast: Cast, answer: str, words: str
) -> None:
    answered(statement, cast, answer)

    assert words in asked(villager, statement.number)


def test_what_was_handed_on_names_the_township_that_has_it(
    villager: Client, statement: OnlineStatement, cast: Cast, places: Places
) -> None:
    to = places.other_township
    with scope.of(cast.caseworker):
        statements.hand_on(statement=statement, to=to, text="户口在那边", by=cast.caseworker)

    page = asked(villager, statement.number)

    assert f"已转给{to.path}" in page
    assert "户口在那边" not in page


def test_what_became_an_application_gives_its_number(
    villager: Client, statement: OnlineStatement, cast: Cast, draft_case: Case
) -> None:
    with scope.of(cast.caseworker):
        statements.take_up(statement=statement, case=draft_case, by=cast.caseworker, on=POSTED)

    page = asked(villager, statement.number)

    assert "已填成正式的申请" in page
    assert f'href="?number={draft_case.number}"' in page


def test_an_application_says_by_which_day_it_ends(villager: Client, accepted_case: Case) -> None:
    page = asked(villager, accepted_case.number, HEADS_DIGITS)

    assert "已受理，正在调查" in page
    # 30 working days from 6 July 2026 (办法 Art 22).
    assert "按规定，2026年8月17日前办结" in page


def test_an_application_on_notice_leads_to_the_notice(
    villager: Client, case_on_notice: Case
) -> None:
    page = asked(villager, case_on_notice.number, HEADS_DIGITS)

    assert "正在公示，到2026年7月14日" in page
    assert f"/public/villages/{case_on_notice.area_id}/" in page


def test_a_decided_application_says_so_without_an_amount(
    villager: Client, case_on_notice: Case, grant: Grant
) -> None:
    page = asked(villager, case_on_notice.number, HEADS_DIGITS)

    assert "已确认，可以享受低保" in page
    assert "元" not in re.sub(r"<[^>]+>", "", page)


def test_a_withdrawn_application_says_when(villager: Client, draft_case: Case, cast: Cast) -> None:
    with scope.of(cast.caseworker):
        cases.withdraw(case=draft_case, reason="搬走了", by=cast.caseworker, on=POSTED)

    page = asked(villager, draft_case.number, HEADS_DIGITS)

    assert "已撤回" in page
    assert "搬走了" not in page


def test_a_wrong_number_and_wrong_digits_are_one_answer(
    villager: Client, statement: OnlineStatement, draft_case: Case
) -> None:
    guesses = [
        (statement.number, "0000"),
        ("AAAA-AAAA", DIGITS),
        (statement.number, HEADS_DIGITS),
        (draft_case.number, DIGITS),
        ("2026-9999999", HEADS_DIGITS),
        (draft_case.number.replace("2026", "2025"), HEADS_DIGITS),
        ("AAAA-BBBB-CCCC", DIGITS),
    ]

    answers = [
        villager.post(PAGE, {"number": number, "digits": digits}) for number, digits in guesses
    ]

    pages = {_without(answer.content.decode(), *guesses) for answer in answers}
    assert {answer.status_code for answer in answers} == {200}
    assert len(pages) == 1
    assert "没有这个编号，或者身份证后4位不对" in pages.pop()


def test_beyond_the_limit_what_is_there_and_what_never_was_are_one_answer(
    villager: Client, statement: OnlineStatement, draft_case: Case
) -> None:
    numbers = (statement.number, "AAAA-AAAA", draft_case.number, "2026-9999999", "AAAA-BBBB-CCCC")
    for place, number in enumerate(numbers):
        for guess in range(rate_limit.MOST):
            asked(villager, number, "0000", REMOTE_ADDR=f"203.0.{place}.{guess}")

    answers = [
        villager.post(PAGE, {"number": number, "digits": "0000"}, REMOTE_ADDR=f"198.51.100.{place}")
        for place, number in enumerate(numbers)
    ]

    assert {answer.status_code for answer in answers} == {429}
    assert len({_without(answer.content.decode()) for answer in answers}) == 1


def test_an_answer_about_what_is_there_is_as_long_as_about_what_never_was(
    villager: Client, statement: OnlineStatement, draft_case: Case
) -> None:
    pairs = [(statement.number, "AAAA-AAAA"), (draft_case.number, "2026-9999999")]

    sizes = [[len(asked(villager, number, "0000")) for number in pair] for pair in pairs]

    assert all(there == never for there, never in sizes)


def _without(page: str, *guesses: tuple[str, str]) -> str:
    """A page without what was typed into it, and without the key of its form."""
    page = re.sub(r'(name="(?:number|digits|idempotency_key)"[^>]*) value="[^"]*"', r"\1", page)
    return re.sub(r' value="[^"]*"([^>]* name="(?:number|digits|idempotency_key)")', r"\1", page)


@pytest.mark.parametrize("shape", ["{} ", "　{}", "{}"])
def test_a_number_is_read_as_people_write_it(
    villager: Client, statement: OnlineStatement, shape: str
) -> None:
    typed = shape.format(statement.number).lower().replace("-", " – ").replace("o", "0")

    assert "乡镇已收到" in asked(villager, typed)


@pytest.mark.parametrize(
    ("number", "digits", "words"),
    [
        ("", DIGITS, "填写编号、回执号或者案号"),
        ("12345", DIGITS, "照回执填"),
        ("AAAA-AAAA", "", "填写申请人身份证后4位"),
        ("AAAA-AAAA", "12", "最后4位"),
        ("AAAA-AAAA", "１２３Ｙ", "最后4位"),
        ("' OR 1=1 --", DIGITS, "照回执填"),
    ],
)
def test_what_cannot_be_a_number_is_said_and_not_counted(
    villager: Client, number: str, digits: str, words: str
) -> None:
    assert words in asked(villager, number, digits)
    assert not PublicSending.objects.exists()


def test_a_stranger_guesses_so_many_times_an_hour(
    villager: Client, statement: OnlineStatement
) -> None:
    for digit in range(rate_limit.MOST):
        asked(villager, f"AAAA-AAA{chr(ord('A') + digit)}")

    answer = villager.post(PAGE, {"number": statement.number, "digits": DIGITS})

    assert answer.status_code == 429
    page = answer.content.decode()
    assert "分钟再问" in page
    assert "乡镇已收到" not in page


@pytest.mark.parametrize("is_there", [True, False])
def test_a_number_is_asked_after_so_many_times_wherever_from(
    villager: Client, statement: OnlineStatement, is_there: bool
) -> None:
    number = statement.number if is_there else "AAAA-AAAA"
    for guess in range(rate_limit.MOST):
        asked(villager, number, f"000{guess}", REMOTE_ADDR=f"203.0.113.{guess}")

    page = asked(villager, number, REMOTE_ADDR="203.0.113.99")

    assert "分钟再问" in page
    assert "乡镇已收到" not in page


def test_the_same_click_twice_is_answered_twice(
    villager: Client, statement: OnlineStatement
) -> None:
    first, second = asked(villager, statement.number), asked(villager, statement.number)

    assert _without(first) == _without(second)


def test_an_address_says_nothing_by_itself(villager: Client, statement: OnlineStatement) -> None:
    page = villager.get(PAGE, {"number": statement.number, "digits": DIGITS}).content.decode()

    assert f'value="{statement.number}"' in page
    assert "乡镇已收到" not in page


def test_a_form_of_another_site_is_refused(villager: Client, statement: OnlineStatement) -> None:
    typed = {"number": statement.number, "digits": DIGITS}

    answer = villager.post(PAGE, typed, headers={"origin": "https://elsewhere.example"})

    assert answer.status_code == 403


def test_the_receipt_leads_there_with_its_number(villager: Client, places: Places) -> None:
    address = f"/public/apply/?village={places.village.pk}&lang=en"
    check = test_apply.answered(villager, address)
    answer = test_apply.send(villager, address, check)

    page = villager.get(answer["Location"]).content.decode()

    assert re.search(r'href="/public/progress/\?lang=en&amp;number=[A-Z2-7]{4}-[A-Z2-7]{4}"', page)


@pytest.mark.parametrize("is_public", [True, False])
def test_raw_sql_learns_of_a_matter_in_the_public_context_alone(
    statement: OnlineStatement, cast: Cast, is_public: bool
) -> None:
    entered = scope.public(on=POSTED) if is_public else scope.of(cast.neighbour)
    with entered, connection.cursor() as cursor:
        asked_for = [statement.pk, statement.pk, DIGITS]
        cursor.execute("SELECT count(*) FROM statement_asked_after(%s, %s, %s)", asked_for)
        assert cursor.fetchone() == (int(is_public),)
        cursor.execute("SELECT count(*) FROM applicants_onlinestatement")
        assert cursor.fetchone() == (0,)
