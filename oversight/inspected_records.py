"""What the files say of families on a day, as inspectors compare it at the door: plain values, kept with the visit."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from applicants.models.grant import Grant
from applicants.models.household import Membership
from applicants.models.means import IncomeLine, PropertyLine
from dibao.values.months import BenefitMonth
from payments.models.line import PaymentLine

# Months of money that a family is asked about.
_MONTHS = 6

Fact = str | int | bool
Record = dict[str, Fact | list[dict[str, Fact]]]


def records_of(grants: Sequence[Grant], *, on: date) -> dict[int, Record]:
    """One record a household, from grants with their household and decision (five queries for any number)."""
    households = [grant.household_id for grant in grants]
    cases = [grant.decision.case_id for grant in grants]
    members, incomes = _members(households, on), _incomes(cases)
    properties, money = _properties(cases), _money(households, on)
    return {
        grant.household_id: {
            **_benefit(grant),
            "members": members[grant.household_id],
            "incomes": incomes[grant.decision.case_id],
            "properties": properties[grant.decision.case_id],
            "money": money[grant.household_id],
        }
        for grant in grants
    }


def _benefit(grant: Grant) -> Record:
    household = grant.household
    return {
        "head": household.head.name,
        "number": household.number,
        "group": household.group_name,
        "address": household.address,
        "payee": household.payee_shown,
        "benefit_class": grant.benefit_class,
        "covered": grant.covered_count,
        "base": str(grant.base_amount),
        "supplement": str(grant.supplement_amount),
        "total": str(grant.total_amount),
        "since": str(grant.first_month),
    }


def _members(households: Sequence[int], on: date) -> dict[int, list[dict[str, Fact]]]:
    found: dict[int, list[dict[str, Fact]]] = defaultdict(list)
    rows = Membership.objects.filter(household__in=households, last_day__isnull=True)
    for row in rows.select_related("person").order_by("household_id", "pk"):
        born = row.person.birth_date
        found[row.household_id].append(
            {
                "name": row.person.name,
                "relation": row.relation,
                "born": str(born.year) if born else "",
                "is_covered": row.is_covered,
            }
        )
    return found


def _incomes(cases: Sequence[int]) -> dict[int, list[dict[str, Fact]]]:
    found: dict[int, list[dict[str, Fact]]] = defaultdict(list)
    rows = IncomeLine.objects.filter(case__in=cases).select_related("person").order_by("pk")
    for row in rows:
        found[row.case_id].append(
            {
                "source": row.source,
                "person": row.person.name if row.person else "",
                "yearly": str(row.yearly_amount),
            }
        )
    return found


def _properties(cases: Sequence[int]) -> dict[int, list[dict[str, Fact]]]:
    found: dict[int, list[dict[str, Fact]]] = defaultdict(list)
    rows = PropertyLine.objects.filter(case__in=cases).select_related("person").order_by("pk")
    for row in rows:
        found[row.case_id].append(
            {
                "kind": row.kind,
                "person": row.person.name if row.person else "",
                "amount": str(row.amount),
                "count": row.count,
            }
        )
    return found


def _money(households: Sequence[int], on: date) -> dict[int, list[dict[str, Fact]]]:
    month = BenefitMonth.of(on)
    found: dict[int, list[dict[str, Fact]]] = defaultdict(list)
    rows = PaymentLine.objects.credited().filter(
        household__in=households, month__gte=month.plus(-_MONTHS), month__lte=month
    )
    for household, paid, amount in rows.order_by("month", "pk").values_list(
        "household_id", "month", "amount"
    ):
        found[household].append({"month": str(paid), "amount": str(amount)})
    return found
