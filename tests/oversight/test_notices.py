"""What a villager reads on a notice, for how long, and what nobody reads there."""

import time
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries, Settings

from applicants import deadlines
from applicants.actions import assessments, cases, notices
from applicants.models import Case, RuleSet
from applicants.models.notice import NoticeEntry, PublicNotice
from dibao import scope
from dibao.models.holiday import Holiday
from oversight import kept_pages
from tests.cast import LAST_NOTICE_DAY, POSTED, Cast
from tests.factories.places import Places
from tests.oversight.conftest import long_notice


def address(notice: PublicNotice) -> str:
    return f"/n/{notice.token}/"


def read(villager: Client, url: str) -> str:
    response = villager.get(url)
    assert response.status_code == 200
    return response.content.decode()


def test_a_notice_shows_the_household_and_how_to_object(
    villager: Client, notice: PublicNotice, cast: Cast, settings: Settings
) -> None:
    settings.BUSINESS_DATE = POSTED
    with scope.of(cast.caseworker):
        entry = NoticeEntry.objects.get(notice=notice)

    page = read(villager, address(notice))

    assert "张三" in page
    assert "安丰县柳湾镇小湾村" in page
    assert f"{entry.monthly_amount:,.2f}" in page
    assert "还剩7天" in page
    assert 'href="tel:0990-5550100"' in page
    assert notice.entries_hash[-12:] in page


def test_the_other_members_are_not_named(
    villager: Client, notice: PublicNotice, on_notice_day: object
) -> None:
    assert "刘三" not in read(villager, address(notice))


def test_on_the_last_day_the_notice_still_stands(
    villager: Client, notice: PublicNotice, settings: Settings
) -> None:
    settings.BUSINESS_DATE = LAST_NOTICE_DAY

    page = read(villager, address(notice))

    assert "还剩1天，今天24时截止" in page


def test_the_day_after_only_that_it_is_over_is_said(
    villager: Client, notice: PublicNotice, settings: Settings
) -> None:
    settings.BUSINESS_DATE = LAST_NOTICE_DAY + timedelta(days=1)

    for url in (address(notice), address(notice) + "poster/"):
        response = villager.get(url)
        page = response.content.decode()

        assert response.status_code == 410
        assert "已期满" in page
        assert "张三" not in page
        assert "小湾村" not in page
        assert response.headers["Cache-Control"] == "no-store"


def test_a_notice_is_not_there_before_its_first_day(
    villager: Client, notice: PublicNotice, settings: Settings
) -> None:
    settings.BUSINESS_DATE = POSTED - timedelta(days=1)

    assert villager.get(address(notice)).status_code == 404


def test_an_address_that_never_was_is_not_found(villager: Client, places: Places) -> None:
    response = villager.get("/n/AbCdEfGhIjKlMnOp/")

    assert response.status_code == 404
    assert "没有这一页" in response.content.decode()


def test_a_list_of_two_hundred_rows_stays_light(
    villager: Client, places: Places, cast: Cast, settings: Settings
) -> None:
    settings.BUSINESS_DATE = POSTED
    with scope.of(cast.finance):
        notice = long_notice(
            places.village, cast.finance, rows=200, on=POSTED, last=LAST_NOTICE_DAY
        )

    assert len(villager.get(address(notice)).content) < 80_000


def test_a_name_is_found_in_a_long_list(
    villager: Client, places: Places, cast: Cast, settings: Settings
) -> None:
    settings.BUSINESS_DATE = POSTED
    with scope.of(cast.finance):
        notice = long_notice(places.village, cast.finance, rows=60, on=POSTED, last=LAST_NOTICE_DAY)

    def found(name: str) -> int:
        told = villager.get(address(notice), {"name": name}).content.decode()
        return told.count('<th scope="row"')

    assert [found(""), found("欧 阳"), found("<b>"), found("很长" * 500)] == [60, 60, 0, 0]
    nobody = villager.get(address(notice), {"name": "<b>张"}).content.decode()
    assert "名单上没有“&lt;b&gt;张”" in nobody
    assert "反映问题" in nobody


def test_a_short_list_is_read_through(
    villager: Client, notice: PublicNotice, on_notice_day: object
) -> None:
    assert "在名单里找姓名" not in read(villager, address(notice))


def test_reading_costs_the_same_queries_for_any_number_of_rows(
    villager: Client,
    places: Places,
    cast: Cast,
    settings: Settings,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    settings.BUSINESS_DATE = POSTED
    with scope.of(cast.finance):
        notice = long_notice(places.village, cast.finance, rows=60, on=POSTED, last=LAST_NOTICE_DAY)

    with django_assert_max_num_queries(9):
        read(villager, address(notice))


def test_english_is_one_link_away_and_needs_no_cookie(
    villager: Client, notice: PublicNotice, on_notice_day: object
) -> None:
    response = villager.get(address(notice), {"lang": "en", "text": "large"})

    assert '<html lang="en" class="large' in response.content.decode()
    assert response.headers["Content-Language"] == "en"
    assert not response.cookies


def test_a_browsers_own_language_changes_nothing(
    villager: Client, notice: PublicNotice, on_notice_day: object
) -> None:
    response = villager.get(address(notice), headers={"accept-language": "en"})

    assert '<html lang="zh-hans"' in response.content.decode()


def test_a_second_look_is_answered_in_a_word(
    villager: Client, notice: PublicNotice, on_notice_day: object
) -> None:
    first = villager.get(address(notice))

    second = villager.get(address(notice), headers={"if-none-match": first.headers["ETag"]})

    assert second.status_code == 304
    assert not second.content


def test_no_cache_keeps_a_notice_past_midnight(
    villager: Client, notice: PublicNotice, on_notice_day: object
) -> None:
    kept = villager.get(address(notice)).headers["Cache-Control"]

    seconds = int(kept.split("max-age=")[1].split(",")[0])
    assert 0 <= seconds <= 300


def test_a_line_that_was_taken_back_is_no_longer_shown_and_is_posted_anew_for_full_days(
    villager: Client, notice: PublicNotice, case_on_notice: Case, cast: Cast, settings: Settings
) -> None:
    third_day = POSTED + timedelta(days=2)
    settings.BUSINESS_DATE = third_day
    with scope.of(cast.reviewer):
        cases.send_back(case=case_on_notice, reasons="收入再核", by=cast.reviewer)

    for url in (
        address(notice),
        address(notice) + "poster/",
        f"/public/objection/?notice={notice.token}",
    ):
        assert "张三" not in read(villager, url), url
    assert "已撤下" in read(villager, address(notice))

    with scope.of(cast.caseworker):
        case = Case.objects.get(pk=case_on_notice.pk)
        judged = assessments.assess(case=case, by=cast.caseworker, on=third_day)
        cases.propose(
            case=case,
            assessment=judged,
            proposal="grant",
            reasons="属实",
            by=cast.caseworker,
            on=third_day,
        )
        again = notices.freeze(
            village=case.area, stage="township", cases=[case], by=cast.caseworker, on=third_day
        )
    assert (again.ends_on - again.starts_on).days + 1 == 7
    assert "张三" in read(villager, address(again))
    assert "张三" not in read(villager, address(notice))


@pytest.mark.parametrize(
    ("unit", "last"),
    [
        # The first day counts whole; the National Day holiday counts where days are days.
        ("days", date(2026, 10, 4)),
        # 28, 29, 30 September, 8, 9, the Saturday that is worked, 12 October.
        ("working_days", date(2026, 10, 12)),
    ],
)
def test_seven_days_and_seven_working_days_across_a_holiday(
    db: None, rules_of_2026: RuleSet, unit: str, last: date
) -> None:
    Holiday.objects.bulk_create(
        Holiday(day=date(2026, 10, day), name="国庆节") for day in (1, 2, 5, 6, 7)
    )
    Holiday.objects.create(day=date(2026, 10, 10), is_working=True, name="国庆节调休")
    rules_of_2026.terms["notices"][0]["unit"] = unit

    ends = deadlines.last_notice_day(rules_of_2026, "township", starts_on=date(2026, 9, 28))

    assert ends == last


@pytest.mark.parametrize(
    ("days", "is_shown"), [(-1, False), (0, True), (6, True), (7, False)], ids=str
)
def test_raw_sql_reads_the_lines_of_what_hangs_and_of_nothing_else(
    notice: PublicNotice, days: int, is_shown: bool
) -> None:
    with scope.public(on=POSTED + timedelta(days=days)):
        assert len(lines_in_sql(notice)) == int(is_shown)


def test_the_neighbours_read_no_lines_at_their_desk(notice: PublicNotice, cast: Cast) -> None:
    with scope.of(cast.neighbour):
        assert lines_in_sql(notice) == []
    with scope.of(cast.caseworker):
        assert len(lines_in_sql(notice)) == 1
    assert lines_in_sql(notice) == []


def lines_in_sql(notice: PublicNotice) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM lines_of_notice(%s)", [notice.pk])
        return list(cursor.fetchall())


def test_a_long_list_costs_four_questions_at_most(
    villager: Client, places: Places, cast: Cast, settings: Settings
) -> None:
    settings.BUSINESS_DATE = POSTED
    for stage in ("township", "standing"):
        with scope.of(cast.finance):
            notice = long_notice(
                places.village, cast.finance, rows=200, on=POSTED, last=LAST_NOTICE_DAY, stage=stage
            )
        with CaptureQueriesContext(connection) as queries:
            read(villager, address(notice))

        asked = [q["sql"] for q in queries if q["sql"].startswith("SELECT")]
        assert len(asked) <= 4, asked


def test_a_page_read_again_within_the_minute_asks_the_database_nothing(
    villager: Client, notice: PublicNotice, on_notice_day: object
) -> None:
    first = villager.get(address(notice), {"text": "large"})

    with CaptureQueriesContext(connection) as queries:
        again = villager.get(address(notice), {"text": "large"})
        told = villager.get(
            address(notice), {"text": "large"}, headers={"if-none-match": first.headers["ETag"]}
        )

    assert len(queries) == 0
    assert again.content == first.content
    assert told.status_code == 304
    assert again.headers["X-Robots-Tag"] == "noindex"
    assert "max-age" in again.headers["Cache-Control"]


def test_a_kept_page_is_gone_at_midnight(
    villager: Client, notice: PublicNotice, settings: Settings
) -> None:
    settings.BUSINESS_DATE = LAST_NOTICE_DAY
    assert "张三" in read(villager, address(notice))

    settings.BUSINESS_DATE = LAST_NOTICE_DAY + timedelta(days=1)

    assert villager.get(address(notice)).status_code == 410


def test_a_kept_page_is_forgotten_after_a_minute(
    villager: Client,
    notice: PublicNotice,
    case_on_notice: Case,
    cast: Cast,
    on_notice_day: object,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert "张三" in read(villager, address(notice))
    with scope.of(cast.reviewer):
        cases.send_back(case=case_on_notice, reasons="收入再核", by=cast.reviewer)

    later = time.monotonic() + kept_pages.SECONDS + 1
    monkeypatch.setattr(kept_pages.time, "monotonic", lambda: later)

    assert "张三" not in read(villager, address(notice))


def test_words_that_no_page_asks_for_are_not_kept(
    villager: Client, notice: PublicNotice, on_notice_day: object
) -> None:
    marked = villager.get(address(notice), {"from": "mark-of-somebody"}).content.decode()

    plain = read(villager, address(notice))

    assert "mark-of-somebody" in marked
    assert "mark-of-somebody" not in plain
