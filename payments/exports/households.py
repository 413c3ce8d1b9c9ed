"""The households in benefit of a month, two thousand at a time, with what lists say of them."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from applicants.exports.shapes import AT_ONCE, Asked, in_parts
from applicants.exports.values import file_number, id_text, sealed_id
from applicants.models.grant import Grant
from applicants.models.household import Membership
from applicants.models.recheck import PaperRecheck
from dibao.fields import Sealed
from payments.models.account import Account


class Benefit(NamedTuple):
    """A grant of the month with its household, its head and the decision that it rests on."""

    household: int
    village: str
    group_name: str
    address: str
    registered_on: date
    head: object
    head_name: str
    head_last4: str
    head_number: Sealed | None
    head_phone: Sealed | None
    head_sex: str
    head_ethnicity: str
    benefit_class: int
    covered: int
    base: Decimal
    supplement: Decimal
    total: Decimal
    begun_on: date
    outcome: str
    kind: str
    cause: str
    # Yuan a year and head, and how many heads; of a family that came with its county's list nobody has reckoned them.
    income: Decimal | None
    counted: int | None
    ended_on: date | None
    end_outcome: str | None

    @property
    def number(self) -> str:
        return file_number(self.village, self.household)


_LOOKUPS = (
    "household_id",
    "household__area_id",
    "household__group_name",
    "household__address",
    "household__registered_on",
    "household__head_id",
    "household__head__name",
    "household__head__id_last4",
    "household__head__id_number",
    "household__head__phone",
    "household__head__sex",
    "household__head__ethnicity",
    "benefit_class",
    "covered_count",
    "base_amount",
    "supplement_amount",
    "total_amount",
    "decision__decided_on",
    "decision__outcome",
    "decision__case__kind",
    "decision__case__poverty_cause",
    "decision__assessment__per_capita_income",
    "decision__assessment__counted",
    "ended_by__decided_on",
    "ended_by__outcome",
)


class HeldAccount(NamedTuple):
    """The account that a household is paid to."""

    key: object
    bank: str
    number: Sealed | None
    last4: str

    def number_for(self, asked: Asked) -> str:
        return account_text(self.key, self.number, self.last4, asked)


def account_text(key: object, sealed: Sealed | None, last4: str | None, asked: Asked) -> str:
    """An account's number as the list may show it; a masked one is not opened for it."""
    if asked.is_whole:
        return sealed.bound_to(key).open() if sealed else ""
    return f"****{last4}" if last4 else ""


class Member(NamedTuple):
    """Somebody who belongs to a household."""

    key: object
    is_covered: bool
    name: str
    last4: str
    id_number: Sealed | None
    sex: str
    birth_date: date | None
    disability: int | None

    def age(self, on: date) -> int | None:
        """Years lived on a day; None for who is not named yet."""
        born = self.birth_date
        if born is None:
            return None
        return on.year - born.year - ((on.month, on.day) < (born.month, born.day))

    def number_for(self, asked: Asked) -> str:
        return id_text(self.key, self.id_number, self.last4, asked)


@dataclass(frozen=True, slots=True)
class InBenefit:
    """A household in benefit with its size, its account and the day on which its papers were last looked at."""

    benefit: Benefit
    size: int
    account: HeldAccount | None
    looked_on: date | None


def in_benefit(asked: Asked) -> Iterator[InBenefit]:
    """By village and file number; four statements per two thousand households."""
    for part in benefits(asked):
        keys = [one.household for one in part]
        sizes, accounts, looked = _sizes_of(keys), accounts_of(keys, asked), _looked_on(keys)
        for one in part:
            key = one.household
            yield InBenefit(one, sizes[key], accounts.get(key), looked.get(key))


def benefits(asked: Asked) -> Iterator[list[Benefit]]:
    """The grants themselves, two thousand at a time."""
    grants = Grant.objects.within(asked.area).covering(asked.month)
    if asked.benefit_class:
        grants = grants.filter(benefit_class=asked.benefit_class)
    number = "household__head__id_number"
    lookups = [sealed_id(one, asked) if one == number else one for one in _LOOKUPS]
    found = grants.order_by("area_id", "household_id", "pk").values_list(*lookups)
    return in_parts(map(Benefit._make, found.iterator(chunk_size=AT_ONCE)))


def accounts_of(keys: Sequence[int], asked: Asked) -> Mapping[int, HeldAccount]:
    """The accounts in force of households."""
    number = sealed_id("number", asked)
    found = Account.objects.in_force(asked.on).filter(household__in=keys)
    rows = found.values_list("household_id", "pk", "bank_name", number, "number_last4")
    return {key: HeldAccount._make(rest) for key, *rest in rows}


def members_of(keys: Sequence[int], asked: Asked) -> Mapping[int, Sequence[Member]]:
    """The present members of households, in the order of their entry."""
    found: dict[int, list[Member]] = defaultdict(list)
    present = Membership.objects.filter(household__in=keys, last_day__isnull=True).order_by("pk")
    rows = present.values_list(
        "household_id",
        "person_id",
        "is_covered",
        "person__name",
        "person__id_last4",
        sealed_id("person__id_number", asked),
        "person__sex",
        "person__birth_date",
        "person__disability_type",
    )
    for key, *rest in rows:
        found[key].append(Member._make(rest))
    return found


def _sizes_of(keys: Sequence[int]) -> Counter[int]:
    present = Membership.objects.filter(household__in=keys, last_day__isnull=True)
    return Counter(present.values_list("household_id", flat=True))


def _looked_on(keys: Sequence[int]) -> dict[int, date]:
    looks = PaperRecheck.objects.filter(household__in=keys).order_by("looked_on")
    return dict(looks.values_list("household", "looked_on"))
