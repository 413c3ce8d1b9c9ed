"""A benefit's terms, and why somebody qualifies or not, in the words of whoever reads them."""

from collections.abc import Callable, Mapping
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from applicants.choices import BENEFIT_CLASSES, DISABILITY_LEVELS, DISABILITY_TYPES
from applicants.eligibility.aid import (
    AidCondition,
    AidFinding,
    AidHousehold,
    AidRule,
    AidValueKind,
    HouseGrade,
    MemberConditions,
    conditions_of,
)
from applicants.eligibility.canonical import decimal_text
from applicants.eligibility.codes import Code
from applicants.eligibility.facts import Member
from dibao.display import NOTHING, listed, with_label, with_note, yuan_text

_CLASSES, _TYPES, _LEVELS = dict(BENEFIT_CLASSES), dict(DISABILITY_TYPES), dict(DISABILITY_LEVELS)
C = AidCondition
# Said of everybody on a list, or of nobody: no reason for somebody in particular.
_UNSAID = (C.NAMED, C.SEASON)
Facts = tuple[AidHousehold, Member | None, date]


def reasons(found: AidFinding, rule: AidRule, household: AidHousehold, *, on: date) -> list[str]:
    """Why somebody qualifies: each fact that counted, with what was asked."""
    told = [one for one in found.met if one not in _UNSAID]
    return [_sentence(one, rule, (household, found.member, on)) for one in told]


def obstacles(found: AidFinding, rule: AidRule, household: AidHousehold, *, on: date) -> list[str]:
    """Why somebody does not qualify: each fact that stands against it, with what was asked."""
    if C.COVERED in found.failed:
        return [_("本月没有享受低保，或者不在保障人口里")]
    if C.NAMED in found.failed:
        return [_("还没有登记姓名和身份证号")]
    return [_sentence(one, rule, (household, found.member, on)) for one in found.failed]


def conditions(rule: AidRule, *, is_per_member: bool) -> list[str]:
    """Who may qualify, condition by condition; coverage is understood."""
    asked = conditions_of(rule, is_per_member=is_per_member)
    return [
        with_label(_(one.label), _NEEDED[one](rule))
        for one in asked
        if one not in (C.COVERED, C.NAMED)
    ]


def value_in_words(rule: AidRule, unit: str) -> str:
    """How much money it is: 每人年20.00元，每次最多20.00元."""
    if rule.value_kind is AidValueKind.NONE:
        return _(AidValueKind.NONE.label)
    most = _("每次最多%(cap)s元") % {"cap": yuan_text(rule.cap)}
    if rule.value_kind is AidValueKind.FIXED:
        one = _("每%(unit)s%(yuan)s元") % {"unit": unit, "yuan": yuan_text(rule.amount)}
        return listed([one, most])
    if rule.share is not None:
        percent = decimal_text(rule.share * 100)
        return listed([_("账单的%(percent)s%%") % {"percent": percent}, most])
    return most


def fields_in_words(rule: AidRule) -> str:
    """What the agency is told besides the class."""
    return listed(_(field.label) for field in rule.fields)


def _sentence(condition: AidCondition, rule: AidRule, facts: Facts) -> str:
    """The fact with what was asked, unless that is the same word again."""
    fact = _FACT[condition](facts)
    told = with_label(_(condition.label), fact)
    needed = "" if condition is C.COVERED else _NEEDED[condition](rule)
    if needed in ("", fact):
        return told
    return with_note(told, _("要求%(needed)s") % {"needed": needed})


def _label(code: Code | None) -> str:
    return _(code.label) if code else NOTHING


def _grade(grade: HouseGrade | None) -> str:
    """The letter alone, as everybody calls it: what it means in brackets would stand within brackets."""
    return _("%(grade)s级") % {"grade": grade.value.upper()} if grade else NOTHING


def _word(words: Mapping[int, object], key: int | None) -> str:
    return str(words[key]) if key is not None else NOTHING


def _codes(codes: tuple[Code, ...]) -> str:
    return listed(_(code.label) for code in codes)


def _of_member(say: Callable[[Member], str]) -> Callable[[Facts], str]:
    def said(facts: Facts) -> str:
        _household, member, _on = facts
        return say(member) if member else NOTHING

    return said


def _asked_of_member(say: Callable[[MemberConditions], str]) -> Callable[[AidRule], str]:
    return lambda rule: say(rule.member)


def _age(facts: Facts) -> str:
    _household, member, on = facts
    age = member.age(on) if member else None
    return NOTHING if age is None else _("%(age)s岁") % {"age": age}


def _ages(asked: MemberConditions) -> str:
    if asked.age_from is None:
        return _("不超过%(age)s岁") % {"age": asked.age_to}
    if asked.age_to is None:
        return _("满%(age)s岁") % {"age": asked.age_from}
    return _("%(low)s至%(high)s岁") % {"low": asked.age_from, "high": asked.age_to}


def _at_school(is_student: bool | None) -> str:
    return _("在校") if is_student else _("不在校")


def _severity(member: Member) -> str:
    if member.disability_type is None:
        return _("没有残疾证")
    return _word(_TYPES, member.disability_type) + _word(_LEVELS, member.disability_level)


def _months(rule: AidRule) -> str:
    return listed(_("%(month)s月") % {"month": month} for month in rule.months)


_FACT: dict[AidCondition, Callable[[Facts], str]] = {
    C.COVERED: lambda facts: _word(_CLASSES, facts[0].benefit_class),
    C.SEASON: lambda facts: _("%(month)s月") % {"month": facts[2].month},
    C.CLASS: lambda facts: _word(_CLASSES, facts[0].benefit_class),
    C.HOUSE: lambda facts: _grade(facts[0].house_grade),
    C.AGE: _age,
    C.STUDENT: _of_member(lambda member: _at_school(member.is_student)),
    C.SEX: _of_member(lambda member: _label(member.sex)),
    C.DISABILITY: _of_member(lambda member: _word(_TYPES, member.disability_type)),
    C.LEVEL: _of_member(lambda member: _word(_LEVELS, member.disability_level)),
    C.SEVERE: _of_member(_severity),
    C.HEALTH: _of_member(lambda member: _label(member.health)),
    C.LABOUR: _of_member(lambda member: _label(member.labour_capacity)),
}
_NEEDED: dict[AidCondition, Callable[[AidRule], str]] = {
    C.SEASON: _months,
    C.CLASS: lambda rule: listed(_CLASSES[one] for one in rule.classes),
    C.HOUSE: lambda rule: listed(map(_grade, rule.house_grades)),
    C.AGE: _asked_of_member(_ages),
    C.STUDENT: _asked_of_member(lambda asked: _at_school(asked.is_student)),
    C.SEX: _asked_of_member(lambda asked: _label(asked.sex)),
    C.DISABILITY: _asked_of_member(lambda asked: listed(_TYPES[n] for n in asked.disability_types)),
    C.LEVEL: _asked_of_member(
        lambda asked: (
            pgettext("disability", "%(level)s或更重")
            % {"level": _word(_LEVELS, asked.disability_level)}
        )
    ),
    C.SEVERE: lambda _rule: _("是"),
    C.HEALTH: _asked_of_member(lambda asked: _codes(asked.healths)),
    C.LABOUR: _asked_of_member(lambda asked: _codes(asked.labour_capacities)),
}
