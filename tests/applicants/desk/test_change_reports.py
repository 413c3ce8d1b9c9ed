"""What is told of families, at the desk: recorded, listed, followed, closed; by whom it may be."""

import uuid
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from applicants.actions import cases, members
from applicants.models import Case, ChangeReport, Grant
from dibao import scope
from dibao.models.staff import Staff
from tests.applicants.desk.conftest import Desk
from tests.cast import Cast
from tests.changes import CHANGED, opened
from tests.factories.people import id_number

AtDesk = Callable[[Staff], Desk]
Today = Callable[[date], None]


@pytest.fixture(autouse=True)
def in_september(today: Today) -> None:
    today(CHANGED)


def typed(**more: object) -> dict[str, object]:
    return {
        "kind": "income",
        "happened_on": "2026.8.20",
        "source": "village",
        "reporter": "周书记",
        "note": "开了小店",
        **more,
    }


@pytest.fixture
def report(at_desk: AtDesk, cast: Cast, grant: Grant) -> ChangeReport:
    at_desk(cast.caseworker).sends("applicants:change_report_new", grant.household_id, **typed())
    with scope.of(cast.caseworker):
        return ChangeReport.objects.get()


def test_a_change_is_recorded_from_the_household(at_desk: AtDesk, cast: Cast, grant: Grant) -> None:
    desk = at_desk(cast.caseworker)

    page = desk.opens("applicants:household", grant.household_id).text
    answer = desk.sends("applicants:change_report_new", grant.household_id, **typed())

    assert f"/households/{grant.household_id}/report/" in page
    assert "开了小店" in desk.client.get(answer.url).text
    assert "变化报告待处理" in desk.opens("home").text


def test_the_same_click_twice_records_one_change(at_desk: AtDesk, cast: Cast, grant: Grant) -> None:
    desk, key = at_desk(cast.caseworker), str(uuid.uuid4())

    for _press in range(2):
        desk.sends("applicants:change_report_new", grant.household_id, key=key, **typed())

    with scope.of(cast.caseworker):
        assert ChangeReport.objects.count() == 1


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"kind": "death"}, "选择是哪名成员"),
        ({"happened_on": "2027-1-1"}, "发生日期晚于今天"),
        ({"source": ""}, "选择来源"),
    ],
)
def test_what_is_missing_is_asked_for(
    at_desk: AtDesk, cast: Cast, grant: Grant, more: dict[str, object], words: str
) -> None:
    page = at_desk(cast.caseworker).sends(
        "applicants:change_report_new", grant.household_id, **typed(**more)
    )

    assert words in page.text
    assert "开了小店" in page.text


def test_a_report_is_followed_from_its_page(
    at_desk: AtDesk, cast: Cast, report: ChangeReport
) -> None:
    desk = at_desk(cast.caseworker)

    answer = desk.sends("applicants:change_report_follow", report.pk)

    with scope.of(cast.caseworker):
        case = Case.objects.get(kind="change")
    assert answer.url == f"/cases/{case.pk}/"
    assert f"/cases/{case.pk}/" in desk.opens("applicants:change_report", report.pk).text


@pytest.fixture
def case_after_death(grant: Grant, cast: Cast) -> Case:
    """The wife had a pension; she has died."""
    case = opened(grant, cast)
    with scope.of(cast.caseworker):
        wife = case.household.memberships.get(relation="10").person
        pension = cases.IncomeEntry(
            source="basic_pension",
            yearly_amount=Decimal(1800),
            owner=id_number(2),
        )
        case = cases.revise(
            case=case,
            means=cases.Means(incomes=[pension], poverty_cause="illness"),
            version=case.version,
            by=cast.caseworker,
        )
        members.leave(
            household=case.household,
            person=wife,
            reason="death",
            by=cast.caseworker,
            on=CHANGED,
            today=CHANGED,
        )
    return case


def test_the_line_of_a_member_who_died_is_named_where_it_is_mended(
    at_desk: AtDesk, cast: Cast, case_after_death: Case
) -> None:
    desk, words = at_desk(cast.caseworker), "写的是已经不在这户的人：打开资料，删去这一行"

    judged = desk.sends("applicants:case_assess", case_after_death.pk)
    page = desk.opens("applicants:case_edit", case_after_death.pk)

    assert words in judged.text
    assert words in page.context["estimate"].sentence


def test_a_report_is_closed_with_a_reason(
    at_desk: AtDesk, cast: Cast, report: ChangeReport
) -> None:
    desk = at_desk(cast.caseworker)

    empty = desk.sends("applicants:change_report_close", report.pk, answer="").text
    desk.sends("applicants:change_report_close", report.pk, answer="收入没有变")

    assert "填写不用办的原因" in empty
    assert "收入没有变" in desk.opens("applicants:change_report", report.pk).text
    assert "周书记" not in desk.opens("applicants:change_reports").text
    assert "张三" in desk.opens("applicants:change_reports", status="closed").text


def test_the_county_reads_and_does_not_answer(
    at_desk: AtDesk, cast: Cast, report: ChangeReport
) -> None:
    desk = at_desk(cast.reviewer)

    assert "立案核查" not in desk.opens("applicants:change_report", report.pk).text
    assert desk.sends("applicants:change_report_follow", report.pk).status_code == 403


def test_another_township_finds_no_report(
    at_desk: AtDesk, cast: Cast, report: ChangeReport
) -> None:
    desk = at_desk(cast.neighbour)

    assert "张三" not in desk.opens("applicants:change_reports").text
    assert desk.opens("applicants:change_report", report.pk).status_code == 404
    assert desk.sends("applicants:change_report_follow", report.pk).status_code == 404


def test_the_case_says_what_it_came_from(at_desk: AtDesk, cast: Cast, report: ChangeReport) -> None:
    desk = at_desk(cast.caseworker)
    answer = desk.sends("applicants:change_report_follow", report.pk)

    page = desk.client.get(answer.url).text

    assert f'href="/reports/{report.pk}/"' in page
    assert "2026-08-20 收入变化" in page
