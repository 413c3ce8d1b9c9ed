"""What makes an account worth a second look: one number that serves several households, a holder from outside."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import Exists, F, OuterRef

from applicants.models.household import Household, Membership
from payments.models.account import Account, AccountQuerySet


def is_outsider(household: Household, holder: str) -> bool:
    """Whether a holder is no member of a household by name (one query at most)."""
    if holder == household.head.name:
        return False
    return not household.members().filter(person__name=holder).exists()


def sharing(account: Account, *, on: date) -> AccountQuerySet:
    """The accounts of other households with the same number that count on a day, as far as the reader may see."""
    return (
        Account.objects.lasting(on)
        .filter(number_index=account.number_index)
        .exclude(household=account.household_id)
        .select_related("household__head", "area")
    )


def shared(rows: AccountQuerySet, *, on: date) -> AccountQuerySet:
    """Those of the rows whose number serves another household too."""
    others = (
        Account.objects.lasting(on)
        .filter(number_index=OuterRef("number_index"))
        .exclude(household=OuterRef("household"))
    )
    return rows.filter(Exists(others))


def of_outsiders(rows: AccountQuerySet) -> AccountQuerySet:
    """Those of the rows whose holder is no member of the household."""
    members = Membership.objects.filter(
        household=OuterRef("household"), last_day__isnull=True, person__name=OuterRef("holder")
    )
    return rows.exclude(holder=F("household__head__name")).exclude(Exists(members))


def households_by_number(accounts: Iterable[Account], *, on: date) -> Mapping[str, int]:
    """How many households each of the numbers serves on a day (one query)."""
    indexes = {account.number_index for account in accounts}
    served: dict[str, set[int]] = {}
    found = Account.objects.lasting(on).filter(number_index__in=indexes)
    for index, household in found.values_list("number_index", "household"):
        served.setdefault(index, set()).add(household)
    return {index: len(households) for index, households in served.items()}
