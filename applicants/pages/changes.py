"""A benefit looked at again, in figures: what the family gets now, what it would get, from when on."""

from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.grace_months import grace_in_words, grace_months_of, is_about_grace, months_left
from applicants.models.assessment import TownshipOpinion
from applicants.models.grant import Grant, Outcome
from applicants.models.hearing import HearingRecord
from applicants.models.override import payable_of
from applicants.pages.cards import Fact
from applicants.pages.case_file import CaseFile
from dibao.display import month_text, yuan_text
from dibao.values.months import BenefitMonth

Words = str | Promise


def benefit_facts(grant: Grant, *, on: date) -> list[Fact]:
    """What a family gets a month, or what is left of its months of grace (a query for those)."""
    facts = [
        Fact(label=_("起始月份"), value=month_text(grant.first_month)),
        Fact(label=_("类别"), value=grant.get_benefit_class_display()),
        Fact(label=_("保障人数"), value=str(grant.covered_count)),
    ]
    if grant.grace_by_id:
        left = months_left(grant, since=BenefitMonth.of(on))
        return [*facts, Fact(label=_("渐退期还要发放"), value=grace_in_words(left))]
    return [*facts, Fact(label=_("月保障金（元）"), value=yuan_text(grant.total_amount))]


def proposed_facts(file: CaseFile) -> list[Fact]:
    """What the township proposes, beside what there is, and from which month on (a query for a grace period)."""
    grant, opinion = file.case.grant, file.opinion
    if grant is None or opinion is None:
        return []
    return [
        Fact(label=_("初审意见"), value=opinion.get_proposal_display(), note=_why(file)),
        _now_paid(file, grant),
        *_what_follows(file, grant, opinion),
    ]


def _now_paid(file: CaseFile, grant: Grant) -> Fact:
    if is_about_grace(file.case):
        left = months_left(grant, since=BenefitMonth.of(file.on))
        return Fact(label=_("渐退期还要发放"), value=grace_in_words(left))
    return Fact(label=_("现在每月"), value=_amount(yuan_text(grant.total_amount)))


def _what_follows(file: CaseFile, grant: Grant, opinion: TownshipOpinion) -> list[Fact]:
    if opinion.proposal == Outcome.GRACE:
        return _grace_facts(file, grant)
    return [
        Fact(label=_("改后每月"), value=_amount(_amount_after(file, grant))),
        *_months(file),
    ]


def _grace_facts(file: CaseFile, grant: Grant) -> list[Fact]:
    """Each month of grace with its amount as of a decision today, or of the one that was made (one query)."""
    day = file.decision.decided_on if file.decision else file.on
    months = grace_months_of(file.case, grant, decided_in=BenefitMonth.of(day))
    return [
        *[Fact(label=month_text(one.month), value=_amount(yuan_text(one.total))) for one in months],
        Fact(label=_("从哪个月起停发"), value=month_text(months[-1].month.next())),
    ]


def _why(file: CaseFile) -> str:
    return file.opinion.get_end_reason_display() if file.opinion else ""


def _amount(yuan: str) -> str:
    return _now("%(amount)s元") % {"amount": yuan}


def _amount_after(file: CaseFile, grant: Grant) -> str:
    proposal = file.opinion.proposal if file.opinion else ""
    if proposal == Outcome.END:
        return yuan_text(0)
    if proposal == Outcome.KEEP or file.assessment is None:
        return yuan_text(grant.total_amount)
    return yuan_text(payable_of(file.assessment).total_amount)


def _months(file: CaseFile) -> list[Fact]:
    """办法 Art 21: what is decided in a month holds from the next one on; an end asks for its month."""
    if file.opinion is None or file.opinion.proposal in (Outcome.KEEP, Outcome.END):
        return []
    first = BenefitMonth.after(file.on)
    return [Fact(label=_("从哪个月起"), value=month_text(first))]


def hearing_rows(file: CaseFile) -> list[list[Fact]]:
    """Each record of the case as the page shows it."""
    return [_hearing_row(one) for one in file.hearings]


def _hearing_row(record: HearingRecord) -> list[Fact]:
    return [
        Fact(label=_("听取日期"), value=record.held_on.isoformat()),
        Fact(label=_("听取方式"), value=record.get_manner_display()),
        Fact(label=_("听取了谁的意见"), value=record.heard_name),
        *_invitations(record),
        Fact(label=_("家庭的态度"), value=record.get_stance_display()),
        Fact(label=_("意见内容"), value=record.statement),
        Fact(label=_("记录人"), value=record.recorded_by.name, note=record.second_listener),
    ]


def _invitations(record: HearingRecord) -> list[Fact]:
    first, second = record.first_invited_on, record.second_invited_on
    if first is None or second is None:
        return []
    return [Fact(label=_("两次通知"), value=f"{first.isoformat()}、{second.isoformat()}")]
