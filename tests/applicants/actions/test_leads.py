"""Leads: heard of by any office, followed by the township, each to one answer."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import Http404

from applicants.actions import leads
from applicants.actions.leads import Report
from applicants.models import Case, DiscoveryLead, LeadAnswer
from dibao import scope
from dibao.errors import Refused
from dibao.models.staff import Staff
from tests.applicants.test_database_guards import run
from tests.cast import DECIDED, ENTERED, POSTED, Cast
from tests.factories.places import Places


def report(places: Places, **more: object) -> Report:
    said: dict[str, object] = {
        "village": places.village,
        "source": "village",
        "reported_by": "村委会主任",
        "reported_on": ENTERED,
        "name": "赵老五",
        "about": "独居，摔断腿，没人照料",
    }
    return Report(**said | more)


def record(places: Places, by: Staff, *, on: date = ENTERED, **more: object) -> DiscoveryLead:
    with scope.of(by):
        return leads.record(report=report(places, **more), by=by, on=on)


@pytest.fixture
def lead(cast: Cast, places: Places) -> DiscoveryLead:
    return record(places, cast.caseworker)


def answer(
    lead: DiscoveryLead, by: Staff, *, answer: str = "unwilling", case: Case | None = None
) -> DiscoveryLead:
    with scope.of(by):
        return leads.answer(
            lead=lead, answer=answer, text="上门讲了政策", case=case, by=by, on=POSTED
        )


def test_county_and_township_write_leads_down(cast: Cast, places: Places) -> None:
    for by in (cast.caseworker, cast.township_head, cast.clerk, cast.reviewer):
        assert record(places, by, source="agency", reported_by="残联").recorded_by == by


def test_a_lead_is_followed_to_its_answer(cast: Cast, lead: DiscoveryLead) -> None:
    answered = answer(lead, cast.township_head)

    assert (answered.answer, answered.answered_by) == (LeadAnswer.UNWILLING, cast.township_head)
    with scope.of(cast.caseworker):
        assert not DiscoveryLead.objects.waiting().exists()


def test_a_lead_leads_to_an_application(cast: Cast, lead: DiscoveryLead, draft_case: Case) -> None:
    answered = answer(lead, cast.caseworker, answer="applied", case=draft_case)

    assert answered.case_id == draft_case.pk


def test_an_application_is_named_where_there_is_one_and_only_there(
    cast: Cast, lead: DiscoveryLead, draft_case: Case
) -> None:
    with pytest.raises(Refused, match="先录入申请"):
        answer(lead, cast.caseworker, answer="applied")
    with pytest.raises(Refused, match="没有申请的"):
        answer(lead, cast.caseworker, answer="unwilling", case=draft_case)


def test_a_lead_is_answered_once(cast: Cast, lead: DiscoveryLead) -> None:
    answer(lead, cast.caseworker)

    with pytest.raises(Refused, match="已有人办理"):
        answer(lead, cast.township_head, answer="not_found")


def test_nobody_of_the_public_is_named(cast: Cast, places: Places) -> None:
    with pytest.raises(Refused, match="不登记反映人"):
        record(places, cast.caseworker, source="public")
    assert record(places, cast.caseworker, source="public", reported_by="").reported_by == ""


def test_nobody_reports_tomorrow(cast: Cast, places: Places) -> None:
    with pytest.raises(Refused, match="晚于今天"):
        record(places, cast.caseworker, reported_on=POSTED)


def test_the_next_township_neither_writes_nor_answers(
    cast: Cast, places: Places, lead: DiscoveryLead
) -> None:
    with pytest.raises(Http404):
        record(places, cast.neighbour)
    with pytest.raises(Http404):
        answer(lead, cast.neighbour)


def test_the_county_leaves_the_answer_to_the_township(cast: Cast, lead: DiscoveryLead) -> None:
    with pytest.raises(PermissionDenied):
        answer(lead, cast.reviewer)


def test_who_only_pays_hears_of_nobody(cast: Cast, places: Places) -> None:
    with pytest.raises(PermissionDenied):
        record(places, cast.finance)


LEAD = (
    "INSERT INTO applicants_discoverylead (area_code, source, reported_by, reported_on, name, about,"
    " recorded_by_id, answer, answer_text) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, '')"
)


@pytest.mark.parametrize(
    ("guard", "values"),
    [
        ("a_lead_says_who_and_why", ("rumour", "", ENTERED, "赵", "x", "")),
        ("a_lead_says_who_and_why", ("village", "", ENTERED, "", "x", "")),
        ("a_lead_says_who_and_why", ("village", "", ENTERED, "赵", "", "")),
        ("nobody_of_the_public_is_named", ("public", "钱", ENTERED, "赵", "x", "")),
        ("a_lead_begins_without_an_answer", ("village", "", "2999-01-01", "赵", "x", "")),
        ("an_answered_lead_says_what", ("village", "", ENTERED, "赵", "x", "unwilling")),
    ],
)
def test_no_lead_is_written_that_cannot_be(
    cast: Cast, places: Places, guard: str, values: tuple[object, ...]
) -> None:
    *said, given = values

    with pytest.raises(DatabaseError, match=guard), scope.of(cast.caseworker):
        run(LEAD, places.village.code, *said, cast.caseworker.pk, given)


@pytest.mark.parametrize(
    ("guard", "columns"),
    [
        ("an_answered_lead_says_what", "answer = 'unwilling'"),
        ("an_answered_lead_says_what", "answer = 'gone', answer_text = 'x'"),
        ("an_answered_lead_says_what", "answered_on = '2026-07-05'"),
        ("a_lead_that_led_to_an_application_names_it", "answer = 'applied'"),
        ("permission denied", "name = 'x'"),
        ("permission denied", "about = 'x'"),
    ],
)
def test_no_answer_is_written_that_cannot_be(
    cast: Cast, lead: DiscoveryLead, guard: str, columns: str
) -> None:
    whole = "answer = 'unwilling', answer_text = 'x', answered_by_id = recorded_by_id"
    whole += ", answered_on = '2026-07-08'"
    given = dict(part.strip().split(" = ") for part in whole.split(","))
    given |= dict(part.strip().split(" = ") for part in columns.split(","))
    if columns == "answer = 'unwilling'":
        given["answer_text"] = "''"
    sets = ", ".join(f"{name} = {value}" for name, value in given.items())

    with pytest.raises(DatabaseError, match=guard), scope.of(cast.caseworker):
        run(f"UPDATE applicants_discoverylead SET {sets}")


def test_an_answer_stays(cast: Cast, lead: DiscoveryLead) -> None:
    answer(lead, cast.caseworker)

    for statement in (
        "UPDATE applicants_discoverylead SET answer_text = 'y'",
        "DELETE FROM applicants_discoverylead",
        "UPDATE applicants_discoveryleadevent SET name = 'y'",
    ):
        with (
            pytest.raises(DatabaseError, match=r"a_lead_is_answered_once|permission denied"),
            scope.of(cast.caseworker),
        ):
            run(statement)


def test_an_application_of_another_village_is_not_its_answer(
    cast: Cast, places: Places, lead: DiscoveryLead, draft_case: Case
) -> None:
    with (
        pytest.raises(DatabaseError, match="a_lead_is_answered_once"),
        scope.of(cast.caseworker),
    ):
        run(
            "UPDATE applicants_discoverylead SET answer = 'applied', answer_text = 'x', case_id = %s,"
            " answered_by_id = recorded_by_id, answered_on = %s",
            draft_case.pk + 1000,
            DECIDED,
        )


def test_the_next_township_sees_no_lead(cast: Cast, lead: DiscoveryLead) -> None:
    with scope.of(cast.neighbour):
        assert run("SELECT count(*) FROM applicants_discoverylead") == [(0,)]
        assert run("SELECT count(*) FROM applicants_discoveryleadevent") == [(0,)]
