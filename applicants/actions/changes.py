"""Looking again at a family in benefit: begun with its last answers, proposed on by the township, then decided."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from applicants.actions import answers, cases, coverage, grace, households
from applicants.actions.decisions import open_grant, refuse_judges, refuse_open_objections
from applicants.fact_finding import facts_of
from applicants.grace_months import benefit_of, months_left
from applicants.investigation import missing_for_opinion
from applicants.models.assessment import Assessment, TownshipOpinion
from applicants.models.case import Case, CaseKind
from applicants.models.grant import Decision, Grant, Outcome
from applicants.models.household import Household
from applicants.models.override import payable_of
from applicants.models.policy import RuleSet
from applicants.outcomes import end_reasons, proposals_open_to
from dibao import audit
from dibao.audit import Fact
from dibao.display import month_text
from dibao.errors import Refused
from dibao.guards import require
from dibao.models.staff import Staff
from dibao.permissions import Permission
from dibao.values.months import BenefitMonth
from dibao.workflow import MoveRefused

Proposal = TownshipOpinion.Proposal


class NotHeard(Refused):
    """The family has not been heard about the cut that was proposed."""


# What is said against a family does not keep its benefit going.
_IN_SPITE_OF_OBJECTIONS = (Outcome.END, Outcome.GRACE)


@transaction.atomic
def open_case(*, household: Household, kind: CaseKind, statement: str, by: Staff, on: date) -> Case:
    """Begin to look again at what a family gets, from the answers that its last case ended with.

    The rules of the day apply. Of a family in its months of grace they are looked at, which no case makes more or
    longer. Refused while the family is out of benefit or has a case open.
    """
    require(by, Permission.CASE_ENTER)
    household = Household.objects.lock(household)
    households.refuse_on_its_way(household)
    grant = benefit_of(household, on=on)
    if grant is None:
        raise Refused(_("这户没有正在享受的低保，不用办变更。"))
    if household.cases.open().exists():
        raise Refused(_("这户有一件没办完的案件，先把那一件办完。"))
    before = answers.last_of(household)
    case = Case.objects.create(
        household=household,
        area_id=household.area_id,
        kind=kind,
        grant=grant,
        entered_by=by,
        opened_on=on,
        hardships=before.hardships,
        poverty_cause=before.poverty_cause,
        statement=statement,
        **cases.alone_columns(household, before.alone),
    )
    cases.write_means(case, before)
    audit.record("change:opened", of=case, by=by, after={"kind": kind}, reason=statement)
    rule_set = RuleSet.objects.in_force(household.area, on=on)
    return case.move("accept", by=by, accepted_on=on, rule_set=rule_set)


@transaction.atomic
def propose(
    *,
    case: Case,
    proposal: str,
    reasons: str,
    by: Staff,
    on: date,
    assessment: Assessment | None = None,
    end_reason: str = "",
) -> TownshipOpinion:
    """The township's word on a benefit: what the newest assessment comes to, or an end for a reason of life."""
    require(by, Permission.CASE_PROPOSE)
    case = Case.objects.lock(case)
    if not case.is_about_a_benefit:
        raise MoveRefused(_("这是一件申请，初审意见在核对页提出。"))
    case.refuse_relative(by)
    for sentence in missing_for_opinion(case):
        raise Refused(str(sentence))
    _check_assessment(case, assessment)
    _check_proposal(case, assessment, proposal, end_reason)
    opinion = TownshipOpinion.objects.create(
        case=case,
        area_id=case.area_id,
        assessment=assessment,
        proposal=proposal,
        end_reason=end_reason,
        reasons=reasons,
        given_by=by,
        given_on=on,
    )
    case.move("propose", by=by)
    audit.record("case:proposed", of=case, by=by, after={"proposal": proposal}, reason=reasons)
    return opinion


def _check_assessment(case: Case, assessment: Assessment | None) -> None:
    latest = case.assessments.order_by("-pk").first()
    if latest != assessment:
        raise Refused(_("待遇已重新计算，按最新的结果提意见。"))
    if latest and latest.facts_hash != facts_of(case, on=latest.assessed_on).hash:
        raise Refused(_("计算以后资料改过，重新计算待遇再提意见。"))


def _check_proposal(
    case: Case, assessment: Assessment | None, proposal: str, end_reason: str
) -> None:
    if proposal == Proposal.END:
        if end_reason not in end_reasons(case, assessment):
            raise Refused(_("按这次计算不能以这个原因停发，换一个原因或者重新计算。"))
        return
    if assessment is None:
        raise Refused(_("先计算待遇，再提意见。"))
    if end_reason or proposal not in proposals_open_to(case, assessment):
        raise Refused(_("意见和计算的结果不一致，按计算的结果提。"))


@transaction.atomic
def decide(
    *,
    case: Case,
    reasons: str,
    by: Staff,
    on: date,
    last_month: BenefitMonth | None = None,
) -> Decision:
    """Do as the township proposed: the month of the decision is still paid as before, the next one as decided.

    `last_month` is for an end alone, from the month of the decision on, after a death from any month of the grant on.
    Raises NotHeard before the family was heard about a cut where the case's rules ask for it (社会救助法 Art 48), and
    Refused for somebody who entered or judged the case and for a grant that has changed meanwhile.
    """
    case = Case.objects.lock(case)
    case.require_open("confirm", by=by)
    opinion = _ready_to_decide(case, by)
    await_hearing(case, opinion, on=on)
    if opinion.proposal not in _IN_SPITE_OF_OBJECTIONS:
        refuse_open_objections(case)
    grant = Grant.objects.lock(_grant_of(case))
    _check_grant(grant, on)
    decision = Decision.objects.create(
        case=case,
        area_id=case.area_id,
        assessment=opinion.assessment,
        outcome=Outcome(opinion.proposal),
        end_reason=opinion.end_reason,
        reasons=reasons,
        decided_by=by,
        decided_on=on,
    )
    facts = _carry_out(case, grant, decision, last_month)
    case.move("confirm", by=by)
    audit.record(f"grant:{decision.outcome}", of=case, by=by, after=facts, reason=reasons)
    return decision


def _ready_to_decide(case: Case, by: Staff) -> TownshipOpinion:
    opinion = case.opinions.order_by("-pk").select_related("assessment").first()
    if opinion is None or not case.is_about_a_benefit:
        raise Refused(_("乡镇还没有提出初审意见。"))
    refuse_judges(case, opinion, by)
    return opinion


def await_hearing(case: Case, opinion: TownshipOpinion, *, on: date) -> None:
    """Raise NotHeard unless the opinion takes nothing away, or the family was heard about it by the day."""
    if not opinion.is_cut or not case.rules.as_terms().hearing_before_cut:
        return
    if not opinion.hearings.filter(held_on__lte=on).exists():
        raise NotHeard(_("还没有听取这户的意见。乡镇记录听取意见以后才能减发或停发。"))


def _grant_of(case: Case) -> Grant:
    if case.grant is None:
        raise LookupError(f"{case} is about no grant")
    return case.grant


def _check_grant(grant: Grant, on: date) -> None:
    if (
        grant.last_month is not None
        and not grant.same_grace().in_grace(BenefitMonth.of(on)).exists()
    ):
        raise Refused(_("这户的待遇已经停发或变更，刷新后再看。"))
    if BenefitMonth.of(on) < grant.first_month:
        raise Refused(
            _("这户的待遇从%(month)s开始，到那个月才能变更或停发。")
            % {"month": month_text(grant.first_month)}
        )


def _carry_out(
    case: Case, grant: Grant, decision: Decision, last_month: BenefitMonth | None
) -> dict[str, Fact]:
    """Keep the grant, end it now or after its grace, or end it and begin the next one where it ends."""
    if decision.outcome == Outcome.KEEP:
        return {"total": str(grant.total_amount)}
    decided_in = BenefitMonth.of(decision.decided_on)
    if decision.outcome == Outcome.END:
        last = last_month or decided_in
        _check_last_month(grant, decision, last)
        return _end_benefit(grant, decision, last)
    if decision.outcome == Outcome.GRACE:
        return grace.give(case, grant, decision)
    if decision.assessment is None:
        raise LookupError(f"{decision} rests on no assessment")
    coverage.refuse_doubles(
        household=case.household,
        persons=payable_of(decision.assessment).persons,
        month=decided_in.next(),
    )
    _end(grant, decision, decided_in)
    follower = open_grant(case, decision.assessment, decision, decided_in.next())
    return {
        "before": str(grant.total_amount),
        "total": str(follower.total_amount),
        "first": str(follower.first_month),
    }


def _check_last_month(grant: Grant, decision: Decision, last: BenefitMonth) -> None:
    decided_in = BenefitMonth.of(decision.decided_on)
    earliest = grant.first_month if decision.end_reason == "death" else decided_in
    if last < earliest:
        raise Refused(_("最后发放月份不能早于%(month)s。") % {"month": month_text(earliest)})
    if last > decided_in:
        raise Refused(
            _("决定停发以后，最多发到作决定的月份%(month)s。") % {"month": month_text(decided_in)}
        )


def _end_benefit(grant: Grant, decision: Decision, last: BenefitMonth) -> dict[str, Fact]:
    if grant.grace_by_id is None:
        _end(grant, decision, last)
        return {"before": str(grant.total_amount), "last": str(last)}
    left = months_left(grant, since=last.next())
    grace.cut_short(grant, decision, last)
    return {
        "last": str(last),
        "until": str(left[-1].month),
        "amounts": [str(month.total) for month in left],
    }


def _end(grant: Grant, decision: Decision, last: BenefitMonth) -> None:
    Grant.objects.filter(pk=grant.pk).update(last_month=last, ended_by=decision)
