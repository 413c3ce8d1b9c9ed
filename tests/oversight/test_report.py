"""The prefecture's report: its figures, who sees how much of them, and the way down to the lines."""

import json
import re
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from dibao import scope
from dibao.models.audit import ReadKind, ReadLog
from dibao.models.staff import Staff
from dibao.sheets.reading import read_rows
from dibao.values.months import BenefitMonth
from oversight import reporting
from oversight.report_tables import money_table
from oversight.statistics.figures import PlaceFigures
from payments.actions import batches
from payments.actions.batches import Subsidy
from payments.banks.reasons import FailureReason
from payments.models.batch import BatchKind
from tests.cast import Cast
from tests.factories.places import Places
from tests.payments.conftest import AUGUST, JULY, TODAY, Round, answered, replace_account, sent


@pytest.fixture(autouse=True)
def on_the_fifth_of_august(settings: Settings) -> None:
    settings.BUSINESS_DATE = TODAY


def desk_of(staff: Staff) -> Client:
    client = Client()
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    return client


def by_name(report: reporting.Report) -> dict[str, PlaceFigures]:
    return {place.area.name: place for place in report.figures.places}


def test_persons_and_money_by_class_and_county(
    round_of_july: Round, cast: Cast, places: Places
) -> None:
    with scope.of(cast.officer):
        report = reporting.report(places.prefecture, JULY)

    ours = by_name(report)["安丰县"]
    assert (ours.households, ours.persons, ours.due) == (7, 15, Decimal("785.00"))
    assert [part.persons for part in ours.each_class] == [3, 5, 7]
    assert [part.due for part in ours.each_class] == [231, 260, 294]
    assert ours.average == Decimal("52.33")
    assert report.figures.total.persons == 17


def test_what_is_paid_beside_a_months_benefit_is_not_in_its_report(
    round_of_july: Round, cast: Cast, places: Places
) -> None:
    sent(round_of_july)
    answered(round_of_july, {1: FailureReason.ACCOUNT_CLOSED})
    with scope.of(cast.caseworker):
        replace_account(cast, household=101)
    subsidy = Subsidy(per_person=Decimal(5), basis="示民发〔2008〕31号")
    with scope.of(cast.officer):
        before = by_name(reporting.report(places.prefecture, JULY))["安丰县"]

    draw(round_of_july, JULY, BatchKind.SUBSIDY, subsidy)
    draw(round_of_july, AUGUST, BatchKind.FOLLOW_UP)

    with scope.of(cast.officer):
        assert by_name(reporting.report(places.prefecture, JULY))["安丰县"] == before
        assert reporting.newest_month(on=AUGUST) == JULY
        assert reporting.persons_by_month(places.prefecture, until=AUGUST) == [(JULY, 17)]


def draw(
    monthly: Round, month: BenefitMonth, kind: BatchKind, subsidy: Subsidy | None = None
) -> None:
    county, clerk = monthly.county, monthly.clerk
    with scope.of(clerk):
        batches.draw(county=county, month=month, by=clerk, on=TODAY, kind=kind, subsidy=subsidy)


def test_a_county_without_a_batch_is_estimated_from_its_grants(
    round_of_july: Round, cast: Cast, places: Places
) -> None:
    with scope.of(cast.officer):
        found = by_name(reporting.report(places.prefecture, JULY))

    assert found["沙塘县"].is_estimate
    assert found["沙塘县"].due == Decimal("104.00")
    assert not found["安丰县"].is_estimate


def test_what_is_due_is_paid_failed_or_held(settled: Round, cast: Cast, places: Places) -> None:
    with scope.of(cast.officer):
        money = by_name(reporting.report(places.prefecture, JULY))["安丰县"].money

    assert (money.paid, money.in_flight) == (Decimal("463.00"), 0)
    assert (money.failed, money.held) == (Decimal("154.00"), Decimal("168.00"))


def test_the_population_is_that_of_the_counties(
    round_of_july: Round, cast: Cast, places: Places
) -> None:
    with scope.of(cast.officer):
        total = reporting.report(places.prefecture, JULY).figures.total

    assert total.rural_population == 730_000
    assert total.share == Decimal("0.00")


def test_a_county_without_a_batch_is_named_beside_the_money(
    round_of_july: Round, cast: Cast, places: Places
) -> None:
    with scope.of(cast.officer):
        shown = money_table(reporting.report(places.prefecture, JULY))

    texts = {row.cells[0].value: [cell.value for cell in row.cells[1:]] for row in shown.rows}
    assert texts["沙塘县"] == [None] * 6
    assert shown.rows[1].cells[0].note == "未编制批次"
    assert texts["安丰县"] == [Decimal("785.00"), 0, Decimal("617.00"), 0, 0, Decimal("168.00")]
    assert [cell.value for cell in shown.total.cells[1:]] == texts["安丰县"]


def test_what_is_with_the_bank_is_told_from_what_is_not_yet(
    round_of_july: Round, cast: Cast, places: Places
) -> None:
    sent(round_of_july)

    with scope.of(cast.officer):
        money = by_name(reporting.report(places.prefecture, JULY))["安丰县"].money

    assert (money.waiting, money.in_flight) == (0, Decimal("617.00"))


def test_no_month_of_the_chart_is_short_of_a_county(
    round_of_july: Round, cast: Cast, places: Places
) -> None:
    with scope.of(cast.officer):
        months = reporting.persons_by_month(places.prefecture, until=JULY)
        total = reporting.report(places.prefecture, JULY).figures.total

    assert dict(months)[JULY] == total.persons == 17


def test_only_months_with_figures_are_offered(round_of_july: Round, cast: Cast) -> None:
    page = desk_of(cast.officer).get("/report/").content.decode()

    assert re.findall(r'<option value="([\d-]+)"', page) == ["2008-08", "2008-07"]


def test_a_township_is_offered_the_months_of_its_lines(round_of_july: Round, cast: Cast) -> None:
    page = desk_of(cast.township_head).get("/report/").content.decode()

    assert re.findall(r'<option value="([\d-]+)"', page) == ["2008-08", "2008-07"]


def test_a_month_to_come_has_no_report(round_of_july: Round, cast: Cast) -> None:
    answer = desk_of(cast.officer).get("/report/", {"month": "2030-01"})

    assert answer.status_code == 409
    assert "2030年1月还没有到" in answer.content.decode()


def test_a_report_costs_the_same_statements_for_any_size(
    round_of_july: Round, cast: Cast, places: Places
) -> None:
    with scope.of(cast.officer), CaptureQueriesContext(connection) as queries:
        reporting.report(places.prefecture, JULY)

    assert len(queries) <= 6


def test_the_officer_opens_a_county_and_a_township_and_a_village(
    round_of_july: Round, cast: Cast, places: Places
) -> None:
    desk = desk_of(cast.officer)

    for area, shown in (
        (places.prefecture, "安丰县"),
        (places.county, "柳湾镇"),
        (places.township, "小湾村"),
        (places.village, "户主101"),
    ):
        page = desk.get("/report/", {"month": "2008-07", "area": area.code})
        assert shown in page.content.decode()


def test_a_county_sees_its_own_county(round_of_july: Round, places: Places) -> None:
    desk = desk_of(round_of_july.reviewer)

    assert "柳湾镇" in desk.get("/report/", {"month": "2008-07"}).content.decode()
    for area in (places.prefecture, places.other_county, places.foreign_village):
        assert desk.get("/report/", {"area": area.code}).status_code == 404
        assert desk.get("/report/export/", {"area": area.code}).status_code == 404


def test_a_township_sees_its_own_villages_lines(round_of_july: Round, cast: Cast) -> None:
    page = desk_of(cast.township_head).get("/report/", {"month": "2008-07"}).content.decode()

    # Three households in 小湾村, two in 大塆村; the third village lies in the next township.
    assert "小湾村" in page
    assert "624.00" in page
    assert "前咀村" not in page


def test_reports_are_not_for_everybody(round_of_july: Round, cast: Cast) -> None:
    for staff in (cast.caseworker, cast.administrator):
        assert desk_of(staff).get("/report/").status_code == 403
        assert desk_of(staff).get("/report/export/").status_code == 403
    assert Client().get("/report/").status_code == 302


def test_whoever_opens_lines_is_written_down(round_of_july: Round, places: Places) -> None:
    desk_of(round_of_july.finance).get("/report/", {"area": places.village.code})

    log = ReadLog.objects.get(kind=ReadKind.VIEW)
    assert log.staff_name == round_of_july.finance.name
    assert "小湾村" in log.subject


def test_finance_sees_lines_without_a_way_into_the_files(
    round_of_july: Round, places: Places
) -> None:
    asked = {"month": "2008-07", "area": places.village.code}

    page = desk_of(round_of_july.finance).get("/report/", asked).content.decode()

    assert "户主101" in page
    assert "/households/" not in page


def test_the_workbook_holds_the_same_figures_and_nobodys_name(
    round_of_july: Round, cast: Cast
) -> None:
    response = desk_of(cast.officer).get("/report/export/", {"month": "2008-07"})

    rows = [[cell.text for cell in row.cells] for row in read_rows(response.content, "report.xlsx")]
    texts = " ".join(text for row in rows for text in row)
    assert "安丰县" in texts
    assert "785" in texts
    assert "户主" not in texts
    assert ReadLog.objects.filter(kind=ReadKind.EXPORT).count() == 1


def test_an_address_with_nonsense_is_refused_in_words(round_of_july: Round, cast: Cast) -> None:
    desk = desk_of(cast.officer)

    assert desk.get("/report/", {"month": "2008-13"}).status_code == 409
    assert desk.get("/report/", {"area": "990121\x00"}).status_code == 400


def test_the_command_prints_one_line_of_json(round_of_july: Round) -> None:
    out = StringIO()

    call_command("prefecture_report", "--month", "2008-07", shape="json", stdout=out)

    facts = json.loads(out.getvalue().splitlines()[-1])
    assert facts["persons"] == 17
    assert facts["due"] == "889.00"
    assert facts["class_amounts"] == {"1": "77.00", "2": "52.00", "3": "42.00"}
    assert {line["name"] for line in facts["printed"]} >= {"persons", "money", "average", "share"}


def test_the_command_prints_a_table_beside_what_was_printed(round_of_july: Round) -> None:
    out = StringIO()

    call_command("prefecture_report", "--month", "2008-07", stdout=out)

    assert "安丰县  7" in out.getvalue()
    assert "本系统比印出的少60,411人。" in out.getvalue()


def test_the_command_fails_for_a_month_without_figures(places: Places) -> None:
    err = StringIO()

    with pytest.raises(SystemExit, match="1"):
        call_command("prefecture_report", "--month", "2006-01", stdout=StringIO(), stderr=err)

    assert "no figures" in err.getvalue()


def test_the_command_says_of_an_area_that_it_is_not_there(places: Places) -> None:
    out = StringIO()

    with pytest.raises(CommandError, match="No such area") as end:
        call_command(
            "prefecture_report", "--month", "2008-07", area="123", shape="json", stdout=out
        )

    assert end.value.returncode == 2
    assert json.loads(out.getvalue())["error"].startswith("No such area")


def test_the_command_refuses_a_month_that_is_none(places: Places) -> None:
    with pytest.raises(CommandError):
        call_command("prefecture_report", "--month", "2008-13", stdout=StringIO())
