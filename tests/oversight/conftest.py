"""A village with a notice and a standing list, as its people meet them on the web."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from pytest_django import Settings

from applicants.actions import decisions, standing_lists
from applicants.models.case import Case
from applicants.models.grant import Grant
from applicants.models.notice import NoticeEntry, NoticeStage, PublicNotice
from dibao import scope
from dibao.models.area import Area
from dibao.models.staff import Staff
from dibao.values.months import BenefitMonth
from oversight import kept_pages
from oversight.actions import publications
from oversight.models.month_figures import MonthFigures
from payments.actions import batches
from payments.banks.reasons import FailureReason
from tests.cast import DECIDED, POSTED, Cast
from tests.factories.places import Places
from tests.payments.conftest import JULY, TODAY, Round, answered, in_benefit, round_of_july, sent

# Fixtures of the payments floor that these tests stand on.
__all__ = ["in_benefit", "round_of_july"]

AUGUST = BenefitMonth(2026, 8)
PUBLISHED = date(2026, 8, 12)


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """A page that an earlier test read is no page of this one."""
    kept_pages.clear()


@pytest.fixture
def villager() -> Client:
    """Somebody with a phone and no account."""
    return Client()


@pytest.fixture
def on_notice_day(settings: Settings) -> date:
    settings.BUSINESS_DATE = POSTED
    return POSTED


@pytest.fixture
def grant(case_on_notice: Case, cast: Cast) -> Grant:
    """The household 张三, two persons, in benefit from August 2026."""
    with scope.of(cast.reviewer):
        return decisions.confirm(
            case=case_on_notice, reasons="符合条件", by=cast.reviewer, on=DECIDED
        )


@pytest.fixture
def standing_list(grant: Grant, places: Places, cast: Cast, settings: Settings) -> PublicNotice:
    """What stands in the village after August was published; today is that day."""
    settings.BUSINESS_DATE = PUBLISHED
    with scope.of(cast.finance):
        standing_lists.publish(area=places.county, month=AUGUST, by=cast.finance, on=PUBLISHED)
        return PublicNotice.objects.get(stage=NoticeStage.STANDING)


@pytest.fixture
def settled(round_of_july: Round) -> Round:
    """July 2008 of our county, paid but for two households: one failed, one held."""
    sent(round_of_july)
    answered(round_of_july, {1: FailureReason.ACCOUNT_CLOSED})
    with scope.of(round_of_july.finance):
        batches.settle(batch=round_of_july.batch, by=round_of_july.finance)
    return round_of_july


def publish(monthly: Round, *, by: Staff | None = None) -> MonthFigures:
    """Publish July 2008 by whoever is asked to, the finance officer unless said otherwise."""
    staff = by or monthly.finance
    with scope.of(staff):
        return publications.publish_month(county=monthly.county, month=JULY, by=staff, on=TODAY)


def long_notice(
    village: Area,
    by: Staff,
    *,
    rows: int,
    on: date,
    last: date,
    stage: str = NoticeStage.STANDING,
) -> PublicNotice:
    """A list of made-up lines, without cases behind them, as long as a test needs it."""
    notice = PublicNotice.objects.create(
        area=village,
        stage=stage,
        starts_on=on,
        ends_on=last,
        office=f"{village.parent.path}人民政府",
        phone="0990-5550100",
        entry_count=rows,
        entries_hash="0123456789abcdef" * 4,
        frozen_by=by,
    )
    NoticeEntry.objects.bulk_create(
        NoticeEntry(
            notice=notice,
            area=village,
            position=number,
            starts_on=on,
            ends_on=last,
            printed_name="欧阳长河",
            household_size=4,
            covered_count=3,
            benefit_class=2,
            monthly_amount=Decimal("156.00"),
        )
        for number in range(1, rows + 1)
    )
    return notice
