"""The months of grace of one benefit (渐退期): what each of them pays to whom, as the rules of its case say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q
from django.utils.translation import gettext as _

from applicants.eligibility.grace import grace_amounts
from applicants.eligibility.verdict import Share
from applicants.models.case import Case
from applicants.models.grant import Grant, GrantQuerySet, Outcome
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


def grace_in_words(months: Sequence[GraceMonth]) -> str:
    """2026年10月600.00元、2026年11月500.00元."""
    return listed(
        _("%(month)s%(amount)s元")
        % {"month": month_text(one.month), "amount": yuan_text(one.total)}
        for one in months
    )


def going_on(grants: GrantQuerySet, *, on: date) -> GrantQuerySet:
    """Those without an end, and those whose months of grace are not over."""
    in_grace = Q(ended_by__outcome=Outcome.GRACE, last_month__gte=BenefitMonth.of(on))
    return grants.filter(Q(last_month__isnull=True) | in_grace)


def is_going_on(grant: Grant, *, on: date) -> bool:
    """The same of a row that was read with what ended it."""
    if grant.last_month is None:
        return True
    in_grace = grant.ended_by is not None and grant.ended_by.outcome == Outcome.GRACE
    return in_grace and grant.last_month >= BenefitMonth.of(on)
