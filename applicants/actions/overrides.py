"""Class and amounts that people decide beside the rules: given by one with a reason; once another agrees they count."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from applicants.actions import coverage
from applicants.eligibility.ceilings import highest_base, highest_supplement
from applicants.eligibility.codes import Outcome
from applicants.eligibility.terms import Terms
from applicants.fact_finding import facts_of
from applicants.hands import has_entered
from applicants.models.assessment import Assessment
from applicants.models.case import Case, CaseStatus
from applicants.models.override import Override, OverrideShare
from dibao import audit
from dibao.display import yuan_text
from dibao.errors import Refused
from dibao.guards import allows, require
from dibao.models.staff import Staff
from dibao.permissions import Permission
from dibao.values.months import BenefitMonth

ZERO = Decimal("0.00")


@dataclass(frozen=True, kw_only=True)
class ShareEntry:
    """What one person shall get a month, in yuan; `person` is the key that the assessment's facts have."""

    person: str
    base: Decimal
    supplement: Decimal = ZERO


@transaction.atomic
def give(
    *,
    case: Case,
    assessment: Assessment,
    benefit_class: int,
    shares: Sequence[ShareEntry],
    reason: str,
    by: Staff,
    on: date,
) -> Override:
    """Propose another class or other amounts than the rules give; nothing changes before somebody else agrees.

    Refused on an assessment that is not the newest or whose file has changed, while another one waits, for persons who
    are not counted members or are covered elsewhere, above what the rule set gives anybody, and where the verdict
    already says the same.
    """
    require(by, Permission.OVERRIDE_GIVE)
    case = Case.objects.lock(case)
    case.refuse_relative(by)
    latest = _newest(case, assessment)
    if latest.overrides.waiting().exists():
        raise Refused(_("这次计算已有一件人工核定在等第二人答复。"))
    if latest.overrides.agreed().exists():
        raise Refused(_("这次计算的人工核定已经有第二人同意，要改就重新计算。"))
    _check_shares(latest, benefit_class, shares)
    coverage.refuse_doubles(
        household=case.household,
        persons=[share.person for share in shares],
        month=BenefitMonth.after(on),
    )
    base = sum((share.base for share in shares), ZERO)
    supplement = sum((share.supplement for share in shares), ZERO)
    override = Override.objects.create(
        assessment=latest,
        area_id=case.area_id,
        benefit_class=benefit_class,
        covered_count=len(shares),
        base_amount=base,
        supplement_amount=supplement,
        total_amount=base + supplement,
        reason=reason,
        given_by=by,
        given_on=on,
    )
    # One statement for all shares: the database checks their sum against the override when it ends.
    OverrideShare.objects.bulk_create(
        OverrideShare(
            override=override,
            area_id=case.area_id,
            person_id=share.person,
            base_amount=share.base,
            supplement_amount=share.supplement,
        )
        for share in shares
    )
    audit.record(
        "override:given",
        of=case,
        by=by,
        after={"override": override.pk, "total": str(override.total_amount)},
        reason=reason,
    )
    return override


@transaction.atomic
def agree(*, override: Override, words: str, by: Staff, on: date) -> Override:
    """Let it count; by somebody who neither gave it nor entered the case, before the township's opinion."""
    require(by, Permission.OVERRIDE_AGREE)
    override, case = _waiting(override)
    case.refuse_relative(by)
    if by.pk == override.given_by_id:
        raise Refused(_("提出人工核定的人不能自己同意，由另一人办理。"))
    if has_entered(by, case):
        raise Refused(_("录入这户的人不能同意人工核定，由另一人办理。"))
    _newest(case, override.assessment)
    return _answer(override, case, is_agreed=True, words=words, by=by, on=on)


@transaction.atomic
def decline(*, override: Override, words: str, by: Staff, on: date) -> Override:
    """Set it aside: the verdict of the rules stands again. Who gave it may take it back the same way."""
    override, case = _waiting(override)
    if by.pk != override.given_by_id and not allows(by, Permission.OVERRIDE_AGREE):
        raise PermissionDenied(_("您的岗位不能办理这一步。"))
    return _answer(override, case, is_agreed=False, words=words, by=by, on=on)


def _newest(case: Case, assessment: Assessment) -> Assessment:
    """The case's newest assessment, if that is the one meant and still true of the file."""
    if case.status != CaseStatus.ACCEPTED:
        raise Refused(_("受理以后、提出初审意见以前才能人工核定。"))
    latest = case.assessments.order_by("-pk").first()
    if latest is None or latest.pk != assessment.pk:
        raise Refused(_("待遇已重新计算，按最新的结果核定。"))
    if case.opinions.filter(assessment=latest).exists():
        raise Refused(_("这次计算已经提过初审意见，重新计算后再核定。"))
    if latest.facts_hash != facts_of(case, on=latest.assessed_on).hash:
        raise Refused(_("计算以后资料改过，重新计算待遇再核定。"))
    return latest


def _check_shares(assessment: Assessment, benefit_class: int, shares: Sequence[ShareEntry]) -> None:
    if not shares or not sum(share.base + share.supplement for share in shares):
        raise Refused(_("至少给一人填金额。"))
    counted = {member.key for member in assessment.as_facts().counted_members}
    persons = [share.person for share in shares]
    if len(set(persons)) < len(persons) or not counted.issuperset(persons):
        raise Refused(_("只能核定计入家庭人口的成员，每人一次。"))
    _check_ceilings(assessment.rule_set.as_terms(), benefit_class, shares)
    _refuse_the_same(assessment, benefit_class, shares)


def _check_ceilings(terms: Terms, benefit_class: int, shares: Sequence[ShareEntry]) -> None:
    try:
        most, most_more = highest_base(terms, benefit_class), highest_supplement(terms)
    except KeyError:
        raise Refused(_("适用的规则里这个类别没有金额，换一个类别。")) from None
    for share in shares:
        if share.base > most:
            raise Refused(_("每人每月的保障金不能高于%(amount)s元。") % {"amount": yuan_text(most)})
        if share.supplement > most_more:
            raise Refused(
                _("每人每月的分类施保金不能高于%(amount)s元。") % {"amount": yuan_text(most_more)}
            )


def _refuse_the_same(
    assessment: Assessment, benefit_class: int, shares: Sequence[ShareEntry]
) -> None:
    """What the rules give anyway needs no second person; where they leave it to people, it is an answer."""
    if assessment.outcome != Outcome.ELIGIBLE or assessment.benefit_class != benefit_class:
        return
    judged = {(one.member, one.base, one.supplement) for one in assessment.as_verdict().shares}
    if judged == {(share.person, share.base, share.supplement) for share in shares}:
        raise Refused(_("和计算的结果一样，不用人工核定。"))


def _waiting(override: Override) -> tuple[Override, Case]:
    """The override with its case, both locked; Refused where somebody has answered."""
    case = Case.objects.lock(override.assessment.case)
    override = Override.objects.lock(override)
    if not override.is_waiting:
        raise Refused(_("这件人工核定已有人答复，刷新后再看。"))
    return override, case


def _answer(
    override: Override, case: Case, *, is_agreed: bool, words: str, by: Staff, on: date
) -> Override:
    Override.objects.filter(pk=override.pk, is_agreed__isnull=True).update(
        is_agreed=is_agreed, answer=words, answered_by=by, answered_on=on
    )
    audit.record(
        "override:agreed" if is_agreed else "override:declined",
        of=case,
        by=by,
        after={"override": override.pk},
        reason=words,
    )
    override.refresh_from_db()
    return override
