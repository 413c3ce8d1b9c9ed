"""Applying on line: a question a page, kept on the way, a receipt, and not a word of whether anybody is known."""

import re
from datetime import date, timedelta

import pytest
from django.db import ProgrammingError, connection
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from applicants.actions import statement_drafts, statements
from applicants.models import Household, OnlineStatement, StatementDraft
from dibao import rate_limit, scope
from dibao.files import storage
from tests.cast import Cast
from tests.dibao.files import samples
from tests.factories.files import sent
from tests.factories.people import id_number
from tests.factories.places import Places

PAGE = "/public/apply/"
NUMBER = id_number(31, born=date(1950, 1, 1)).number
ANSWERS: tuple[dict[str, str], ...] = (
    {"stated_by": "self"},
    {"name": "赵　老五", "id_number": NUMBER},
    {"phone": "139 1234 5678"},
    {"about": "独居，摔断腿"},
)


@pytest.fixture
def address(places: Places) -> str:
    return f"{PAGE}?village={places.village.pk}"


def code_on(page: HttpResponse) -> str:
    found = re.search(r'name="draft" value="([A-Z2-7]{12})"', page.content.decode())
    assert found, page.content.decode()
    return found[1]


def answered(
    villager: Client, address: str, *, pages: int = 4, **more: dict[str, str]
) -> HttpResponse:
    """Go through so many pages; what is wrong on purpose is given by the page's number: p1={...}."""
    code, page = "", None
    for number, typed in enumerate(ANSWERS[:pages]):
        said = typed | more.get(f"p{number}", {})
        page = villager.post(address, {"draft": code, "page": number, **said})
        code = code or code_on(page)
    assert page is not None
    return page


def send(villager: Client, address: str, page: HttpResponse, **more: object) -> HttpResponse:
    typed = {"draft": code_on(page), "send": "1", "is_consented": "on"}
    return villager.post(address, typed | more)


def kept(cast: Cast) -> list[OnlineStatement]:
    with scope.of(cast.caseworker):
        return list(OnlineStatement.objects.all())


def test_a_villager_finds_their_village_first(villager: Client, places: Places) -> None:
    page = villager.get(PAGE, {"q": "小湾"}).content.decode()

    assert f"village={places.village.pk}" in page


def test_one_page_asks_one_question(villager: Client, address: str) -> None:
    first = villager.get(address).content.decode()

    assert 'name="stated_by"' in first
    assert 'name="id_number"' not in first


def test_it_is_looked_over_kept_and_answered_with_a_number(
    villager: Client, address: str, cast: Cast
) -> None:
    check = answered(villager, address)
    assert "赵老五" in check.content.decode()
    assert kept(cast) == []

    answer = send(villager, address, check)

    [statement] = kept(cast)
    receipt = villager.get(answer["Location"]).content.decode()
    assert statement.number in receipt
    assert "打您留的电话" in receipt
    assert (statement.name, statement.phone.open()) == ("赵老五", "13912345678")


def test_the_familys_pictures_come_along_and_the_township_sees_them(
    villager: Client, address: str, cast: Cast
) -> None:
    check = answered(villager, address)

    send(villager, address, check, photos=[sent(samples.photo_with_place())])

    with scope.of(cast.caseworker):
        [photo] = OnlineStatement.objects.get().photos.all()
    assert b"PhoneMaker" not in storage.fetch(photo.pk)
    desk = Client()
    desk.force_login(cast.caseworker, backend="django.contrib.auth.backends.ModelBackend")
    page = desk.get(f"/statements/{photo.statement_id}/").content.decode()
    assert f"/statements/{photo.statement_id}/photos/{photo.pk}/" in page


def test_a_neighbouring_township_sees_them_once_it_is_handed_on(
    villager: Client, address: str, cast: Cast, places: Places
) -> None:
    send(villager, address, answered(villager, address), photos=[sent(samples.picture())])
    [statement] = kept(cast)

    with scope.of(cast.neighbour):
        assert statement.photos.count() == 0
    with scope.of(cast.caseworker):
        statements.hand_on(
            statement=statement, to=places.other_township, text="户口在那里", by=cast.caseworker
        )
    with scope.of(cast.neighbour):
        assert statement.photos.count() == 1


_FORGED = """
INSERT INTO applicants_statementphoto (id, statement_id, area_code, size, content_hash, added_on)
SELECT gen_random_uuid(), %s, %s, 1, 'x', current_date
"""


@pytest.mark.parametrize(
    "change",
    ["UPDATE applicants_statementphoto SET size = 1", "DELETE FROM applicants_statementphoto"],
)
def test_raw_sql_changes_no_picture(
    villager: Client, address: str, cast: Cast, change: str
) -> None:
    send(villager, address, answered(villager, address), photos=[sent(samples.picture())])

    with pytest.raises(ProgrammingError, match="permission denied"), scope.of(cast.caseworker):
        run(change)


def test_no_picture_is_added_later_by_whoever_reads_it(
    villager: Client, address: str, cast: Cast
) -> None:
    send(villager, address, answered(villager, address))
    [statement] = kept(cast)

    with scope.of(cast.caseworker):
        run("SELECT add_statement_photo(%s, gen_random_uuid(), 1, 'x')", statement.pk)

        assert statement.photos.count() == 0


def test_raw_sql_of_another_township_adds_no_picture(
    villager: Client, address: str, cast: Cast
) -> None:
    send(villager, address, answered(villager, address))
    [statement] = kept(cast)

    with pytest.raises(ProgrammingError, match="row-level security"), scope.of(cast.neighbour):
        run(_FORGED, statement.pk, statement.area_id)


def run(sql: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.mark.parametrize(
    ("photos", "words"),
    [([b"MZ not a picture"], "照片"), ([samples.picture()] * 4, "最多3张")],
)
def test_what_is_no_picture_or_too_many_is_said_and_nothing_kept(
    villager: Client, address: str, cast: Cast, photos: list[bytes], words: str
) -> None:
    check = answered(villager, address)

    page = send(villager, address, check, photos=[sent(one) for one in photos])

    assert page.status_code == 200
    assert words in page.content.decode()
    assert "赵老五" in page.content.decode()
    assert kept(cast) == []


def test_whoever_was_called_away_goes_on_with_the_code(
    villager: Client, address: str, cast: Cast
) -> None:
    code = code_on(answered(villager, address, pages=2))
    spoken = f"{code[:4]}-{code[4:8]}-{code[8:].lower()}"

    page = Client().post(f"{PAGE}?resume=1", {"resume": spoken}).content.decode()

    assert 'name="phone"' in page
    assert NUMBER not in page
    # On from there, whatever the address still says.
    next_one = villager.post(f"{PAGE}?resume=1", {"draft": code, "page": 2, **ANSWERS[2]})
    assert 'name="about"' in next_one.content.decode()


def test_a_code_is_worth_nothing_after_three_days_or_to_whoever_guesses(
    villager: Client, address: str
) -> None:
    code = code_on(answered(villager, address, pages=2))
    StatementDraft.objects.update(begun_at=timezone.now() - timedelta(days=3, minutes=1))

    late = villager.post(f"{PAGE}?resume=1", {"resume": code}).content.decode()
    guessed = villager.post(f"{PAGE}?resume=1", {"resume": "AAAA-BBBB-CCCC"}).content.decode()

    assert "没有这个续填码" in late
    assert "没有这个续填码" in guessed


def test_what_was_left_unfinished_is_deleted(villager: Client, address: str) -> None:
    answered(villager, address, pages=2)
    StatementDraft.objects.update(begun_at=timezone.now() - timedelta(days=3, minutes=1))

    assert statement_drafts.forget() == 1
    assert not StatementDraft.objects.exists()


def test_guessing_codes_is_slowed(villager: Client, places: Places) -> None:
    for number in range(rate_limit.MOST):
        villager.post(f"{PAGE}?resume=1", {"resume": f"AAAABBBBCCC{'ABCDEFGHIJ'[number]}"})

    answer = villager.post(f"{PAGE}?resume=1", {"resume": "AAAABBBBCCCX"})

    assert answer.status_code == 429


def test_what_is_kept_on_the_way_is_sealed_and_gone_once_sent(
    villager: Client, address: str
) -> None:
    check = answered(villager, address)
    [draft] = StatementDraft.objects.all()
    assert NUMBER in draft.answers.open()
    assert code_on(check) not in draft.code_index

    send(villager, address, check)

    draft.refresh_from_db()
    assert NUMBER not in draft.answers.open()


def test_the_receipt_of_a_number_nobody_signed_is_none(villager: Client, address: str) -> None:
    page = villager.get(f"{address}&receipt=abc").content.decode()

    assert "已提交" not in page


def test_the_same_button_twice_is_one_statement(villager: Client, address: str, cast: Cast) -> None:
    check = answered(villager, address)

    first, second = send(villager, address, check), send(villager, address, check)

    assert (first.status_code, second.status_code) == (302, 302)
    assert len(kept(cast)) == 1


def test_it_says_the_same_of_somebody_on_the_register(
    villager: Client, address: str, household: Household
) -> None:
    known = answered(villager, address, p1={"id_number": id_number(1).number})
    unknown = answered(villager, address)
    strip = re.compile(
        r"[A-Z2-7]{4}-[A-Z2-7]{4}(-[A-Z2-7]{4})?|[A-Z2-7]{12}|receipt=[^\"&]*|\d{17}."
    )

    receipts = [villager.get(send(villager, address, p)["Location"]) for p in (known, unknown)]

    for one, other in ((known, unknown), receipts):
        assert strip.sub("", one.content.decode()) == strip.sub("", other.content.decode())


@pytest.mark.parametrize(
    ("page", "more", "words"),
    [
        (1, {"id_number": "990121"}, "身份证号"),
        (2, {"phone": "12"}, "联系电话"),
        (3, {"about": ""}, "填写家里有什么困难"),
        (0, {"stated_by": "relative"}, "替别人填的，写上您的姓名"),
    ],
)
def test_what_is_wrong_is_said_on_its_page(
    villager: Client, address: str, page: int, more: dict[str, str], words: str
) -> None:
    code = code_on(answered(villager, address, pages=max(page, 1)))
    said = ANSWERS[page] | more

    shown = villager.post(address, {"draft": code, "page": page, **said}).content.decode()

    assert words in shown


def test_nothing_is_sent_without_consent(villager: Client, address: str, cast: Cast) -> None:
    check = answered(villager, address)

    page = send(villager, address, check, is_consented="").content.decode()

    assert "勾选" in page
    assert kept(cast) == []


def test_an_answer_is_changed_from_the_check_page(villager: Client, address: str) -> None:
    code = code_on(answered(villager, address))

    page = villager.post(address, {"draft": code, "change": "2"}).content.decode()

    assert 'value="139 1234 5678"' in page


def test_one_address_begins_so_many_an_hour(villager: Client, address: str, cast: Cast) -> None:
    for _time in range(rate_limit.MOST):
        answered(villager, address, pages=1)

    answer = villager.post(address, {"page": 0, **ANSWERS[0]})

    assert answer.status_code == 429
    assert "分钟再交" in answer.content.decode()
    assert StatementDraft.objects.count() == rate_limit.MOST


def test_a_form_of_another_site_is_refused(villager: Client, address: str) -> None:
    answer = villager.post(
        address, {"page": 0, **ANSWERS[0]}, headers={"origin": "https://elsewhere.example"}
    )

    assert answer.status_code == 403
    assert StatementDraft.objects.count() == 0


def test_no_mark_turns_round_what_the_township_reads(
    villager: Client, address: str, cast: Cast
) -> None:
    about = {"about": "一人\u202e不\u200b住\r\n有病"}
    send(villager, address, answered(villager, address, p3=about))

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
