"""Several families at once, for lists."""

from applicants.actions import cases
from dibao import scope
from dibao.models.area import Area
from dibao.models.staff import Staff
from tests.cast import ENTERED, register, small_means


def many_drafts(village: Area, by: Staff, count: int) -> None:
    """So many families with a draft each, named 钱1, 钱2 …"""
    with scope.of(by):
        for number in range(count):
            household = register(village, by, name=f"钱{number + 1}", serial=100 + 2 * number)
            cases.open_draft(household=household, means=small_means(), by=by, on=ENTERED)
