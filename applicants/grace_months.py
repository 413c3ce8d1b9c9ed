"""The months of grace of one benefit (渐退期): what each of them pays to whom, as the rules of its case say."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from applicants.eligibility.grace import grace_amounts
from applicants.eligibility.verdict import Share
from applicants.models.case import Case
from applicants.models.grant import Grant, GrantQuerySet
from applicants.models.household import Household
from dibao.display import listed, month_text, yuan_text
from dibao.values.months import BenefitMonth


@dataclass(frozen=True)
class GraceMonth:
    """One month, counted from 1, with each covered person's part of it in yuan."""

    number: int
    month: BenefitMonth
    shares: tuple[Share, ...]

    @property
    def base(self) -> Decimal:
        return sum((share.base for share in self.shares), Decimal(0))

    @property
    def supplement(self) -> Decimal:
        return sum((share.supplement for share in self.shares), Decimal(0))

    @property
    def total(self) -> Decimal:
        return self.base + self.supplement


@dataclass(frozen=True)
class MonthLeft:
    """One month that is still to be paid of a grace, in yuan."""

    month: BenefitMonth
    total: Decimal


def grace_months_of(case: Case, grant: Grant, *, decided_in: BenefitMonth) -> list[GraceMonth]:
    """The months after the one of the decision, which is still paid as before (one query).

    A month in which nothing is left to the fen is none. Raises LookupError where the rules of the case give no grace.
    """
    rule = case.rules.as_terms().grace
    if rule is None:
        raise LookupError(f"the rules of {case} give no grace")
    falling = [
        (
            str(share.person_id),
            grace_amounts(share.base_amount, rule),
            grace_amounts(share.supplement_amount, rule),
        )
        for share in grant.shares.order_by("pk")
    ]
    months = [
        GraceMonth(
            number=place + 1,
            month=decided_in.plus(place + 1),
            shares=tuple(
                Share(member=person, base=base[place], supplement=supplement[place])
                for person, base, supplement in falling
            ),
        )
        for place in range(rule.months)
    ]
    return [month for month in months if month.total]


def grace_in_words(months: Iterable[GraceMonth | MonthLeft]) -> str:
    """2026年10月600.00元、2026年11月500.00元."""
    return listed(
        _("%(month)s%(amount)s元")
        % {"month": month_text(one.month), "amount": yuan_text(one.total)}
        for one in months
    )


def months_left(grant: Grant, *, since: BenefitMonth) -> list[MonthLeft]:
    """What the grace that a grant is in pays from a month on, as it stands now (one query)."""
    return months_paid_by(grant.same_grace().in_grace(since), since=since)


def months_paid_by(grants: Iterable[Grant], *, since: BenefitMonth) -> list[MonthLeft]:
    """The months from one on that grants of a grace pay, one after the other."""
    return [
        MonthLeft(month, grant.total_amount)
        for grant in sorted(grants, key=lambda one: one.first_month)
        if grant.last_month is not None
        for month in BenefitMonth.range(max(since, grant.first_month), grant.last_month)
    ]


def benefit_of(household: Household, *, on: date) -> Grant | None:
    """The grant that a case about a household's benefit names: the one in force, or the one that its grace began with.

    None for a family out of benefit (up to three queries).
    """
    grant = household.grants.filter(last_month__isnull=True).first()
    if grant is not None:
        return grant
    running = household.grants.in_grace(BenefitMonth.of(on)).first()
    return running and running.same_grace().earliest("first_month")


def is_about_grace(case: Case) -> bool:
    """Whether a case looks at months of grace that another one gave (a query where it names a grant of grace)."""
    grace = case.grant.grace_by if case.grant is not None else None
    return grace is not None and grace.case_id != case.pk


def going_on(grants: GrantQuerySet, *, on: date) -> GrantQuerySet:
    """Those without an end, and those whose months of grace are not over."""
    return grants.filter(last_month__isnull=True) | grants.in_grace(BenefitMonth.of(on))


def is_going_on(grant: Grant, *, on: date) -> bool:
    """The same of a row that was read."""
    return grant.last_month is None or is_in_grace(grant, on=on)


def is_in_grace(grant: Grant, *, on: date) -> bool:
    """Whether a row pays a month of grace on or after a day's."""
    if grant.last_month is None or grant.grace_by_id is None:
        return False
    return grant.last_month >= max(grant.first_month, BenefitMonth.of(on))
