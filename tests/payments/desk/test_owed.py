"""The list of households that were confirmed too late for a signed month, and the clerk's work list."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dibao import scope
from dibao.models.audit import ReadLog
from dibao.worklist import buckets_of
from tests.cast import Cast
from tests.payments.conftest import TODAY, Round, carry, grant_late
from tests.payments.desk.conftest import AtDesk


@pytest.fixture
def late(round_of_july: Round) -> Round:
    """July is signed; then household 301 is confirmed for it."""
    carry(round_of_july, until="sealed")
    grant_late(round_of_july.clerk)
    return round_of_july


def test_the_list_names_household_month_and_money(at_desk: AtDesk, cast: Cast, late: Round) -> None:
    page = at_desk(cast.clerk).opens("payments:owed")

    (row,) = page.context["table"].rows
    assert [str(cell.value) for cell in row.cells][1:5] == [
        "安丰县柳湾镇小湾村",
        "2008年7月",
        "1",
        "52.00",
    ]
    assert row.url == "/households/301/"
    assert "共1户1个月，52.00元" in page.text


def test_a_look_at_it_is_logged(at_desk: AtDesk, cast: Cast, late: Round) -> None:
    at_desk(cast.clerk).opens("payments:owed")

    with scope.of(cast.clerk):
        assert ReadLog.objects.filter(subject="应补发的户").count() == 1


def test_nothing_owed_is_said(at_desk: AtDesk, cast: Cast, round_of_july: Round) -> None:
    assert "现在没有" in at_desk(cast.clerk).opens("payments:owed").text


def test_another_county_sees_none_and_a_township_is_not_let_in(
    at_desk: AtDesk, cast: Cast, late: Round
) -> None:
    assert "现在没有" in at_desk(cast.foreign_clerk).opens("payments:owed").text
    assert at_desk(cast.caseworker).opens("payments:owed").status_code == 403


def test_it_waits_on_the_clerks_list_alone(cast: Cast, late: Round) -> None:
    for staff, count in ((cast.clerk, 1), (cast.foreign_clerk, 0)):
        with scope.of(staff):
            (bucket,) = [each for each in buckets_of(staff, on=TODAY) if each.key == "owed"]
        assert (bucket.count, len(bucket.tasks)) == (count, count)
    with scope.of(cast.finance):
        assert "owed" not in {each.key for each in buckets_of(cast.finance, on=TODAY)}


def test_the_first_page_says_which_month_is_missing(
    at_desk: AtDesk, cast: Cast, late: Round
) -> None:
    page = at_desk(cast.clerk).opens("home").text

    assert "应补发的户" in page
    assert "2008年7月没有发" in page


@pytest.mark.parametrize("page", ["payments:owed", "home"])
def test_it_takes_as_many_queries_for_five_as_for_one(
    at_desk: AtDesk, cast: Cast, late: Round, page: str
) -> None:
    desk, counts = at_desk(cast.clerk), []
    desk.opens(page)

    for households in ((), (302, 303, 304, 305)):
        for household in households:
            grant_late(cast.clerk, household=household)
        with CaptureQueriesContext(connection) as queries:
            desk.opens(page)
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 30
