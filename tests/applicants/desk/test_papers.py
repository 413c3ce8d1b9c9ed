"""Papers: forms, letters, notices and the file's cover, on a page and as PDF."""

import uuid
from collections.abc import Callable
from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from applicants.actions import cases, decisions, documents, visits, voices
from applicants.actions.voices import Said
from applicants.models import DocumentKind, PublicNotice, RuleSet
from applicants.models.case import Case
from dibao import scope
from dibao.models.audit import ReadLog
from dibao.models.staff import Staff
from tests.applicants.desk.conftest import Desk
from tests.cast import DECIDED, ENTERED, POSTED, Cast
from tests.dibao.files import samples
from tests.factories.files import upload_of
from tests.factories.investigation import begun, filled, reviewed, visited

AtDesk = Callable[[Staff], Desk]


def test_the_letter_of_a_grant_says_what_from_when_and_why(
    at_desk: AtDesk, cast: Cast, case_on_notice: Case
) -> None:
    with scope.of(cast.reviewer):
        grant = decisions.confirm(
            case=case_on_notice, reasons="情况属实", by=cast.reviewer, on=DECIDED
        )

    page = at_desk(cast.caseworker).opens("applicants:case_letter", case_on_notice.pk).text

    assert f"每月{grant.total_amount:,.2f}元，从2026年8月起发放" in page
    assert "您家于2026年7月6日提出的农村最低生活保障申请" in page
    assert "《最低生活保障审核确认办法》" in page
    assert "60日内向安丰县人民政府申请行政复议" in page
    assert "6个月内依法向人民法院提起行政诉讼" in page


def test_the_letter_of_a_refusal_gives_its_reasons(
    at_desk: AtDesk, cast: Cast, case_on_notice: Case
) -> None:
    with scope.of(cast.reviewer):
        decisions.refuse(case=case_on_notice, reasons="家有机动车", by=cast.reviewer, on=DECIDED)

    page = at_desk(cast.caseworker).opens("applicants:case_letter", case_on_notice.pk).text

    assert "不予确认农村最低生活保障告知书" in page
    assert "家有机动车" in page


def test_without_a_decision_there_is_no_letter(
    at_desk: AtDesk, cast: Cast, case_on_notice: Case
) -> None:
    answer = at_desk(cast.caseworker).opens("applicants:case_letter", case_on_notice.pk)

    assert answer.status_code == 404


def test_printing_is_logged(at_desk: AtDesk, cast: Cast, accepted_case: Case) -> None:
    at_desk(cast.caseworker).opens("applicants:case_application", accepted_case.pk)

    assert ReadLog.objects.get().kind == "print"


def text_of(desk: Desk, page: str, key: object) -> str:
    """The words of the paper in PDF."""
    answer = desk.opens(page, key, **{"as": "pdf"})
    assert answer.headers["Content-Type"] == "application/pdf"
    pages = PdfReader(BytesIO(answer.content)).pages
    return "".join(one.extract_text() for one in pages).replace(" ", "").replace("\n", "")


PAPERS = {
    "case_application": (
        "农村最低生活保障申请审核确认表",
        "同意核对家庭经济状况",
        "常年有病",
        "县级民政部门审核确认意见",
    ),
    "visit_form": ("农村最低生活保障入户调查表", "经营净收入", "调查人至少两人", "与申报不一致"),
    "meeting_form": ("农村最低生活保障民主评议记录表", "三分之二", "宣讲政策", "弃权"),
    "consent_paper": ("申请最低生活保障承诺授权书", "同意并授权", "没有近亲属关系"),
}


@pytest.mark.parametrize("page", PAPERS)
def test_a_paper_says_the_same_on_the_page_and_as_pdf(
    at_desk: AtDesk, cast: Cast, accepted_case: Case, page: str
) -> None:
    desk = at_desk(cast.caseworker)
    with scope.of(cast.caseworker):
        Case.objects.update(statement="常年有病")

    on_page = desk.opens(f"applicants:{page}", accepted_case.pk).text
    as_pdf = text_of(desk, f"applicants:{page}", accepted_case.pk)

    for words in ("张三", accepted_case.number, *PAPERS[page]):
        assert words in on_page, words
        assert words in as_pdf, words
    assert ReadLog.objects.filter(kind="print").count() == 2


@pytest.mark.parametrize("page", [*PAPERS, "case_letter"])
def test_papers_of_another_place_are_not_there(
    at_desk: AtDesk, cast: Cast, accepted_case: Case, page: str
) -> None:
    for asked in ({}, {"as": "pdf"}):
        answer = at_desk(cast.neighbour).opens(f"applicants:{page}", accepted_case.pk, **asked)
        assert answer.status_code == 404


def test_in_2008_the_form_was_one_of_approval(
    at_desk: AtDesk, cast: Cast, draft_case: Case, rules_of_2007: RuleSet
) -> None:
    with scope.of(cast.caseworker):
        cases.accept(case=draft_case, by=cast.caseworker, on=date(2008, 7, 1))

    page = at_desk(cast.caseworker).opens("applicants:case_application", draft_case.pk).text

    assert "农村居民最低生活保障申请审批表" in page
    for stage in ("村级公示", "乡镇公示", "县级公示"):
        assert stage in page


def test_the_form_carries_what_each_level_said(
    at_desk: AtDesk, cast: Cast, case_on_notice: Case
) -> None:
    with scope.of(cast.reviewer):
        decisions.confirm(case=case_on_notice, reasons="情况属实", by=cast.reviewer, on=DECIDED)

    page = at_desk(cast.caseworker).opens("applicants:case_application", case_on_notice.pk).text

    for words in (
        "☑ 拟同意",
        "入户调查属实",
        "2026年7月8日至2026年7月14日，无异议",
        "☑ 同意",
        "情况属实",
        "从2026年8月起发放",
    ):
        assert words in page, words


def test_a_complaint_by_the_notices_address_is_no_objection_on_the_form(
    at_desk: AtDesk, cast: Cast, case_on_notice: Case, notice: PublicNotice
) -> None:
    for topic, written in (("conduct", "无异议"), ("property", "异议1件")):
        said = Said(topic=topic, text="要我送礼", token=notice.token, position=1)
        with scope.public(on=POSTED):
            voices.speak(said=said, photos=[], key=uuid.uuid4(), address="10.0.0.1", on=POSTED)

        page = at_desk(cast.caseworker).opens("applicants:case_application", case_on_notice.pk).text

        assert f"2026年7月8日至2026年7月14日，{written}" in page


def test_a_form_never_shows_a_whole_number(
    at_desk: AtDesk, cast: Cast, accepted_case: Case
) -> None:
    with scope.of(cast.caseworker):
        number = accepted_case.household.head.id_number.open()

    for name in PAPERS:
        assert (
            number
            not in at_desk(cast.caseworker).opens(f"applicants:{name}", accepted_case.pk).text
        )


def test_a_visit_that_was_made_is_written_into_the_form(
    at_desk: AtDesk, cast: Cast, accepted_case: Case
) -> None:
    with scope.of(cast.caseworker):
        visit = begun(accepted_case, cast.caseworker, on=ENTERED)
    desk = at_desk(cast.caseworker)
    assert desk.opens("applicants:visit_paper", visit.pk).status_code == 404
    with scope.of(cast.caseworker):
        visit = filled(visit, cast.caseworker, on=ENTERED)
        head = accepted_case.household.head_id
        visit = visits.sign(visit=visit, present=[head], by=cast.caseworker, on=ENTERED)

    page = desk.opens("applicants:visit_paper", visit.pk).text

    for words in ("2026年7月6日", visit.findings, "在场签字的家庭成员：张三", visit.helpers[0]):
        assert words in page, words
    assert "☑" in text_of(desk, "applicants:visit_paper", visit.pk)


def test_a_meeting_that_was_held_is_written_into_the_record(
    at_desk: AtDesk, cast: Cast, accepted_case: Case
) -> None:
    with scope.of(cast.caseworker):
        visited(accepted_case, cast.caseworker, on=ENTERED)
        meeting = reviewed(accepted_case, cast.caseworker, on=ENTERED, discussion="都说属实")
    desk = at_desk(cast.caseworker)

    page = desk.opens("applicants:meeting_paper", meeting.pk).text

    for words in ("周书记", "都说属实", "☑ 宣讲政策", "☑ 调查结果属实", "<td>8</td>"):
        assert words in page, words
    assert "周书记" in text_of(desk, "applicants:meeting_paper", meeting.pk)


def test_visits_and_meetings_of_another_place_are_not_there(
    at_desk: AtDesk, cast: Cast, accepted_case: Case
) -> None:
    with scope.of(cast.caseworker):
        visit = visited(accepted_case, cast.caseworker, on=ENTERED)
        meeting = reviewed(accepted_case, cast.caseworker, on=ENTERED)

    for page, key in (("visit_paper", visit.pk), ("meeting_paper", meeting.pk)):
        assert at_desk(cast.neighbour).opens(f"applicants:{page}", key).status_code == 404


def test_the_cover_lists_what_lies_in_the_file(
    at_desk: AtDesk, cast: Cast, draft_case: Case
) -> None:
    with scope.of(cast.caseworker):
        kept = [
            documents.add(
                household=draft_case.household,
                case=draft_case,
                kind=kind,
                upload=upload_of(samples.picture()),
                by=cast.caseworker,
                on=ENTERED,
            )
            for kind in (DocumentKind.DIAGNOSIS, DocumentKind.PASSBOOK)
        ]
        documents.void(document=kept[1], reason="拍糊了", by=cast.caseworker, on=ENTERED)
    desk = at_desk(cast.caseworker)

    page = desk.opens("applicants:household_cover", draft_case.household_id).text

    assert "农村最低生活保障家庭档案" in page
    assert "诊断书" in page
    assert "存折" not in page
    assert "农村最低生活保障家庭档案" in text_of(
        desk, "applicants:household_cover", draft_case.household_id
    )
