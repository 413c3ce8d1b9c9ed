"""How to apply, read off the rule set in force: conditions, amounts, papers, steps and days. No queries."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from applicants.choices import BENEFIT_CLASSES
from applicants.eligibility.codes import (
    BenefitMethod,
    Code,
    Hardship,
    IncomeSource,
    LimitOutcome,
    LimitUnit,
    ProcedureStep,
    PropertyKind,
    ReviewMeeting,
)
from applicants.eligibility.terms import ProcedureLimit, PropertyLimit, Terms
from dibao.display import count_text, listed, yuan_text
from dibao.values.money import yuan

_MONTHS = 12
# What stands on land is counted by where it stands, other things by the piece.
_COUNTED_BY_PLACE = {PropertyKind.HOUSE, PropertyKind.FISH_POND}


@dataclass(frozen=True)
class Amount:
    """What one class or group gets; `who` lists the criteria that lead there."""

    label: str
    text: str
    who: tuple[str, ...] = ()


@dataclass(frozen=True)
class Limit:
    """A step and the days it may take."""

    step: str
    text: str


@dataclass(frozen=True)
class Guide:
    """The whole page as sentences, in the order in which a villager asks."""

    conditions: tuple[str, ...]
    not_counted: tuple[str, ...]
    amounts: tuple[Amount, ...]
    papers: tuple[str, ...]
    steps: tuple[str, ...]
    limits: tuple[Limit, ...]


def of_terms(terms: Terms) -> Guide:
    """Say a rule set in plain words; its own names and articles stay as its authors wrote them."""
    return Guide(
        conditions=tuple(_conditions(terms)),
        not_counted=_labels([e.source for e in terms.exemptions]),
        amounts=tuple(_amounts(terms)),
        papers=tuple(_papers(terms)),
        steps=tuple(_steps(terms)),
        limits=tuple(
            Limit(_(limit.step.label), _within(limit)) for limit in terms.procedure_limits
        ),
    )


def _conditions(terms: Terms) -> Iterator[str]:
    yield _("家庭成员是本地农村户口，共同生活。")
    yield _("家庭人均年收入低于保障标准：每人每年%(year)s元（每月%(month)s元）。") % {
        "year": yuan_text(terms.income_line),
        "month": yuan_text(yuan(terms.income_line / _MONTHS)),
    }
    yield from map(_property, terms.property_limits)
    if terms.single_person is not None and terms.borderline_ratio is not None:
        yield _("家庭人均年收入在保障标准%(ratio)s倍以内的，家里的%(groups)s可以单独申请。") % {
            "ratio": _number(terms.borderline_ratio),
            "groups": listed(_labels(terms.single_person.groups)),
        }


def _property(limit: PropertyLimit) -> str:
    needs_a_look = limit.outcome == LimitOutcome.REVIEW
    if needs_a_look and limit.unit == LimitUnit.COUNT and not limit.threshold:
        return _("有%(name)s的，由乡镇核实后认定。") % {"name": limit.name}
    sentence = _allowed(limit)
    if limit.exemptions:
        sentence += _("（%(kinds)s不算）") % {"kinds": listed(_labels(limit.exemptions))}
    if needs_a_look:
        sentence += _("，超过的由乡镇核实后认定")
    return sentence + _("。")


def _allowed(limit: PropertyLimit) -> str:
    known = {"name": limit.name, "threshold": count_text(_number(limit.threshold))}
    if limit.unit == LimitUnit.PER_HOUSEHOLD:
        return _("%(name)s，全家不超过%(threshold)s元") % known
    if limit.unit == LimitUnit.PER_PERSON_TIMES_LINE:
        return _("%(name)s，人均不超过年保障标准的%(threshold)s倍") % known
    if not limit.threshold:
        return _("没有%(name)s") % known
    if set(limit.kinds) <= _COUNTED_BY_PLACE:
        return _("%(name)s，不超过%(threshold)s处") % known
    return _("%(name)s，不超过%(threshold)s件") % known


def _amounts(terms: Terms) -> Iterator[Amount]:
    """Fixed amounts per class, or the gap up to the line; then what is added for members who need more."""
    if terms.benefit_method == BenefitMethod.GAP:
        yield Amount(_("补差"), _("保障标准减去家庭人均收入，再乘以保障人数，按月发放"))
    else:
        for number, label in BENEFIT_CLASSES:
            if number in terms.class_amounts:
                amount = yuan_text(terms.class_amounts[number])
                text = _("每人每月%(amount)s元") % {"amount": amount}
                yield Amount(str(label), text, _criteria(terms, number))
    for supplement in terms.supplements:
        text = _("每人每月增发%(amount)s元") % {"amount": yuan_text(supplement.amount)}
        yield Amount(_(supplement.group.label), text)


def _criteria(terms: Terms, benefit_class: int) -> tuple[str, ...]:
    return tuple(c.name for c in terms.criteria if c.benefit_class == benefit_class)


def _papers(terms: Terms) -> Iterator[str]:
    yield _("申请书，由家里一名成员写；不会写的，可以请村民委员会代写、代交")
    yield _("户口簿和家庭成员的身份证")
    yield _("家庭收入和财产情况的说明")
    asked = {hardship for criterion in terms.criteria for hardship in criterion.hardships}
    if asked & {Hardship.SEVERE_DISABILITY, Hardship.SEVERAL_DISABLED}:
        yield _("有残疾人的，带残疾人证")
    if asked & {Hardship.SERIOUS_ILLNESS, Hardship.CHRONIC_ILLNESS}:
        yield _("有病人的，带诊断书和医院结算单")
    if asked & {Hardship.SINGLE_PARENT_WITH_STUDENTS, Hardship.EDUCATION_COSTS}:
        yield _("有人上学的，带在读证明")
    if IncomeSource.SUPPORT_PAYMENT not in {e.source for e in terms.exemptions}:
        yield _("有赡养、抚养人的，带他们的情况和给付说明")
    if terms.limit(ProcedureStep.START_CHECK) is not None:
        yield _("每名成年成员签的核对授权书；能查到的材料不用交")
    yield _("领钱用的存折或银行卡复印件")


def _steps(terms: Terms) -> Iterator[str]:
    yield _("到户口所在乡镇人民政府交申请，也可以请村民委员会代交。材料不齐的，一次说清缺什么。")
    yield _("乡镇派至少两人入户调查，核实收入和财产。")
    if terms.review_meeting == ReviewMeeting.ALWAYS:
        yield _("村里开民主评议会，评议调查结果。")
    else:
        yield _("公示期间有异议的，村里开民主评议会。")
    if len(terms.notices) == 1:
        # Of one posting nobody asks which of three it is.
        (notice,) = terms.notices
        yield _("在村里公示%(days)s%(unit)s，听取意见。") % {
            "days": notice.days,
            "unit": _(notice.unit.label),
        }
    for notice in terms.notices if len(terms.notices) > 1 else ():
        yield _("%(stage)s%(days)s%(unit)s，听取意见。") % {
            "stage": _(notice.stage.label),
            "days": notice.days,
            "unit": _(notice.unit.label),
        }
    yield _("%(office)s审核确认；不予确认的，书面说明理由。") % {
        "office": _(terms.decision_level.label)
    }
    yield _("从确认的下一个月起，每月发到存折或银行卡。")
    if terms.hearing_before_cut:
        yield _("以后减发、停发之前，要先听你家的意见。")


def _within(limit: ProcedureLimit) -> str:
    return _("%(start)s后%(number)s%(unit)s内") % {
        "start": _(limit.start.label),
        "number": limit.number,
        "unit": _(limit.unit.label),
    }


def _labels(codes: Sequence[Code]) -> tuple[str, ...]:
    return tuple(_(code.label) for code in codes)


def _number(value: Decimal) -> Decimal:
    """Without decimals that say nothing: 1.5, 3000."""
    whole = value.to_integral_value()
    return whole if whole == value else value.normalize()
