"""Files at the desk: several at once, by phone or from a folder, and what a stranger gets to see."""

from collections.abc import Callable
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from applicants.actions import documents
from applicants.models import Case, Document, DocumentKind
from dibao import scope
from dibao.files import storage, uploading
from dibao.models.audit import AuditEvent, ReadLog
from dibao.models.staff import Staff
from tests.applicants.desk.conftest import Desk
from tests.cast import ENTERED, Cast
from tests.dibao.files import samples
from tests.factories.files import sent, upload_of

AtDesk = Callable[[Staff], Desk]
PAGE = "applicants:case_documents"


@pytest.fixture
def desk(at_desk: AtDesk, cast: Cast) -> Desk:
    return at_desk(cast.caseworker)


def add(case: Case, by: Staff, content: bytes, name: str) -> Document:
    with scope.of(by):
        return documents.add(
            household=case.household,
            case=case,
            kind=DocumentKind.DIAGNOSIS,
            upload=upload_of(content, name),
            by=by,
            on=ENTERED,
        )


@pytest.fixture
def photo(cast: Cast, draft_case: Case) -> Document:
    return add(draft_case, cast.caseworker, samples.picture(800, 600), "诊断.jpg")


@pytest.fixture
def scan(cast: Cast, draft_case: Case) -> Document:
    return add(draft_case, cast.caseworker, samples.pdf(pages=2), "病历.pdf")


def test_the_page_says_what_is_needed_and_what_may_be_sent(desk: Desk, draft_case: Case) -> None:
    page = desk.opens(PAGE, draft_case.pk).text

    for words in ("材料清单", "困难情形里填了疾病", "核对取得", "每个最大10 MB", "PDF 最多60页"):
        assert words in page


def test_several_files_are_sent_at_once(desk: Desk, draft_case: Case) -> None:
    files = [sent(samples.picture(60 + n, 40), f"{n}.jpg") for n in range(3)]

    answer = desk.sends(
        PAGE, draft_case.pk, kind="diagnosis", person="", chosen=files, taken=sent(samples.HEIC)
    )

    assert answer.status_code == 302
    assert Document.objects.count() == 0  # Without a scope nobody sees them.
    page = desk.opens(PAGE, draft_case.pk).text
    assert "已存4个文件。" in page
    assert page.count("诊断书") > 4


def test_the_bad_ones_are_named_and_the_good_ones_kept(desk: Desk, draft_case: Case) -> None:
    files = [sent(samples.picture(), "好.jpg"), sent(b"MZ\x90", "坏.jpg")]

    desk.sends(PAGE, draft_case.pk, kind="diagnosis", chosen=files)

    page = desk.opens(PAGE, draft_case.pk).text
    assert "已存1个文件。" in page
    assert "坏.jpg：只收照片" in page


def test_where_nothing_can_be_kept_the_form_comes_back(desk: Desk, draft_case: Case) -> None:
    poisoned = samples.pdf(catalog=b"/OpenAction << /S /JavaScript /JS (x) >>")

    answer = desk.sends(
        PAGE, draft_case.pk, kind="hospital_bill", chosen=[sent(poisoned, "发票.pdf")]
    )

    assert answer.status_code == 200
    assert "发票.pdf：PDF 里有脚本、附件或自动动作" in answer.text
    assert 'href="#id_chosen"' in answer.text
    assert '<option value="hospital_bill" selected>' in answer.text
    assert AuditEvent.objects.get(event="document:refused").after["name"] == "发票.pdf"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"kind": "diagnosis"}, "选择文件，或者拍照"),
        ({}, "选择材料种类"),
        ({"kind": "novel"}, "材料种类里没有“novel”"),
        ({"kind": "other", "person": "11111111-1111-4111-8111-111111111111"}, "是谁的里没有"),
    ],
)
def test_a_form_that_says_too_little_comes_back(
    desk: Desk, draft_case: Case, typed: dict[str, str], words: str
) -> None:
    assert words in desk.sends(PAGE, draft_case.pk, **typed).text


def test_more_than_ten_files_are_too_many_for_one_form(desk: Desk, draft_case: Case) -> None:
    files = [sent(samples.picture(60 + n, 40), f"{n}.jpg") for n in range(6)]

    answer = desk.sends(PAGE, draft_case.pk, kind="other", chosen=files, taken=files[:5])

    assert "一次最多10个文件，现在11个" in answer.text or answer.status_code == 400


def test_the_same_form_twice_keeps_its_files_once(desk: Desk, cast: Cast, draft_case: Case) -> None:
    key = "11111111-1111-4111-8111-111111111111"

    for _ in range(2):
        answer = desk.sends(
            PAGE, draft_case.pk, key=key, kind="other", chosen=[sent(samples.picture())]
        )
        assert answer.status_code == 302

    with scope.of(cast.caseworker):
        assert Document.objects.count() == 1


def test_a_body_larger_than_any_form_is_not_read(
    desk: Desk, draft_case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploading, "MOST_IN_ONE_FORM", 1000)

    answer = desk.sends(PAGE, draft_case.pk, kind="other", chosen=[sent(bytes(2000))])

    assert answer.status_code in (400, 413)


def test_a_photo_is_shown_and_can_do_nothing(desk: Desk, photo: Document) -> None:
    answer = desk.opens("applicants:document_file", photo.pk)

    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["Content-Disposition"].startswith("inline")
    assert "诊断.jpg" not in answer.headers["Content-Disposition"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "no-store" in answer.headers["Cache-Control"]
    assert Image.open(BytesIO(answer.content)).size == (800, 600)


def test_a_pdf_is_saved_not_opened(desk: Desk, scan: Document) -> None:
    answer = desk.opens("applicants:document_file", scan.pk)

    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.content == samples.pdf(pages=2)


def test_looking_at_a_file_is_logged_by_its_kind(desk: Desk, cast: Cast, photo: Document) -> None:
    desk.opens("applicants:document_file", photo.pk)

    read = ReadLog.objects.get()
    assert (read.kind, read.staff_name, read.subject) == ("view", "李经办", "诊断书")


def test_a_thumbnail_is_too_small_to_read(desk: Desk, photo: Document) -> None:
    answer = desk.opens("applicants:document_thumbnail", photo.pk)

    assert max(Image.open(BytesIO(answer.content)).size) <= 180


def test_a_pdf_has_no_thumbnail(desk: Desk, scan: Document) -> None:
    assert desk.opens("applicants:document_thumbnail", scan.pk).status_code == 404


@pytest.mark.parametrize("page", ["document_file", "document_thumbnail", "document_void"])
@pytest.mark.parametrize("who", ["neighbour", "foreign_caseworker"])
def test_another_places_file_is_not_there(
    at_desk: AtDesk, cast: Cast, photo: Document, page: str, who: str
) -> None:
    answer = at_desk(getattr(cast, who)).opens(f"applicants:{page}", photo.pk)

    assert answer.status_code == 404


def test_nobody_reads_a_file_without_logging_in(photo: Document) -> None:
    answer = Client().get(reverse("applicants:document_file", args=[photo.pk]))

    assert answer.status_code == 302
    assert "/login/" in answer.headers["Location"]


def test_a_file_that_is_gone_is_said_to_be(desk: Desk, photo: Document) -> None:
    storage._path(photo.pk).unlink()

    answer = desk.opens("applicants:document_file", photo.pk)

    assert answer.status_code == 409
    assert "告诉系统管理员" in answer.text


def test_a_file_is_put_aside_with_a_reason(desk: Desk, photo: Document, draft_case: Case) -> None:
    empty = desk.sends("applicants:document_void", photo.pk, reason="")
    assert "填写作废原因" in empty.text

    answer = desk.sends("applicants:document_void", photo.pk, reason="拍糊了")

    assert answer.status_code == 302
    assert "作废：拍糊了" in desk.opens(PAGE, draft_case.pk).text


def test_a_promise_stands_in_for_a_paper(desk: Desk, draft_case: Case) -> None:
    answer = desk.sends(
        "applicants:material_answer", draft_case.pk, "diagnosis", word="promised", note="月底前补"
    )

    assert answer.status_code == 302
    page = desk.opens(PAGE, draft_case.pk).text
    assert "月底前补 李经办" in page
    assert "告知承诺" in page


def test_a_material_of_somebody_else_is_not_there(desk: Desk, draft_case: Case) -> None:
    where = reverse("applicants:material_answer", args=[draft_case.pk, "diagnosis"])

    answer = desk.client.get(f"{where}?person=11111111-1111-4111-8111-111111111111")

    assert answer.status_code == 404


def test_a_reader_sees_files_and_no_form(
    at_desk: AtDesk, cast: Cast, photo: Document, draft_case: Case
) -> None:
    page = at_desk(cast.inspector).opens(PAGE, draft_case.pk).text

    assert "诊断.jpg" in page
    assert 'type="file"' not in page
    assert "作废" not in page


def test_a_reader_sends_nothing(at_desk: AtDesk, cast: Cast, draft_case: Case) -> None:
    answer = at_desk(cast.inspector).sends(
        PAGE, draft_case.pk, kind="other", chosen=[sent(samples.picture())]
    )

    assert answer.status_code == 403


def test_the_case_says_what_is_missing(desk: Desk, draft_case: Case) -> None:
    assert "缺3项" in desk.opens("applicants:case", draft_case.pk).text


def test_a_family_keeps_papers_that_belong_to_no_case(desk: Desk, draft_case: Case) -> None:
    page = "applicants:household_documents"

    answer = desk.sends(
        page, draft_case.household_id, kind="household_register", chosen=[sent(samples.picture())]
    )

    assert answer.status_code == 302
    shown = desk.opens(page, draft_case.household_id).text
    assert "户口本" in shown
    assert draft_case.number in shown
