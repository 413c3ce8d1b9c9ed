"""What the papers of a case say: the application's summary, and the letter with the result."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from applicants.eligibility.codes import Rule
from applicants.grace_months import grace_in_words, grace_months_of
from applicants.materials import LAW_SINCE, PLATFORM_SINCE
from applicants.models.case import Case, CaseKind
from applicants.models.ending import CaseEnding
from applicants.models.grant import Decision, Grant, Outcome
from applicants.models.hearing import HearingManner
from applicants.models.override import agreed_on
from dibao.display import month_text, yuan_text
from dibao.levels import AreaLevel
from dibao.models.area import Area, county_of, township_of
from dibao.papers import written_day
from dibao.values.months import BenefitMonth
from dibao.values.words import gettext_noop

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


def ending_letter_of(ending: CaseEnding) -> Letter:
    """The letter for an application that ends without a decision, with what was tried and that it may be made again."""
    case, county = ending.case, Area.objects.get(pk=county_of(ending.area_id))
    is_of_county = ending.level == AreaLevel.COUNTY
    named = {"county": county.name}
    return Letter(
        title=_("终止办理农村最低生活保障申请告知书"),
        office=_("%(county)s民政局") % named if is_of_county else township_office(case),
        opening=_opening(case),
        reasons=[Reason(str(ending.get_reason_display()), "")],
        stated=ending.text,
        heard="",
        basis=_ending_basis(ending),
        result=_(
            "您家没有正当理由不配合审核确认，这件申请终止办理，不再作出是否确认的决定。以后愿意配合的，可以重新申请。"
        ),
        remedies=remedies_against(county, ending.ended_on),
        dated=ending.ended_on,
    )


def _ending_basis(ending: CaseEnding) -> str:
    if ending.ended_on < PLATFORM_SINCE:
        return ending.case.rules.legal_basis
    return _("《最低生活保障审核确认办法》第二十九条")


_TITLES = {
    Outcome.GRANT: gettext_noop("农村最低生活保障确认告知书"),
    Outcome.REFUSE: gettext_noop("不予确认农村最低生活保障告知书"),
    Outcome.KEEP: gettext_noop("维持农村最低生活保障待遇告知书"),
    Outcome.INCREASE: gettext_noop("增发农村最低生活保障金告知书"),
    Outcome.DECREASE: gettext_noop("减发农村最低生活保障金告知书"),
    Outcome.ADJUST: gettext_noop("变更农村最低生活保障待遇告知书"),
    Outcome.END: gettext_noop("停发农村最低生活保障金告知书"),
    Outcome.GRACE: gettext_noop("农村最低生活保障渐退告知书"),
}


def letter_of(decision: Decision) -> Letter:
    """The letter for a decision; its grounds are the trace's own sentences, the family's word stands beside them."""
    county = Area.objects.get(pk=county_of(decision.area_id))
    case = decision.case
    return Letter(
        title=_(_TITLES[Outcome(decision.outcome)]),
        office=_("%(county)s民政局") % {"county": county.name},
        opening=_opening(case),
        reasons=_grounds(decision),
        stated=decision.reasons,
        heard=_heard(case),
        basis=case.rules.legal_basis,
        result=_result(decision),
        remedies=remedies_against(county, decision.decided_on),
        dated=decision.decided_on,
    )


def _opening(case: Case) -> str:
    named = {
        "name": case.applies_for_it,
        "day": written_day(case.opened_on),
        "number": case.number,
    }
    if case.kind == CaseKind.RECHECK:
        words = _("%(name)s：您家享受的农村最低生活保障（案号%(number)s），经定期核查，决定如下。")
    elif case.kind == CaseKind.CHANGE:
        words = _(
            "%(name)s：您家享受的农村最低生活保障（案号%(number)s），经核查变化情况，决定如下。"
        )
    else:
        words = _(
            "%(name)s：您家于%(day)s提出的农村最低生活保障申请（案号%(number)s），经审核，决定如下。"
        )
    return words % named


def remedies_against(county: Area, day: date) -> str:
    """What can be done about a decision of a county's office made on a day."""
    months = 6 if day >= _SIX_MONTHS_SINCE else 3
    return _(
        "如对本决定不服，可以自收到本告知书之日起60日内向%(county)s人民政府申请行政复议，"
        "也可以自收到本告知书之日起%(months)d个月内依法向人民法院提起行政诉讼。"
    ) % {"county": county.name, "months": months}


def _grounds(decision: Decision) -> list[Reason]:
    """Money rests on the whole trace; a refusal or an end on what failed or is in doubt, or on its stated reasons."""
    if decision.assessment is None:
        return []
    verdict = decision.assessment.as_verdict()
    is_less = decision.outcome in (Outcome.REFUSE, Outcome.END, Outcome.GRACE)
    steps = verdict.reasons if is_less else verdict.trace
    if decision.outcome == Outcome.GRACE:
        steps = tuple(step for step in verdict.trace if step in steps or step.rule is Rule.GRACE)
    grounds = [Reason(step.sentence, step.article) for step in steps]
    override = agreed_on(decision.assessment)
    if not is_less and override is not None:
        words = _("经两人核定，类别和金额按下列理由确定：%(reason)s")
        grounds.append(Reason(words % {"reason": override.reason}, ""))
    return grounds


def _heard(case: Case) -> str:
    """社会救助法 Art 48: that the family was heard before, and what it said."""
    record = case.hearings.order_by("-pk").first()
    if record is None:
        return ""
    if record.manner == HearingManner.ABSENT:
        words = _("作出决定前，已于%(first)s、%(second)s两次通知您家来谈意见，您家没有来。")
        return words % {
            "first": written_day(record.first_invited_on),
            "second": written_day(record.second_invited_on),
        }
    words = _("作出决定前，已于%(day)s听取%(name)s的意见：%(statement)s")
    return words % {
        "day": written_day(record.held_on),
        "name": record.heard_name,
        "statement": record.statement,
    }


def _result(decision: Decision) -> str:
    outcome, old = Outcome(decision.outcome), decision.case.grant
    if outcome == Outcome.REFUSE:
        return _("不予确认最低生活保障。")
    if outcome == Outcome.END and old is not None:
        return _end(decision, old)
    if outcome == Outcome.GRACE and old is not None:
        return _grace(decision, old)
    if outcome == Outcome.KEEP and old is not None:
        return _("您家的最低生活保障待遇不变，仍为每月%(amount)s元。") % {
            "amount": yuan_text(old.total_amount)
        }
    if outcome == Outcome.GRANT and decision.ended_grants.exists():
        ends = _("原来的渐退期发放到%(last)s为止。") % {
            "last": month_text(BenefitMonth.of(decision.decided_on))
        }
        return _paid(decision.grants.get(), old) + ends
    return _paid(decision.grants.get(), old)


def _end(decision: Decision, old: Grant) -> str:
    """Of the grants that a decision ends, the first one that does says with which month (one query)."""
    if old.grace_by_id is None:
        words = _("您家的最低生活保障金发放到%(last)s为止，以后停发。停发原因：%(reason)s。")
    else:
        words = _(
            "您家的渐退期提前结束，最低生活保障金发放到%(last)s为止，以后停发。停发原因：%(reason)s。"
        )
    last = min(grant.last_month for grant in decision.ended_grants.all() if grant.last_month)
    return words % {"last": month_text(last), "reason": decision.get_end_reason_display()}


def _grace(decision: Decision, old: Grant) -> str:
    """What the months of grace pay, and when nothing is paid any more (办法 Art 33)."""
    months = grace_months_of(decision.case, old, decided_in=BenefitMonth.of(decision.decided_on))
    values = {
        "count": len(months),
        "first": month_text(months[0].month),
        "last": month_text(months[-1].month),
        "amount": yuan_text(old.total_amount),
        "months": grace_in_words(months),
        "end": month_text(months[-1].month.next()),
    }
    if months[0].total == months[-1].total:
        words = _(
            "您家有成员就业后人均收入超过保障标准，给予%(count)d个月渐退期：%(first)s至%(last)s"
            "仍按每月%(amount)s元发放，从%(end)s起停发。"
        )
    else:
        words = _(
            "您家有成员就业后人均收入超过保障标准，给予%(count)d个月渐退期，逐月递减发放：%(months)s。"
            "从%(end)s起停发。"
        )
    return words % values


def _paid(grant: Grant, old: Grant | None) -> str:
    """What the decision gives from which month on, and what it was before."""
    values = {
        "kind": grant.get_benefit_class_display(),
        "covered": grant.covered_count,
        "amount": yuan_text(grant.total_amount),
        "month": month_text(grant.first_month),
        "before": yuan_text(old.total_amount) if old else "",
    }
    if old is None:
        words = _(
            "确认您家享受农村最低生活保障，%(kind)s，保障%(covered)d人，每月%(amount)s元，从%(month)s起发放。"
        )
    else:
        words = _(
            "从%(month)s起，您家的最低生活保障为%(kind)s，保障%(covered)d人，每月%(amount)s元；"
            "此前为每月%(before)s元。"
        )
    return words % values
