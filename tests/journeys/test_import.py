"""A county's list comes in, played by the people who would: brought, mended, brought again, confirmed, compared."""

import re
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from applicants.models.household import Household
from applicants.models.sheet_import import SheetImport
from dibao import jobs, scope
from tests.journeys.conftest import Sit, Turn
from tests.journeys.people import Desk
from tests.nightly import some
from tests.payments.desk.lists import MESSY, Book, Bureau, make_bureau
from tests.payments.test_roster_import import key

pytestmark = pytest.mark.browser

TODAY = date(2008, 8, 5)
CLASS_OF = {"77": "一类", "52": "二类", "42": "三类"}
EDITED = {"户主姓名": "欧阳改", "账号": "6217012038935088999", "家庭人口": 9}


@pytest.fixture
def bureau(live_server: LiveServer, transactional_db: None) -> Bureau:
    """Named after the server, so that what is written is committed where it sees it."""
    return make_bureau()


@pytest.mark.parametrize("script", some([False, True], one_in=2))
def test_a_county_brings_its_list(
    bureau: Bureau, sit: Sit, turn_to: Turn, tmp_path: Path, *, script: bool
) -> None:
    turn_to(TODAY)
    accepted = [number for number, outcome in key() if outcome == "accept"]
    rejected = [number for number, outcome in key() if outcome == "reject"]

    clerk = sit(bureau.clerk, script=script)
    upload(clerk, MESSY)
    clerk.sees("错误按原因归类", f"有错的行 {len(rejected)}")
    marked = tmp_path / "marked.xlsx"
    with clerk.page.expect_download() as download:
        clerk.follow("下载全部行，标出每一处")
    download.value.save_as(marked)
    give_up(clerk)

    mended = tmp_path / "mended.xlsx"
    content, count = with_classes_mended(marked.read_bytes())
    mended.write_bytes(content)
    assert count > 0
    upload(clerk, mended)
    clerk.sees("有错的行 0", "由另一人看过再确认")
    page = clerk.page.url

    reviewer = sit(bureau.reviewer, script=script)
    reviewer.open(page)
    reviewer.press("确认导入")
    jobs.drain()
    reviewer.open(page)
    reviewer.sees("已经写入登记")
    assert households(bureau) == len(accepted) + count

    edited = tmp_path / "edited.xlsx"
    edited.write_bytes(with_three_edits(mended.read_bytes()))
    upload(clerk, edited)
    assert differences(bureau) == {(2, "户主姓名"), (3, "账号"), (4, "家庭人口")}
    clerk.sees("欧阳改", "不改登记")


def upload(clerk: Desk, file: Path) -> None:
    """Bring a list; the worker looks into it, and the page says what it came to."""
    page = clerk.open("/imports/")
    page.get_by_label("名单文件").set_input_files(file)
    page.get_by_label("新登记的户从哪个月起发").fill("2008-07")
    clerk.press("上传并检查")
    expect(page).to_have_url(re.compile(r"/imports/[0-9a-f-]{36}/$"))
    jobs.drain()
    page.reload()


def give_up(clerk: Desk) -> None:
    clerk.press("取消导入")
    clerk.sees("已取消")


def with_classes_mended(content: bytes) -> tuple[bytes, int]:
    """The list with a class that exists where there was none, without the rows that want a look into the files; and
    how many rows were mended."""
    book = Book(content)
    count = 0
    for row in range(book.page.max_row, 1, -1):
        reason = str(book.reads(row, "错误原因") or "")
        if re.fullmatch("救助类别：没有“四类”[^；]*", reason):
            each = CLASS_OF[str(book.reads(row, "月人均补助"))]
            book.writes(row, "救助类别", each)
            count += 1
        elif reason:
            book.page.delete_rows(row)
    return book.saved(), count


def with_three_edits(content: bytes) -> bytes:
    book = Book(content)
    for number, (header, value) in enumerate(EDITED.items(), start=2):
        book.writes(number, header, value)
    return book.saved()


def households(bureau: Bureau) -> int:
    with scope.of(bureau.clerk):
        return Household.objects.count()


def differences(bureau: Bureau) -> set[tuple[int, str]]:
    with scope.of(bureau.clerk):
        record = SheetImport.objects.latest("loaded_at")
        return set(record.changes.values_list("number", "header"))
