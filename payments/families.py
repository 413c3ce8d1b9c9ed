"""One family through its moves: each move to another township gives it a household of its own."""

from typing import Final

from applicants.models.household import Household
from applicants.models.transfer import Transfer, TransferKind
from applicants.workflow import TransferStatus

# Whoever splits off begins anew: money and debts stay with the household that was paid.
_GOES_ALONG: Final = (TransferKind.MOVE, TransferKind.MERGE)


def came_from(household: Household) -> set[int]:
    """The household and those that moved or merged into it, by key, as far as the scope sees (a query a step)."""
    keys, newest = {household.pk}, {household.pk}
    while newest:
        arrived = Transfer.objects.filter(
            into__in=newest, status=TransferStatus.DONE, kind__in=_GOES_ALONG
        )
        newest = set(arrived.values_list("household_id", flat=True)) - keys
        keys |= newest
    return keys
