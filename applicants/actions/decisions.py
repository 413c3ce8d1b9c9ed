"""What the county decides, and the grants that follow from it."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from applicants import deadlines
from applicants.actions import coverage, grace
from applicants.deadlines import PostingState
from applicants.hands import has_entered
from applicants.investigation import lacks_county_visit
from applicants.models.assessment import Assessment, TownshipOpinion
from applicants.models.case import Case
from applicants.models.grant import Decision, Grant, GrantShare, Outcome
from applicants.models.objection import Objection
from applicants.models.override import agreed_on, is_payable, payable_of
from applicants.workflow import VisitStatus
from dibao import audit
from dibao.display import month_day_text
from dibao.errors import Refused
from dibao.models.staff import Staff
from dibao.values.months import BenefitMonth
from dibao.workflow import MoveRefused


class TooEarly(Refused):
    """A required notice has not run its full days, or the county has not been to the house."""


@transaction.atomic
def confirm(*, case: Case, reasons: str, by: Staff, on: date) -> Grant:
    """Grant dibao; payment starts with the month after the decision (办法 Art 21), and a grace still paid ends with it.

    Raises TooEarly before every required notice has run and every duty visit was made, and Refused for an open
    objection, for somebody who entered, investigated or judged the case, and where somebody else decided it first.
    """
    case = Case.objects.lock(case)
    case.require_open("confirm", by=by)
    assessment = _ready_to_decide(case, by)
    if not is_payable(assessment):
        raise Refused(_("按规则不符合条件，不能确认。"))
    latest = case.assessments.order_by("-pk").first()
    await_notices(deadlines.postings_of(case, latest), on=on)
    await_county_visit(case)
    refuse_open_objections(case)
    coverage.refuse_doubles(
        household=case.household,
        persons=payable_of(assessment).persons,
        month=BenefitMonth.after(on),
    )
    decision = _decide(case, assessment, Outcome.GRANT, reasons, by, on)
    grace.give_way(case.household, decision)
    grant = open_grant(case, assessment, decision, BenefitMonth.after(on))
    case.move("confirm", by=by)
    audit.record(
        "case:confirmed",
        of=case,
        by=by,
        after={
            "grant": grant.pk,
            "total": str(grant.total_amount),
            "first": str(grant.first_month),
        },
        reason=reasons,
    )
    return grant


@transaction.atomic
def refuse(*, case: Case, reasons: str, by: Staff, on: date) -> Decision:
    """Refuse with written reasons (办法 Art 21)."""
    case = Case.objects.lock(case)
    case.require_open("refuse", by=by)
    assessment = _ready_to_decide(case, by)
    decision = _decide(case, assessment, Outcome.REFUSE, reasons, by, on)
    case.move("refuse", by=by)
    audit.record("case:refused", of=case, by=by, reason=reasons)
    return decision


def _ready_to_decide(case: Case, by: Staff) -> Assessment:
    if case.is_about_a_benefit:
        raise MoveRefused(_("这件是对在享待遇的核查，按变更作决定。"))
    opinion = case.opinions.order_by("-pk").select_related("assessment").first()
    assessment = opinion.assessment if opinion is not None else None
    if opinion is None or assessment is None:
        raise Refused(_("乡镇还没有提出初审意见。"))
    refuse_judges(case, opinion, by)
    return assessment


def refuse_open_objections(case: Case) -> None:
    """Raise Refused while something that somebody said of the case, or of its family, is not answered."""
    of_it = Q(case=case) | Q(household=case.household_id)
    if Objection.objects.waiting().filter(of_it).exists():
        raise Refused(_("还有未办结的异议，答复以后再确认。"))


def refuse_judges(case: Case, opinion: TownshipOpinion, by: Staff) -> None:
    """Raise Refused where `by` had a hand in the case, or a relative of the family had one in judging it."""
    assessment = opinion.assessment
    override = agreed_on(assessment) if assessment is not None else None
    overriders = (override.given_by_id, override.answered_by_id) if override else ()
    judges = (assessment.assessed_by_id if assessment is not None else None, opinion.given_by_id)
    if by.pk in judges or has_entered(by, case):
        raise Refused(_("录入、计算或初审这户的人不能作决定，由另一人办理。"))
    if by.pk in overriders:
        raise Refused(_("核定这户金额的人不能作决定，由另一人办理。"))
    went = Q(investigator=by) | Q(companion=by)
    if case.visits.filter(went, status=VisitStatus.SIGNED).exists():
        raise Refused(_("入户调查过这户的人不能作决定，由另一人办理。"))
    related = case.relatives.filter(staff__in=(*judges, *overriders), voided_on__isnull=True)
    if related.exists():
        raise Refused(_("计算、核定或初审的人已备案为这户的近亲属，退回乡镇由另一人重新办理。"))


def await_notices(postings: Iterable[PostingState], *, on: date) -> None:
    """Raise TooEarly with what is still missing, unless each notice that a case needs has run its full days."""
    for state in postings:
        if state.notice is None:
            raise TooEarly(_("还差一榜公示没有张贴，公示满期后才能确认。"))
        if not state.is_over(on=on):
            raise TooEarly(
                _("公示还差%(days)d天（到%(day)s24时）。满%(full)d天且没有未办结异议后才能确认。")
                % {
                    "days": state.days_left(on=on),
                    "day": month_day_text(state.notice.ends_on),
                    "full": state.days,
                }
            )


def await_county_visit(case: Case) -> None:
    """Raise TooEarly where relatives, a complaint or a doubt oblige the county to go there first (办法 Art 20)."""
    if lacks_county_visit(case):
        raise TooEarly(_("这户有近亲属备案、投诉举报或者疑问，县里入户核查以后才能确认。"))


def _decide(
    case: Case, assessment: Assessment | None, outcome: Outcome, reasons: str, by: Staff, on: date
) -> Decision:
    return Decision.objects.create(
        case=case,
        area_id=case.area_id,
        assessment=assessment,
        outcome=outcome,
        reasons=reasons,
        decided_by=by,
        decided_on=on,
    )


def open_grant(
    case: Case, assessment: Assessment, decision: Decision, first: BenefitMonth
) -> Grant:
    """Write what a decision gives from a month on, with each person's share (two statements)."""
    payable = payable_of(assessment)
    grant = Grant.objects.create(
        household=case.household,
        area_id=case.area_id,
        decision=decision,
        rule_set=assessment.rule_set,
        benefit_class=payable.require_class(),
        covered_count=payable.covered,
        base_amount=payable.base_amount,
        supplement_amount=payable.supplement_amount,
        total_amount=payable.total_amount,
        first_month=first,
    )
    # One statement for all shares: the database checks their sum against the grant when it ends.
    GrantShare.objects.bulk_create(
        GrantShare(
            grant=grant,
            area_id=grant.area_id,
            person_id=share.member,
            base_amount=share.base,
            supplement_amount=share.supplement,
            first_month=first,
        )
        for share in payable.shares
    )
    return grant
