"""What a household says to being helped by others: it consents, takes that back, or does not want a benefit."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from applicants.actions import referrals
from applicants.authorisations import is_adult
from applicants.models.aid import AidItem
from applicants.models.aid_consent import AidConsent, AidDecline
from applicants.models.consent import SigningWay
from applicants.models.household import Household
from applicants.models.person import Person
from applicants.models.referral import CloseReason, Referral
from dibao import audit
from dibao.errors import Refused
from dibao.guards import require
from dibao.models.staff import Staff
from dibao.permissions import Permission


@transaction.atomic
def give(
    *,
    household: Household,
    person: Person,
    way: SigningWay,
    signed_on: date,
    by: Staff,
    on: date,
) -> AidConsent:
    """Record that an adult member signed for the family: agreed fields may go to agencies from then on.

    Refused for a closed household, for a day to come, for a minor or somebody outside the family, and for a second one.
    """
    require(by, Permission.AID_CONSENT)
    household = _locked(household)
    if signed_on > on:
        raise Refused(_("签署日期晚于今天，核对纸面上的日期。"))
    _check_member(household, person)
    if not is_adult(person, on=signed_on):
        raise Refused(_("%(name)s未满18岁，由成年的家庭成员签字。") % {"name": person})
    if household.aid_consents.valid().exists():
        raise Refused(_("这户已经登记过转介同意书。"))
    made = AidConsent.objects.create(
        household=household,
        area_id=household.area_id,
        person=person,
        way=way,
        signed_on=signed_on,
        recorded_by=by,
        recorded_on=on,
    )
    audit.record("aid_consent:given", of=household, by=by, after={"way": way})
    return made


@transaction.atomic
def withdraw(*, consent: AidConsent, reason: str, by: Staff, on: date) -> AidConsent:
    """Write down that the family takes its consent back; what is still open at agencies is withdrawn with it."""
    require(by, Permission.AID_CONSENT)
    household = Household.objects.lock(consent.household)
    consent = AidConsent.objects.lock(consent)
    if consent.revoked_on is not None:
        raise Refused(_("这份同意书已经撤回。"))
    taken_back = _take_back(household.referrals.open(), CloseReason.CONSENT_REVOKED, by=by, on=on)
    AidConsent.objects.filter(pk=consent.pk).update(
        revoked_by=by, revoked_on=on, revoke_reason=reason
    )
    consent.refresh_from_db()
    audit.record(
        "aid_consent:withdrawn",
        of=household,
        by=by,
        after={"referrals": taken_back},
        reason=reason,
    )
    return consent


@transaction.atomic
def decline(
    *,
    household: Household,
    item: AidItem,
    reason: str,
    by: Staff,
    on: date,
    person: Person | None = None,
) -> AidDecline:
    """Write down that a member, or the whole household, does not want a benefit; an open referral for it is withdrawn.

    Refused for a member where the benefit is the household's, and where it stands already.
    """
    require(by, Permission.AID_CONSENT)
    household = _locked(household)
    if person is not None:
        if not item.is_per_member:
            raise Refused(_("这个项目按户办理，登记全家不需要。"))
        _check_member(household, person)
    standing = household.aid_declines.standing().filter(item=item)
    if standing.filter(person=person).exists() or standing.filter(person=None).exists():
        raise Refused(_("已经登记过不需要。"))
    theirs = household.referrals.open().filter(item=item)
    taken_back = _take_back(
        theirs.filter(person=person) if person else theirs,
        CloseReason.NOT_WANTED,
        by=by,
        on=on,
    )
    made = AidDecline.objects.create(
        household=household,
        area_id=household.area_id,
        person=person,
        item=item,
        reason=reason,
        recorded_by=by,
        recorded_on=on,
    )
    audit.record(
        "aid_decline:recorded",
        of=household,
        by=by,
        after={"item": item.code, "referrals": taken_back},
        reason=reason,
    )
    return made


@transaction.atomic
def lift(*, decline: AidDecline, by: Staff, on: date) -> AidDecline:
    """Write down that they want it after all."""
    require(by, Permission.AID_CONSENT)
    decline = AidDecline.objects.lock(decline)
    if decline.lifted_on is not None:
        raise Refused(_("这条登记已经取消。"))
    AidDecline.objects.filter(pk=decline.pk).update(lifted_by=by, lifted_on=on)
    decline.refresh_from_db()
    audit.record(
        "aid_decline:lifted", of=decline.household, by=by, after={"item": decline.item.code}
    )
    return decline


def _locked(household: Household) -> Household:
    household = Household.objects.lock(household)
    if household.closed_on is not None:
        raise Refused(_("这户已经销户。"))
    return household


def _check_member(household: Household, person: Person) -> None:
    if not household.members().filter(person=person).exists():
        raise Refused(_("有人不是这户的成员，刷新后再登记。"))


def _take_back(open_ones: Iterable[Referral], reason: CloseReason, *, by: Staff, on: date) -> int:
    """What the family said of it stays in its file: an agency reads the words of a referral that was taken back."""
    taken = [
        referrals.withdraw(referral=one, reason=reason, words="", by=by, on=on) for one in open_ones
    ]
    return len(taken)
