"""What was opened because of an inspection is tied to what it found: in one act, or named afterwards, and both ways."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from pytest_django import Settings

from applicants.actions import rechecks
from applicants.models.case import LOOKING_AGAIN, Case
from applicants.models.household import Household
from applicants.models.recheck import RecheckTopic
from dibao import scope
from dibao.errors import Refused
from dibao.models.staff import Staff
from oversight.actions import follow_ups, inspections, rectifications
from oversight.models import FollowUp, InspectionVisit, Rectification
from oversight.pages.follow_ups import causes_of
from tests.acting import by_their_actors
from tests.cast import Cast
from tests.oversight.inspecting import DRAWN, SEED, drawn, given, looked_at, seeded
from tests.oversight.test_inspection_pages import desk_of, key
from tests.payments.conftest import AUGUST, JULY, Round, answered, end_benefit, grant_late, sent
from tests.payments.test_database_guards import refused, run

acting = by_their_actors(follow_ups)
UNCHANGED = {topic.value: "same" for topic in RecheckTopic}
ROW = (
    "INSERT INTO oversight_followup (area_code, visit_id, case_id, recovery_id, linked_by_id, linked_on)"
    " SELECT v.area_code, v.id, %s, %s, %s, %s FROM oversight_inspectionvisit v WHERE v.id = %s"
)


@pytest.fixture(autouse=True)
def on_the_day_of_the_draw(settings: Settings) -> None:
    settings.BUSINESS_DATE = DRAWN


@pytest.fixture
def task(cast: Cast, in_benefit: None) -> Rectification:
    return given(cast)


def begun(cast: Cast, household: int) -> Case:
    with scope.of(cast.caseworker):
        family = Household.objects.get(pk=household)
        return rechecks.begin(household=family, changed={}, by=cast.caseworker, on=DRAWN)


def visit_of(cast: Cast, task: Rectification) -> InspectionVisit:
    with scope.of(cast.approver):
        return InspectionVisit.objects.get(pk=task.visit_id)


def test_a_recheck_begun_because_of_a_finding_is_tied_to_it(
    cast: Cast, task: Rectification
) -> None:
    desk, because = desk_of(cast.caseworker), f"inspection-{task.visit_id}"
    address = f"/households/{task.household_id}/recheck/"
    page = desk.get(f"/rectifications/{task.pk}/").content.decode()
    asked = desk.get(f"{address}?because={because}").content.decode()
    twice = UNCHANGED | {"because": because} | key()

    answers = [desk.post(address, twice) for _ in range(2)]

    assert f"{address}?because={because}" in page
    assert "抽查发现：2008年秋季抽查" in asked
    assert [answer.status_code for answer in answers] == [302, 302]
    with scope.of(cast.caseworker):
        tied = FollowUp.objects.select_related("case").get()
    assert (tied.visit_id, tied.case.household_id) == (task.visit_id, task.household_id)
    case = desk.get(f"/cases/{tied.case_id}/").content.decode()
    assert f'href="/rectifications/{task.pk}/">来自抽查：2008年秋季抽查' in case
    assert tied.case.number in desk.get(f"/rectifications/{task.pk}/").content.decode()


def test_another_familys_finding_opens_nothing(cast: Cast, task: Rectification) -> None:
    with scope.of(cast.caseworker):
        other = Household.objects.exclude(pk=task.household_id)[0]

    page = desk_of(cast.caseworker).post(
        f"/households/{other.pk}/recheck/",
        UNCHANGED | {"because": f"inspection-{task.visit_id}"} | key(),
    )

    # The question is not even asked of that family: the answer to it counts for nothing.
    assert page.status_code == 302
    with scope.of(cast.caseworker):
        assert not FollowUp.objects.exists()
        with pytest.raises(Refused, match="不是被抽查的这户"):
            follow_ups.tie(
                visit=visit_of(cast, task),
                to=Case.objects.filter(household=other).latest("pk"),
                by=cast.caseworker,
                on=DRAWN,
            )


def test_an_application_does_not_come_of_an_inspection(cast: Cast, task: Rectification) -> None:
    with scope.of(cast.caseworker):
        family = Case.objects.filter(household=task.household_id)
        applied = family.exclude(kind__in=LOOKING_AGAIN).latest("pk")

    with pytest.raises(Refused, match="申请不是因为抽查"):
        acting.tie(visit=visit_of(cast, task), to=applied, by=cast.caseworker, on=DRAWN)


def test_a_recheck_that_is_there_already_is_named_once(cast: Cast, task: Rectification) -> None:
    case, desk = begun(cast, task.household_id), desk_of(cast.caseworker)
    address = f"/rectifications/{task.pk}/"
    assert f'value="case-{case.pk}"' in desk.get(address).content.decode()

    for typed in ({"opening": f"case-{case.pk}"}, {"opening": "case-0"}):
        desk.post(address, {"tie": "1"} | typed | key())

    with scope.of(cast.caseworker):
        assert [one.case_id for one in FollowUp.objects.all()] == [case.pk]
    assert f'value="case-{case.pk}"' not in desk.get(address).content.decode()


def test_who_has_nothing_to_do_with_it_ties_nothing(cast: Cast, task: Rectification) -> None:
    case = begun(cast, task.household_id)

    with pytest.raises(PermissionDenied):
        acting.tie(visit=visit_of(cast, task), to=case, by=cast.finance, on=DRAWN)


def test_money_asked_back_because_of_a_finding_is_counted_in_the_report(
    cast: Cast, round_of_july: Round
) -> None:
    sent(round_of_july)
    answered(round_of_july, {})
    end_benefit(household=102, last_month=JULY.previous())
    grant_late(round_of_july.clerk, household=102, amount=100)
    inspection = drawn(cast, given_size=7)
    with scope.of(cast.approver):
        rows = inspection.visits.select_related("first", "second")
        visit = rows.get(household=102)
    looked_at(visit, income="儿子外出务工")
    with scope.of(cast.approver):
        rectifications.give(
            visit=visit, demand="核算收入", due_on=DRAWN, by=cast.approver, on=DRAWN
        )
    desk, address = desk_of(cast.clerk), "/households/102/recoveries/new/"
    typed = {
        "cause": "not_told",
        "reasons": "七月起收入增加",
        "instalment": "25",
        "first_month": str(AUGUST.next()),
        "return_by": "2008-12-31",
        "because": f"inspection-{visit.pk}",
    }

    asked = desk.get(address).content.decode()
    answer = desk.post(address, typed | key())

    assert "抽查发现：2008年秋季抽查" in asked
    assert answer.status_code == 302
    with scope.of(cast.approver):
        tied = FollowUp.objects.select_related("recovery").get()
    assert tied.recovery.amount == Decimal(56)
    assert "来自抽查" in desk.get(answer.url).content.decode()
    report = desk_of(cast.approver).get(f"/inspections/{inspection.pk}/papers/report/")
    told = report.content.decode()
    assert "因此提出的追回" in told
    assert "56.00" in told


def test_the_county_names_what_the_prefecture_found(cast: Cast, in_benefit: None) -> None:
    """It reads of the prefecture's inspection what the task says of it."""
    inspection = seeded(cast.officer)
    with scope.of(cast.inspector):
        inspections.draw(inspection=inspection, digits=SEED, by=cast.inspector, on=DRAWN)
    with scope.of(cast.officer):
        visit = inspection.visits.select_related("first", "second").order_by("pk")[0]
    looked_at(visit, income="儿子外出务工")
    before = named_by(cast.clerk, visit)
    with scope.of(cast.officer):
        rectifications.give(visit=visit, demand="核算收入", due_on=DRAWN, by=cast.officer, on=DRAWN)

    assert before == []
    assert named_by(cast.clerk, visit) == [str(visit.pk)]


def named_by(staff: Staff, visit: InspectionVisit) -> list[str]:
    with scope.of(staff):
        family = Household.objects.get(pk=visit.household_id)
        return [one.key for one in causes_of(family, staff, DRAWN)]


def test_the_database_ties_nothing_that_did_not_come_of_it(cast: Cast, task: Rectification) -> None:
    case, who = begun(cast, task.household_id), cast.caseworker
    with scope.of(who):
        earlier = Case.objects.filter(household=task.household_id).earliest("pk")

    with refused(who, "a_follow_up_comes_after_its_familys_visit"):
        run(ROW, earlier.pk, None, who.pk, DRAWN, task.visit_id)
    with refused(who, "a_follow_up_is_a_case_or_a_recovery|comes_after"):
        run(ROW, None, None, who.pk, DRAWN, task.visit_id)
    with refused(who, "_is_who_acts"):
        run(ROW, case.pk, None, cast.approver.pk, DRAWN, task.visit_id)
    acting.tie(visit=visit_of(cast, task), to=case, by=who, on=DRAWN)
    with refused(who, "a_case_follows_a_visit_once"):
        run(ROW, case.pk, None, who.pk, DRAWN, task.visit_id)
    with refused(who, "permission denied"):
        run("DELETE FROM oversight_followup")


def test_a_family_where_all_agreed_is_followed_by_nothing(cast: Cast, task: Rectification) -> None:
    with scope.of(cast.approver):
        agreeing = InspectionVisit.objects.exclude(pk=task.visit_id)[0]
    case = begun(cast, task.household_id)

    with pytest.raises(Refused, match="没有发现问题"):
        acting.tie(visit=agreeing, to=case, by=cast.approver, on=DRAWN)
