"""Papers: the application's summary and the letter with the result."""

from collections.abc import Callable

from applicants.actions import decisions
from applicants.models.case import Case
from dibao import scope
from dibao.models.audit import ReadLog
from dibao.models.staff import Staff
from tests.applicants.desk.conftest import Desk
from tests.cast import DECIDED, Cast

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
