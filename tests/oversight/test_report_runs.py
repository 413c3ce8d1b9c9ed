"""Reports kept as they were: written once, hashed, seen in their area, and worked out again beside the old figures."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import Client
from pytest_django import Settings

from applicants.eligibility.canonical import digest
from dibao import scope
from dibao.errors import Refused
from dibao.models.audit import AuditEvent
from dibao.models.staff import Staff
from dibao.values.months import BenefitMonth
from oversight.actions import report_runs
from oversight.models import ReportRun
from oversight.pages.report_runs import differences, is_whole
from oversight.statistics import registry
from oversight.statistics.periods import Period
from tests.cast import Cast
from tests.factories.places import Places
from tests.house.visits import fresh_key
from tests.oversight.test_report import desk_of
from tests.payments.conftest import JULY, TODAY, Round, end_benefit, grant_late
from tests.payments.test_database_guards import refused, run


def kept(by: Staff, key: str = "caseload", **more: object) -> ReportRun:
    asked = {"area": by.posting.area, "period": Period.month(JULY), "rows_by": "", **more}
    with scope.of(by):
        return report_runs.keep(report=registry.report_of(key), by=by, on=TODAY, **asked)


def repeated(found: ReportRun, by: Staff) -> ReportRun:
    with scope.of(by):
        return report_runs.repeat(run=found, by=by, on=TODAY)


def test_a_report_is_kept_with_its_rules_inputs_and_hash(round_of_july: Round, cast: Cast) -> None:
    found = kept(cast.clerk)

    assert found.figures["total"]["persons"] == "15"
    assert found.figures_hash == digest(found.figures)
    assert is_whole(found)
    assert [one["name"] for one in found.rule_sets] == ["2007—2008年农村低保规则"]
    assert found.inputs["grant"]
    assert found.inputs["at"]
    assert found.not_closed == ["2008年7月：安丰县的批次没有结清。"]
    event = AuditEvent.objects.get(event="report:kept")
    assert (event.staff_name, event.after["report"]) == (cast.clerk.name, "caseload")


def test_the_trail_calls_a_kept_report_by_its_title(round_of_july: Round, cast: Cast) -> None:
    kept(cast.clerk, "spending")

    told = desk_of(cast.inspector).get("/trail/", {"event": "report:kept"}).content.decode()

    assert "报表：农村低保资金支出情况表" in told


def test_the_same_report_again_says_the_same(round_of_july: Round, cast: Cast) -> None:
    first = kept(cast.clerk)

    again = repeated(first, cast.reviewer)

    assert again.repeats == first
    assert again.figures_hash == first.figures_hash
    assert list(differences(again)) == []


def test_what_changed_since_is_told_cell_by_cell_and_the_old_report_stays(
    round_of_july: Round, cast: Cast
) -> None:
    first = kept(cast.clerk)
    before = dict(first.figures["total"])
    end_benefit(household=103, last_month=BenefitMonth(2008, 6))
    grant_late(cast.clerk, household=301, first_month=JULY)

    again = repeated(first, cast.clerk)

    told = {(code, key): (old, new) for code, key, old, new in differences(again)}
    assert told["990121100000", "class_3_persons"] == ("5", "4")
    assert told["total", "amount"] == ("785.00", "795.00")
    with scope.of(cast.clerk):
        first.refresh_from_db()
    assert first.figures["total"] == before


def test_a_report_is_kept_once_by_a_button_and_worked_out_again_by_another(
    round_of_july: Round, cast: Cast, settings: Settings
) -> None:
    settings.BUSINESS_DATE = TODAY
    desk = desk_of(cast.clerk)
    sent = {"period": "2008-07", "area": cast.clerk.posting.area_id, "idempotency_key": fresh_key()}

    first, second = (desk.post("/statistics/people/", sent) for _ in range(2))
    again = desk.post(first.url, {"idempotency_key": fresh_key()})

    assert first.url == second.url
    page = desk.get(again.url).content.decode()
    assert "与上一次完全一致" in page
    assert "存档的报表" in desk.get("/statistics/").content.decode()


def test_whoever_may_not_or_not_there_keeps_nothing(
    round_of_july: Round, cast: Cast, places: Places
) -> None:
    with pytest.raises(PermissionDenied):
        kept(cast.caseworker)
    with pytest.raises(Http404):
        kept(cast.clerk, area=places.other_county)
    with pytest.raises(Refused, match="乡镇没有"):
        kept(cast.township_head, "spending")


def test_a_county_sees_its_own_reports_and_not_those_of_others(
    round_of_july: Round, cast: Cast
) -> None:
    ours, whole = kept(cast.clerk), kept(cast.officer)

    def status(desk: Client, found: ReportRun) -> int:
        return desk.get(f"/statistics/runs/{found.pk}/").status_code

    assert status(desk_of(cast.reviewer), ours) == 200
    assert status(desk_of(cast.officer), ours) == 200
    assert status(desk_of(cast.reviewer), whole) == 404
    assert status(desk_of(cast.foreign_reviewer), ours) == 404
    assert status(desk_of(cast.township_head), ours) == 404
    with scope.of(cast.foreign_clerk):
        assert not ReportRun.objects.exists()


def test_nobody_changes_or_forges_a_kept_report(round_of_july: Round, cast: Cast) -> None:
    found = kept(cast.clerk)
    copied = (
        "INSERT INTO oversight_reportrun (area_code, report, first_month, last_month, rows_by, made_by_id, made_on,"
        " rule_sets, inputs, not_closed, figures, figures_hash, repeats_id)"
        " SELECT area_code, {report}, first_month, last_month, rows_by, {by}, made_on, rule_sets, inputs, not_closed,"
        " figures, {hash}, {repeats} FROM oversight_reportrun WHERE id = %s"
    )
    same = {"report": "report", "by": "made_by_id", "hash": "figures_hash", "repeats": "NULL"}

    for statement in (
        "UPDATE oversight_reportrun SET report = 'x'",
        "DELETE FROM oversight_reportrun",
    ):
        with refused(cast.clerk, "permission denied"):
            run(statement)
    for broken, because in (
        ({"by": str(cast.reviewer.pk)}, "report_run_made_by_is_who_acts"),
        ({"report": "'people'", "repeats": "id"}, "a_repetition_is_of_the_same_report"),
        ({"hash": "'x'"}, "report_run_has_a_hash"),
    ):
        with refused(cast.clerk, because):
            run(copied.format(**{**same, **broken}), found.pk)
    with refused(cast.foreign_clerk, "row-level security"):
        run(
            "INSERT INTO oversight_reportrun (area_code, report, first_month, last_month, rows_by, made_by_id, made_on,"
            " rule_sets, inputs, not_closed, figures, figures_hash) VALUES ('990121000000', 'people', '2008-07-01',"
            " '2008-07-01', 'county', %s, '2008-08-05', '[]', '{}', '[]', '{}', repeat('0', 64))",
            cast.foreign_clerk.pk,
        )
