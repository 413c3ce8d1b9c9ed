"""A county's list on its pages: brought, looked at, sent back to be mended, confirmed by somebody else, or given up."""

import uuid
from collections.abc import Callable
from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from applicants.actions import households, sheet_imports
from applicants.models.household import Household
from applicants.models.sheet_import import SheetImport
from applicants.workflow import SheetImportStatus
from dibao import jobs, scope
from dibao.models.audit import ReadLog
from dibao.models.staff import Staff
from tests.applicants.desk.conftest import Desk
from tests.dibao.sheets.test_hostile import BOMBS
from tests.payments.desk.lists import (
    MESSY,
    Book,
    Bureau,
    brought,
    confirmed,
    latest,
    make_bureau,
)
from tests.payments.test_roster_import import key, roster, row

AtDesk = Callable[[Staff], Desk]
TODAY = date(2008, 8, 5)


@pytest.fixture
def bureau(db: None) -> Bureau:
    return make_bureau()


@pytest.fixture
def clerk(bureau: Bureau, at_desk: AtDesk) -> Desk:
    return at_desk(bureau.clerk)


@pytest.fixture
def reviewer(bureau: Bureau, at_desk: AtDesk) -> Desk:
    return at_desk(bureau.reviewer)


def page_of(desk: Desk, record: SheetImport, **asked: str) -> str:
    return desk.opens("applicants:sheet_import", record.pk, **asked).text


def test_the_messy_list_comes_to_what_its_key_says(clerk: Desk) -> None:
    record = brought(clerk, MESSY.read_bytes(), name=MESSY.name)

    outcomes = [outcome for _number, outcome in key()]
    assert (record.status, record.refusal) == (SheetImportStatus.CHECKED, "")
    assert record.new_count == outcomes.count("accept")
    assert record.wrong_count == outcomes.count("reject")
    with scope.of(clerk.staff):
        wrong = set(record.rows.filter(outcome="reject").values_list("number", flat=True))
    assert wrong == {number for number, outcome in key() if outcome == "reject"}


def test_the_page_says_what_was_recognised_and_what_is_wrong(clerk: Desk) -> None:
    record = brought(clerk, MESSY.read_bytes(), name=MESSY.name)

    page = page_of(clerk, record)

    for words in ("花名册（一户一行）", "错误按原因归类", "没有“…”这一类", "户主姓名"):
        assert words in page
    assert "合计、小计行" in page_of(clerk, record, show="skipped")


def test_who_fills_the_list_in_is_no_unit_of_money(clerk: Desk) -> None:
    """填报单位 stands above the messy list, and 单位：人、元 at the end of the same row."""
    record = brought(clerk, MESSY.read_bytes(), name=MESSY.name)

    assert record.seen["unit"] == "人、元"


@pytest.mark.parametrize("words", ["单位：万元", "（金额单位:千元）"])
def test_a_list_in_another_unit_is_refused(clerk: Desk, words: str) -> None:
    book = Book(roster(row(1)))
    book.page.insert_rows(1)
    book.page.cell(1, 1, "填报单位：安丰县民政局")
    book.page.cell(1, 6, words)

    record = brought(clerk, book.saved())

    assert "改成以元为单位再上传" in record.refusal


def test_the_wrong_rows_are_paged_by_the_senders_numbers(clerk: Desk) -> None:
    record = brought(clerk, MESSY.read_bytes(), name=MESSY.name)
    first, *_rest = sorted(number for number, outcome in key() if outcome == "reject")

    page = clerk.opens("applicants:sheet_import", record.pk, show="errors")

    table = page.context["found"]
    assert table.rows[0].cells[0].value == str(first)
    beyond = clerk.opens(
        "applicants:sheet_import", record.pk, show="errors", after=table.pager.next
    )
    assert int(beyond.context["found"].rows[0].cells[0].value) > int(table.pager.next)


def test_a_reason_leads_to_its_rows_only(clerk: Desk) -> None:
    record = brought(clerk, roster(row(1), row(3, 低保类别="四类"), row(5, 村="井村")))
    with scope.of(clerk.staff):
        (header, reason, _count), *_more = sheet_imports.groups_of(record)

    page = clerk.opens("applicants:sheet_import", record.pk, header=header, reason=reason)

    shown = {str(one.cells[1].value) for one in page.context["found"].rows}
    assert {words.partition(" ")[2] for words in shown} == {header}


def test_the_wrong_cells_come_back_marked_and_mended_they_are_the_rows_they_were(
    clerk: Desk,
) -> None:
    record = brought(clerk, roster(row(1), row(3, 低保类别="四类"), row(5)))
    answer = clerk.opens("applicants:sheet_import", record.pk, **{"as": "errors"})
    book = Book(answer.content)
    assert book.headers[:2] == ["错误原因", "原行号"]
    assert (book.page.max_row, book.reads(2, "原行号")) == (2, 3)
    cell = book.page.cell(2, book.headers.index("低保类别") + 1)
    assert "四类" in str(cell.comment.text)
    assert str(cell.fill.start_color.rgb).endswith("FFC7CE")

    clerk.sends("applicants:sheet_import_cancel", record.pk)
    book.writes(2, "低保类别", "五类")
    again = brought(clerk, book.saved(), name="改.xlsx")

    assert "原第3行" in page_of(clerk, again)
    assert again.wrong_count == 1


def test_all_rows_come_back_where_they_are_asked_for(clerk: Desk) -> None:
    record = brought(clerk, roster(row(1), row(3, 低保类别="四类"), row(5)))

    asked = {"as": "errors", "rows": "all"}
    book = Book(clerk.opens("applicants:sheet_import", record.pk, **asked).content)

    assert [book.reads(number, "原行号") for number in (2, 3, 4)] == [2, 3, 4]
    assert ReadLog.objects.filter(kind="export", subject__contains="名单导入").count() == 1


def test_a_mended_list_leaves_nothing_wrong(clerk: Desk) -> None:
    record = brought(clerk, roster(row(1), row(3, 低保类别="四类")))
    asked = {"as": "errors", "rows": "all"}
    book = Book(clerk.opens("applicants:sheet_import", record.pk, **asked).content)
    clerk.sends("applicants:sheet_import_cancel", record.pk)

    book.writes(3, "低保类别", "二类")
    again = brought(clerk, book.saved())

    assert (again.new_count, again.wrong_count) == (2, 0)


def test_somebody_else_confirms_and_the_households_are_there(clerk: Desk, reviewer: Desk) -> None:
    record = brought(clerk, roster(row(1), row(3)))
    assert "确认导入" in page_of(reviewer, record)

    taken = confirmed(reviewer, record)

    assert taken.status == SheetImportStatus.TAKEN
    with scope.of(clerk.staff):
        assert Household.objects.count() == 2
    assert "已经写入登记" in page_of(clerk, taken)


def test_who_brought_it_is_shown_no_button_and_refused(bureau: Bureau, at_desk: AtDesk) -> None:
    """A person may have both posts; the list is still theirs."""
    clerk = at_desk(bureau.clerk)
    record = brought(clerk, roster(row(1)))

    assert clerk.sends("applicants:sheet_import_confirm", record.pk).status_code == 403
    assert "由另一人看过再确认" in page_of(clerk, record)
    assert latest(clerk).status == SheetImportStatus.CHECKED


@pytest.mark.parametrize(
    ("who", "status"), [("caseworker", 403), ("finance", 403), ("neighbour", 404)]
)
def test_others_do_not_see_a_countys_list(
    bureau: Bureau, at_desk: AtDesk, clerk: Desk, who: str, status: int
) -> None:
    record = brought(clerk, roster(row(1)))
    other = at_desk(getattr(bureau, who))

    assert other.opens("applicants:sheet_import", record.pk).status_code == status
    for step in ("choose", "cancel"):
        answer = other.sends(f"applicants:sheet_import_{step}", record.pk)
        assert answer.status_code == status
    assert other.sends("applicants:sheet_import_confirm", record.pk).status_code == 403
    asked = {"as": "errors"}
    assert other.opens("applicants:sheet_import", record.pk, **asked).status_code == status


def test_a_reviewer_looks_and_brings_nothing(reviewer: Desk) -> None:
    assert "上传并检查" not in reviewer.opens("applicants:sheet_imports").text

    file = SimpleUploadedFile("花名册.xlsx", roster(row(1)))
    assert reviewer.sends("applicants:sheet_imports", file=file).status_code == 403


def test_a_second_list_is_told_who_is_at_it_and_since_when(clerk: Desk) -> None:
    brought(clerk, roster(row(1)))

    file = SimpleUploadedFile("又一份.xlsx", roster(row(3)))
    answer = clerk.sends("applicants:sheet_imports", file=file, month="2008-07")

    assert "王编制从" in answer.text
    assert "起正在导入" in answer.text
    with scope.of(clerk.staff):
        assert SheetImport.objects.count() == 1


def test_the_same_file_is_taken_once(clerk: Desk, reviewer: Desk) -> None:
    content = roster(row(1))
    confirmed(reviewer, brought(clerk, content))

    file = SimpleUploadedFile("花名册.xlsx", content)
    answer = clerk.sends("applicants:sheet_imports", file=file, month="2008-07")

    assert "这个文件已经导入过（王编制" in answer.text


def test_a_confirmation_of_another_check_is_refused(clerk: Desk, reviewer: Desk) -> None:
    record = brought(clerk, roster(row(1)))

    answer = reviewer.sends("applicants:sheet_import_confirm", record.pk, digest="0" * 64)

    assert "刚才重新检查过" in answer.text
    assert latest(clerk).status == SheetImportStatus.CHECKED


def with_group(content: bytes, group: str) -> bytes:
    """The list with one more column, which says the group of its first household."""
    book = Book(content)
    at = len(book.headers) + 1
    book.page.cell(1, at, "组")
    book.page.cell(2, at, group)
    return book.saved()


def test_a_county_that_changed_since_the_check_has_its_differences_shown_anew(
    clerk: Desk, reviewer: Desk
) -> None:
    content = roster(row(1), row(3))
    confirmed(reviewer, brought(clerk, roster(row(1))))
    record = brought(clerk, with_group(content, "三组"))
    with scope.of(reviewer.staff):
        household = Household.objects.get()
        households.correct(household=household, group_name="九组", phone=None, by=reviewer.staff)

    record = confirmed(reviewer, record)

    assert (record.status, record.confirmed_by_id) == (SheetImportStatus.CHECKED, None)
    with scope.of(clerk.staff):
        assert record.changes.values_list("before", "after").get() == ("九组", "三组")
        assert Household.objects.values_list("group_name", flat=True).get() == "九组"


def test_what_is_shown_anew_may_be_confirmed_then(clerk: Desk, reviewer: Desk) -> None:
    confirmed(reviewer, brought(clerk, roster(row(1))))
    record = brought(clerk, with_group(roster(row(1)), "三组"))
    with scope.of(reviewer.staff):
        household = Household.objects.get()
        households.correct(household=household, group_name="九组", phone=None, by=reviewer.staff)

    again = confirmed(reviewer, confirmed(reviewer, record))

    assert again.status == SheetImportStatus.TAKEN
    with scope.of(clerk.staff):
        assert Household.objects.values_list("group_name", flat=True).get() == "三组"


def test_a_list_that_was_given_up_makes_room(clerk: Desk) -> None:
    record = brought(clerk, roster(row(1)))

    clerk.sends("applicants:sheet_import_cancel", record.pk)

    assert latest(clerk).status == SheetImportStatus.CANCELLED
    assert "取消导入名单" in page_of(clerk, record)
    assert brought(clerk, roster(row(1))).pk != record.pk


def test_a_list_that_was_given_up_is_confirmed_by_nobody(clerk: Desk, reviewer: Desk) -> None:
    record = brought(clerk, roster(row(1)))
    clerk.sends("applicants:sheet_import_cancel", record.pk)

    answer = reviewer.sends("applicants:sheet_import_confirm", record.pk, digest=record.digest)

    assert "没有办成" in answer.text
    with scope.of(clerk.staff):
        assert not Household.objects.exists()


@pytest.mark.parametrize("kind", ["ratio", "far cell", "billion laughs", "half a file"])
def test_a_bomb_is_refused_in_words(clerk: Desk, kind: str) -> None:
    record = brought(clerk, BOMBS[kind](), name="花名册.xlsx")

    assert record.status == SheetImportStatus.RECEIVED
    assert record.refusal in page_of(clerk, record)


@pytest.mark.parametrize("name", ["花名册.xlsx", "花名册.xls", "花名册.csv"])
def test_what_is_no_table_is_refused_in_words(clerk: Desk, name: str) -> None:
    record = brought(clerk, b"MZ\x00 not a table", name=name)

    assert record.status == SheetImportStatus.RECEIVED
    page = page_of(clerk, record)
    assert "没有检查成" in page
    assert record.refusal in page


def test_a_document_of_another_kind_is_not_even_taken(clerk: Desk) -> None:
    file = SimpleUploadedFile("名单.docx", b"PK\x03\x04")

    answer = clerk.sends("applicants:sheet_imports", file=file, month="2008-07")

    assert "只能上传 .xlsx、.xls、.et 或 .csv 文件" in answer.text


def test_the_same_click_brings_one_list(clerk: Desk) -> None:
    press = str(uuid.uuid4())
    content = roster(row(1))

    answers = [
        clerk.sends(
            "applicants:sheet_imports",
            key=press,
            file=SimpleUploadedFile("花名册.xlsx", content),
            month="2008-07",
        )
        for _press in range(2)
    ]

    assert answers[0]["Location"] == answers[1]["Location"]
    with scope.of(clerk.staff):
        assert SheetImport.objects.count() == 1


def test_the_same_click_confirms_once(clerk: Desk, reviewer: Desk) -> None:
    record = brought(clerk, roster(row(1)))
    press = str(uuid.uuid4())

    for _press in range(2):
        answer = reviewer.sends(
            "applicants:sheet_import_confirm", record.pk, key=press, digest=record.digest
        )
        assert answer.status_code == 302
    jobs.drain()

    with scope.of(clerk.staff):
        assert Household.objects.count() == 1


def test_a_page_under_way_asks_again_without_script(clerk: Desk) -> None:
    file = SimpleUploadedFile("花名册.xlsx", roster(row(1)))
    clerk.sends("applicants:sheet_imports", file=file, month="2008-07")

    page = page_of(clerk, latest(clerk))

    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in page
    assert 'data-refresh="3"' in page
    jobs.drain()
    assert 'http-equiv="refresh"' not in page_of(clerk, latest(clerk))


def renamed(header: str, other: str) -> bytes:
    """A list whose header nobody knows."""
    book = Book(roster(row(1), row(3)))
    book.writes(1, header, other)
    return book.saved()


def test_a_header_that_nobody_knows_is_named_and_chosen(clerk: Desk) -> None:
    record = brought(clerk, renamed("保障人口", "吃低保的几个"))
    assert "找不到这些列：保障人口" in page_of(clerk, record)

    clerk.sends(
        "applicants:sheet_import_choose",
        record.pk,
        **{"shape-layout": "roster", "shape-column-covered": "吃低保的几个"},
    )
    jobs.drain()

    record = latest(clerk)
    assert (record.status, record.new_count) == (SheetImportStatus.CHECKED, 2)


def test_headers_that_were_chosen_are_known_the_next_time(clerk: Desk) -> None:
    record = brought(clerk, renamed("保障人口", "吃低保的几个"))
    chosen = {"shape-layout": "roster", "shape-column-covered": "吃低保的几个"}
    clerk.sends("applicants:sheet_import_choose", record.pk, **chosen)
    jobs.drain()
    clerk.sends("applicants:sheet_import_cancel", record.pk)

    again = brought(clerk, renamed("保障人口", "吃低保的几个"))

    assert (again.status, again.new_count) == (SheetImportStatus.CHECKED, 2)
    assert again.columns == {"covered": "吃低保的几个"}


def test_headers_chosen_in_one_county_are_not_another_countys(
    bureau: Bureau, clerk: Desk, at_desk: AtDesk
) -> None:
    record = brought(clerk, renamed("保障人口", "吃低保的几个"))
    chosen = {"shape-layout": "roster", "shape-column-covered": "吃低保的几个"}
    clerk.sends("applicants:sheet_import_choose", record.pk, **chosen)
    jobs.drain()

    foreign = brought(at_desk(bureau.neighbour), renamed("保障人口", "吃低保的几个"))

    assert foreign.columns == {}
    assert "找不到这些列" in foreign.refusal


def test_a_header_that_the_list_does_not_have_cannot_be_chosen(clerk: Desk) -> None:
    record = brought(clerk, roster(row(1)))

    answer = clerk.sends(
        "applicants:sheet_import_choose", record.pk, **{"shape-column-covered": "别的"}
    )

    assert answer.status_code == 200
    assert "没有“别的”" in answer.text


def test_an_edited_list_shows_exactly_the_edited_cells(clerk: Desk, reviewer: Desk) -> None:
    rows = [row(serial) for serial in (1, 3, 5, 7)]
    confirmed(reviewer, brought(clerk, roster(*rows)))
    book = Book(roster(*rows))
    book.writes(2, "户主姓名", "李四")
    book.writes(3, "账号", "6217012038935088999")
    book.writes(5, "低保类别", "一类")
    book.writes(5, "月保障金额", "154")

    record = brought(clerk, book.saved())

    with scope.of(clerk.staff):
        found = set(record.changes.values_list("number", "header"))
    assert found == {(2, "户主姓名"), (3, "账号"), (5, "低保类别"), (5, "月保障金额")}
    page = page_of(reviewer, record)
    assert "李四" in page
    assert "不改登记" in page
    assert "6217012038935088999" not in page


def test_the_template_of_the_roster_can_be_filled_and_read(clerk: Desk) -> None:
    answer = clerk.opens("applicants:sheet_template", "roster")
    page = load_workbook(BytesIO(answer.content))
    sheet = page.worksheets[0]
    headers = {str(cell.value).strip("*"): cell for cell in sheet[1]}
    for header, value in zip(
        ("乡镇", "村", "户主姓名", "身份证号", "家庭人口", "保障人口", "低保类别", "月保障金额"),
        row(1)[:8],
        strict=True,
    ):
        sheet.cell(3, headers[header].column, value)
    out = BytesIO()
    page.save(out)

    record = brought(clerk, out.getvalue())

    # The header and the example.
    assert (record.new_count, record.wrong_count, record.skipped_count) == (1, 0, 2)


def test_the_template_marks_what_must_be_filled_and_keeps_codes_as_text(clerk: Desk) -> None:
    book = load_workbook(BytesIO(clerk.opens("applicants:sheet_template", "roster").content))
    sheet = book.worksheets[0]
    headers = {str(cell.value): cell for cell in sheet[1]}

    assert "*身份证号" in headers
    assert headers["*身份证号"].comment.text.startswith("必填。")
    assert sheet.cell(3, headers["*身份证号"].column).number_format == "@"
    assert book["字典"].sheet_state == "hidden"
    assert "小湾村" in [cell.value for cell in book["字典"]["B"]]
    assert len(sheet.data_validations.dataValidation) == 3
    assert "DIBAO_TEMPLATE" in book.defined_names
    assert (sheet.freeze_panes, sheet["A2"].value) == ("A2", "示例（导入时忽略）")
    assert "填表说明" in book.sheetnames


def test_there_is_no_template_of_an_unknown_shape(clerk: Desk) -> None:
    assert clerk.opens("applicants:sheet_template", "nothing").status_code == 404
