"""Referrals one by one: sent by a township, answered, passed on and delivered by an agency, taken back."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from applicants import aid_candidates
from applicants.eligibility.canonical import decimal_text
from applicants.models.aid import AidItem, AidTerms, period_of
from applicants.models.grant import Grant
from applicants.models.household import Household
from applicants.models.person import Person
from applicants.models.referral import (
    SEEN_AFTER,
    CloseReason,
    CostBearer,
    Referral,
    ReferralPart,
)
from applicants.referral_words import unit_of
from dibao import audit, scope
from dibao.display import yuan_text
from dibao.errors import Refused
from dibao.guards import require
from dibao.models.staff import Staff
from dibao.permissions import Permission
from dibao.values.months import BenefitMonth

# What an agency may give as its reason, and a township.
REASONS_TO_REFUSE = (
    CloseReason.NOT_ELIGIBLE,
    CloseReason.NO_QUOTA,
    CloseReason.GIVEN_ALREADY,
    CloseReason.NOT_REACHED,
    CloseReason.NOT_WANTED,
    CloseReason.OTHER,
)
REASONS_TO_WITHDRAW = (
    CloseReason.NOT_WANTED,
    CloseReason.GIVEN_ALREADY,
    CloseReason.NOT_ELIGIBLE,
    CloseReason.COVER_ENDED,
    CloseReason.CONSENT_REVOKED,
    CloseReason.OTHER,
)
_IN_ITS_PERIOD = "once_a_period"
_AT_A_TIME = "once_at_a_time"


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
    terms = terms_of(item, on)
    if not _has_consented(household, on):
        raise Refused(_("这户还没有签转介同意书。先登记同意书，再转介。"))
    if refusal := aid_candidates.why_not(terms, household, person, on=on):
        raise Refused(refusal)
    usual = terms.as_rule().quantity
    if quantity is not None and not 0 < quantity <= usual:
        raise Refused(
            _("数量大于0，最多%(most)s%(unit)s。")
            % {"most": decimal_text(usual), "unit": unit_of(terms.item)}
        )
    return _made(terms, household, person, by=by, on=on, need=need, quantity=quantity)


@transaction.atomic
def send_each(
    *,
    item: AidItem,
    household: Household,
    people: Sequence[Person],
    by: Staff,
    on: date,
    need: str = "",
    quantity: Decimal | None = None,
) -> list[Referral]:
    """Ask for a member's benefit for several of a family, or for the household's where nobody is named; all or none."""
    whom: Sequence[Person | None] = people or [None]
    return [
        send(
            item=item,
            household=household,
            person=person,
            by=by,
            on=on,
            need=need,
            quantity=quantity,
        )
        for person in whom
    ]


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
    """Pass it on to the agency of another benefit; returns the new referral, which that agency answers.

    Why a family does not qualify for the other benefit is nothing that an agency is told.
    """
    require(by, Permission.REFERRAL_ANSWER)
    with scope.lent(referral.area):
        # The family before what is sent for it, as whoever takes its consent back locks them.
        household = Household.objects.lock(referral.household)
    # Nothing is lent here: what another agency was sent is not there.
    referral = _locked(referral, "redirect", by)
    _check_other(referral, to)
    with scope.lent(referral.area):
        person = referral.person if to.is_per_member else None
        terms = terms_of(to, on)
        may_have = _has_consented(household, on) and not aid_candidates.why_not(
            terms, household, person, on=on
        )
        if not may_have:
            raise Refused(_not_passed_on())
        _close(referral, "redirect", CloseReason.NOT_OURS, words, by=by, on=on)
        need = referral.need
        made = _made(terms, household, person, by=by, on=on, need=need, redirected_from=referral)
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

    Refused for a day to come or before the referral, for more than was asked for, for money above its limit, and for a
    part that leaves nothing for the next one.
    """
    referral = _locked(referral, "deliver", by)
    _check_part(referral, quantity, value, delivered_on, on)
    if not is_last:
        _check_rest(referral, quantity)
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
    _check_reason(reason, words, REASONS_TO_REFUSE)
    _close(referral, "refuse", reason, words, by=by, on=on)
    audit.record("referral:refused", of=referral, by=by, reason=words or str(reason.label))
    return referral


@transaction.atomic
def withdraw(
    *, referral: Referral, reason: CloseReason, words: str, by: Staff, on: date
) -> Referral:
    """The township takes it back: the family does not want it, or no longer has a right to it."""
    referral = _locked(referral, "withdraw", by)
    _check_reason(reason, words, REASONS_TO_WITHDRAW)
    _close(referral, "withdraw", reason, words, by=by, on=on)
    audit.record("referral:withdrawn", of=referral, by=by, reason=words or str(reason.label))
    return referral


def terms_of(item: AidItem, on: date) -> AidTerms:
    """By what terms a benefit is given on a day. Raises Refused where it is not given then."""
    found = aid_candidates.in_force(on=on).filter(item=item).first()
    if found is None:
        raise Refused(_("这个项目现在不办理。"))
    return found


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
        seen_until=on + SEEN_AFTER,
    )


def _check_other(referral: Referral, to: AidItem) -> None:
    if to.agency_id == referral.agency_id:
        raise Refused(_("这是本单位的项目，选择别的单位的项目。"))
    if to.is_per_member and referral.person_id is None:
        raise Refused(_("这个项目按人办理，这件转介没有指明是谁。选“不能办理”，由乡镇重新转介。"))


def _check_reason(reason: CloseReason, words: str, allowed: tuple[CloseReason, ...]) -> None:
    if reason not in allowed:
        raise Refused(_("选择一个原因。"))
    if reason == CloseReason.OTHER and not words:
        raise Refused(_("选了“其他原因”，写明是什么原因。"))


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
    grant = Grant.objects.covering(BenefitMonth.of(on)).get(household=household)
    rule = terms.as_rule()
    try:
        with transaction.atomic():
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
                # Calendar days, as the terms say; a day off does not put the answer off.
                answer_due=on + timedelta(days=rule.answer_days),
            )
    except IntegrityError as error:
        # Whoever moved here may have had it where they lived before, which nobody here sees.
        if _IN_ITS_PERIOD not in str(error) and _AT_A_TIME not in str(error):
            raise
        told = _("本期已经在别处转介过或得到过，不能再转介。")
        raise Refused(_not_passed_on() if redirected_from else told) from None
    audit.record("referral:sent", of=made, by=by, after={"item": terms.item.code})
    return made


def _not_passed_on() -> str:
    """All that an agency is told, whatever stands against it."""
    return _("这家人不符合那个项目的条件，或者已经办过。选“不能办理”，由乡镇处理。")


def _has_consented(household: Household, on: date) -> bool:
    return household.aid_consents.valid().filter(signed_on__lte=on).exists()


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


def _check_rest(referral: Referral, quantity: Decimal) -> None:
    """Whoever gives money in two parts for one house and writes one house down twice could never enter the second."""
    if quantity == referral.quantity - referral.delivered_quantity:
        raise Refused(
            _("数量已经全部办完，选“全部办完，办结”。还要再办的，本次数量少填一些，例如填一半。")
        )


def _check_part(
    referral: Referral, quantity: Decimal, value: Decimal, delivered_on: date, on: date
) -> None:
    if not referral.requested_on <= delivered_on <= on:
        raise Refused(_("办理日期在转介之后、今天之前（含今天）。"))
    left = referral.quantity - referral.delivered_quantity
    if quantity <= 0 or quantity > left:
        raise Refused(
            _("数量大于0，最多还能办%(left)s%(unit)s。")
            % {"left": decimal_text(left), "unit": unit_of(referral.item)}
        )
    if referral.value_limit is None:
        if value:
            raise Refused(_("这个项目不涉及金额，金额填0。"))
    elif value < 0 or value > referral.value_limit - referral.delivered_value:
        raise Refused(
            _("金额最多还能办%(left)s元。")
            % {"left": yuan_text(referral.value_limit - referral.delivered_value)}
        )
