"""The county's list of what was paid too little or too much, and one household month by month."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dibao import scope
from dibao.models.audit import ReadLog
from tests.cast import Cast
from tests.payments.conftest import JULY, Round, answered, end_benefit, grant_late, sent
from tests.payments.desk.conftest import AtDesk

JUNE = JULY.previous()
PLACE = "安丰县柳湾镇小湾村"


@pytest.fixture
def corrected(round_of_july: Round) -> Round:
    """July is paid; then a death before it is told of, and somebody is confirmed for it."""
    sent(round_of_july)
    answered(round_of_july, {})
    end_benefit(household=101, last_month=JUNE)
    grant_late(round_of_july.clerk)
    return round_of_july


def rows(page: object) -> list[list[str]]:
    table = page.context["table"]
    return [[str(cell.value) for cell in row.cells] for row in table.rows]


def test_the_list_names_months_amounts_and_reasons(
    at_desk: AtDesk, cast: Cast, corrected: Round
) -> None:
    page = at_desk(cast.clerk).opens("payments:corrections")

    first, _held, last = rows(page)
    assert first[1:] == [
        PLACE,
        "2008年7月",
        "None",
        "154.00",
        "-154.00",
        "签发以后停发（保障对象死亡）",
    ]
    assert last[1:] == [PLACE, "2008年7月", "52.00", "None", "+52.00", "签发以后才确认"]
    assert "共3户，少发220.00元，多发154.00元" in page.text
    assert page.context["table"].rows[0].url == "/households/101/payments/"


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ({"way": "over"}, 1),
        ({"way": "missing"}, 2),
        ({"cause": "account"}, 1),
        ({"way": "over", "cause": "late"}, 0),
        ({"way": "odd"}, 3),
    ],
    ids=str,
)
def test_it_is_filtered(
    at_desk: AtDesk, cast: Cast, corrected: Round, asked: dict[str, str], count: int
) -> None:
    page = at_desk(cast.clerk).opens("payments:corrections", **asked)

    assert len(rows(page)) == count


def test_a_household_is_shown_month_by_month(at_desk: AtDesk, cast: Cast, corrected: Round) -> None:
    page = at_desk(cast.finance).opens("payments:household_months", 101)

    assert rows(page) == [
        [
            "2008-07",
            "0",
            "154.00",
            "-154.00",
            "已发",
            "签发以后停发（保障对象死亡）",
            "2008-08-05",
        ]
    ]
    assert "少发0.00元，多发154.00元" in page.text


def test_a_household_without_signed_months_says_so(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    page = at_desk(cast.clerk).opens("payments:household_months", 101)

    assert "还没有签发过的月份" in page.text


def test_another_county_sees_none_and_a_township_is_not_let_in(
    at_desk: AtDesk, cast: Cast, corrected: Round
) -> None:
    foreign, township = at_desk(cast.foreign_clerk), at_desk(cast.caseworker)

    assert rows(foreign.opens("payments:corrections")) == []
    assert foreign.opens("payments:household_months", 101).status_code == 404
    assert township.opens("payments:corrections").status_code == 403
    assert township.opens("payments:household_months", 101).status_code == 403


def test_every_look_is_logged(at_desk: AtDesk, cast: Cast, corrected: Round) -> None:
    at_desk(cast.clerk).opens("payments:corrections")
    at_desk(cast.clerk).opens("payments:household_months", 101)

    with scope.of(cast.clerk):
        assert ReadLog.objects.filter(subject="少发和多发的户").count() == 1
        assert ReadLog.objects.filter(subject="发放情况", household_key=101).count() == 1


def test_five_households_take_as_many_queries_as_two(
    at_desk: AtDesk, cast: Cast, corrected: Round
) -> None:
    desk, counts = at_desk(cast.clerk), []
    desk.opens("payments:corrections")

    for households in ((), (102, 103, 104)):
        for household in households:
            end_benefit(household=household, last_month=JUNE)
        with CaptureQueriesContext(connection) as queries:
            desk.opens("payments:corrections")
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 30
