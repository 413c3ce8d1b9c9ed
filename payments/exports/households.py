"""The households in benefit of a month, two thousand at a time, with what lists say of them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from applicants.exports.shapes import Asked, in_parts
from applicants.models.grant import Grant
from applicants.models.household import Household, Membership
from applicants.models.person import Person
from applicants.models.recheck import PaperRecheck
from payments.models.account import Account


@dataclass(frozen=True, slots=True)
class InBenefit:
    """A household with its grant of the month, its present members by the order of entry, and its account."""

    grant: Grant
    members: Sequence[Membership]
    account: Account | None
    looked_on: date | None

    @property
    def household(self) -> Household:
        return self.grant.household

    @property
    def head(self) -> Person:
        return self.household.head


def in_benefit(asked: Asked) -> Iterator[InBenefit]:
    """By village and file number; five statements per two thousand households."""
    grants = Grant.objects.within(asked.area).covering(asked.month)
    if asked.benefit_class:
        grants = grants.filter(benefit_class=asked.benefit_class)
    found = grants.select_related(
        "household__head", "household__area__parent", "decision__case"
    ).order_by("area_id", "household_id", "pk")
    for part in in_parts(found.iterator(chunk_size=2000)):
        yield from _with_the_rest(part, asked)


def _with_the_rest(grants: Sequence[Grant], asked: Asked) -> Iterator[InBenefit]:
    keys = [grant.household_id for grant in grants]
    members, looked = _members_of(keys), _looked_on(keys)
    accounts = {
        one.household_id: one
        for one in Account.objects.in_force(asked.on).filter(household__in=keys)
    }
    for grant in grants:
        key = grant.household_id
        yield InBenefit(grant, members[key], accounts.get(key), looked.get(key))


def _members_of(keys: Sequence[int]) -> Mapping[int, list[Membership]]:
    found: dict[int, list[Membership]] = defaultdict(list)
    present = Membership.objects.filter(household__in=keys, last_day__isnull=True)
    for one in present.select_related("person").order_by("pk"):
        found[one.household_id].append(one)
    return found


def _looked_on(keys: Sequence[int]) -> dict[int, date]:
    looks = PaperRecheck.objects.filter(household__in=keys).order_by("looked_on")
    return dict(looks.values_list("household", "looked_on"))
