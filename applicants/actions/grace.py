"""Paying a benefit out through its months of grace (渐退期; 办法 Art 33), and ending them before their time."""

from django.db.models import F, Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from applicants.eligibility.codes import GraceShape
from applicants.grace_months import GraceMonth, grace_months_of
from applicants.models.case import Case
from applicants.models.grant import Decision, Grant, GrantQuerySet, GrantShare
from applicants.models.household import Household
from dibao.audit import Fact
from dibao.display import month_text
from dibao.errors import Refused
from dibao.fields import MonthField
from dibao.ranges import MonthBefore
from dibao.values.months import BenefitMonth


def give(case: Case, grant: Grant, decision: Decision) -> dict[str, Fact]:
    """End a grant with its last month of grace; where the amount falls, let a grant of each month follow it.

    The grant is locked by whoever decides. What was done is returned as facts for the trail.
    """
    decided_in = BenefitMonth.of(decision.decided_on)
    months = grace_months_of(case, grant, decided_in=decided_in)
    rule = case.rules.as_terms().grace
    is_whole = rule is not None and rule.shape is GraceShape.FULL
    last = months[-1].month
    Grant.objects.filter(pk=grant.pk).update(
        last_month=last if is_whole else decided_in, ended_by=decision, grace_by=decision
    )
    if not is_whole:
        _write_out(grant, decision, months)
    return {
        "before": str(grant.total_amount),
        "first": str(months[0].month),
        "last": str(last),
        "amounts": [str(month.total) for month in months],
    }


def cut_short(grant: Grant, decision: Decision, last: BenefitMonth) -> None:
    """Pay nothing after a month of the grace that a grant is in; Refused where its end is no later anyway.

    A month with a grant of its own that falls away keeps its row, which then ends before it begins.
    """
    if not _cut(grant.same_grace(), decision, last):
        raise Refused(
            _("渐退期本来就只发放到%(month)s，停发不会早一个月。撤销这件案件就行。")
            % {"month": month_text(last)}
        )


def give_way(household: Household, decision: Decision) -> None:
    """Pay nothing of a grace after the month of a decision that grants anew (one statement where there is none)."""
    grants = Grant.objects.filter(household=household, grace_by__isnull=False)
    _cut(grants, decision, BenefitMonth.of(decision.decided_on))


def _cut(grants: GrantQuerySet, decision: Decision, last: BenefitMonth) -> int:
    late = grants.filter(last_month__gt=last, last_month__gte=F("first_month"))
    ends = Greatest(Value(last, output_field=MonthField()), MonthBefore(F("first_month")))
    return late.update(last_month=ends, ended_by=decision)


def _write_out(grant: Grant, decision: Decision, months: list[GraceMonth]) -> None:
    """One grant a month with every share, all of them ended from the start (two statements)."""
    grants = Grant.objects.bulk_create(
        Grant(
            household_id=grant.household_id,
            area_id=grant.area_id,
            decision=decision,
            rule_set_id=grant.rule_set_id,
            benefit_class=grant.benefit_class,
            covered_count=grant.covered_count,
            base_amount=month.base,
            supplement_amount=month.supplement,
            total_amount=month.total,
            grace_month=month.number,
            first_month=month.month,
            last_month=month.month,
            ended_by=decision,
            grace_by=decision,
        )
        for month in months
    )
    GrantShare.objects.bulk_create(
        GrantShare(
            grant=one,
            area_id=one.area_id,
            person_id=share.member,
            base_amount=share.base,
            supplement_amount=share.supplement,
            first_month=month.month,
            last_month=month.month,
        )
        for one, month in zip(grants, months, strict=True)
        for share in month.shares
    )
