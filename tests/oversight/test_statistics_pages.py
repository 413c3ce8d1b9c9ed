"""Reports as pages, workbooks and JSON: who sees them, what they say on their face, and what opens behind a figure."""

import json
import re
from datetime import date

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from applicants.models import RuleSet
from dibao.models.area import Area
from dibao.models.audit import ReadKind, ReadLog
from dibao.models.staff import Posting
from dibao.sheets.reading import read_rows
from oversight.statistics import registry
from tests.cast import Cast
from tests.factories.places import Places
from tests.oversight.months import lived_through
from tests.oversight.test_report import desk_of
from tests.payments.conftest import TODAY, Round


@pytest.fixture
def months(cast: Cast, places: Places, in_benefit: None, settings: Settings) -> tuple[Round, Round]:
    settings.BUSINESS_DATE = TODAY
    return lived_through(cast, places)


def report(desk: Client, key: str = "caseload", **asked: str) -> HttpResponse:
    return desk.get(reverse("oversight:statistics_report", args=[key]), asked)


def rows(desk: Client, key: str = "caseload", **asked: str) -> HttpResponse:
    return desk.get(reverse("oversight:statistics_rows", args=[key]), asked)


def test_every_report_opens_for_the_prefecture_a_county_and_a_township(
    months: object, cast: Cast
) -> None:
    for staff in (cast.officer, cast.reviewer, cast.township_head):
        desk, level = desk_of(staff), staff.posting.area.level
        listed = desk.get("/statistics/").content.decode()
        for one in registry.REPORTS:
            answer = report(desk, one.key, period="2008-07")
            is_made = level in one.levels
            assert answer.status_code == (200 if is_made else 409), one.key
            assert (f"/statistics/{one.key}/" in listed) is is_made


def test_a_report_that_there_is_not_has_no_page(months: object, cast: Cast) -> None:
    assert report(desk_of(cast.officer), "one-plus-x").status_code == 404


def test_a_month_that_is_not_closed_says_so_on_page_workbook_and_json(
    months: object, cast: Cast
) -> None:
    desk, said = desk_of(cast.reviewer), "安丰县的批次没有结清"

    page = report(desk, period="2008-08").content.decode()
    book = report(desk, period="2008-08", **{"as": "xlsx"})
    facts = json.loads(report(desk, period="2008-08", **{"as": "json"}).content)

    assert said in page
    texts = [cell.text for row in read_rows(book.content, "r.xlsx") for cell in row.cells]
    assert any(said in text for text in texts)
    assert not facts["is_closed"]
    assert said in facts["not_closed"][0]["why"]
    closed = json.loads(report(desk, period="2008-07", **{"as": "json"}).content)
    assert closed["is_closed"]
    assert "没有结清" not in report(desk, period="2008-07").content.decode()
    assert "2031年1月还没有到" in report(desk, period="2031-01").content.decode()
    year = report(desk, period="2008").content.decode()
    assert year.count("本表的时间还没有结清") == 1
    assert year.count("还没有到。") > 1


def test_the_workbook_has_the_printed_shape_and_the_figures_of_the_page(
    months: object, cast: Cast
) -> None:
    desk = desk_of(cast.reviewer)

    book = report(desk, "spending", period="2008-07", **{"as": "xlsx"})
    facts = json.loads(report(desk, "spending", period="2008-07", **{"as": "json"}).content)

    lines = [[cell.text for cell in row.cells] for row in read_rows(book.content, "r.xlsx")]
    texts = " ".join(text for line in lines for text in line)
    assert lines[0][0] == "安丰县农村低保资金支出情况表（2008年7月）"
    for words in (
        "填表单位：",
        "单位：户、人、元",
        "填表日期：2008-08-05",
        "单位负责人：",
        "累计人次：",
    ):
        assert words in texts
    (total,) = (line for line in lines if line[0] == "合计")
    assert [float(text or 0) for text in total[1:]] == [
        float(figure or 0) for figure in facts["total"].values()
    ]
    assert "户主" not in texts
    assert ReadLog.objects.filter(kind=ReadKind.EXPORT).count() == 2


def test_a_difference_is_red_and_leads_to_its_batch(
    months: tuple[Round, Round], cast: Cast
) -> None:
    page = report(desk_of(cast.reviewer), period="2008-07").content.decode()

    assert "处两边不一致" in page
    assert 'class="row-bad"' in page
    assert f'href="/batches/{months[0].batch.pk}/"' in page


def test_a_figure_opens_its_rows_and_whoever_looks_is_written_down(
    months: object, cast: Cast
) -> None:
    desk = desk_of(cast.reviewer)
    page = report(desk, "changes", period="2008-07").content.decode()
    (address,) = set(
        re.findall(r'href="(/statistics/changes/rows/\?[^"]*measure=less_households)"', page)
    ) & set(re.findall(r'href="(/statistics/changes/rows/\?[^"]*area=990121000000[^"]*)"', page))

    opened = desk.get(address.replace("&amp;", "&")).content.decode()

    assert "户主102" in opened
    assert "明细1条" in opened
    assert ReadLog.objects.filter(kind=ReadKind.VIEW, subject__contains="减发户数").count() == 1


def test_every_figure_of_every_report_opens_for_a_county(months: object, cast: Cast) -> None:
    desk = desk_of(cast.reviewer)

    for one in registry.REPORTS:
        page = report(desk, one.key, period="2008-07").content.decode()
        for address in set(re.findall(rf'href="(/statistics/{one.key}/[^"]*)"', page)):
            assert desk.get(address.replace("&amp;", "&")).status_code == 200, address


def test_a_villages_figures_open_and_it_has_no_report_of_its_own(
    months: object, cast: Cast, places: Places
) -> None:
    desk, village = desk_of(cast.township_head), places.village.code

    opened = rows(desk, period="2008-07", area=village)

    assert f"area={village}" in report(desk, period="2008-07").content.decode()
    assert "户主101" in opened.content.decode()
    assert report(desk, area=village).status_code == 404
    assert rows(desk, "spending", area=village).status_code == 409
    assert report(desk_of(cast.reviewer), "spending", area=places.township.code).status_code == 404
    assert rows(desk, area=places.foreign_village.code).status_code == 404


def test_finance_sees_who_is_paid_and_not_who_is_disabled(months: object, cast: Cast) -> None:
    desk = desk_of(cast.finance)

    assert rows(desk, "spending", period="2008-07").status_code == 200
    assert "/households/" not in rows(desk, "spending", period="2008-07").content.decode()
    assert rows(desk, "people", period="2008-07", measure="disabled").status_code == 403
    assert "/statistics/people/rows/" not in report(desk, "people").content.decode()


def test_reports_stay_within_the_posting(months: object, cast: Cast, places: Places) -> None:
    for staff, code in (
        (cast.reviewer, places.other_county.code),
        (cast.reviewer, places.prefecture.code),
        (cast.township_head, places.county.code),
    ):
        desk = desk_of(staff)
        assert report(desk, area=code).status_code == 404
        assert rows(desk, area=code).status_code == 404
        assert desk.get("/dashboard/", {"area": code}).status_code == 404
    for staff in (cast.caseworker, cast.administrator):
        desk = desk_of(staff)
        for address in (
            "/statistics/",
            "/statistics/caseload/",
            "/statistics/caseload/rows/",
            "/dashboard/",
        ):
            assert desk.get(address).status_code == 403


def test_nonsense_is_refused_in_words(months: object, cast: Cast) -> None:
    desk = desk_of(cast.officer)

    assert report(desk, period="2008-13").status_code == 409
    assert report(desk, period="0000").status_code == 409
    assert report(desk, "nothing").status_code == 404
    assert rows(desk, measure="average").status_code == 404
    assert rows(desk, measure="nothing").status_code == 404
    assert "按" in report(desk, by="nowhere").content.decode()


def test_the_prefecture_reads_townships_too(months: object, cast: Cast) -> None:
    page = report(desk_of(cast.officer), period="2008-07", by="township").content.decode()

    assert "柳湾镇" in page


def test_the_dashboard_shows_figures_and_no_names(
    months: object, cast: Cast, places: Places
) -> None:
    for staff in (cast.officer, cast.reviewer, cast.finance, cast.township_head):
        page = desk_of(staff).get("/dashboard/").content.decode()
        assert "在办案件" in page
        assert "户主10" not in page
    assert "占农村人口" in desk_of(cast.officer).get("/dashboard/").content.decode()
    assert "每月新增和停发的户" in desk_of(cast.reviewer).get("/dashboard/").content.decode()
    assert (
        "每月收到的异议、举报和投诉" in desk_of(cast.reviewer).get("/dashboard/").content.decode()
    )
    assert (
        "每月收到的异议、举报和投诉"
        not in desk_of(cast.township_head).get("/dashboard/").content.decode()
    )
    # Finance opens no case.
    assert "/cases/?" not in desk_of(cast.finance).get("/dashboard/").content.decode()


def test_every_chart_of_the_dashboard_leads_to_a_page_that_opens(
    months: object, cast: Cast, places: Places
) -> None:
    for staff, area in (
        (cast.officer, places.prefecture),
        (cast.officer, places.township),
        (cast.reviewer, places.county),
        (cast.township_head, places.township),
    ):
        desk = desk_of(staff)
        page = desk.get("/dashboard/", {"area": area.pk}).content.decode()
        leads = {
            address.partition("?")[0]: address.replace("&amp;", "&")
            for address in re.findall(r'href="(/statistics/[^"]*)"', page)
        }
        assert leads
        for address in leads.values():
            assert desk.get(address).status_code == 200, address
        assert ("每月收到的" in page) is (area != places.township)


def test_the_printed_figures_stand_beside_ours(months: object, cast: Cast, places: Places) -> None:
    Posting.objects.filter(staff=cast.officer).update(unit=places.prefecture)
    # What is only drafted has no class amounts to be told yet.
    RuleSet.objects.create(
        area=places.prefecture,
        name="2008年调整稿",
        legal_basis="稿",
        first_day=date(2008, 6, 1),
        terms={**RuleSet.objects.get(area=places.prefecture).terms, "class_amounts": {}},
    )

    page = desk_of(cast.officer).get("/statistics/figures-of-2008/").content.decode()
    elsewhere = desk_of(cast.reviewer).get("/statistics/figures-of-2008/").content.decode()

    cells = [
        re.sub("<[^>]+>", "", cell)
        for cell in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", page, re.DOTALL)
    ]
    assert len(re.findall('<th scope="row"', page)) == 31
    at = cells.index("市社会救助管理局人员")
    assert cells[at + 1 : at + 4] == ["10人（在编7人、聘用3人）", "1", "-9"]
    assert cells[cells.index("2008年7月享受农村低保的人") + 2] == "16"
    assert cells[cells.index("参合率") + 1 : cells.index("参合率") + 3] == ["100%", "0.00%"]
    assert "最接近55,366的是" in page
    assert cells[cells.index("一类月保障标准（元）") + 2] == "77.00"
    assert "市级岗位才看得到" in elsewhere
    assert '<th scope="row"' not in elsewhere


@pytest.mark.parametrize(
    ("population", "words"), [(None, "没有登记。"), (1_600, "覆盖率1.00%（按农村人口）")]
)
def test_a_share_is_told_of_a_population_that_is_recorded(
    months: object, cast: Cast, places: Places, population: int | None, words: str
) -> None:
    Area.objects.filter(pk=places.prefecture.pk).update(rural_population=population)

    page = desk_of(cast.officer).get("/statistics/figures-of-2008/").content.decode()

    assert words in page
    assert "None" not in page
