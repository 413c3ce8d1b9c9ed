"""Who counts and who is covered, and whether enough is known of them to decide."""

from dataclasses import dataclass

from applicants.eligibility.codes import (
    AloneGround,
    ExclusionReason,
    IncomeKind,
    Rule,
    StepResult,
)
from applicants.eligibility.facts import Facts, Member
from applicants.eligibility.terms import Terms
from applicants.eligibility.verdict import UNNAMED, Step

_WITHOUT_CAUSE = (None, ExclusionReason.NOT_STATED)

# 办法 Art 8 (3) and 2022 notice 一(一): these are judged by what is their own, as households of one.
OWN_MEANS = (AloneGround.JOBLESS_DISABLED, AloneGround.CLERGY)
_EARNED = (IncomeKind.WAGE, IncomeKind.BUSINESS)


@dataclass(frozen=True, slots=True)
class Household:
    """The people as the other rules count them.

    `size` divides the income. `shares` are the keys of the covered persons,
    named members first; the last fen follows this order. `owners` are those
    whose income, expenses and property count, None for what is everybody's.
    """

    counted: tuple[Member, ...]
    covered: tuple[Member, ...]
    applicant: Member | None
    size: int
    shares: tuple[str, ...]
    owners: frozenset[str | None]
    has_own_means: bool = False


def household_of(facts: Facts) -> Household:
    """Members counted (办法 Art 7) and covered; who applies alone is covered alone (Art 8)."""
    counted = facts.counted_members
    size = len(counted) + facts.unnamed_count
    owners: frozenset[str | None] = frozenset((None, *(member.key for member in counted)))
    if facts.applies_alone is not None:
        applicant = next(m for m in counted if m.key == facts.applies_alone)
        if facts.alone_ground in OWN_MEANS:
            return _household_of_one(applicant)
        return Household(counted, (applicant,), applicant, size, (applicant.key,), owners)
    covered = tuple(member for member in counted if member.is_covered)
    unnamed = (f"{UNNAMED}{number}" for number in range(1, facts.unnamed_count + 1))
    shares = (*(member.key for member in covered), *unnamed)
    return Household(counted, covered, None, size, shares, owners)


def _household_of_one(person: Member) -> Household:
    key, alone = person.key, (person,)
    return Household(alone, alone, person, 1, (key,), frozenset((key,)), has_own_means=True)


def is_jobless_disabled_adult(member: Member, facts: Facts) -> bool:
    """Grown up, severely disabled, and without a wage or a trade of their own (2022 notice 一(一))."""
    return (
        member.is_severely_disabled
        and member.is_adult(facts.on)
        and not any(
            line.member == member.key and line.counted_kind in _EARNED and line.net
            for line in facts.incomes
        )
    )


def nobodys_lines(facts: Facts) -> int:
    """How many incomes and properties are not said to be any one member's."""
    owners = [line.member for line in facts.incomes]
    owners += [line.member for line in facts.properties]
    return owners.count(None)


def member_steps(facts: Facts, terms: Terms, household: Household) -> tuple[Step, ...]:
    return _members_step(facts, terms, household), _completeness_step(facts, terms, household)


def _members_step(facts: Facts, terms: Terms, household: Household) -> Step:
    if household.applicant is not None and household.has_own_means:
        return _own_means_step(household.applicant, terms)
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


def _own_means_step(applicant: Member, terms: Terms) -> Step:
    return Step(
        rule=Rule.MEMBERS,
        result=StepResult.INFO,
        sentence=(
            f"{applicant.name}单独申请，参照单人户：家庭人口 1 人，保障 1 人，"
            "只计本人名下的收入、支出和财产。"
        ),
        article=terms.article(Rule.MEMBERS),
        inputs={"counted": "1", "covered": "1"},
    )


def _exclusion_phrase(member: Member) -> str:
    effect = "不予保障" if member.is_counted else "不计入家庭人口"
    reason = member.exclusion.label if member.exclusion else "未写明原因，需核定"
    return f"{member.name}{effect}（{reason}）"


def _completeness_step(facts: Facts, terms: Terms, household: Household) -> Step:
    unknown = [member.name for member in household.counted if not _is_known(member)]
    gaps = []
    if facts.unnamed_count and not household.has_own_means:
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
