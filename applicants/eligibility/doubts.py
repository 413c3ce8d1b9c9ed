"""What is hard to believe of typed facts: asked about where it was typed, let through once somebody has looked.

Orphans head households, a farm may cost more than it brings in, and an ID number can name the wrong sex. So none of
this is refused: each sentence says what does not go together, and what to compare.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from applicants.eligibility.codes import (
    Code,
    ExclusionReason,
    ExpenseKind,
    Hardship,
    IncomeKind,
    IncomeSource,
    LabourCapacity,
    Sex,
    gettext_noop,
)
from applicants.eligibility.facts import ADULT_AGE, WORKING_AGE, Facts, Income, Member

# GB/T 4761 as in applicants.choices; relations are to the head.
HEAD, SPOUSE = "02", "10"
_OF_MEN = frozenset({"20", "27", "28", "41", "43", "51", "53", "55", "61", "71", "73"})
_OF_WOMEN = frozenset({"30", "37", "38", "42", "44", "52", "54", "56", "62", "75", "77"})
_OWN_CHILDREN = frozenset({"20", "30"})
_CHILDREN = _OWN_CHILDREN | {"27", "37"}
# By how many years at least the head is older than these, and younger than those.
_YOUNGER: Mapping[str, int] = MappingProxyType(
    {"20": 14, "30": 14, **dict.fromkeys(("41", "42", "43", "44"), 28)}
)
_OLDER: Mapping[str, int] = MappingProxyType({"51": 14, "52": 14, "61": 28, "62": 28})

# 民法典 Art 1047.
_MARRIAGE_AGES = {Sex.MALE: 22, Sex.FEMALE: 20}
_STUDENT_AGES = range(3, 36)
_OLDEST = 110
# The basic pension begins at 60; who works under hard conditions may retire from 45.
_PENSION_AGES = {IncomeSource.BASIC_PENSION: 60, IncomeSource.RETIREMENT_PENSION: 45}
_OLD = 60
_TRANSFERS = (
    ExpenseKind.TAX_AND_INSURANCE,
    ExpenseKind.SUPPORT_PAID,
    ExpenseKind.OTHER_TRANSFER,
)

ZERO = Decimal(0)

_ = gettext_noop


@dataclass(frozen=True, slots=True)
class Doubt:
    """One sentence about one field of the facts, as words with places for values, so that a page can translate it."""

    path: str
    words: str
    values: Mapping[str, Code | str | int] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """In Chinese, as the record keeps it."""
        values = self.values.items()
        return self.words % {
            name: one.label if isinstance(one, Code) else one for name, one in values
        }


def doubts(facts: Facts) -> tuple[Doubt, ...]:
    """Everything that somebody should look at again, each with the path at which it stands; facts that are refused as
    contradictory anyway are not judged here."""
    return (
        *_head_doubts(facts),
        *_relation_doubts(facts),
        *_person_doubts(facts),
        *_exclusion_doubts(facts),
        *_income_doubts(facts),
        *_expense_doubts(facts),
        *_hardship_doubts(facts),
    )


def _placed(facts: Facts) -> Iterable[tuple[str, Member]]:
    return ((f"members[{index}]", member) for index, member in enumerate(facts.members))


def _head_of(facts: Facts) -> Member | None:
    return next((member for member in facts.members if member.relation == HEAD), None)


def _head_doubts(facts: Facts) -> Iterable[Doubt]:
    for path, member in _placed(facts):
        age = member.age(facts.on)
        if member.relation == HEAD and age is not None and age < ADULT_AGE:
            yield Doubt(
                f"{path}.relation",
                _("户主%(name)s只有 %(age)d 岁：核对身份证号，家里有成年人的由成年人作户主"),
                {"name": member.name, "age": age},
            )


def _relation_doubts(facts: Facts) -> Iterable[Doubt]:
    head = _head_of(facts)
    spouses = 0
    for path, member in _placed(facts):
        spouses += member.relation == SPOUSE
        if member.relation == SPOUSE and spouses > 1:
            yield Doubt(f"{path}.relation", _("配偶填了不止一名：核对与户主关系"))
        if _is_of_other_sex(member):
            yield Doubt(
                f"{path}.relation",
                _("%(name)s与户主关系和身份证号的性别不符：核对身份证第17位和与户主关系"),
                {"name": member.name},
            )
        if head is not None and head is not member:
            yield from _beside_head_doubts(path, member, head)


def _is_of_other_sex(member: Member) -> bool:
    return (member.sex is Sex.FEMALE and member.relation in _OF_MEN) or (
        member.sex is Sex.MALE and member.relation in _OF_WOMEN
    )


def _beside_head_doubts(path: str, member: Member, head: Member) -> Iterable[Doubt]:
    is_spouse = member.relation == SPOUSE
    if is_spouse and member.sex is not None and member.sex is head.sex:
        yield Doubt(
            f"{path}.relation",
            _("配偶%(name)s和户主性别相同：核对两人身份证第17位和与户主关系"),
            {"name": member.name},
        )
    if member.birth_date is None or head.birth_date is None:
        return
    gap = _years_between(head.birth_date, member.birth_date)
    is_too_near = gap < _YOUNGER.get(member.relation, gap) or -gap < _OLDER.get(
        member.relation, -gap
    )
    if is_too_near:
        yield Doubt(f"{path}.relation", _gap_words(gap), {"name": member.name, "years": abs(gap)})


def _years_between(older: date, younger: date) -> int:
    """Full years from one birth to another; below nothing where the first was later."""
    if younger < older:
        return -_years_between(younger, older)
    return younger.year - older.year - ((younger.month, younger.day) < (older.month, older.day))


def _gap_words(gap: int) -> str:
    if gap == 0:
        return _("%(name)s和户主年龄相同：核对出生日期和与户主关系")
    if gap > 0:
        return _("%(name)s比户主小 %(years)d 岁：核对出生日期和与户主关系")
    return _("%(name)s比户主大 %(years)d 岁：核对出生日期和与户主关系")


def _person_doubts(facts: Facts) -> Iterable[Doubt]:
    for path, member in _placed(facts):
        age = member.age(facts.on)
        if age is None:
            continue
        if age > _OLDEST:
            yield Doubt(
                f"{path}.birth_date",
                _("%(name)s已有 %(age)d 岁：核对身份证第7至14位"),
                {"name": member.name, "age": age},
            )
        if member.is_student and age not in _STUDENT_AGES:
            yield Doubt(
                f"{path}.is_student",
                _("%(name)s %(age)d 岁，还在校：核对在校一栏"),
                {"name": member.name, "age": age},
            )
        least = _MARRIAGE_AGES.get(member.sex) if member.sex else None
        if member.relation == SPOUSE and least is not None and age < least:
            yield Doubt(
                f"{path}.relation",
                _("配偶%(name)s只有 %(age)d 岁，不到法定婚龄：核对身份证号和与户主关系"),
                {"name": member.name, "age": age},
            )


def _exclusion_doubts(facts: Facts) -> Iterable[Doubt]:
    for path, member in _placed(facts):
        place = f"{path}.exclusion"
        if member.exclusion is ExclusionReason.LIVES_APART:
            if member.relation == SPOUSE:
                yield Doubt(place, _("配偶不住在一起也计入家庭人口（办法第七条）：核对原因"))
            if member.relation in _CHILDREN and not _is_grown_up(member, facts.on):
                yield Doubt(
                    place,
                    _("未成年子女%(name)s不住在一起也计入家庭人口（办法第七条）：核对原因"),
                    {"name": member.name},
                )
        if member.exclusion is ExclusionReason.REFUSED_JOBS and member.is_without_labour(facts.on):
            yield Doubt(
                place,
                _("%(name)s没有劳动能力，不能按拒绝工作处理：核对原因"),
                {"name": member.name},
            )


def _is_grown_up(member: Member, on: date) -> bool:
    """Of whom no birth is known nothing is said."""
    return member.birth_date is None or member.is_adult(on)


def _income_doubts(facts: Facts) -> Iterable[Doubt]:
    people = {member.key: member for member in facts.members}
    seen: set[tuple[object, ...]] = set()
    for index, line in enumerate(facts.incomes):
        path = f"incomes[{index}]"
        if line.necessary_cost > line.yearly_amount:
            yield Doubt(
                f"{path}.necessary_cost",
                _("必要成本 %(cost)s 元高于收入 %(amount)s 元：核对金额；确实亏损的按 0 元计入"),
                {"cost": f"{line.necessary_cost:.2f}", "amount": f"{line.yearly_amount:.2f}"},
            )
        if line.member is not None:
            yield from _owner_doubts(path, line, people.get(line.member), facts.on)
            same = (line.member, line.source, line.yearly_amount, line.supporter)
            if same in seen:
                yield Doubt(
                    f"{path}.source", _("和前面一行的人、来源、金额都相同：核对是否填了两次")
                )
            seen.add(same)


def _owner_doubts(path: str, line: Income, owner: Member | None, on: date) -> Iterable[Doubt]:
    age = owner.age(on) if owner else None
    if owner is None or age is None:
        return
    if line.counted_kind is IncomeKind.WAGE and age < WORKING_AGE:
        yield Doubt(
            f"{path}.member",
            _("%(name)s只有 %(age)d 岁，未满 16 周岁不能务工（劳动法第十五条）：核对是谁的收入"),
            {"name": owner.name, "age": age},
        )
    least = _PENSION_AGES.get(line.source)
    if least is not None and age < least:
        yield Doubt(
            f"{path}.member",
            _("%(name)s只有 %(age)d 岁，领%(source)s：核对是谁的收入"),
            {"name": owner.name, "age": age, "source": line.source},
        )


def _expense_doubts(facts: Facts) -> Iterable[Doubt]:
    """Outlays that are taken off an income that is smaller than they are."""
    income = sum((line.yearly_amount for line in facts.incomes), ZERO)
    wages = sum(
        (line.yearly_amount for line in facts.incomes if line.counted_kind is IncomeKind.WAGE),
        ZERO,
    )
    transfers = work = ZERO
    for index, line in enumerate(facts.expenses):
        path = f"expenses[{index}].yearly_amount"
        if line.kind in _TRANSFERS:
            transfers += line.yearly_amount
            if transfers > income:
                yield Doubt(
                    path,
                    _(
                        "税款、社会保险费和付出的供养费用 %(spent)s 元高于家庭全部收入 %(income)s 元：核对金额"
                    ),
                    {"spent": f"{transfers:.2f}", "income": f"{income:.2f}"},
                )
        if line.kind is ExpenseKind.EMPLOYMENT:
            work += line.yearly_amount
            if work > wages:
                yield Doubt(
                    path,
                    _("就业成本 %(spent)s 元高于工资性收入 %(income)s 元：核对金额"),
                    {"spent": f"{work:.2f}", "income": f"{wages:.2f}"},
                )


def _hardship_doubts(facts: Facts) -> Iterable[Doubt]:
    for hardship, why_not in (
        (Hardship.ORPHAN, _why_no_orphan(facts)),
        (Hardship.ELDERLY_WITHOUT_SUPPORT, _why_no_lonely_elder(facts)),
        (Hardship.SINGLE_PARENT_WITH_STUDENTS, _why_no_single_parent(facts)),
        (Hardship.MAIN_WORKER_INCAPACITATED, _why_no_broken_worker(facts)),
    ):
        if hardship in facts.hardships and why_not:
            yield Doubt("hardships", why_not, {"hardship": hardship})


def _ages(facts: Facts) -> list[int | None]:
    return [member.age(facts.on) for member in facts.counted_members]


def _why_no_orphan(facts: Facts) -> str:
    ages = _ages(facts)
    if None in ages or any(age is not None and age < ADULT_AGE for age in ages):
        return ""
    return _("勾选了“%(hardship)s”，但家里没有未成年人：核对困难情形")


def _why_no_lonely_elder(facts: Facts) -> str:
    ages = _ages(facts)
    if None not in ages and not any(age is not None and age >= _OLD for age in ages):
        return _("勾选了“%(hardship)s”，但家里没有 60 岁以上的人：核对困难情形")
    if any(line.source is IncomeSource.SUPPORT_PAYMENT for line in facts.incomes):
        return _("勾选了“%(hardship)s”，但登记了赡养费收入：核对困难情形")
    return ""


def _why_no_single_parent(facts: Facts) -> str:
    if any(member.relation == SPOUSE for member in facts.counted_members):
        return _("勾选了“%(hardship)s”，但家里有配偶：核对困难情形")
    if not any(member.is_student for member in facts.members):
        return _("勾选了“%(hardship)s”，但没有在校的成员：核对困难情形")
    return ""


def _why_no_broken_worker(facts: Facts) -> str:
    adults = [member for member in facts.counted_members if member.is_adult(facts.on)]
    if adults and all(member.labour_capacity is LabourCapacity.FULL for member in adults):
        return _("勾选了“%(hardship)s”，但成年人都有劳动能力：核对困难情形")
    return ""
