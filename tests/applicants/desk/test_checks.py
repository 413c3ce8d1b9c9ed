"""Economic checks on their pages: the township asks and contests, the county starts, answers, closes, imports."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from applicants.models import Case, CheckAnswer, CheckFile, EconomicCheck, HomeVisit
from applicants.sheets.check_results import read_results
from dibao import jobs, scope
from dibao.models.audit import ReadLog
from dibao.models.staff import Staff
from tests.applicants.actions.test_check_files import every_answer, workbook
from tests.applicants.desk.conftest import Desk
from tests.cast import ENTERED, Cast
from tests.factories.checks import authorised, closed, deposit, requested, started

AtDesk = Callable[[Staff], Desk]


@pytest.fixture
def check(cast: Cast, accepted_case: Case) -> EconomicCheck:
    with scope.of(cast.caseworker):
        return requested(accepted_case, cast.caseworker, on=ENTERED)


@pytest.fixture
def started_check(cast: Cast, check: EconomicCheck) -> EconomicCheck:
    with scope.of(cast.clerk):
        return started(check, cast.clerk, on=ENTERED)


def stored(cast: Cast) -> EconomicCheck:
    with scope.of(cast.clerk):
        return EconomicCheck.objects.latest("pk")


def test_asking_names_who_is_checked_and_who_has_not_signed(
    at_desk: AtDesk, cast: Cast, accepted_case: Case
) -> None:
    desk = at_desk(cast.caseworker)
    page = desk.opens("applicants:check_new", accepted_case.pk).text
    assert "还没有签授权的成年人" in page
    with scope.of(cast.caseworker):
        authorised(accepted_case, cast.caseworker, on=ENTERED)

    assert "核对这些签了授权的人" in desk.opens("applicants:check_new", accepted_case.pk).text
    desk.sends("applicants:check_new", accepted_case.pk, sources=["banks", "tax"])

    assert stored(cast).sources == ["tax", "banks"]


def test_asking_for_nothing_is_no_request(at_desk: AtDesk, cast: Cast, accepted_case: Case) -> None:
    answer = at_desk(cast.caseworker).sends("applicants:check_new", accepted_case.pk)

    assert "至少选一项核对内容。</a>" in answer.text


def test_the_county_sees_and_starts_what_was_asked(
    at_desk: AtDesk, cast: Cast, check: EconomicCheck
) -> None:
    desk = at_desk(cast.clerk)
    assert "张三" in desk.opens("applicants:checks").text

    desk.sends("applicants:check_start", check.pk)

    assert stored(cast).started_on == ENTERED


def row_of(page: object, name: str, source: str) -> str:
    """The prefix of the row about somebody and something."""
    rows = page.context["rows"]
    return next(str(row.prefix) for row in rows if str(row.person) == name and row.source == source)


def test_answers_are_written_down_row_by_row(
    at_desk: AtDesk, cast: Cast, started_check: EconomicCheck
) -> None:
    desk = at_desk(cast.clerk)
    row = row_of(desk.opens("applicants:check_answers", started_check.pk), "张三", "banks")

    desk.sends(
        "applicants:check_answers",
        started_check.pk,
        **{f"{row}-result": "found", f"{row}-finding": "活期", f"{row}-amount": "1,200元"},
    )

    with scope.of(cast.clerk):
        assert str(CheckAnswer.objects.get().amount) == "1200.00"
    assert len(desk.opens("applicants:check_answers", started_check.pk).context["rows"]) == 3


def test_a_faulty_answer_comes_back_as_typed(
    at_desk: AtDesk, cast: Cast, started_check: EconomicCheck
) -> None:
    desk = at_desk(cast.clerk)
    row = row_of(desk.opens("applicants:check_answers", started_check.pk), "张三", "banks")

    answer = desk.sends("applicants:check_answers", started_check.pk, **{f"{row}-amount": "1200"})

    assert "选择结果" in answer.text
    assert 'value="1200"' in answer.text


def test_saving_no_answer_says_so(
    at_desk: AtDesk, cast: Cast, started_check: EconomicCheck
) -> None:
    answer = at_desk(cast.clerk).sends("applicants:check_answers", started_check.pk)

    assert "没有填一项结果" in answer.text


def test_closing_tells_how_many_have_not_answered(
    at_desk: AtDesk, cast: Cast, started_check: EconomicCheck
) -> None:
    desk = at_desk(cast.clerk)
    assert "还有4项没有答复" in desk.opens("applicants:check_close", started_check.pk).text

    desk.sends("applicants:check_close", started_check.pk)

    assert stored(cast).status == "closed"


def test_declared_and_found_stand_side_by_side(
    at_desk: AtDesk, cast: Cast, check: EconomicCheck
) -> None:
    with scope.of(cast.clerk):
        closed(check, cast.clerk, on=ENTERED, answers=[deposit(check.case.household.head)])
    desk = at_desk(cast.caseworker)

    for page in (
        desk.opens("applicants:check", check.pk).text,
        desk.opens("applicants:case", check.case_id).text,
    ):
        assert "30,000.00元" in page
        assert "多于申报" in page


def test_the_applicants_objection_has_it_checked_again(
    at_desk: AtDesk, cast: Cast, check: EconomicCheck
) -> None:
    with scope.of(cast.clerk):
        closed(check, cast.clerk, on=ENTERED)
    desk = at_desk(cast.caseworker)
    assert "填写申请人的异议" in desk.sends("applicants:check_contest", check.pk, text="").text

    desk.sends("applicants:check_contest", check.pk, text="存款已付医药费")

    assert stored(cast).repeats_id == check.pk
    assert "存款已付医药费" in desk.opens("applicants:check", stored(cast).pk).text
    assert "复查</a>" not in desk.opens("applicants:check", check.pk).text


def test_a_file_is_dropped_read_and_shown(
    at_desk: AtDesk, cast: Cast, started_check: EconomicCheck
) -> None:
    with scope.of(cast.clerk):
        content = workbook(every_answer(started_check))
    desk = at_desk(cast.clerk)

    answer = desk.sends("applicants:check_file_new", file=SimpleUploadedFile("结果.xlsx", content))
    assert "正在核验" in desk.client.get(answer.url).text
    jobs.drain()

    assert "<dd>4</dd>" in desk.client.get(answer.url).text
    assert stored(cast).status == "closed"


def test_the_wrong_rows_of_a_file_are_listed(
    at_desk: AtDesk, cast: Cast, started_check: EconomicCheck
) -> None:
    content = workbook([("2026-9999999", "张三", "1", "银行存款", "无", "", "", "")])
    desk = at_desk(cast.clerk)

    answer = desk.sends("applicants:check_file_new", file=SimpleUploadedFile("结果.xlsx", content))
    jobs.drain()

    assert "第2行" in desk.client.get(answer.url).text
    with scope.of(cast.clerk):
        assert CheckFile.objects.get().status == "refused"


def test_what_is_no_table_is_not_taken(at_desk: AtDesk, cast: Cast) -> None:
    sent = SimpleUploadedFile("结果.pdf", b"%PDF-1.7")

    answer = at_desk(cast.clerk).sends("applicants:check_file_new", file=sent)

    assert "只能上传 .xlsx" in answer.text


def test_the_list_has_whole_numbers_and_leaves_a_trace(
    at_desk: AtDesk, cast: Cast, started_check: EconomicCheck
) -> None:
    answer = at_desk(cast.clerk).opens("applicants:check_list")

    assert read_results(answer.content, "x.xlsx", on=ENTERED).errors == []
    assert ReadLog.objects.filter(kind="export", subject="核对名单 4项").count() == 1


def test_the_township_does_not_answer_for_the_county(
    at_desk: AtDesk, cast: Cast, started_check: EconomicCheck
) -> None:
    desk = at_desk(cast.caseworker)

    for page in ("applicants:check_answers", "applicants:check_close"):
        assert desk.opens(page, started_check.pk).status_code == 403
    assert desk.opens("applicants:checks").status_code == 403


def test_the_case_waits_for_the_result(
    at_desk: AtDesk, cast: Cast, check: EconomicCheck, visit: HomeVisit
) -> None:
    shown = at_desk(cast.caseworker).opens("home").context["buckets"]

    assert {bucket.key for bucket in shown if bucket.count} == {"check"}
