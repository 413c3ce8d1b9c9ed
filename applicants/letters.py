"""What the papers of a case say: the application's summary, and the letter with the result."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from applicants.materials import LAW_SINCE, PLATFORM_SINCE
from applicants.models.assessment import Assessment
from applicants.models.case import Case
from applicants.models.grant import Decision, Outcome
from applicants.models.override import agreed_on, payable_of
from dibao.display import month_text, yuan_text
from dibao.models.area import Area, county_of, township_of
from dibao.values.months import BenefitMonth

# 行政诉讼法 Art 46 gives six months since May 2015, before it (Art 39) three; 行政复议法 sixty days in both times.
_SIX_MONTHS_SINCE = date(2015, 5, 1)


@dataclass(frozen=True)
class Reason:
    """One ground of the decision with the article that it rests on."""

    sentence: str
    article: str


@dataclass(frozen=True)
class Letter:
    """The result of a case as its family reads it (领域: 结果告知书)."""

    title: str
    office: str
    opening: str
    reasons: list[Reason]
    stated: str
    heard: str
    basis: str
    result: str
    remedies: str
    dated: date


def township_office(case: Case) -> str:
    """The government of the township that handles a case, as papers name it (one query)."""
    township = Area.objects.get(pk=township_of(case.area_id))
    return _("%(township)s人民政府") % {"township": township}


def missing_items_basis(on: date) -> str:
    """What a notice of missing items rests on, and what it therefore does not ask for; nothing before July 2021."""
    if on < PLATFORM_SINCE:
        return ""
    law = _("、《中华人民共和国社会救助法》第六十二条") if on >= LAW_SINCE else ""
    return _(
        "依据《最低生活保障审核确认办法》第十条%(law)s，可以通过国家或地方政务服务平台查询、通过核对机制核实的，不需要您提供。"
    ) % {"law": law}


def letter_of(decision: Decision, assessment: Assessment) -> Letter:
    """The letter for a decision to grant or to refuse; its grounds are the trace's own sentences."""
    county = Area.objects.get(pk=county_of(decision.area_id))
    case = decision.case
    is_grant = decision.outcome == Outcome.GRANT
    opening = _(
        "%(name)s：您家于%(day)s提出的农村最低生活保障申请（案号%(number)s），经审核，决定如下。"
    )
    named = {
        "name": case.applies_for_it,
        "day": case.opened_on.isoformat(),
        "number": case.number,
    }
    return Letter(
        title=_("农村最低生活保障确认告知书") if is_grant else _("不予确认农村最低生活保障告知书"),
        office=_("%(county)s民政局") % {"county": county.name},
        opening=opening % named,
        reasons=_grounds(assessment, is_grant=is_grant),
        stated=decision.reasons,
        heard="",
        basis=assessment.rule_set.legal_basis,
        result=_granted(decision, assessment) if is_grant else _("不予确认最低生活保障。"),
        remedies=_remedies(county, decision.decided_on),
        dated=decision.decided_on,
    )


def _remedies(county: Area, day: date) -> str:
    months = 6 if day >= _SIX_MONTHS_SINCE else 3
    return _(
        "如对本决定不服，可以自收到本告知书之日起60日内向%(county)s人民政府申请行政复议，"
        "也可以自收到本告知书之日起%(months)d个月内依法向人民法院提起行政诉讼。"
    ) % {"county": county.name, "months": months}


def _grounds(assessment: Assessment, *, is_grant: bool) -> list[Reason]:
    """A grant rests on the whole trace; a refusal on what failed or is in doubt, or on its stated reasons alone."""
    verdict = assessment.as_verdict()
    steps = verdict.trace if is_grant else verdict.reasons
    grounds = [Reason(step.sentence, step.article) for step in steps]
    override = agreed_on(assessment)
    if is_grant and override is not None:
        words = _("经两人核定，类别和金额按下列理由确定：%(reason)s")
        grounds.append(Reason(words % {"reason": override.reason}, ""))
    return grounds


def _granted(decision: Decision, assessment: Assessment) -> str:
    first, payable = BenefitMonth.after(decision.decided_on), payable_of(assessment)
    return _(
        "确认您家享受农村最低生活保障，%(kind)s，保障%(covered)d人，每月%(amount)s元，从%(month)s起发放。"
    ) % {
        "kind": payable.class_label,
        "covered": payable.covered,
        "amount": yuan_text(payable.total_amount),
        "month": month_text(first),
    }
