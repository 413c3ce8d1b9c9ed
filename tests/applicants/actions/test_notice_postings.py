"""What hung on the village board: recorded with its picture, believed only for the days it says, held by PostgreSQL."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection
from django.http import Http404
from django.test import Client
from pytest_django import Settings

from applicants import boards
from applicants.actions import decisions, notice_postings
from applicants.models.case import Case
from applicants.models.notice import PublicNotice
from applicants.models.notice_posting import BoardAct, NoticePosting
from dibao import scope
from dibao.errors import Refused
from dibao.files import storage
from dibao.models.staff import Staff
from tests.cast import DECIDED, LAST_NOTICE_DAY, POSTED, Cast
from tests.dibao.files import samples
from tests.factories.files import sent, upload_of

_PUT_UP, _DOWN = BoardAct.PUT_UP, BoardAct.TAKEN_DOWN


def recorded(
    notice: PublicNotice,
    by: Staff,
    act: BoardAct = _PUT_UP,
    *,
    day: date = POSTED,
    on: date = DECIDED,
    photo: bytes | None = None,
    why: str = "相机坏了",
) -> NoticePosting:
    with scope.of(by):
        return notice_postings.record(
            notice=notice,
            act=act,
            done_on=day,
            place="村公示栏",
            photo=upload_of(photo, "board.jpg") if photo else None,
            why_no_photo="" if photo else why,
            by=by,
            on=on,
        )


def doubt(notice: PublicNotice, by: Staff, *, on: date = DECIDED) -> str:
    with scope.of(by):
        return boards.doubt_about(notice, boards.board_of(notice.postings.all()), on=on)


def test_the_picture_is_kept_without_what_it_said_of_the_place(
    notice: PublicNotice, cast: Cast
) -> None:
    posting = recorded(notice, cast.caseworker, photo=samples.photo_with_place())

    kept = storage.fetch(posting.pk)
    assert kept.startswith(b"\xff\xd8\xff")
    assert b"PhoneMaker" not in kept
    assert posting.size == len(kept)


def test_a_notice_nobody_hung_up_is_in_doubt_and_still_decided(
    notice: PublicNotice, case_on_notice: Case, cast: Cast
) -> None:
    assert doubt(notice, cast.caseworker) == "没有登记张贴"

    with scope.of(cast.reviewer):
        decisions.confirm(case=case_on_notice, reasons="符合", by=cast.reviewer, on=DECIDED)


@pytest.mark.parametrize(
    ("up", "down", "words"),
    [
        (POSTED, None, ""),
        (POSTED, LAST_NOTICE_DAY + timedelta(days=1), ""),
        (POSTED + timedelta(days=2), None, "晚贴2天"),
        (POSTED, LAST_NOTICE_DAY, "没满就取下"),
    ],
)
def test_days_on_the_board_are_those_of_the_notice(
    notice: PublicNotice, cast: Cast, up: date, down: date | None, words: str
) -> None:
    recorded(notice, cast.caseworker, day=up)
    if down is not None:
        recorded(notice, cast.caseworker, _DOWN, day=down)

    said = doubt(notice, cast.caseworker)

    assert words in said if words else said == ""


def test_the_newest_entry_mends_a_mistaken_one(notice: PublicNotice, cast: Cast) -> None:
    recorded(notice, cast.caseworker, day=POSTED + timedelta(days=3))
    recorded(notice, cast.caseworker, day=POSTED)

    assert doubt(notice, cast.caseworker) == ""


@pytest.mark.parametrize(
    ("act", "day", "words"),
    [
        (_PUT_UP, POSTED - timedelta(days=1), "早于公示的起始日期"),
        (_PUT_UP, DECIDED + timedelta(days=1), "晚于今天"),
        (_DOWN, DECIDED, "先登记张贴"),
    ],
)
def test_a_day_that_cannot_be_is_refused(
    notice: PublicNotice, cast: Cast, act: BoardAct, day: date, words: str
) -> None:
    with pytest.raises(Refused, match=words):
        recorded(notice, cast.caseworker, act, day=day)


def test_without_a_picture_it_says_why(notice: PublicNotice, cast: Cast) -> None:
    with pytest.raises(Refused, match="写明原因"):
        recorded(notice, cast.caseworker, why="")


def test_only_the_township_says_what_hangs_in_its_villages(
    notice: PublicNotice, cast: Cast
) -> None:
    with pytest.raises(PermissionDenied):
        recorded(notice, cast.reviewer)
    with pytest.raises(Http404):
        recorded(notice, cast.neighbour)


@pytest.mark.parametrize(
    ("change", "guard"),
    [
        ("UPDATE applicants_noticeposting SET done_on = done_on + 1", "append-only|permission"),
        ("DELETE FROM applicants_noticeposting", "append-only|permission"),
    ],
)
def test_raw_sql_does_not_rewrite_the_board(
    notice: PublicNotice, cast: Cast, change: str, guard: str
) -> None:
    recorded(notice, cast.caseworker)

    with pytest.raises(Exception, match=guard), scope.of(cast.caseworker):
        run(change)


_ROW = """
INSERT INTO applicants_noticeposting (id, notice_id, area_code, act, done_on, place, size, content_hash, why_no_photo,
    recorded_by_id)
VALUES (gen_random_uuid(), %s, %s, %s, %s, '', NULL, '', %s, %s)
"""


@pytest.mark.parametrize(
    ("wrong", "guard"),
    [
        ({"act": "taken_down"}, "what_is_taken_down_was_put_up_before"),
        ({"done_on": POSTED - timedelta(days=1)}, "a_posting_is_of_a_notice_in_its_place"),
        ({"done_on": date(2099, 1, 1)}, "a_posting_is_not_of_tomorrow"),
        ({"why": ""}, "a_posting_is_photographed_or_says_why_not"),
        ({"by": "township_head"}, "recorded_by_is_who_acts"),
    ],
)
def test_raw_sql_puts_up_nothing_that_did_not_hang(
    notice: PublicNotice, cast: Cast, wrong: dict[str, object], guard: str
) -> None:
    row = {"act": "put_up", "done_on": POSTED, "why": "没有相机", "by": "caseworker"} | wrong
    by = getattr(cast, str(row["by"]))
    values = [notice.pk, notice.area_id, row["act"], row["done_on"], row["why"], by.pk]

    with pytest.raises(IntegrityError, match=guard), scope.of(cast.caseworker):
        run(_ROW, values)


def run(statement: str, values: list[object] | None = None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_the_desk_records_it_and_the_county_is_warned_until_then(
    notice: PublicNotice, case_on_notice: Case, cast: Cast, settings: Settings
) -> None:
    settings.BUSINESS_DATE = DECIDED
    township, county = signed_in(cast.caseworker), signed_in(cast.reviewer)
    review = f"/review/{case_on_notice.pk}/"
    assert "没有登记张贴" in county.get(review).content.decode()

    page = township.post(
        f"/notices/{notice.pk}/",
        {
            "idempotency_key": "7f0a2c52-0000-4000-8000-000000000001",
            "act": "put_up",
            "done_on": POSTED.isoformat(),
            "photos": [sent(samples.picture())],
        },
    )

    assert page.status_code == 302, page.content.decode()
    assert "没有登记张贴" not in county.get(review).content.decode()
    listed = county.get(f"/notices/{notice.pk}/").content.decode()
    assert "看照片" in listed
    assert "登记张贴或者取下" not in listed


def test_the_first_page_asks_for_what_nobody_put_up(
    notice: PublicNotice, cast: Cast, settings: Settings
) -> None:
    settings.BUSINESS_DATE = POSTED
    township, listed = signed_in(cast.caseworker), "/notices/?kind=not_hung"
    assert "待登记张贴" in township.get("/").content.decode()
    assert f"/notices/{notice.pk}/" in township.get(listed).content.decode()

    recorded(notice, cast.caseworker, on=POSTED)

    assert f"/notices/{notice.pk}/" not in township.get(listed).content.decode()
    assert f"/notices/{notice.pk}/#board" not in township.get("/").content.decode()


def signed_in(staff: Staff) -> Client:
    client = Client()
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    return client
