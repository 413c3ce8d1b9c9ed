"""Asking the rules about a case and keeping their answer."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from applicants.actions import coverage
from applicants.eligibility.assess import assess as judge
from applicants.eligibility.facts import FactsError
from applicants.fact_finding import facts_of
from applicants.models.assessment import Assessment
from applicants.models.case import Case, CaseStatus
from dibao import audit
from dibao.errors import Refused
from dibao.guards import require
from dibao.models.staff import Staff
from dibao.permissions import Permission
from dibao.values.months import BenefitMonth


@transaction.atomic
def assess(*, case: Case, by: Staff, on: date) -> Assessment:
    """Judge the case's facts by its rule set and store facts, verdict and trace; the latest one counts."""
    require(by, Permission.CASE_ASSESS)
    case = Case.objects.lock(case)
    if case.status != CaseStatus.ACCEPTED:
        raise Refused(_("受理以后、提出初审意见以前才能计算待遇。"))
    case.refuse_relative(by)
    facts = facts_of(case, on=on)
    try:
        verdict = judge(facts, case.rules.as_terms())
    except FactsError as error:
        sentences = dict.fromkeys(_(problem.sentence) for problem in error.problems)
        raise Refused("；".join(sentences)) from None
    # Better said now than after twenty days of procedure.
    coverage.refuse_doubles(
        household=case.household, persons=verdict.persons, month=BenefitMonth.after(on)
    )
    assessment = Assessment.objects.create(
        case=case,
        area_id=case.area_id,
        rule_set=case.rules,
        facts=facts.to_json(),
        facts_hash=facts.hash,
        verdict=verdict.to_json(),
        verdict_hash=verdict.hash,
        outcome=verdict.outcome.value,
        benefit_class=verdict.benefit_class,
        counted=verdict.counted,
        covered=verdict.covered,
        per_capita_income=verdict.per_capita_income,
        base_amount=verdict.base_amount,
        supplement_amount=verdict.supplement_amount,
        total_amount=verdict.total_amount,
        assessed_by=by,
        assessed_on=on,
    )
    audit.record(
        "case:assessed",
        of=case,
        by=by,
        after={"outcome": verdict.outcome.value, "total": str(verdict.total_amount)},
    )
    return assessment
