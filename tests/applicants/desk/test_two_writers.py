"""Two people at one household: whoever is slower is told, sees both versions, and loses nothing."""

from collections.abc import Callable

import pytest

from applicants.models import Case, HomeVisit, Household, Person, ReviewMeeting, RuleSet
from dibao import scope
from dibao.models.staff import Staff
from dibao.roles import Role
from tests.applicants.desk.conftest import Desk
from tests.applicants.desk.test_entry import edited
from tests.applicants.desk.test_people import typed
from tests.applicants.desk.test_visits import HOUSING, MEETING
from tests.cast import Cast, hire
from tests.factories.investigation import begun

AtDesk = Callable[[Staff], Desk]


@pytest.fixture
def desk(at_desk: AtDesk, cast: Cast, rules_of_2026: RuleSet) -> Desk:
    return at_desk(cast.caseworker)


@pytest.fixture
def colleague(at_desk: AtDesk, cast: Cast) -> Desk:
    return at_desk(hire("colleague", "周同事", Role.CASEWORKER, cast.caseworker.posting.area))


@pytest.fixture
def wife(cast: Cast, household: Household) -> Person:
    with scope.of(cast.caseworker):
        return household.members().get(relation="10").person


def mark_of(desk: Desk, page: str, key: int) -> str:
    return str(desk.opens(page, key).context["mark"].value)


def test_the_papers_of_the_people(
    desk: Desk, colleague: Desk, cast: Cast, household: Household
) -> None:
    mark = mark_of(desk, "applicants:people", household.pk)
    theirs = typed(cast, household, marital_status="20")
    colleague.sends("applicants:people", household.pk, **theirs)
    mine = typed(cast, household, marital_status="30", diagnosis="慢性肾炎")

    told = desk.sends("applicants:people", household.pk, mark=mark, **mine)

    assert "被周同事改过" in told.text
    assert "慢性肾炎" in told.text
    labels = {(str(one.label), one.row) for one in told.context["mark"].differences}
    assert labels == {("婚姻状况", "1"), ("诊断", "1")}
    renewed = told.context["mark"].value
    assert desk.sends("applicants:people", household.pk, mark=renewed, **mine).status_code == 302


def test_a_form_with_an_error_keeps_the_mark_it_was_opened_with(
    desk: Desk, colleague: Desk, cast: Cast, household: Household
) -> None:
    mark = mark_of(desk, "applicants:people", household.pk)
    colleague.sends("applicants:people", household.pk, **typed(cast, household, ethnicity="15"))

    wrong = typed(cast, household, disability_card="12")
    answer = desk.sends("applicants:people", household.pk, mark=mark, **wrong)

    assert answer.context["mark"].value == mark


def test_who_receives_the_money(
    desk: Desk, colleague: Desk, cast: Cast, household: Household, wife: Person
) -> None:
    mark = mark_of(desk, "applicants:payee", household.pk)
    colleague.sends("applicants:payee", household.pk, who=str(wife.pk), reason="head_immobile")
    outside = {"who": "outside", "name": "王五", "relation": "侄子", "reason": "head_minor"}

    told = desk.sends("applicants:payee", household.pk, mark=mark, **outside)

    assert "被周同事改过" in told.text
    with scope.of(cast.caseworker):
        household.refresh_from_db()
        assert household.payee == wife


def test_who_heads_the_household(
    desk: Desk, colleague: Desk, cast: Cast, household: Household, wife: Person
) -> None:
    mark = mark_of(desk, "applicants:head_change", household.pk)
    change = {"head": str(wife.pk), f"relation_{household.head_id}": "10"}
    colleague.sends("applicants:head_change", household.pk, **change, reason="外出")
    back = {"head": str(household.head_id), f"relation_{wife.pk}": "10"}

    told = desk.sends("applicants:head_change", household.pk, mark=mark, **back, reason="改回")

    assert "被周同事改过" in told.text
    assert [one.typed for one in told.context["mark"].differences] == ["配偶", "户主"]
    with scope.of(cast.caseworker):
        household.refresh_from_db()
        assert household.head == wife


def test_the_application_over_a_family_that_was_changed_elsewhere(
    desk: Desk,
    colleague: Desk,
    cast: Cast,
    household: Household,
    draft_case: Case,
    wife: Person,
) -> None:
    page = desk.opens("applicants:case_edit", draft_case.pk)
    mark = {"application-family": page.context["entry"].application["family"].value()}
    change = {"head": str(wife.pk), f"relation_{household.head_id}": "10"}
    stale = edited(draft_case, household, cast, draft="1") | mark
    colleague.sends("applicants:head_change", household.pk, **change, reason="外出")

    told = desk.sends("applicants:case_edit", draft_case.pk, **stale)

    assert "被周同事改过" in told.text
    shown = {(str(one.label), one.stored, one.typed) for one in told.context["differences"]}
    assert {("与户主关系", "配偶", "户主"), ("与户主关系", "户主", "配偶")} <= shown
    assert "姓名" not in {label for label, _stored, _typed in shown}
    with scope.of(cast.caseworker):
        household.refresh_from_db()
        assert household.head == wife


def test_a_new_application_over_a_family_that_was_changed_elsewhere(
    desk: Desk, colleague: Desk, cast: Cast, household: Household, wife: Person
) -> None:
    page = desk.opens("applicants:case_again", household.pk)
    mark = {"application-family": page.context["entry"].application["family"].value()}
    stale = edited(Case(version=0, area_id=household.area_id), household, cast) | mark
    left = {"reason": "married_out", "on": "2026-07-06"}
    colleague.sends("applicants:member_leave", household.pk, wife.pk, **left)

    told = desk.sends("applicants:case_again", household.pk, **stale)

    assert "被周同事改过" in told.text
    with scope.of(cast.caseworker):
        assert not Case.objects.exists()
        assert household.members().count() == 1


def test_the_minutes_of_a_meeting(
    desk: Desk, colleague: Desk, cast: Cast, visit: HomeVisit
) -> None:
    mark = mark_of(desk, "applicants:meeting_new", visit.case_id)
    colleague.sends("applicants:meeting_new", visit.case_id, **MEETING)
    mine = MEETING | {"agree": "7", "disagree": "2"}

    told = desk.sends("applicants:meeting_new", visit.case_id, mark=mark, **mine)

    shown = {str(one.label): (one.stored, one.typed) for one in told.context["mark"].differences}
    assert shown == {"同意": ("8", "7"), "不同意": ("1", "2")}
    with scope.of(cast.caseworker):
        assert ReviewMeeting.objects.count() == 1


def test_a_screen_of_a_visit_lists_what_differs(
    desk: Desk, colleague: Desk, cast: Cast, accepted_case: Case
) -> None:
    with scope.of(cast.caseworker):
        visit = begun(accepted_case, cast.caseworker, on=accepted_case.opened_on)
    screen = ("applicants:visit_block", visit.pk, "housing")
    mark = desk.opens(*screen).context["form"]["mark"].value()
    colleague.sends(*screen, **HOUSING, mark=mark)

    told = desk.sends(*screen, **HOUSING | {"floor_area": "80"}, mark=mark)

    assert "刚被别人存过" in told.text
    assert [str(one.label) for one in told.context["differences"]] == ["建筑面积"]
