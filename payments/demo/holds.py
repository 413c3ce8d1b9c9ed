"""Money that waits: a few holds in each county, placed by its clerk for the next month and to be lifted by another."""

from collections.abc import Iterable

from django.db import transaction

from applicants.models.household import Household
from dibao import scope
from dibao.demo import steps
from dibao.demo.era import Era
from dibao.demo.staff import Offices
from dibao.models.staff import Staff
from dibao.roles import Role
from payments.actions import holds
from payments.actions.holds import HoldEntry
from payments.models.hold import HoldReason

_WHY = (
    (HoldReason.NOT_REACHED, "三次联系不上，村里说外出治病。"),
    (HoldReason.ACCOUNT_DISPUTE, "弟弟代领存折，本人说没有拿到钱。"),
)


def place_some(era: Era, offices: Offices, *, counties: Iterable[str]) -> int:
    """Two holds a county; the batches that are drawn already stay as they are. Returns how many are new."""
    return sum(_place(era, offices.at(county, Role.COUNTY_CLERK), county) for county in counties)


def _place(era: Era, clerk: Staff, county: str) -> int:
    step = f"holds {county}"
    if steps.is_done(step):
        return 0
    with transaction.atomic():
        with scope.of(clerk, action="demo"):
            families = _families(clerk)
            for household, (reason, note) in zip(families, _WHY, strict=False):
                entry = HoldEntry(reason=reason, note=note, first_month=era.open_month.next())
                holds.place(household=household, entry=entry, by=clerk, on=era.today)
        steps.mark_done(step)
    return min(len(families), len(_WHY))


def _families(clerk: Staff) -> list[Household]:
    """Families in benefit that stay where they are, from the end of the register: others look at its beginning."""
    rows = Household.objects.visible_to(clerk).filter(
        grants__last_month__isnull=True,
        departures__isnull=True,
        arrivals__isnull=True,
        closed_on__isnull=True,
    )
    return list(rows.order_by("-area", "-pk")[: len(_WHY)])
