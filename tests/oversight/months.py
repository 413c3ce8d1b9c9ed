"""Two months of money with what happens in life: a move, a death, a hold, a debt, a late grant, a failed payment."""

from datetime import date

from applicants.models import Person
from dibao import scope
from payments.actions import batches
from payments.banks.reasons import FailureReason
from payments.models import FundKind
from tests.cast import Cast
from tests.factories.places import Places
from tests.payments.conftest import (
    JULY,
    TODAY,
    Round,
    answered,
    carry,
    end_benefit,
    grant_late,
    july_drawn,
    sent,
)
from tests.payments.funding import as_entered, spent, there
from tests.payments.holding import held
from tests.payments.test_recoveries import month_of, ordered
from tests.payments.test_transfers import moved_abroad

JUNE, AUGUST = JULY.previous(), JULY.next()


def lived_through(cast: Cast, places: Places) -> tuple[Round, Round]:
    """July settled and August signed in our county; nothing drawn in the next one, where household 103 moved in June.

    101 is held in July, 301 is new in July, one payment fails; of late it is told that 102 earned more since July and
    that 104 lost its last member in July. What 102 got too much is kept back from August on.
    """
    there(
        cast.finance,
        cast.second_finance,
        as_entered(amount=90_000),
        as_entered("provincial", 500),
        as_entered(amount=40, kind=FundKind.WORK),
        spent(15),
    )
    moved_abroad(cast, places)
    grant_late(cast.clerk, household=301, first_month=JULY)
    with scope.of(cast.clerk):
        _describe_everybody()
    held(cast.clerk, household=101)
    july = july_drawn(cast)
    sent(july)
    answered(july, {2: FailureReason.ACCOUNT_CLOSED})
    with scope.of(july.finance):
        batches.settle(batch=july.batch, by=july.finance)
    end_benefit(household=102, last_month=JUNE)
    grant_late(cast.clerk, household=102, amount=100)
    ordered(july)
    end_benefit(household=104, last_month=JULY)
    august = month_of(july, AUGUST, day=TODAY)
    carry(august, until="sealed")
    return july, august


def _describe_everybody() -> None:
    """Sex, birth and cards by turns, some on the very day on which somebody is sixty or eighteen; some unknown."""
    births = (
        date(1948, 7, 31),
        date(1948, 8, 1),
        date(1990, 7, 31),
        date(1990, 8, 1),
        date(1970, 2, 28),
        None,
    )
    for number, person in enumerate(
        Person.objects.filter(moved_on__isnull=True).order_by("area_id", "pk")
    ):
        person.sex = ("female", "male", "")[number % 3]
        person.birth_date = births[number % len(births)]
        if number % 4 == 0:
            person.disability_type, person.disability_level = 3, 1 + number % 3
        person.save()
