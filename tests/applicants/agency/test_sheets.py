"""Answers by workbook: what is handed out, what comes back, what is refused row by row."""

import uuid
from collections.abc import Callable
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from applicants import document_store
from applicants.actions import referral_sheets, referrals
from applicants.eligibility.aid import AidField
from applicants.models.grant import Grant
from applicants.models.person import Person
from applicants.models.referral import CloseReason, Referral
from applicants.models.referral_sheet import ReferralSheet
from applicants.workflow import ReferralStatus
from dibao import jobs, scope
from dibao.files import storage
from dibao.models.staff import Staff
from tests.applicants.desk.conftest import Desk
from tests.cast import Cast
from tests.factories.referrals import ASKED, make_item, make_referral, make_terms
from tests.referring import Aid

AtWindow = Callable[[Staff], Desk]
DONE = {
    "答复": "办结",
    "本次金额（元）": "12.50",
    "办理日期": "2026-08-10",
    "费用由谁承担": "县级",
    "凭证号或收据号": "收据7",
}


class Book:
    """A workbook in the hands of somebody who knows no better than to write into it."""

    def __init__(self, content: bytes) -> None:
        self.book: Workbook = load_workbook(BytesIO(content))
        self.page: Worksheet = self.book.active
        self._saved = b""

    @property
    def headers(self) -> list[str]:
        return [str(cell.value) for cell in self.page[1]]

    def writes(self, row: int, **cells: object) -> "Book":
        for header, value in cells.items():
            self.page.cell(row, self.headers.index(header) + 1, value)
        self._saved = b""
        return self

    def reads(self, row: int, header: str) -> object:
        return self.page.cell(row, self.headers.index(header) + 1).value

    def sent(self, name: str = "答复.xlsx") -> SimpleUploadedFile:
        """The file as it was saved last; saved again it would be another."""
        if not self._saved:
            out = BytesIO()
            self.book.save(out)
            self._saved = out.getvalue()
        return SimpleUploadedFile(name, self._saved)


def handed_out(window: Desk, **asked: object) -> Book:
    return Book(window.opens("applicants:agency_sheet_blank", **asked).content)


def brought(window: Desk, book: Book) -> str:
    """The address of the page of what came back."""
    sent = window.sends("applicants:agency_sheets", file=book.sent())
    assert sent.status_code == 302, sent.content.decode()
    return str(sent["Location"])


def entered(window: Desk, book: Book) -> ReferralSheet:
    """What came back, taken by a worker at one click."""
    address = brought(window, book)
    key = address.rstrip("/").rpartition("/")[2]
    window.sends("applicants:agency_sheet", key)
    jobs.drain()
    with scope.of(window.staff):
        return ReferralSheet.objects.get(pk=key)


def again(referral: Referral, by: Staff) -> Referral:
    with scope.of(by):
        return Referral.objects.get(pk=referral.pk)


@pytest.fixture
def window(aid: Aid, referral: Referral, at_window: AtWindow) -> Desk:
    return at_window(aid.insurers_clerk)


@pytest.fixture
def second(cast: Cast, aid: Aid, helped: Grant, head: Person) -> Referral:
    """Another benefit of the same agency, which is no money."""
    return make_referral(aid.device, helped, cast.caseworker, person=head)


def test_the_sheet_has_the_agreed_fields_and_no_others(window: Desk, head: Person) -> None:
    book = handed_out(window)

    assert book.headers == [
        "转介编号",
        "项目",
        "姓名",
        "村组",
        "身份证号",
        "低保类别",
        "需要什么",
        "还要办的数量",
        "单位",
        "还能办的金额（元）",
        "期限",
        "核对码",
        "答复",
        "本次数量",
        "本次金额（元）",
        "办理日期",
        "费用由谁承担",
        "凭证号或收据号",
        "不能办理的原因",
        "补充说明",
    ]
    assert book.reads(2, "身份证号") == head.id_number.open()


def test_only_the_cells_for_answers_are_open(window: Desk) -> None:
    page = handed_out(window).page

    assert page.protection.sheet
    by_header = {str(cell.value): page.cell(2, cell.column) for cell in page[1]}
    assert by_header["姓名"].protection.locked
    assert not page.column_dimensions[by_header["答复"].column_letter].protection.locked


def test_a_filled_in_row_is_given_and_closed(aid: Aid, window: Desk, referral: Referral) -> None:
    sheet = entered(window, handed_out(window).writes(2, **DONE))

    given = again(referral, aid.insurers_clerk)
    assert (given.status, given.delivered_quantity) == (ReferralStatus.DELIVERED, 2)
    assert given.delivered_value == Decimal("12.50")
    assert (sheet.delivered_count, sheet.left_out) == (1, "")


def test_nothing_is_entered_before_somebody_says_so(
    aid: Aid, window: Desk, referral: Referral
) -> None:
    address = brought(window, handed_out(window).writes(2, **DONE))

    page = window.client.get(address).content.decode()

    assert "登记这些答复" in page
    assert again(referral, aid.insurers_clerk).status == ReferralStatus.REQUESTED


def test_a_row_may_be_taken_on_or_refused(
    aid: Aid, window: Desk, referral: Referral, second: Referral
) -> None:
    book = handed_out(window)
    rows = {str(book.reads(row, "转介编号")): row for row in (2, 3)}
    book.writes(rows[str(referral.pk)], 答复="受理")
    book.writes(rows[str(second.pk)], 答复="不能办理", 不能办理的原因="名额或资金已用完")

    sheet = entered(window, book)

    assert (sheet.accepted_count, sheet.refused_count) == (1, 1)
    assert again(referral, aid.insurers_clerk).status == ReferralStatus.ACCEPTED
    assert again(second, aid.insurers_clerk).close_reason == CloseReason.NO_QUOTA


def test_a_part_leaves_it_under_way(aid: Aid, window: Desk, referral: Referral) -> None:
    entered(window, handed_out(window).writes(2, **DONE | {"答复": "办了一部分", "本次数量": 1}))

    part = again(referral, aid.insurers_clerk)
    assert (part.status, part.delivered_quantity) == (ReferralStatus.ACCEPTED, 1)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"答复": "好的"}, "不在可填的范围"),
        ({"答复": None}, "写明答复"),
        ({"本次数量": 3}, "最多还能办2份"),
        ({"答复": "办了一部分", "本次数量": 2}, "本次数量少填一些"),
        ({"本次数量": "两份"}, "填数字"),
        ({"本次金额（元）": "20.01"}, "最多还能办20.00元"),
        ({"本次金额（元）": None}, "填本次金额"),
        ({"办理日期": "2026-08-11"}, "今天之前"),
        ({"办理日期": None}, "填办理日期"),
        ({"费用由谁承担": "我"}, "不在可填的范围"),
        ({"费用由谁承担": None}, "填费用由谁承担"),
        ({"答复": "不能办理"}, "写明不能办理的原因"),
        ({"答复": "不能办理", "不能办理的原因": "其他原因"}, "写明是什么"),
        ({"姓名": "李四"}, "核对用的格子被改过"),
        ({"核对码": "0123456789abcdef"}, "核对用的格子被改过"),
        ({"还能办的金额（元）": "9,999.00"}, "核对用的格子被改过"),
        ({"转介编号": "999999"}, "不是转给本单位的"),
        ({"转介编号": "你好"}, "不是转给本单位的"),
        ({"转介编号": "9" * 30}, "不是转给本单位的"),
    ],
)
def test_a_wrong_row_is_named_marked_and_changes_nothing(
    aid: Aid, window: Desk, referral: Referral, wrong: dict[str, object], sentence: str
) -> None:
    address = brought(window, handed_out(window).writes(2, **DONE | wrong))

    page = window.client.get(address).content.decode()
    marked = Book(window.client.get(f"{address}?errors=1").content)

    assert sentence in page
    assert "登记这些答复" not in page
    assert sentence in str(marked.page["A2"].value)
    assert again(referral, aid.insurers_clerk).status == ReferralStatus.REQUESTED


def test_rows_that_changed_places_are_refused(
    window: Desk, referral: Referral, second: Referral
) -> None:
    book = handed_out(window)
    one, other = book.reads(2, "转介编号"), book.reads(3, "转介编号")
    book.writes(2, 转介编号=other, **DONE).writes(3, 转介编号=one, **DONE)

    page = window.client.get(brought(window, book)).content.decode()

    assert page.count("核对用的格子被改过") == 2


def test_a_row_that_stands_twice_is_refused_twice(window: Desk, referral: Referral) -> None:
    book = handed_out(window).writes(2, **DONE)
    for at, header in enumerate(book.headers, start=1):
        book.page.cell(3, at, book.reads(2, header))

    page = window.client.get(brought(window, book)).content.decode()

    assert page.count("在表里填了两次") == 2


def test_another_agencys_rows_are_refused(
    cast: Cast, aid: Aid, helped: Grant, window: Desk, at_window: AtWindow
) -> None:
    repair = make_referral(aid.house, helped, cast.caseworker)
    builders = at_window(aid.builders_clerk)
    theirs = handed_out(builders).writes(2, **DONE)

    page = window.client.get(brought(window, theirs)).content.decode()

    assert "不是转给本单位的" in page
    assert again(repair, aid.builders_clerk).status == ReferralStatus.REQUESTED


def test_what_was_answered_meanwhile_is_refused(aid: Aid, window: Desk, referral: Referral) -> None:
    book = handed_out(window).writes(2, **DONE)
    window.sends("applicants:agency_refuse", referral.pk, **{"refuse-reason": "no_quota"})

    page = window.client.get(brought(window, book)).content.decode()

    assert "不能再答复" in page


def test_what_was_answered_between_the_look_and_the_work_is_left_out_with_its_reason(
    aid: Aid, window: Desk, referral: Referral, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = brought(window, handed_out(window).writes(2, **DONE)).rstrip("/").rpartition("/")[2]
    read = referral_sheets.read

    def read_early(sheet: ReferralSheet, **said: object) -> referral_sheets.Reading:
        reading = read(sheet, **said)
        referrals.refuse(
            referral=referral,
            reason=CloseReason.NO_QUOTA,
            words="",
            by=aid.insurers_clerk,
            on=ASKED,
        )
        return reading

    with scope.of(aid.insurers_clerk):
        sheet = ReferralSheet.objects.get(pk=key)
        monkeypatch.setattr(referral_sheets, "read", read_early)
        taken = referral_sheets.take(sheet=sheet, by=aid.insurers_clerk, on=ASKED)

    assert taken.delivered_count == 0
    assert "第2行" in taken.left_out


def test_good_rows_are_entered_beside_wrong_ones(
    aid: Aid, window: Desk, referral: Referral, second: Referral
) -> None:
    book = handed_out(window)
    rows = {str(book.reads(row, "转介编号")): row for row in (2, 3)}
    book.writes(rows[str(referral.pk)], **DONE | {"本次金额（元）": "99"})
    book.writes(rows[str(second.pk)], **DONE | {"本次金额（元）": None})

    entered(window, book)

    assert again(referral, aid.insurers_clerk).status == ReferralStatus.REQUESTED
    assert again(second, aid.insurers_clerk).status == ReferralStatus.DELIVERED


def test_what_the_terms_fix_needs_no_money_written(
    cast: Cast, aid: Aid, helped: Grant, head: Person, window: Desk
) -> None:
    fixed = make_terms(
        make_item(aid.insurer, "fixed", "固定资助"),
        value_kind="fixed",
        amount=Decimal(30),
        cap=Decimal(60),
    )
    sent = make_referral(fixed, helped, cast.caseworker, person=head)
    book = handed_out(window, item=fixed.item_id)

    entered(window, book.writes(2, **DONE | {"本次金额（元）": None}))

    assert again(sent, aid.insurers_clerk).delivered_value == 60


def test_only_open_ones_of_the_chosen_benefit_are_handed_out(
    aid: Aid, window: Desk, referral: Referral, second: Referral
) -> None:
    window.sends("applicants:agency_refuse", second.pk, **{"refuse-reason": "no_quota"})

    everything = handed_out(window)
    nothing = handed_out(window, item=aid.device.item_id)

    assert everything.page.max_row == 2
    assert nothing.page.max_row == 1


def test_a_sheet_is_entered_once(aid: Aid, window: Desk, referral: Referral) -> None:
    book = handed_out(window).writes(2, **DONE | {"答复": "办了一部分", "本次数量": 1})
    sheet = entered(window, book)

    answer = window.sends("applicants:agency_sheet", sheet.pk)
    once_more = brought(window, book)

    assert "已经登记过" in answer.content.decode()
    assert once_more.rstrip("/").endswith(str(sheet.pk))
    assert again(referral, aid.insurers_clerk).delivered_parts == 1


def test_a_sheet_is_kept_through_the_night_until_it_is_entered(
    window: Desk, referral: Referral, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, "ORPHANED_AFTER_SECONDS", -1)
    waiting = handed_out(window).writes(2, **DONE)
    address = brought(window, waiting)
    key = uuid.UUID(address.rstrip("/").rpartition("/")[2])

    document_store.sweep()
    assert storage.fetch(key)
    entered(window, waiting)
    document_store.sweep()

    with pytest.raises(storage.FileMissing):
        storage.fetch(key)


def test_a_part_is_not_given_twice_by_the_same_rows_saved_again(
    aid: Aid, window: Desk, referral: Referral
) -> None:
    book = handed_out(window).writes(2, **DONE | {"答复": "办了一部分", "本次数量": 1})
    entered(window, book)

    page = window.client.get(brought(window, book.writes(2, 补充说明="再传")))

    assert "导出以后这件又登记过一次" in page.content.decode()
    assert again(referral, aid.insurers_clerk).delivered_parts == 1


def test_another_agency_sees_no_sheet_of_this_one(
    aid: Aid, window: Desk, referral: Referral, at_window: AtWindow
) -> None:
    sheet = entered(window, handed_out(window).writes(2, 答复="受理"))

    assert (
        at_window(aid.builders_clerk).opens("applicants:agency_sheet", sheet.pk).status_code == 404
    )
    with scope.of(aid.builders_clerk):
        assert not ReferralSheet.objects.exists()


def test_a_sheet_without_an_answer_is_turned_away(window: Desk, referral: Referral) -> None:
    page = window.sends("applicants:agency_sheets", file=handed_out(window).sent())

    assert "没有一行填了答复" in page.content.decode()
    with scope.of(window.staff):
        assert not ReferralSheet.objects.exists()


def test_any_other_table_is_turned_away(window: Desk, referral: Referral) -> None:
    book = Workbook()
    book.active.append(["姓名", "金额"])
    out = BytesIO()
    book.save(out)

    page = window.sends(
        "applicants:agency_sheets", file=SimpleUploadedFile("别的.xlsx", out.getvalue())
    )

    assert "找不到这些列" in page.content.decode()


def test_fields_of_one_benefit_are_blank_in_the_rows_of_another(
    cast: Cast, aid: Aid, helped: Grant, head: Person, window: Desk
) -> None:
    nameless = make_terms(
        make_item(aid.insurer, "heads", "只报户主的项目"), fields=(AidField.HEAD,)
    )
    sent = make_referral(nameless, helped, cast.caseworker, person=head)

    book = handed_out(window)

    rows = {str(book.reads(row, "转介编号")): row for row in (2, 3)}
    assert book.reads(rows[str(sent.pk)], "户主") == head.name
    assert book.reads(rows[str(sent.pk)], "姓名") is None
    assert book.reads(rows[str(sent.pk)], "身份证号") is None
