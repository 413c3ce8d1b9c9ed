"""What signed months come to by month, class and township, and that nobody but the seal counts them."""

from decimal import Decimal

from django.db import connection
from django.test.utils import CaptureQueriesContext

from dibao import scope
from dibao.models.staff import Staff
from payments import charts
from payments.actions import batches
from payments.charts import Month, Sums
from payments.models import BatchTally
from tests.cast import Cast
from tests.payments.conftest import (
    AUGUST,
    JULY,
    TODAY,
    Round,
    answered,
    carry,
    end_benefit,
    grant_late,
    sent,
)
from tests.payments.test_database_guards import refused, run


def months_for(staff: Staff) -> list[Month]:
    with scope.of(staff):
        return charts.months_of(staff.posting.area)


def august_signed(monthly: Round) -> Round:
    """July is settled; household 103 ends with it, and a new one of 52 yuan begins with August."""
    sent(monthly)
    answered(monthly, {})
    end_benefit(household=103, last_month=JULY)
    grant_late(monthly.clerk, household=301, first_month=AUGUST)
    with scope.of(monthly.clerk):
        batch = batches.draw(county=monthly.county, month=AUGUST, by=monthly.clerk, on=TODAY)
    next_month = Round(batch, *list(vars(monthly).values())[1:])
    carry(next_month, until="sealed")
    return next_month


def test_a_month_counts_from_its_signature_on(round_of_july: Round) -> None:
    carry(round_of_july, until="approved")
    assert months_for(round_of_july.clerk) == []

    with scope.of(round_of_july.finance):
        batches.sign(batch=round_of_july.batch, by=round_of_july.finance)

    (july,) = months_for(round_of_july.clerk)
    assert (july.month, july.batch) == (JULY, round_of_july.batch.pk)
    assert july.all == Sums(7, 15, Decimal(785), Decimal(0))
    assert {number: sums.persons for number, sums in july.classes.items()} == {1: 3, 2: 5, 3: 7}
    assert (july.held, july.to_bank) == (Decimal(168), Decimal(617))


def test_the_figures_are_those_of_the_lines(round_of_july: Round) -> None:
    carry(round_of_july, until="sealed")

    with scope.of(round_of_july.clerk):
        places = charts.places_of(round_of_july.county, JULY)
        lines = list(round_of_july.batch.lines.values_list("area_id", "covered_count"))
    expected = {
        code: sum(covered for area, covered in lines if area.startswith(code[:9]))
        for code in ("990121100000", "990121101000")
    }
    assert {place.area.pk: place.sums.persons for place in places} == expected
    assert [place.sums.given for place in places] == sorted(
        (place.sums.given for place in places), reverse=True
    )


def test_who_came_and_who_went_are_those_that_the_exceptions_name(round_of_july: Round) -> None:
    august_signed(round_of_july)

    july, august = months_for(round_of_july.clerk)
    assert (july.new, july.ended) == (charts.NOBODY, charts.NOBODY)
    assert august.new == Sums(1, 1, Decimal(52), Decimal(0))
    # What 103 had in July: one person of the third class.
    assert august.ended == Sums(1, 1, Decimal(42), Decimal(0))


def test_a_void_batch_counts_no_more(round_of_july: Round) -> None:
    carry(round_of_july, until="sealed")
    with scope.of(round_of_july.approver):
        batches.void(batch=round_of_july.batch, reason="编错", by=round_of_july.approver)

    assert months_for(round_of_july.clerk) == []


def test_a_county_sees_its_own_and_the_prefecture_all(cast: Cast, round_of_july: Round) -> None:
    carry(round_of_july, until="sealed")

    assert months_for(cast.foreign_clerk) == []
    (july,) = months_for(cast.officer)
    assert (july.counties, july.all.households) == (1, 7)
    with scope.of(cast.officer):
        (county,) = charts.places_of(cast.officer.posting.area, JULY)
    assert county.area == round_of_july.county


def test_the_cost_does_not_grow_with_the_months(round_of_july: Round) -> None:
    carry(round_of_july, until="sealed")
    with scope.of(round_of_july.clerk), CaptureQueriesContext(connection) as asked:
        charts.months_of(round_of_july.county)
        charts.places_of(round_of_july.county, JULY)

    assert len(asked) == 5


def test_nobody_writes_or_changes_a_count(round_of_july: Round) -> None:
    carry(round_of_july, until="sealed")

    with refused(round_of_july.clerk, "permission denied"):
        run(
            "INSERT INTO payments_batchtally (batch_id, area_code, kind, benefit_class, household_count,"
            " person_count, given_amount, offset_amount)"
            " SELECT batch_id, area_code, 'new', benefit_class, 1, 1, 1, 0 FROM payments_batchtally"
        )
    with refused(round_of_july.clerk, "permission denied"):
        run("UPDATE payments_batchtally SET person_count = 99")
    with refused(round_of_july.clerk, "permission denied"):
        run("DELETE FROM payments_batchtally")


def test_counting_again_adds_nothing_and_a_draft_is_not_counted(
    cast: Cast, round_of_july: Round
) -> None:
    with scope.of(cast.clerk):
        run("SELECT tally_batch(%s)", round_of_july.batch.pk)
        assert not BatchTally.objects.exists()
    carry(round_of_july, until="sealed")
    before = months_for(cast.clerk)

    with scope.of(cast.clerk):
        run("SELECT tally_batch(%s)", round_of_july.batch.pk)

    assert months_for(cast.clerk) == before


def test_another_county_sees_no_counts(cast: Cast, round_of_july: Round) -> None:
    carry(round_of_july, until="sealed")

    with scope.of(cast.foreign_clerk):
        assert not BatchTally.objects.exists()
