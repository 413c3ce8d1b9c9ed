"""A benefit decided after its month was signed is owed until a later batch pays it; nothing else is."""

from decimal import Decimal

import pytest

from applicants.models.grant import Decision
from dibao import scope
from dibao.models.staff import Staff
from payments.actions import batches
from payments.corrections import PaidMonth, compare
from payments.owed import owed_within
from tests.cast import Cast
from tests.payments.conftest import (
    AUGUST,
    JULY,
    TODAY,
    Round,
    carry,
    end_benefit,
    grant_late,
    sent,
)


def owed(by: Staff) -> list[tuple[int, str, Decimal]]:
    with scope.of(by):
        found = owed_within(by.posting.area)
    return [(each.household, str(each.month), each.amount) for each in found]


@pytest.mark.parametrize("until", ["sealed", "sent"])
def test_a_benefit_confirmed_after_the_signature_is_owed(round_of_july: Round, until: str) -> None:
    sent(round_of_july) if until == "sent" else carry(round_of_july, until=until)

    grant_late(round_of_july.clerk)

    assert owed(round_of_july.clerk) == [(301, "2008-07", Decimal("52.00"))]


def test_an_owed_month_says_when_it_was_decided(round_of_july: Round) -> None:
    carry(round_of_july, until="sealed")
    grant_late(round_of_july.clerk)

    with scope.of(round_of_july.clerk):
        (month,) = owed_within(round_of_july.county)
        decision = Decision.objects.get(grants__household=month.household)

    assert month.decided_on == decision.decided_on
    assert compare(PaidMonth.of_owed(month)).of.decided_on == decision.decided_on


@pytest.mark.parametrize("until", ["prepared", "approved"])
def test_before_the_signature_the_batch_is_drawn_anew_instead(
    round_of_july: Round, until: str
) -> None:
    carry(round_of_july, until=until)

    grant_late(round_of_july.clerk)

    assert owed(round_of_july.clerk) == []


def test_every_signed_month_of_it_is_owed(round_of_july: Round, cast: Cast) -> None:
    carry(round_of_july, until="sealed")
    with scope.of(cast.clerk):
        august = batches.draw(county=round_of_july.county, month=AUGUST, by=cast.clerk, on=TODAY)
    carry(Round(august, *_people(round_of_july)), until="sealed")

    grant_late(round_of_july.clerk)

    assert [month for _, month, _ in owed(round_of_july.clerk)] == ["2008-07", "2008-08"]


def _people(monthly: Round) -> tuple[Staff, ...]:
    return (
        monthly.clerk,
        monthly.reviewer,
        monthly.approver,
        monthly.finance,
        monthly.second_finance,
    )


def test_a_month_before_the_benefit_began_is_not_owed(round_of_july: Round) -> None:
    carry(round_of_july, until="sealed")

    grant_late(round_of_july.clerk, first_month=AUGUST)

    assert owed(round_of_july.clerk) == []


def test_a_household_that_has_its_line_is_owed_nothing_by_a_new_grant(round_of_july: Round) -> None:
    carry(round_of_july, until="sealed")
    end_benefit(household=101, last_month=JULY.previous())

    grant_late(round_of_july.clerk, household=101, amount=42)

    assert owed(round_of_july.clerk) == []


def test_nothing_is_owed_of_a_month_made_void(round_of_july: Round) -> None:
    carry(round_of_july, until="sealed")
    grant_late(round_of_july.clerk)
    with scope.of(round_of_july.approver):
        batches.void(batch=round_of_july.batch, reason="名单有误", by=round_of_july.approver)

    assert owed(round_of_july.clerk) == []


def test_another_county_owes_nothing_of_ours(round_of_july: Round, cast: Cast) -> None:
    carry(round_of_july, until="sealed")
    grant_late(round_of_july.clerk)

    assert owed(cast.foreign_clerk) == []
    assert len(owed(cast.officer)) == 1
