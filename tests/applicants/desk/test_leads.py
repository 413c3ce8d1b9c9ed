"""Leads on their pages: typed, listed, on the work list of the township, answered."""

import uuid
from collections.abc import Callable

import pytest
from pytest_django import DjangoAssertNumQueries

from applicants.actions import leads
from applicants.actions.leads import Report
from applicants.models import Case, DiscoveryLead
from dibao import scope
from dibao.models.audit import ReadLog
from dibao.models.staff import Staff
from tests.applicants.desk.conftest import Desk
from tests.cast import ENTERED, Cast
from tests.factories.places import Places

AtDesk = Callable[[Staff], Desk]


def typed(places: Places, **more: object) -> dict[str, object]:
    said: dict[str, object] = {
        "village": places.village.pk,
        "name": "赵　老五",
        "about": "独居，摔断腿",
        "source": "village",
        "reported_by": "村委会主任",
        "reported_on": "2026.7.6",
    }
    return said | more


def heard_of(places: Places, by: Staff, number: int = 1) -> DiscoveryLead:
    report = Report(
        village=places.village,
        source="village",
        reported_by="村委会",
        reported_on=ENTERED,
        name="赵老五",
        about="独居",
    )
    with scope.of(by):
        heard = [leads.record(report=report, by=by, on=ENTERED) for _ in range(number)]
    return heard[0]


@pytest.fixture
def lead(cast: Cast, places: Places) -> DiscoveryLead:
    return heard_of(places, cast.caseworker)


def stored(cast: Cast) -> list[DiscoveryLead]:
    with scope.of(cast.caseworker):
        return list(DiscoveryLead.objects.all())


def test_a_lead_is_typed_and_waits_on_the_work_list(
    at_desk: AtDesk, cast: Cast, places: Places
) -> None:
    at_desk(cast.reviewer).sends("applicants:lead_new", **typed(places))

    (lead,) = stored(cast)
    assert lead.name == "赵老五"
    waiting = at_desk(cast.caseworker).opens("home").context["waiting"]
    assert [(bucket.key, bucket.count) for bucket in waiting] == [("leads", 1)]


def test_what_lacks_is_named_and_what_was_typed_stays(
    at_desk: AtDesk, cast: Cast, places: Places
) -> None:
    answer = at_desk(cast.caseworker).sends("applicants:lead_new", **typed(places, name=""))

    assert 'href="#id_name"' in answer.text
    assert "独居，摔断腿" in answer.text
    assert stored(cast) == []


def test_the_same_click_twice_writes_it_once(at_desk: AtDesk, cast: Cast, places: Places) -> None:
    desk, key = at_desk(cast.caseworker), str(uuid.uuid4())

    for _click in range(2):
        desk.sends("applicants:lead_new", key=key, **typed(places))

    assert len(stored(cast)) == 1


def test_a_lead_is_answered_with_its_application(
    at_desk: AtDesk, cast: Cast, lead: DiscoveryLead, draft_case: Case
) -> None:
    desk = at_desk(cast.caseworker)
    assert draft_case.number in desk.opens("applicants:lead", lead.pk).text

    said = {"answer": "applied", "case": draft_case.pk, "text": "已帮助录入"}
    desk.sends("applicants:lead", lead.pk, **said)

    page = desk.opens("applicants:lead", lead.pk).text
    assert f'href="/cases/{draft_case.pk}/"' in page
    assert "已帮助录入" in page
    assert "<form method" not in page.split("<main", 1)[1]


def test_an_application_must_be_chosen(
    at_desk: AtDesk, cast: Cast, lead: DiscoveryLead, draft_case: Case
) -> None:
    answer = at_desk(cast.caseworker).sends(
        "applicants:lead", lead.pk, answer="applied", text="已帮助录入"
    )

    assert 'href="#id_case"' in answer.text
    assert "已帮助录入" in answer.text


def test_the_second_answer_says_that_there_is_one(
    at_desk: AtDesk, cast: Cast, lead: DiscoveryLead
) -> None:
    desk = at_desk(cast.caseworker)
    desk.sends("applicants:lead", lead.pk, answer="not_found", text="查无此人")

    answer = desk.sends("applicants:lead", lead.pk, answer="unwilling", text="不愿意")

    assert "已有人办理" in answer.text


def test_the_county_reads_but_does_not_answer(
    at_desk: AtDesk, cast: Cast, lead: DiscoveryLead
) -> None:
    desk = at_desk(cast.reviewer)

    assert "独居" in desk.opens("applicants:lead", lead.pk).text
    said = {"answer": "not_found", "text": "x"}
    assert desk.sends("applicants:lead", lead.pk, **said).status_code == 403


def test_only_those_that_wait_are_listed_on_request(
    at_desk: AtDesk, cast: Cast, lead: DiscoveryLead
) -> None:
    desk = at_desk(cast.caseworker)
    desk.sends("applicants:lead", lead.pk, answer="not_found", text="查无此人")

    assert "赵老五" in desk.opens("applicants:leads").text
    assert "赵老五" not in desk.opens("applicants:leads", waiting=1).text


def test_looking_at_a_lead_is_logged(at_desk: AtDesk, cast: Cast, lead: DiscoveryLead) -> None:
    at_desk(cast.caseworker).opens("applicants:lead", lead.pk)

    with scope.of(cast.inspector):
        assert ReadLog.objects.filter(subject=f"救助线索 {lead.pk}").count() == 1


def test_the_list_costs_the_same_for_one_and_for_thirty(
    at_desk: AtDesk,
    cast: Cast,
    places: Places,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    desk = at_desk(cast.caseworker)
    heard_of(places, cast.caseworker, 30)

    with django_assert_max_num_queries(12):
        desk.opens("applicants:leads")
