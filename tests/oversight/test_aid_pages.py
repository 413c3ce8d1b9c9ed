"""The pages of what agencies did: narrowed to one of them, with the base day in the heading, and each figure's rows."""

import json
import re
from datetime import date

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dibao import scope
from dibao.models.audit import ReadKind, ReadLog
from dibao.sheets.reading import read_rows
from tests.cast import Cast
from tests.factories.places import Places
from tests.oversight.test_statistics_of_aid import Helped, given
from tests.oversight.test_statistics_pages import desk_of, report, rows
from tests.referring import Aid

__all__ = ["given"]

YEAR = "2026"


def shown(page: HttpResponse) -> str:
    return page.content.decode()


def heading(page: HttpResponse) -> str:
    found = re.search("<h1>(.*?)</h1>", shown(page), re.DOTALL)
    assert found is not None
    return re.sub("<[^>]+>", "", found[1])


def figures_of(desk: Client, key: str, **asked: object) -> dict[str, object]:
    return json.loads(report(desk, key, period=YEAR, **{"as": "json"}, **asked).content)["total"]


def test_take_up_names_its_base_day_and_takes_another(cast: Cast, given: Helped) -> None:
    desk = desk_of(cast.officer)

    usual = report(desk, "aid-take-up", period=YEAR)
    other = report(desk, "aid-take-up", period=YEAR, base="2026-07-31")
    opened = rows(desk, "aid-take-up", period=YEAR, base="2026-08-31", measure="qualified")

    assert "基数日2026-12-31" in heading(usual)
    assert "基数日2026-07-31" in heading(other)
    assert "基数日2026-08-31" in heading(opened)
    assert "base=2026-07-31" in shown(other)
    assert figures_of(desk, "aid-take-up")["qualified"] == 5
    assert figures_of(desk, "aid-take-up", base="2026-07-31")["qualified"] == 0


@pytest.mark.parametrize("base", ["2027-01-01", "odd", ""])
def test_a_day_that_is_none_or_to_come_is_no_base(cast: Cast, given: Helped, base: str) -> None:
    page = report(desk_of(cast.officer), "aid-take-up", period=YEAR, base=base)

    assert "基数日2026-12-31" in heading(page)


def test_an_agency_or_a_benefit_is_looked_at_alone(cast: Cast, aid: Aid, given: Helped) -> None:
    desk = desk_of(cast.officer)

    of_agency = report(desk, "aid-given", period=YEAR, agency=aid.builder.pk)
    of_item = report(desk, "aid-given", period=YEAR, item=aid.premium.item_id)

    assert "测试住建局" in heading(of_agency)
    assert "测试参保资助" in heading(of_item)
    assert figures_of(desk, "aid-given", agency=aid.builder.pk)["value"] == "300.05"
    assert figures_of(desk, "aid-given", item=aid.premium.item_id)["quantity"] == "2.00"
    assert figures_of(desk, "aid-given", agency=987654)["value"] == "320.05"


def test_a_part_of_a_report_is_not_kept_as_if_it_were_the_whole(
    cast: Cast, aid: Aid, given: Helped
) -> None:
    desk = desk_of(cast.officer)

    assert "存档</button>" in shown(report(desk, "aid-given", period=YEAR))
    assert "存档</button>" not in shown(
        report(desk, "aid-given", period=YEAR, agency=aid.builder.pk)
    )


@pytest.mark.parametrize("key", ["aid-given", "aid-take-up", "aid-answers"])
def test_every_figure_opens_its_rows(cast: Cast, aid: Aid, given: Helped, key: str) -> None:
    desk = desk_of(cast.officer)

    page = shown(report(desk, key, period=YEAR))
    addresses = set(re.findall(rf'href="(/statistics/{key}/rows/[^"]*)"', page))

    assert any(f"item={aid.premium.item_id}" in address for address in addresses)
    assert any(f"agency={aid.insurer.pk}" in address for address in addresses)
    for address in addresses:
        opened = desk.get(address.replace("&amp;", "&"))
        assert opened.status_code == 200, address
        assert "张三" in shown(opened), address
    with scope.of(cast.officer):
        assert ReadLog.objects.filter(kind=ReadKind.VIEW).count() == len(addresses)


def test_the_workbook_has_a_sheet_for_places_agencies_and_benefits(
    cast: Cast, given: Helped
) -> None:
    book = report(desk_of(cast.officer), "aid-take-up", period=YEAR, **{"as": "xlsx"})

    texts = {cell.text for row in read_rows(book.content, "r.xlsx") for cell in row.cells}
    assert any("基数日2026-12-31" in text for text in texts)


def test_a_township_reads_its_own_and_nobody_elses(
    cast: Cast, places: Places, given: Helped
) -> None:
    own = desk_of(cast.township_head)

    assert report(own, "aid-given", period=YEAR).status_code == 200
    assert figures_of(own, "aid-given")["value"] == "320.05"
    assert report(own, "aid-given", area=places.other_township.code).status_code == 404
    assert report(desk_of(cast.caseworker), "aid-given").status_code == 403
    assert report(desk_of(cast.agency_officer), "aid-given").status_code == 403
    assert figures_of(desk_of(cast.foreign_reviewer), "aid-given")["value"] == "0.00"


@pytest.mark.parametrize("key", ["aid-given", "aid-take-up", "aid-answers"])
def test_a_page_costs_the_same_for_a_year_with_help_and_one_without(
    cast: Cast, given: Helped, key: str
) -> None:
    desk, address = desk_of(cast.officer), reverse("oversight:statistics_report", args=[key])
    costs = []
    for period in ("2025", "2025", YEAR):
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(address, {"period": period}).status_code == 200
        costs.append(len(queries))

    assert costs[2] <= costs[1] + 1
    assert costs[2] <= 30


def test_help_that_is_told_of_opens_the_household(cast: Cast, given: Helped) -> None:
    page = shown(rows(desk_of(cast.reviewer), "aid-given", period=YEAR, measure="value"))

    assert re.search(r"/households/\d+/everything/", page)
    # A house is the whole family's, a premium one member's.
    assert page.count("全家") == 2
    assert date(2026, 9, 1).isoformat() in page
