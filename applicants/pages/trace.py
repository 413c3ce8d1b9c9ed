"""A verdict in words: each rule with its article, the numbers it used, what came out and why."""

from dataclasses import dataclass

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.eligibility.codes import (
    ExpenseKind,
    Hardship,
    IncomeKind,
    IncomeSource,
    Outcome,
    Rule,
    StepResult,
    SupplementGroup,
)
from applicants.eligibility.facts import Facts
from applicants.eligibility.verdict import Step, Verdict
from applicants.models.assessment import Assessment
from dibao.display import listed, with_note

TONES = {
    StepResult.PASS: "good",
    StepResult.FAIL: "bad",
    StepResult.REVIEW: "warn",
    StepResult.INFO: "",
}
OUTCOME_TONES = {
    Outcome.ELIGIBLE: "good",
    Outcome.NOT_ELIGIBLE: "bad",
    Outcome.NEEDS_REVIEW: "warn",
}

_LABELS = {
    "class_amount": _("每人每月（元）"),
    "counted": _("家庭人口"),
    "covered": _("保障人数"),
    "exempt_lines": _("豁免的财产"),
    "gross": _("收入合计（元）"),
    "hardships": _("困难情形"),
    "incomplete": _("资料不全的成员"),
    "lines": _("没有写明属于谁的项数"),
    "measured": _("核定数"),
    "months": _("月数"),
    "not_counted_members": _("不计入人口的成员的收入（元）"),
    "per_capita_income": _("人均年收入（元）"),
    "spared": _("不计入的供养费用（元）"),
    "total_amount": _("月合计（元）"),
    "unnamed": _("未登记姓名的成员"),
    "without_labour": _("无劳动能力成员"),
    "yearly_gap": _("年差额（元）"),
    "yearly_income": _("家庭年收入（元）"),
}
# Elsewhere the threshold is a class or a floor of zero, which the sentence says better.
_MEASURED = frozenset({Rule.INCOME_LINE, Rule.BORDERLINE, Rule.SINGLE_PERSON, Rule.PROPERTY})
_CODES = {
    code.value: code.label
    for codes in (SupplementGroup, ExpenseKind, IncomeSource, IncomeKind)
    for code in codes
}
_HARDSHIPS = {code.value: code.label for code in Hardship}


@dataclass(frozen=True)
class TraceStep:
    """One line of the trace as the component prints it."""

    name: str
    article: str
    inputs: str
    result: str
    sentence: str
    tone: str


def trace_of(verdict: Verdict, facts: Facts) -> list[TraceStep]:
    """The verdict's steps, with the names that its numbers stand for taken from the facts it was given on."""
    return [_line(step, facts) for step in verdict.trace]


def trace_of_stored(assessment: Assessment) -> list[TraceStep]:
    """The same of a verdict as it was stored with its facts."""
    return trace_of(assessment.as_verdict(), assessment.as_facts())


def _line(step: Step, facts: Facts) -> TraceStep:
    return TraceStep(
        name=_now(Rule.of(step.rule).label),
        article=step.article,
        inputs=_numbers(step, facts),
        result="" if step.result is StepResult.INFO else _now(StepResult.of(step.result).label),
        sentence=step.sentence,
        tone=TONES[step.result],
    )


def _numbers(step: Step, facts: Facts) -> str:
    # Persons' keys mean nothing to a reader; the sentence says their names.
    known = {key: text for key, text in step.inputs.items() if text and _label(key)}
    parts = [f"{_label(key)} {_value(key, text, facts)}" for key, text in known.items()]
    if step.threshold and step.rule in _MEASURED:
        parts.append(_now("标准 %(bound)s") % {"bound": step.threshold})
    return " · ".join(parts)


def _label(key: str) -> str:
    if key in _LABELS:
        return str(_LABELS[key])
    return _now(_CODES[key]) if key in _CODES else ""


def _value(key: str, text: str, facts: Facts) -> str:
    if key == "without_labour":
        names = [m.name for m in facts.counted_members if m.is_without_labour(facts.on)]
        return with_note(text, listed(names)) if names else text
    if key != "hardships":
        return text
    return listed(_now(_HARDSHIPS.get(one, one)) for one in text.split(",") if one)
