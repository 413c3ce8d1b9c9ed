"""What a list's pages say: page by page, in the reader's language, and why there is nothing to confirm."""

from collections.abc import Callable

import pytest

from applicants.actions import marked_copies
from applicants.models.sheet_import import SheetImport
from applicants.workflow import SheetImportStatus
from dibao import jobs, scope
from dibao.models.audit import ReadLog
from dibao.models.staff import Staff
from dibao.values.months import BenefitMonth
from tests.applicants.desk.conftest import Desk
from tests.payments.desk.lists import Book, Bureau, brought, confirmed, latest, make_bureau
from tests.payments.test_roster_import import roster, row

AtDesk = Callable[[Staff], Desk]
WRONG = roster(row(1), row(3, 低保类别="四类"), row(5))


@pytest.fixture
def bureau(db: None) -> Bureau:
    return make_bureau()


@pytest.fixture
def clerk(bureau: Bureau, at_desk: AtDesk) -> Desk:
    return at_desk(bureau.clerk)


@pytest.fixture
def reviewer(bureau: Bureau, at_desk: AtDesk) -> Desk:
    return at_desk(bureau.reviewer)


def given_up(bureau: Bureau, count: int) -> None:
    with scope.of(bureau.clerk):
        for number in range(count):
            record = SheetImport.objects.create(
                area=bureau.county,
                name=f"名单{number:02d}.xlsx",
                sha256=f"{number:064d}",
                month=BenefitMonth(2008, 7),
                loaded_by=bureau.clerk,
            )
            record.move("cancel", by=bureau.clerk)


def test_lists_are_paged_newest_first(bureau: Bureau, clerk: Desk) -> None:
    given_up(bureau, 32)

    first = clerk.opens("applicants:sheet_imports").context["table"]
    second = clerk.opens("applicants:sheet_imports", after=first.pager.next).context["table"]

    names = [row.cells[0].value for table in (first, second) for row in table.rows]
    assert names == [f"名单{number:02d}.xlsx" for number in reversed(range(32))]
    assert (len(first.rows), second.pager.next) == (30, "")


def with_another_amount(content: bytes) -> bytes:
    book = Book(content)
    book.writes(2, "低保类别", "一类")
    book.writes(2, "月保障金额", "154")
    return book.saved()


def test_a_list_that_changes_nothing_cannot_be_confirmed_and_says_why(
    clerk: Desk, reviewer: Desk
) -> None:
    confirmed(reviewer, brought(clerk, roster(row(1))))
    record = brought(clerk, with_another_amount(roster(row(1))))
    assert (record.new_count, record.changed_count) == (0, 1)

    page = reviewer.opens("applicants:sheet_import", record.pk).text
    answer = reviewer.sends("applicants:sheet_import_confirm", record.pk, digest=record.digest)

    assert "名单里的不同都不随导入修改，没有要写入的" in page
    assert "确认导入</button>" not in page
    assert "名单里的不同都不随导入修改，没有要写入的" in answer.text
    assert latest(clerk).status == SheetImportStatus.CHECKED


def in_english(desk: Desk, record: SheetImport, **asked: str) -> str:
    desk.client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    desk.client.cookies["django_language"] = "en"
    return desk.opens("applicants:sheet_import", record.pk, **asked).text


def test_faults_are_kept_without_the_workers_words(clerk: Desk) -> None:
    record = brought(clerk, WRONG)

    with scope.of(clerk.staff):
        faults = record.rows.filter(outcome="reject").values_list("faults", flat=True)
        (fault,) = [one for found in faults for one in found if one["header"] == "低保类别"]
    assert set(fault) == {"column", "header", "source", "values"}
    assert "%(" in fault["source"]


def test_an_english_reader_reads_of_faults_in_english(clerk: Desk) -> None:
    record = brought(clerk, WRONG)
    assert "没有“四类”这一类" in clerk.opens("applicants:sheet_import", record.pk).text

    page = in_english(clerk, record, show="errors")

    assert "没有“四类”这一类" not in page
    assert "没有“…”这一类" not in page


def test_an_english_reader_reads_in_english_why_a_list_was_not_read(clerk: Desk) -> None:
    book = Book(WRONG)
    book.writes(1, "保障人口", "吃低保的几个")
    record = brought(clerk, book.saved())
    assert record.refusal in clerk.opens("applicants:sheet_import", record.pk).text

    assert "找不到这些列" not in in_english(clerk, record)


@pytest.fixture
def long_list(clerk: Desk, monkeypatch: pytest.MonkeyPatch) -> SheetImport:
    """Three rows are long where two are the most that a request marks."""
    monkeypatch.setattr(marked_copies, "AT_ONCE", 2)
    return brought(clerk, WRONG)


def marked_page(desk: Desk, record: SheetImport, rows: str = "errors") -> object:
    return desk.opens("applicants:sheet_import", record.pk, **{"as": "errors", "rows": rows})


def test_a_request_marks_no_long_list(clerk: Desk, long_list: SheetImport) -> None:
    page = clerk.opens("applicants:sheet_import", long_list.pk).text

    assert "做一份有错的行，标出每一处" in page
    assert "超过2行的名单，标错的表由系统做" in page
    assert marked_page(clerk, long_list).status_code == 404


@pytest.mark.parametrize(("rows", "numbers"), [("errors", [3]), ("all", [2, 3, 4])])
def test_a_worker_marks_a_long_list_and_it_is_fetched_on_the_page(
    clerk: Desk, long_list: SheetImport, rows: str, numbers: list[int]
) -> None:
    clerk.sends("applicants:sheet_import_mark", long_list.pk, rows=rows)
    assert "标出名单的错误" in clerk.opens("applicants:sheet_import", long_list.pk).text
    jobs.drain()

    book = Book(marked_page(clerk, long_list, rows).content)

    found = [book.reads(row, "原行号") for row in range(2, book.page.max_row + 1)]
    assert found == numbers
    assert ReadLog.objects.filter(kind="export", subject__contains="名单导入").count() == 1


def test_a_long_list_is_marked_once_at_a_time(clerk: Desk, long_list: SheetImport) -> None:
    clerk.sends("applicants:sheet_import_mark", long_list.pk)

    answer = clerk.sends("applicants:sheet_import_mark", long_list.pk)

    assert "标错的表正在做" in answer.text


def test_a_copy_of_an_earlier_check_is_not_fetched(clerk: Desk, long_list: SheetImport) -> None:
    clerk.sends("applicants:sheet_import_mark", long_list.pk)
    jobs.drain()

    clerk.sends("applicants:sheet_import_choose", long_list.pk, **{"shape-layout": "roster"})
    jobs.drain()

    assert marked_page(clerk, long_list).status_code == 404


@pytest.mark.parametrize(("who", "status"), [("caseworker", 403), ("neighbour", 404)])
def test_others_have_nothing_marked(
    bureau: Bureau, at_desk: AtDesk, long_list: SheetImport, who: str, status: int
) -> None:
    answer = at_desk(getattr(bureau, who)).sends("applicants:sheet_import_mark", long_list.pk)

    assert answer.status_code == status
