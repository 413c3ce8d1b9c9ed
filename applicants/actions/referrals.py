"""Referrals: sent by a township, answered, passed on and delivered by an agency, ended by the clock."""

from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from applicants import aid_candidates
from applicants.models.aid import AidItem, AidTerms, period_of
from applicants.models.grant import Grant
from applicants.models.household import Household
from applicants.models.person import Person
from applicants.models.referral import (
    CloseReason,
    CostBearer,
    Referral,
    ReferralPart,
)
from dibao import audit, scope
from dibao.display import yuan_text
from dibao.errors import Refused
from dibao.guards import require
from dibao.models.staff import Staff
from dibao.permissions import Permission
from dibao.values.months import BenefitMonth

# An agency looks up what it answered for so long; then its own papers have to do.
SEEN_DAYS = 30


@transaction.atomic
def send(
    *,
    item: AidItem,
    household: Household,
    by: Staff,
    on: date,
    person: Person | None = None,
    need: str = "",
    quantity: Decimal | None = None,
) -> Referral:
    """Ask the benefit's agency for it, for a household or the one member whose benefit it is.

    Refused for who does not qualify, did not consent, declined it, has it already or asks for more than is usual.
    """
    require(by, Permission.REFERRAL_SEND)
    household = Household.objects.lock(household)
    terms = _terms_of(item, on)
    _check_consent(household)
    return _made(terms, household, person, by=by, on=on, need=need, quantity=quantity)


@transaction.atomic
def accept(*, referral: Referral, by: Staff, on: date) -> Referral:
    """The agency takes it on; from now on it has the terms' days to deliver. Refused where the family is covered no
    more."""
    referral = _locked(referral, "accept", by)
    _check_cover(referral, on)
    days = referral.terms.as_rule().delivery_days
    referral.move(
        "accept", by=by, accepted_by=by, accepted_on=on, delivery_due=on + timedelta(days=days)
    )
    audit.record("referral:accepted", of=referral, by=by)
    return referral


@transaction.atomic
def redirect(*, referral: Referral, to: AidItem, words: str, by: Staff, on: date) -> Referral:
    """Pass it on to the agency of another benefit; returns the new referral, which that agency answers."""
    referral = _locked(referral, "redirect", by)
    if to.agency_id == referral.agency_id:
        raise Refused(_("这是本单位的项目，选择别的单位的项目。"))
    _close(referral, "redirect", CloseReason.NOT_OURS, words, by=by, on=on)
    with scope.lent(referral.area):
        household = Household.objects.lock(referral.household)
        made = _made(
            _terms_of(to, on),
            household,
            referral.person if to.is_per_member else None,
            by=by,
            on=on,
            need=referral.need,
            redirected_from=referral,
        )
        audit.record(
            "referral:redirected", of=referral, by=by, after={"referral": made.pk}, reason=words
        )
    return made


@transaction.atomic
def deliver(
    *,
    referral: Referral,
    quantity: Decimal,
    value: Decimal,
    delivered_on: date,
    cost_bearer: CostBearer,
    by: Staff,
    on: date,
    evidence: str = "",
    is_last: bool = True,
) -> ReferralPart:
    """Write down one delivery; the last one closes the referral.

    Refused for a day to come or before the referral, for more than was asked for, and for money above its limit.
    """
    referral = _locked(referral, "deliver", by)
    _check_part(referral, quantity, value, delivered_on, on)
    part = ReferralPart.objects.create(
        referral=referral,
        area_id=referral.area_id,
        quantity=quantity,
        value=value,
        delivered_on=delivered_on,
        cost_bearer=cost_bearer,
        evidence=evidence,
        recorded_by=by,
    )
    referral.refresh_from_db()
    if is_last:
        _close(referral, "deliver", "", "", by=by, on=on)
    audit.record(
        "referral:delivered",
        of=referral,
        by=by,
        after={"quantity": str(quantity), "value": str(value), "is_last": is_last},
    )
    return part


@transaction.atomic
def refuse(*, referral: Referral, reason: CloseReason, words: str, by: Staff, on: date) -> Referral:
    """The agency does not give it, or no more of it, and says why; the township and the family read the reason."""
    referral = _locked(referral, "refuse", by)
    if reason not in REASONS_TO_REFUSE:
        raise Refused(_("选择不能办理的原因。"))
    if reason == CloseReason.OTHER and not words:
        raise Refused(_("写明不能办理的原因。"))
    _close(referral, "refuse", reason, words, by=by, on=on)
    audit.record("referral:refused", of=referral, by=by, reason=words or str(reason.label))
    return referral


@transaction.atomic
def withdraw(
    *, referral: Referral, reason: CloseReason, words: str, by: Staff, on: date
) -> Referral:
    """The township takes it back: the family does not want it, or no longer has a right to it."""
    referral = _locked(referral, "withdraw", by)
    _close(referral, "withdraw", reason, words, by=by, on=on)
    audit.record("referral:withdrawn", of=referral, by=by, reason=words or str(reason.label))
    return referral


# What an agency may give as its reason.
REASONS_TO_REFUSE = (
    CloseReason.NOT_ELIGIBLE,
    CloseReason.NO_QUOTA,
    CloseReason.GIVEN_ALREADY,
    CloseReason.NOT_REACHED,
    CloseReason.NOT_WANTED,
    CloseReason.OTHER,
)


def _locked(referral: Referral, move: str, by: Staff) -> Referral:
    require(by, Referral.workflow[move].permission)
    row = Referral.objects.lock(referral)
    row.require_open(move, by=by)
    return row


def _close(referral: Referral, move: str, reason: str, words: str, *, by: Staff, on: date) -> None:
    referral.move(
        move,
        by=by,
        closed_by=by,
        closed_on=on,
        close_reason=reason,
        close_words=words,
        seen_until=on + timedelta(days=SEEN_DAYS),
    )


def _made(
    terms: AidTerms,
    household: Household,
    person: Person | None,
    *,
    by: Staff,
    on: date,
    need: str,
    quantity: Decimal | None = None,
    redirected_from: Referral | None = None,
) -> Referral:
    if refusal := aid_candidates.why_not(terms, household, person, on=on):
        raise Refused(refusal)
    grant = Grant.objects.covering(BenefitMonth.of(on)).get(household=household)
    rule = terms.as_rule()
    if quantity is not None and quantity > rule.quantity:
        raise Refused(
            _("数量最多%(most)s%(unit)s。") % {"most": rule.quantity, "unit": terms.item.unit}
        )
    made = Referral.objects.create(
        terms=terms,
        item=terms.item,
        agency_id=terms.item.agency_id,
        area_id=household.area_id,
        household=household,
        person=person,
        grant=grant,
        benefit_class=grant.benefit_class,
        period=period_of(terms.item.frequency, on),
        need=need,
        quantity=quantity or rule.quantity,
        value_limit=rule.cap,
        redirected_from=redirected_from,
        requested_by=by,
        requested_on=on,
        answer_due=on + timedelta(days=rule.answer_days),
    )
    audit.record("referral:sent", of=made, by=by, after={"item": terms.item.code})
    return made


def _terms_of(item: AidItem, on: date) -> AidTerms:
    found = AidTerms.objects.in_force(on=on).filter(item=item).select_related("item__agency")
    terms = found.first()
    if terms is None or not terms.item.agency.is_active:
        raise Refused(_("这个项目现在不办理。"))
    return terms


def _check_consent(household: Household) -> None:
    if not household.aid_consents.valid().exists():
        raise Refused(_("这户还没有签转介同意书。先登记同意书，再转介。"))


def _check_cover(referral: Referral, on: date) -> None:
    """An agency sees no grants: the question is asked for it, in the village that the referral came from."""
    with scope.lent(referral.area):
        covering = Grant.objects.covering(BenefitMonth.of(on)).filter(
            household=referral.household_id
        )
        if referral.person_id:
            covering = covering.filter(shares__person=referral.person_id)
        if not covering.exists():
            raise Refused(_("这户已经不享受低保，不能再办理。退回时选“不符合本项目的条件”。"))


def _check_part(
    referral: Referral, quantity: Decimal, value: Decimal, delivered_on: date, on: date
) -> None:
    if not referral.requested_on <= delivered_on <= on:
        raise Refused(_("办理日期在转介之后、今天之前（含今天）。"))
    left = referral.quantity - referral.delivered_quantity
    if quantity <= 0 or quantity > left:
        raise Refused(
            _("数量大于0，最多还能办%(left)s%(unit)s。")
            % {"left": left.normalize(), "unit": referral.item.unit}
        )
    if referral.value_limit is None:
        if value:
            raise Refused(_("这个项目不涉及金额，金额填0。"))
    elif value < 0 or value > referral.value_limit - referral.delivered_value:
        raise Refused(
            _("金额最多还能办%(left)s元。")
            % {"left": yuan_text(referral.value_limit - referral.delivered_value)}
        )
