"""The charts' page: four views of the signed months, each figure with the rows behind it."""

import re
from io import BytesIO

import openpyxl
import pytest

from dibao import scope
from dibao.models.audit import ReadLog
from tests.cast import Cast
from tests.payments.conftest import Round, carry
from tests.payments.desk.conftest import AtDesk
from tests.payments.test_charts import august_signed


def links(page: object) -> list[str]:
    table = page.context["charts"].table
    return [cell.url for row in table.rows for cell in row.cells if cell.url]


@pytest.mark.parametrize("by", ["", "month", "flow", "class", "township", "弧"])
def test_every_view_is_a_picture_with_its_table(
    at_desk: AtDesk, cast: Cast, round_of_july: Round, by: str
) -> None:
    carry(round_of_july, until="sealed")

    page = at_desk(cast.finance).opens("payments:charts", by=by)

    assert page.status_code == 200
    pictures = re.findall(r'<svg class="chart-picture"[^>]*role="img"[^>]*>\s*<title', page.text)
    assert len(pictures) == len(page.context["charts"].pictures) == 2
    assert " style=" not in page.text
    assert page.context["charts"].table.rows


@pytest.mark.parametrize("by", ["month", "flow", "class", "township"])
def test_every_figure_opens_its_rows(
    at_desk: AtDesk, cast: Cast, round_of_july: Round, by: str
) -> None:
    august_signed(round_of_july)
    desk = at_desk(cast.finance)

    addresses = set(links(desk.opens("payments:charts", by=by)))

    assert addresses
    assert {desk.client.get(address).status_code for address in addresses} == {200}


def test_a_figure_of_a_class_opens_that_many_households(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    carry(round_of_july, until="sealed")
    desk = at_desk(cast.finance)

    (row,) = desk.opens("payments:charts", by="class").context["charts"].table.rows
    first_class = desk.client.get(row.cells[1].url)

    assert row.cells[1].value == 3
    assert [one.cells[5].value for one in first_class.context["table"].rows] == [2, 1]


def test_who_ended_is_opened_by_its_figure(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    august_signed(round_of_july)
    desk = at_desk(cast.finance)

    august, _july = desk.opens("payments:charts", by="flow").context["charts"].table.rows
    ended = desk.client.get(august.cells[4].url)

    assert august.cells[4].value == len(ended.context["table"].rows) == 1


def test_the_prefecture_sees_all_counties_and_chooses_one(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    carry(round_of_july, until="sealed")
    desk = at_desk(cast.officer)

    every = desk.opens("payments:charts", by="township")
    one = desk.client.get(every.context["charts"].table.rows[0].url)

    assert every.context["area"] == cast.officer.posting.area
    assert one.context["area"] == round_of_july.county
    assert len(one.context["charts"].table.rows) == 2


def test_a_county_is_not_asked_for_another(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    carry(round_of_july, until="sealed")

    page = at_desk(cast.foreign_clerk).opens(
        "payments:charts", by="month", area=round_of_july.county.code
    )

    assert page.context["area"] == cast.foreign_clerk.posting.area
    assert "还没有签发过的批次" in page.text


def test_the_table_goes_into_a_workbook_and_the_log_says_so(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    carry(round_of_july, until="sealed")

    answer = at_desk(cast.finance).opens("payments:charts", **{"by": "month", "as": "xlsx"})

    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    assert [cell.value for cell in list(sheet.rows)[-1]][:4] == ["2008-07", 7, 15, 785]
    with scope.of(cast.finance):
        assert ReadLog.objects.filter(kind="export", subject__contains="安丰县").count() == 1


def test_a_month_that_nobody_signed_gives_the_newest(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    carry(round_of_july, until="sealed")

    page = at_desk(cast.finance).opens("payments:charts", by="township", month="1999-01")

    assert "2008年7月" in page.context["charts"].pictures[0].title
    with scope.of(cast.finance):
        assert page.context["charts"].table.total.cells[1].value == 7
