"""Operators' commands about cases: why one came out so, whether all would come out so again, what if."""

import json

import psycopg
import pytest
from django.core.management import CommandError, call_command

from applicants import jobs
from applicants.actions import decisions
from applicants.models.case import Case
from applicants.models.grant import Grant
from applicants.pages.trace import trace_of_stored
from dibao import scope
from dibao.models.audit import ReadLog
from tests.applicants.desk.conftest import Desk
from tests.cast import DECIDED, Cast


@pytest.fixture
def grant(cast: Cast, case_on_notice: Case) -> Grant:
    with scope.of(cast.reviewer):
        return decisions.confirm(case=case_on_notice, reasons="属实", by=cast.reviewer, on=DECIDED)


def last_line(capsys: pytest.CaptureFixture[str]) -> object:
    return json.loads(capsys.readouterr().out.splitlines()[-1])


def test_the_printed_trace_is_the_one_of_the_page(
    cast: Cast, case_on_notice: Case, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("explain", case=case_on_notice.number, shape="json")
    printed = last_line(capsys)

    with scope.of(cast.caseworker):
        shown = trace_of_stored(case_on_notice.assessments.get())
    page = Desk(cast.caseworker).opens("applicants:case", case_on_notice.pk).content.decode()
    assert printed == [vars(step) for step in shown]
    assert all(step["sentence"] in page for step in printed)


def test_explaining_leaves_a_trace_of_its_own(cast: Cast, case_on_notice: Case) -> None:
    call_command("explain", case=case_on_notice.number)

    with scope.of(cast.officer):
        assert ReadLog.objects.filter(household_key=case_on_notice.household_id).exists()


@pytest.mark.parametrize("number", ["2026-9999999", "1999-0000001", "x"])
def test_there_is_no_such_case(cast: Cast, case_on_notice: Case, number: str) -> None:
    with pytest.raises(CommandError, match="no case"):
        call_command("explain", case=number)


def test_every_stored_verdict_is_reproduced(
    cast: Cast, grant: Grant, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("verify_assessments", shape="json")

    assert last_line(capsys) == {"checked": 1, "differing": []}


def test_every_night_a_verdict_that_comes_out_otherwise_is_told(
    cast: Cast, grant: Grant, as_owner: psycopg.Connection, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("INFO", logger="applicants.jobs"):
        jobs.judge_again(0)
        as_owner.execute("ALTER TABLE applicants_assessment DISABLE TRIGGER USER")
        as_owner.execute("UPDATE applicants_assessment SET facts_hash = repeat('0', 64)")
        jobs.judge_again(0)

    assert [record.levelname for record in caplog.records] == ["INFO", "ERROR"]
    assert "1 of 1" in caplog.messages[1]


def test_what_if_says_the_difference(
    cast: Cast, grant: Grant, capsys: pytest.CaptureFixture[str]
) -> None:
    line = grant.rule_set.as_terms().income_line + 1200

    call_command(
        "what_if",
        "--month=2026-08",
        f"--area={grant.area_id[:6]}",
        f"--income-line={line}",
        "--format=json",
    )

    answer = last_line(capsys)
    assert (answer["difference"], answer["changes"]) == ("200.00", {"gains": 1})
    assert [one["key"] for one in answer["townships"]] == [grant.area_id[:9]]


def test_what_if_refuses_a_line_of_nothing(cast: Cast, grant: Grant) -> None:
    with pytest.raises(SystemExit):
        call_command(
            "what_if",
            "--month=2026-08",
            f"--area={grant.area_id[:6]}",
            "--income-line=0",
        )
