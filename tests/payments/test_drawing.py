"""Drawing a month: the lines, what differs from the month before, and one batch whatever happens."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from applicants.models.grant import Grant
from applicants.models.policy import RuleSet
from dibao import scope
from dibao.errors import Refused
from dibao.models.audit import AuditEvent
from dibao.values.months import BenefitMonth
from payments.actions import accounts, batches
from payments.models import Account, BatchException, LineStatus, PaymentBatch, PaymentLine
from tests.cast import Cast
from tests.changes import ended
from tests.factories.places import Places
from tests.nightly import runs
from tests.payments import register
from tests.payments.conftest import AUGUST, JULY, TODAY, Round, replace_account


def test_a_draft_holds_one_line_for_each_household_in_benefit(round_of_july: Round) -> None:
    batch = round_of_july.batch

    with scope.of(round_of_july.clerk):
        assert batch.lines.count() == batch.line_count == 7
        assert batch.person_count == 15
        assert batch.total_amount == Decimal("785.00")


def test_lines_keep_grant_account_and_place(round_of_july: Round) -> None:
    with scope.of(round_of_july.clerk):
        line = round_of_july.batch.lines.get(household=102)

        assert (line.amount, line.covered_count, line.benefit_class) == (Decimal("156.00"), 3, 2)
        assert line.area_id == "990121100200"
        assert line.account.household_id == line.grant.household_id == 102


def test_a_household_without_account_is_held_and_comes_last(round_of_july: Round) -> None:
    with scope.of(round_of_july.clerk):
        held = round_of_july.batch.lines.get(status=LineStatus.HELD)

    assert (held.household_id, held.serial) == (105, 7)
    assert round_of_july.batch.held_amount == held.amount == Decimal("168.00")
    assert round_of_july.batch.payable_amount == Decimal("617.00")


def test_the_first_batch_of_a_county_has_only_account_exceptions(round_of_july: Round) -> None:
    with scope.of(round_of_july.clerk):
        kinds = list(round_of_july.batch.exceptions.values_list("kind", "household"))

    assert kinds == [("account", 105)]


def test_exceptions_tell_new_ended_and_changed_households(round_of_july: Round, cast: Cast) -> None:
    with scope.of(cast.clerk), connection.cursor() as cursor:
        for grant in Grant.objects.filter(household__in=(101, 102)):
            ended(grant, cast, on=date(2008, 7, 20))
        for key, household, klass, amount in ((301, 301, 2, 52), (302, 102, 1, 77)):
            register.add_grant(
                cursor,
                key=key,
                household=household,
                benefit_class=klass,
                amount=amount,
                first_month=AUGUST.first_day,
            )
        august = batches.draw(county=round_of_july.county, month=AUGUST, by=cast.clerk, on=TODAY)

        found = {
            (row.kind, row.household_id, row.before_amount, row.after_amount)
            for row in BatchException.objects.filter(batch=august).exclude(kind="account")
        }

    assert found == {
        ("ended", 101, Decimal("154.00"), None),
        ("new", 301, None, Decimal("52.00")),
        ("changed", 102, Decimal("156.00"), Decimal("77.00")),
    }


def test_an_account_replaced_since_last_month_is_an_exception(
    round_of_july: Round, cast: Cast
) -> None:
    with scope.of(cast.caseworker):
        replace_account(cast, household=101)
        # Held in July for want of an account.
        replace_account(cast, household=105)
    with scope.of(cast.clerk):
        august = batches.draw(county=round_of_july.county, month=AUGUST, by=cast.clerk, on=TODAY)

        found = set(
            BatchException.objects.filter(batch=august).values_list(
                "kind", "household", "before_amount", "after_amount"
            )
        )

    assert found == {
        ("replaced", 101, Decimal("154.00"), Decimal("154.00")),
        ("replaced", 105, Decimal("168.00"), Decimal("168.00")),
    }


def test_an_account_that_only_must_be_corrected_is_not_replaced(
    round_of_july: Round, cast: Cast
) -> None:
    with scope.of(cast.caseworker):
        account = Account.objects.get(household=101)
        accounts.mark_for_correction(account=account, reason="退回", by=cast.caseworker, on=TODAY)
    with scope.of(cast.clerk):
        august = batches.draw(county=round_of_july.county, month=AUGUST, by=cast.clerk, on=TODAY)

        found = set(BatchException.objects.filter(batch=august).values_list("kind", "household"))

    assert found == {("account", 101), ("account", 105)}


def test_a_grant_pays_only_in_its_months(round_of_july: Round, cast: Cast) -> None:
    december = BenefitMonth(2007, 12)

    with scope.of(cast.clerk), pytest.raises(Refused, match="没有享受低保的家庭"):
        batches.draw(
            county=cast.clerk.posting.area, month=december, by=cast.clerk, on=december.last_day
        )

    assert not PaymentBatch.objects.filter(month=december).exists()


def test_a_draft_is_drawn_anew_in_place(round_of_july: Round, cast: Cast) -> None:
    with scope.of(cast.clerk):
        again = batches.draw(county=round_of_july.county, month=JULY, by=cast.clerk, on=TODAY)

        assert again.pk == round_of_july.batch.pk
        assert again.lines_hash == round_of_july.batch.lines_hash
        assert PaymentLine.objects.filter(month=JULY).count() == 7


def test_a_submitted_month_is_not_drawn_again(round_of_july: Round, cast: Cast) -> None:
    with scope.of(cast.clerk):
        batches.submit(batch=round_of_july.batch, by=cast.clerk, on=TODAY)

        with pytest.raises(Refused, match="2008年7月的批次（按月发放）已经编制，状态是“待复核”"):
            batches.draw(county=round_of_july.county, month=JULY, by=cast.clerk, on=TODAY)


def test_a_month_too_far_ahead_waits(cast: Cast, in_benefit: None, places: Places) -> None:
    with scope.of(cast.clerk), pytest.raises(Refused, match="最多编制到2008年9月"):
        batches.draw(county=places.county, month=BenefitMonth(2008, 10), by=cast.clerk, on=TODAY)


def drawn(cast: Cast, month: BenefitMonth, *, on: date = TODAY) -> PaymentBatch:
    with scope.of(cast.clerk):
        return batches.draw(county=cast.clerk.posting.area, month=month, by=cast.clerk, on=on)


@pytest.mark.parametrize("month", [BenefitMonth(2008, 1), BenefitMonth(2008, 6)])
def test_a_county_that_begins_draws_no_month_before_the_last(
    cast: Cast, in_benefit: None, month: BenefitMonth
) -> None:
    """Its households are in benefit since January, and were paid by other means until it came here."""
    with pytest.raises(Refused, match="现在可以编制的是2008年7月、2008年8月、2008年9月"):
        drawn(cast, month)


@pytest.mark.parametrize("month", [JULY, AUGUST, AUGUST.next()])
def test_last_month_this_month_and_the_next_are_open_to_a_county_that_begins(
    cast: Cast, in_benefit: None, month: BenefitMonth
) -> None:
    assert drawn(cast, month).month == month


def test_months_that_were_left_out_are_drawn_in_their_order(cast: Cast, in_benefit: None) -> None:
    april, may, june = (BenefitMonth(2008, number) for number in (4, 5, 6))
    drawn(cast, april, on=april.last_day)

    with pytest.raises(Refused, match="2008年6月不能编制。现在可以编制的是2008年5月、"):
        drawn(cast, june)

    for month in (may, june, JULY):
        assert drawn(cast, month).month == month


def test_a_month_made_void_is_open_again(cast: Cast, in_benefit: None) -> None:
    may, june = BenefitMonth(2008, 5), BenefitMonth(2008, 6)
    batch = drawn(cast, may, on=may.last_day)
    drawn(cast, june, on=june.last_day)
    with scope.of(cast.clerk):
        batches.void(batch=batch, reason="编错", by=cast.clerk)

    assert drawn(cast, may).pk != batch.pk


def test_a_draft_of_any_month_is_drawn_anew(cast: Cast, in_benefit: None) -> None:
    january = BenefitMonth(2008, 1)
    batch = drawn(cast, january, on=january.last_day)

    assert drawn(cast, january).pk == batch.pk


def test_a_month_in_which_nobody_was_due_is_not_waited_for(
    cast: Cast, places: Places, rules_of_2007: RuleSet
) -> None:
    with scope.of(cast.clerk), connection.cursor() as cursor:
        backing = register.Backing(
            rules_of_2007.pk, cast.clerk.pk, places.county.code, date(2008, 6, 1)
        )
        register.write(cursor, [register.Plan(places.village.code, 2, 2)], backing, start=101)
        PaymentBatch.objects.create(
            area=places.county,
            month=BenefitMonth(2008, 2),
            settlement_day=date(2008, 2, 10),
            drawn_by=cast.clerk,
            drawn_at="2008-02-01T00:00:00Z",
        )

    with pytest.raises(Refused, match="现在可以编制的是2008年6月、"):
        drawn(cast, BenefitMonth(2008, 3))


def test_only_the_clerk_of_the_county_draws(cast: Cast, in_benefit: None, places: Places) -> None:
    with scope.of(cast.reviewer), pytest.raises(PermissionDenied):
        batches.draw(county=places.county, month=JULY, by=cast.reviewer, on=TODAY)
    with scope.of(cast.foreign_clerk), pytest.raises(Http404):
        batches.draw(county=places.county, month=JULY, by=cast.foreign_clerk, on=TODAY)


def test_a_draw_leaves_a_digest_in_the_audit_trail(round_of_july: Round) -> None:
    with scope.of(round_of_july.clerk):
        facts = AuditEvent.objects.get(event="batch:drawn").after

    assert facts["line_count"] == 7
    assert facts["total_amount"] == "785.00"
    assert facts["lines_hash"] == round_of_july.batch.lines_hash


def test_a_draw_takes_as_many_statements_for_many_persons_as_for_few(
    cast: Cast, places: Places, rules_of_2007: RuleSet
) -> None:
    counts = []
    for clerk, village, persons in (
        (cast.clerk, places.village, 100),
        (cast.foreign_clerk, places.foreign_village, runs(each_time=1_000, at_night=5_000)),
    ):
        county = clerk.posting.area
        plans = register.spread([village.code], [(2, persons // 2, persons)])
        with scope.of(clerk), connection.cursor() as cursor:
            backing = register.Backing(rules_of_2007.pk, clerk.pk, county.code)
            register.write(cursor, plans, backing, start=persons)
            batches.draw(county=county, month=JULY, by=clerk, on=TODAY)
            with CaptureQueriesContext(connection) as queries:
                batch = batches.draw(county=county, month=AUGUST, by=clerk, on=TODAY)
        assert batch.person_count == persons
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 25


def test_a_grant_is_drawn_once_however_often_its_county_is(
    round_of_july: Round, cast: Cast
) -> None:
    with scope.of(cast.clerk):
        for _ in range(3):
            batches.draw(county=round_of_july.county, month=JULY, by=cast.clerk, on=TODAY)

        grants = Grant.objects.visible_to(cast.clerk)
        assert PaymentLine.objects.filter(grant__in=grants, month=JULY).count() == grants.count()
