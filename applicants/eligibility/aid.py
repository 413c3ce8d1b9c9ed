"""The terms of a benefit that a member agency gives: how much, to whom, and what of a person it may be told.

Money is yuan: `amount` for one unit, `cap` for one referral. Whoever is covered by a grant in the month of the day may
qualify; the conditions that are set narrow that down, and all of them must hold. What nobody recorded meets no
condition. The class always goes to the agency, and the fields that the terms name; incomes and property never do.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from applicants.eligibility.canonical import Canonical
from applicants.eligibility.codes import Code, Health, LabourCapacity, Sex, gettext_noop
from applicants.eligibility.facts import Member

_ = gettext_noop


class AidValueKind(Code):
    """How much money a benefit is."""

    NONE = "none", _("不涉及金额")
    FIXED = "fixed", _("每单位固定金额")
    SHARE = "share", _("按账单比例减免")
    ASKED = "asked", _("按实际金额，不超过上限")


class AidField(Code):
    """What an agency may be told, of the member or, where a benefit is the household's, of its head."""

    NAME = "name", _("姓名")
    HEAD = "head", _("户主姓名")
    VILLAGE = "village", _("村和村民小组")
    PHONE = "phone", _("联系电话")
    ID_NUMBER = "id_number", _("身份证号")
    BIRTH_DATE = "birth_date", _("出生日期")
    SEX = "sex", _("性别")
    DISABILITY = "disability", _("残疾类别和等级")
    DISABILITY_CARD = "disability_card", _("残疾证号")
    IS_STUDENT = "is_student", _("是否在校")
    HEALTH = "health", _("健康状况")
    LABOUR_CAPACITY = "labour_capacity", _("劳动能力")
    DIAGNOSIS = "diagnosis", _("诊断")
    HOUSEHOLD_SIZE = "household_size", _("家庭人口")


class HouseGrade(Code):
    """农村危险房屋鉴定, as visits record it."""

    A = "a", _("A级（安全）")
    B = "b", _("B级（基本安全）")
    C = "c", _("C级（局部危险）")
    D = "d", _("D级（整幢危险）")


class AidCondition(Code):
    """What may be asked, in the order in which reasons are given."""

    COVERED = "covered", _("享受低保")
    NAMED = "named", _("已登记姓名")
    SEASON = "season", _("办理月份")
    CLASS = "class", _("类别")
    HOUSE = "house", _("危房等级")
    AGE = "age", _("年龄")
    STUDENT = "student", _("在校")
    SEX = "sex", _("性别")
    DISABILITY = "disability", _("残疾类别")
    LEVEL = "level", _("残疾等级")
    SEVERE = "severe", _("重度残疾")
    HEALTH = "health", _("健康状况")
    LABOUR = "labour", _("劳动能力")


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberConditions(Canonical):
    """What must hold of one person; what is left out asks for nothing.

    Ages are full years, both included. `disability_level` is the mildest that will do: 1 is the most severe, 4 lets in
    all. `is_severely_disabled` is 审核确认办法 Art 8's.
    """

    age_from: int | None = None
    age_to: int | None = None
    is_student: bool | None = None
    sex: Sex | None = None
    disability_types: tuple[int, ...] = ()
    disability_level: int | None = None
    is_severely_disabled: bool = False
    healths: tuple[Health, ...] = ()
    labour_capacities: tuple[LabourCapacity, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AidRule(Canonical):
    """One version of a benefit's terms. `cap` and `fields` are read by the database too, under these names.

    `share` is the part of a bill that is waived, above 0 up to 1. `months` are those in which it may be asked for;
    empty is all year. `answer_days` and `delivery_days` count from the request and from the agency's acceptance.
    Of a household's benefit the member conditions must all hold of one covered member. `is_medical` alone lets a
    diagnosis pass.
    """

    quantity: Decimal
    value_kind: AidValueKind
    answer_days: int
    delivery_days: int
    fields: tuple[AidField, ...]
    amount: Decimal | None = None
    share: Decimal | None = None
    cap: Decimal | None = None
    is_medical: bool = False
    months: tuple[int, ...] = ()
    classes: tuple[int, ...] = ()
    house_grades: tuple[HouseGrade, ...] = ()
    member: MemberConditions = MemberConditions()

    def is_in_season(self, on: date) -> bool:
        return not self.months or on.month in self.months


@dataclass(frozen=True, slots=True, kw_only=True)
class AidHousehold:
    """A household as the terms see it: its class and covered members in a month (none of both without a grant)."""

    benefit_class: int | None
    covered: tuple[Member, ...] = ()
    house_grade: HouseGrade | None = None


@dataclass(frozen=True, slots=True)
class AidFinding:
    """Which conditions were met and which were not, of whom; a household's `member` is who comes nearest."""

    member: Member | None
    met: tuple[AidCondition, ...]
    failed: tuple[AidCondition, ...]

    @property
    def holds(self) -> bool:
        return not self.failed


Answers = dict[AidCondition, bool]
_ANYBODY = Member(key="", name="")


def finding(
    household: AidHousehold, rule: AidRule, *, on: date, member: Member | None = None
) -> AidFinding:
    """Whether a benefit may be asked for on a day, for one `member` or for the household.

    Whoever a county's list only counts has no name yet by which an agency could know them.
    """
    answers = _of_household(household, rule, on)
    who = household.covered if member is None else (member,)
    if member is not None:
        answers[AidCondition.COVERED] = member in household.covered
        answers[AidCondition.NAMED] = bool(member.name)
    found = [_found(one, {**answers, **of_member(one, rule.member, on)}) for one in who]
    return min(found, key=lambda one: len(one.failed), default=_found(None, answers))


def _found(member: Member | None, answers: Answers) -> AidFinding:
    asked = [condition for condition in AidCondition if condition in answers]
    met = tuple(condition for condition in asked if answers[condition])
    return AidFinding(member, met, tuple(one for one in asked if not answers[one]))


def conditions_of(rule: AidRule, *, is_per_member: bool) -> tuple[AidCondition, ...]:
    """What a benefit asks for, in the order in which reasons are given."""
    household = AidHousehold(benefit_class=None)
    asked = finding(household, rule, on=date.min, member=_ANYBODY if is_per_member else None)
    of_one = of_member(_ANYBODY, rule.member, date.min)
    return tuple(one for one in AidCondition if one in (*asked.met, *asked.failed, *of_one))


def _of_household(household: AidHousehold, rule: AidRule, on: date) -> Answers:
    answers = {AidCondition.COVERED: bool(household.covered)}
    if rule.months:
        answers[AidCondition.SEASON] = rule.is_in_season(on)
    if rule.classes:
        answers[AidCondition.CLASS] = household.benefit_class in rule.classes
    if rule.house_grades:
        answers[AidCondition.HOUSE] = household.house_grade in rule.house_grades
    return answers


def of_member(member: Member, asked: MemberConditions, on: date) -> Answers:
    """The conditions that are set, each with whether this person meets it."""
    answers: Answers = {}
    if asked.age_from is not None or asked.age_to is not None:
        answers[AidCondition.AGE] = _is_of_age(member.age(on), asked)
    if asked.is_student is not None:
        answers[AidCondition.STUDENT] = member.is_student is asked.is_student
    if asked.sex is not None:
        answers[AidCondition.SEX] = member.sex is asked.sex
    if asked.disability_types:
        answers[AidCondition.DISABILITY] = member.disability_type in asked.disability_types
    if asked.disability_level is not None:
        level = member.disability_level
        answers[AidCondition.LEVEL] = level is not None and level <= asked.disability_level
    if asked.is_severely_disabled:
        answers[AidCondition.SEVERE] = member.is_severely_disabled
    if asked.healths:
        answers[AidCondition.HEALTH] = member.health in asked.healths
    if asked.labour_capacities:
        answers[AidCondition.LABOUR] = member.labour_capacity in asked.labour_capacities
    return answers


def _is_of_age(age: int | None, asked: MemberConditions) -> bool:
    if age is None or (asked.age_from is not None and age < asked.age_from):
        return False
    return asked.age_to is None or age <= asked.age_to
