"""Referrals that end by themselves: their days have passed, or what they rested on has gone."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from applicants.models.aid_consent import AidConsent
from applicants.models.grant import Grant, GrantShare
from applicants.models.referral import SEEN_AFTER, CloseReason, Referral, ReferralQuerySet
from applicants.workflow import ReferralStatus
from dibao import audit
from dibao.models.area import Area
from dibao.values.months import BenefitMonth

S = ReferralStatus


@dataclass(frozen=True)
class Ended:
    """How many a night's look closed: their days had passed, or what they rested on had gone."""

    expired: int
    withdrawn: int


@transaction.atomic
def end_by_the_clock(*, area: Area, on: date) -> Ended:
    """Close what was not answered or delivered within its days, and what nobody is covered or consents for any more.

    By nobody: for the night, in a county's scope (four UPDATEs).
    """
    rows = Referral.objects.within(area).open()
    expired = _closed(
        rows.filter(status=S.REQUESTED, answer_due__lt=on),
        S.EXPIRED,
        CloseReason.NOT_ANSWERED,
        on=on,
    ) + _closed(
        rows.filter(status=S.ACCEPTED, delivery_due__lt=on),
        S.EXPIRED,
        CloseReason.NOT_DELIVERED,
        on=on,
    )
    withdrawn = _closed(
        rows.filter(~_has_consent()), S.WITHDRAWN, CloseReason.CONSENT_REVOKED, on=on
    ) + _closed(rows.filter(_is_uncovered(on)), S.WITHDRAWN, CloseReason.COVER_ENDED, on=on)
    if expired or withdrawn:
        audit.record(
            "referral:ended_by_the_clock",
            of=area,
            by=None,
            after={"expired": expired, "withdrawn": withdrawn},
        )
    return Ended(expired, withdrawn)


def _has_consent() -> Exists:
    return Exists(AidConsent.objects.valid().filter(household=OuterRef("household")))


def _is_uncovered(on: date) -> Q:
    """Of a member's benefit whoever covers them counts: they take it along to another household of the county."""
    month = BenefitMonth.of(on)
    covering = Grant.objects.covering(month)
    households = covering.filter(household=OuterRef("household"))
    people = GrantShare.objects.filter(person=OuterRef("person"), grant__in=covering)
    return Q(person__isnull=True) & ~Exists(households) | Q(person__isnull=False) & ~Exists(people)


def _closed(
    rows: ReferralQuerySet,
    status: ReferralStatus,
    reason: CloseReason,
    *,
    on: date,
) -> int:
    return rows.update(
        status=status,
        version=F("version") + 1,
        closed_on=on,
        close_reason=reason,
        seen_until=on + SEEN_AFTER,
    )
