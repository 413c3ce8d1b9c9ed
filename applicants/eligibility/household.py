"""Who counts and who is covered, and whether enough is known of them to decide."""

from dataclasses import dataclass

from applicants.eligibility.codes import ExclusionReason, Rule, StepResult
from applicants.eligibility.facts import Facts, Member
from applicants.eligibility.terms import Terms
from applicants.eligibility.verdict import UNNAMED, Step

_WITHOUT_CAUSE = (None, ExclusionReason.NOT_STATED)


@dataclass(frozen=True, slots=True)
class Household:
    """The people as the other rules count them.

    `size` divides the income. `shares` are the keys of the covered persons,
    named members first; the last fen follows this order.
    """

    counted: tuple[Member, ...]
    covered: tuple[Member, ...]
    applicant: Member | None
    size: int
    shares: tuple[str, ...]


def household_of(facts: Facts) -> Household:
    """Members counted (办法 Art 7) and covered; who applies alone is covered alone (Art 8)."""
    counted = facts.counted_members
    size = len(counted) + facts.unnamed_count
    if facts.applies_alone is not None:
        applicant = next(m for m in counted if m.key == facts.applies_alone)
        return Household(counted, (applicant,), applicant, size, (applicant.key,))
    covered = tuple(member for member in counted if member.is_covered)
    unnamed = (f"{UNNAMED}{number}" for number in range(1, facts.unnamed_count + 1))
    shares = (*(member.key for member in covered), *unnamed)
    return Household(counted, covered, None, size, shares)


def member_steps(facts: Facts, terms: Terms, household: Household) -> tuple[Step, ...]:
    return _members_step(facts, terms, household), _completeness_step(facts, terms, household)


def _members_step(facts: Facts, terms: Terms, household: Household) -> Step:
    covered = len(household.shares)
    left_out = [m for m in facts.members if not (m.is_counted and m.is_covered)]
    if not covered:
        result = StepResult.FAIL
    elif any(member.exclusion in _WITHOUT_CAUSE for member in left_out):
        # 2022 notice, 一(一): a qualifying family may not be enrolled in part without cause.
        result = StepResult.REVIEW
    else:
        result = StepResult.INFO
    sentence = f"家庭人口 {household.size} 人，保障 {covered} 人"
    if left_out:
        sentence += "；" + "；".join(map(_exclusion_phrase, left_out))
    return Step(
        rule=Rule.MEMBERS,
        result=result,
        sentence=sentence + "。",
        article=terms.article(Rule.MEMBERS),
        inputs={"counted": str(household.size), "covered": str(covered)},
    )


def _exclusion_phrase(member: Member) -> str:
    effect = "不予保障" if member.is_counted else "不计入家庭人口"
    reason = member.exclusion.label if member.exclusion else "未写明原因，需核定"
    return f"{member.name}{effect}（{reason}）"


def _completeness_step(facts: Facts, terms: Terms, household: Household) -> Step:
    unknown = [member.name for member in household.counted if not _is_known(member)]
    gaps = []
    if facts.unnamed_count:
        gaps.append(f"有 {facts.unnamed_count} 名家庭成员尚未登记姓名")
    if unknown:
        gaps.append(f"{'、'.join(unknown)}的出生日期、健康状况或劳动能力尚未登记")
    if gaps:
        result, sentence = StepResult.REVIEW, "，".join(gaps) + "，补充登记后重新认定。"
    else:
        result, sentence = StepResult.PASS, "家庭成员的年龄、健康状况和劳动能力均已登记。"
    return Step(
        rule=Rule.COMPLETENESS,
        result=result,
        sentence=sentence,
        article=terms.article(Rule.COMPLETENESS),
        inputs={"unnamed": str(facts.unnamed_count), "incomplete": str(len(unknown))},
    )


def _is_known(member: Member) -> bool:
    return (
        member.birth_date is not None
        and member.labour_capacity is not None
        and member.health is not None
    )
