"""What two pages call by one word is one thing, or the narrower of two of which the page says so."""

from collections.abc import Iterator
from datetime import date, timedelta

import psycopg
import pytest
from django.utils import timezone
from pytest_django import Settings

from applicants.actions import objections, rechecks
from applicants.actions.objections import Heard
from applicants.forms.rechecks import OVERDUE, RecheckFilter
from applicants.models import Case, Grant, GrantShare, Objection
from applicants.models.objection_kinds import ObjectionChannel, ObjectionKind, ObjectionTopic
from applicants.objection_figures import figures_of
from applicants.rechecks import due_until, scheduled
from dibao import scope
from dibao.charts import Chart
from dibao.models.area import Area
from dibao.models.staff import Staff
from dibao.paging import Cut
from dibao.values.months import BenefitMonth
from oversight.dashboard import cases_by_step, rechecks_by_month
from oversight.pages.dashboard import dashboard
from payments.charts import months_of
from tests.cast import ENTERED, POSTED, Cast
from tests.factories.places import Places
from tests.oversight.test_statistics import worked_out
from tests.payments.conftest import AUGUST, JULY, TODAY, Round, carry, grant_late
from tests.payments.test_recoveries import month_of
from tests.payments.test_transfers import moved_abroad

SEPTEMBER_FIFTH = date(2008, 9, 5)


def flow_chart(area: Area, staff: Staff, *, on: date) -> Chart:
    with scope.of(staff):
        (found,) = (one for one in dashboard(area, staff, on=on) if "新增和停发" in one.title)
    return found


def test_the_overview_and_the_report_call_the_same_families_new_and_stopped(
    cast: Cast, places: Places, round_of_july: Round, settings: Settings
) -> None:
    """To the batches of our county, which a family left for the next one in July, it is one that stopped."""
    settings.BUSINESS_DATE = TODAY
    carry(round_of_july, until="sealed")
    moved_abroad(cast, places)
    grant_late(cast.clerk, household=301, first_month=AUGUST)
    carry(month_of(round_of_july, AUGUST), until="sealed")
    with scope.of(cast.clerk):
        by_batches = months_of(places.county)[-1]
    assert (by_batches.new.households, by_batches.ended.households) == (1, 1)

    for area, staff in ((places.county, cast.clerk), (places.prefecture, cast.officer)):
        shown = {row.label: row.values for row in flow_chart(area, staff, on=SEPTEMBER_FIFTH).rows}
        reported = {
            month: worked_out("changes", month, cast, area, by=staff).total.figures
            for month in shown
        }

        assert shown["2008-08"] == (1, 0)
        assert reported["2008-08"]["moved_out_households"] == 1
        assert list(shown) == [str(JULY), str(AUGUST)]
        assert shown == {
            month: (figures["new_households"], figures["stopped_households"])
            for month, figures in reported.items()
        }


def days_of_waiting(first: date) -> Iterator[date]:
    return (first + timedelta(days=3 * number) for number in range(40))


def test_who_is_late_in_a_report_is_late_in_the_lists_and_some_are_warned_of_before(
    cast: Cast, accepted_case: Case, places: Places
) -> None:
    """Somebody should have gone there; the procedure as a whole still has time."""
    found = set()
    for on in days_of_waiting(ENTERED):
        with scope.of(cast.officer):
            listed = sum(one.late for one in cases_by_step(places.prefecture, on=on))
        reported = worked_out("deadlines", str(on.year), cast, on=on).total.figures["pending_late"]
        found.add((listed, reported))

    assert found == {(0, 0), (1, 0), (1, 1)}


def test_a_report_that_nobody_took_up_is_late_in_the_register_before_its_answer_is(
    cast: Cast, places: Places
) -> None:
    with scope.of(cast.clerk):
        heard = Heard(
            area=places.village,
            kind=ObjectionKind.REPORT,
            channel=ObjectionChannel.LETTER,
            about="张三",
            topic=ObjectionTopic.INCOME,
            text="家里有车没有报",
        )
        objections.register(heard=heard, by=cast.clerk, on=POSTED)

    found = set()
    for on in days_of_waiting(POSTED):
        with scope.of(cast.officer):
            listed = Objection.objects.late(on=on).count()
            assert figures_of(Objection.objects.all(), on=on).total.late == listed
        found.add(
            (listed, worked_out("objections", "2026", cast, on=on).total.figures["open_late"])
        )

    assert found == {(0, 0), (1, 0), (1, 1)}


def test_whoever_is_looked_at_is_overdue_on_no_page(
    cast: Cast, grant: Grant, places: Places
) -> None:
    on, month = date(2027, 8, 3), "2027-08"

    def overdue() -> list[object]:
        figures = worked_out("rechecks", month, cast, on=on).total.figures
        wanted = RecheckFilter({"due": OVERDUE}, staff=cast.officer).wanted(on=on)
        with scope.of(cast.officer):
            return [
                figures["overdue"],
                due_until(on, places.prefecture, on=on, limit=5).overdue,
                rechecks_by_month(places.prefecture, on=on)[0][1],
                len(scheduled(places.prefecture, wanted, on=on, cut=Cut())),
            ]

    assert overdue() == [1, 1, 1, 1]
    with scope.of(cast.caseworker):
        rechecks.begin(household=grant.household, changed={}, by=cast.caseworker, on=on)
    assert overdue() == [0, 0, 0, 0]
    figures = worked_out("rechecks", month, cast, on=on).total.figures
    assert figures["overdue_under_way"] == 1


EARLIER_VERSION = """
INSERT INTO applicants_personevent (
    area_code, birth_date, disability_level, disability_type, id, id_index, id_last4, id_last4_index, id_last6_index,
    initials, is_named, is_student, health, labour_capacity, name, phone_last4_index, sex, pgh_created_at, pgh_label,
    pgh_obj_id)
SELECT area_code, birth_date, disability_level, disability_type, id, '', '', '', '', '', true, false, '', '', name,
       '', sex, %s, 'insert', id
FROM applicants_person WHERE id = %s
"""


@pytest.mark.usefixtures("in_benefit")
@pytest.mark.django_db(transaction=True)
def test_a_card_that_comes_later_changes_no_month_that_is_over(
    cast: Cast, as_owner: psycopg.Connection
) -> None:
    """History is written by the real clock, whatever day it is for the law; a sex that is put right was never other."""
    this_month = BenefitMonth.of(timezone.localdate())
    last_month = this_month.previous()
    with scope.of(cast.clerk):
        person = GrantShare.objects.filter(last_month=None).earliest("pk").person
        other = GrantShare.objects.filter(last_month=None).latest("pk").person
        # The application writes no history but that of today.
        as_owner.execute(EARLIER_VERSION, [last_month.first_day, person.pk])
        for one in (person, other):
            one.disability_type, one.disability_level, one.sex = 3, 1, "female"
            one.save()

    figures = {
        month: [
            worked_out("people", str(month), cast, on=this_month.last_day).total.figures[key]
            for key in ("disabled", "severely_disabled", "women")
        ]
        for month in (last_month.previous(), last_month, this_month)
    }

    # Of whoever was entered after a month, today's card is all that is known.
    assert figures == {
        last_month.previous(): [2, 2, 5],
        last_month: [1, 1, 5],
        this_month: [2, 2, 5],
    }
