"""What a new assessment means for the grant in force, and what the township may propose about it."""

from datetime import date
from decimal import Decimal

from applicants.eligibility.codes import Outcome as Eligibility
from applicants.eligibility.codes import Rule, StepResult
from applicants.models.assessment import FOUND_BY_RULES, Assessment, EndReason, TownshipOpinion
from applicants.models.case import Case
from applicants.models.change_report import ChangeKind
from applicants.models.grant import Grant
from applicants.models.override import Payable, agreed_on, is_payable, payable_of
from dibao.values.months import BenefitMonth

Proposal = TownshipOpinion.Proposal

_ENDS = {ChangeKind.DEATH: EndReason.DEATH, ChangeKind.MOVED_OUT: EndReason.MOVED}

# What a person's money says of two verdicts that pay the household the same.
Shares = dict[str, tuple[Decimal, Decimal]]


def proposal_by_numbers(grant: Grant, assessment: Assessment) -> TownshipOpinion.Proposal:
    """What the numbers say, or two people beside them, against the grant in force (up to four queries)."""
    if not is_payable(assessment):
        return Proposal.GRACE if _may_have_grace(grant, assessment) else Proposal.END
    payable = payable_of(assessment)
    if payable.total_amount > grant.total_amount:
        return Proposal.INCREASE
    if payable.total_amount < grant.total_amount:
        return Proposal.DECREASE
    same_class = grant.benefit_class == payable.benefit_class
    is_same = same_class and _shares_of(grant) == _shares_in(payable)
    return Proposal.KEEP if is_same else Proposal.ADJUST


def _may_have_grace(grant: Grant, assessment: Assessment) -> bool:
    """办法 Art 33: the rules give grace, and everybody whose money would go on still lives with the family."""
    if not assessment.as_verdict().grace_months:
        return False
    present = grant.household.members().values("person")
    return not grant.shares.exclude(person__in=present).exists()


def proposals_open_to(case: Case, assessment: Assessment | None) -> list[TownshipOpinion.Proposal]:
    """What may be proposed on the newest assessment, the likeliest first; a benefit may end for reasons of life too."""
    if assessment is None or case.grant is None or case.grant.grace_by_id:
        return [Proposal.END]
    by_numbers = proposal_by_numbers(case.grant, assessment)
    return [by_numbers] if by_numbers == Proposal.END else [by_numbers, Proposal.END]


def end_reason_by_numbers(assessment: Assessment | None) -> str:
    """The reason for an end that the trace gives; empty where it gives none."""
    steps = assessment.as_verdict().trace if assessment is not None else ()
    failed = {step.rule for step in steps if step.result is StepResult.FAIL} - {Rule.OUTCOME}
    if not failed:
        return ""
    return EndReason.PROPERTY if failed == {Rule.PROPERTY} else EndReason.INCOME


def end_reason_told(case: Case) -> str:
    """The reason for an end in what was told: nobody is left, or the whole family has moved away (two queries)."""
    told = case.change_reports.filter(kind__in=_ENDS).order_by("-pk").first()
    if told is None or (told.person_id and case.household.members().exists()):
        return ""
    return _ENDS[ChangeKind(told.kind)]


def last_month_due(case: Case, opinion: TownshipOpinion, *, on: date) -> BenefitMonth:
    """The last month that an end would still pay: after a death that of the death, else that of the decision."""
    decided_in = BenefitMonth.of(on)
    if opinion.end_reason != EndReason.DEATH or case.grant is None:
        return decided_in
    deaths = case.change_reports.filter(kind=ChangeKind.DEATH).order_by("-happened_on")
    day = deaths.values_list("happened_on", flat=True).first()
    return max(case.grant.first_month, BenefitMonth.of(day)) if day else decided_in


def end_reasons(case: Case, assessment: Assessment | None) -> list[EndReason]:
    """The reasons for which the benefit may be ended on this assessment: a family that is eligible does not lose it
    to its income or property, and one that is not loses it to nothing else but life.

    In grace a family is above the line by what the grace was given for, and does not lose it to that.
    """
    is_found = (
        assessment is not None
        and assessment.outcome != Eligibility.ELIGIBLE
        and agreed_on(assessment) is None
    )
    is_in_grace = case.grant is not None and case.grant.grace_by_id is not None
    found = [reason for reason in EndReason if is_found or reason not in FOUND_BY_RULES]
    return [reason for reason in found if not is_in_grace or reason != EndReason.INCOME]


def _shares_of(grant: Grant) -> Shares:
    rows = grant.shares.values_list("person_id", "base_amount", "supplement_amount")
    return {str(person): (base, supplement) for person, base, supplement in rows}


def _shares_in(payable: Payable) -> Shares:
    return {share.member: (share.base, share.supplement) for share in payable.shares}
