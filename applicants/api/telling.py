"""Referrals as agencies' systems are told of them: the state to everybody, the person by the fields agreed on."""

from collections.abc import Iterable, Sequence

from applicants.agency_view import FIELDS, Shared, shared_with
from applicants.api.shapes import BenefitTold, PartTold, ReferralTold, SharedTold, StateTold
from applicants.models.referral import Referral, ReferralPart
from applicants.referral_words import item_name, unit_of
from dibao.fields import Sealed
from dibao.models.staff import Staff

_COLUMNS = {
    "village": ("village", "group_name"),
    "disability": ("disability_type", "disability_level"),
}
# What is opened for one referral at a time.
GUARDED = frozenset(field.code for field in FIELDS if field.is_guarded)


def state_of(referral: Referral) -> StateTold:
    """Where it stands, without a word of whom it is for."""
    return StateTold.of(_standing(referral))


def told(referrals: Sequence[Referral], by: Staff, *, is_open: bool) -> list[ReferralTold]:
    """Referrals in their order, with whom they are for (two queries); guarded fields only where `is_open`.

    Where the family took its consent back nothing is told of it, nor what it needed; the state still is.
    """
    shared = shared_with(by, referrals)
    parts = _parts_of(referrals)
    return [
        ReferralTold.of(
            {
                **_standing(one),
                **_asked_for(one),
                **_person(shared.get(one.pk), one, is_open=is_open),
                "parts": parts.get(one.pk, []),
            }
        )
        for one in referrals
    ]


def opens_something(referral: Referral) -> bool:
    """Whether the terms name a guarded field."""
    return bool(GUARDED & set(referral.terms.terms.get("fields", ())))


def _standing(referral: Referral) -> dict[str, object]:
    same = ("status", "answer_due", "accepted_on", "delivery_due", "closed_on", "close_words")
    sums = ("seen_until", "delivered_quantity", "delivered_value")
    return {
        "id": referral.pk,
        "close_reason": referral.close_reason or None,
        **{name: getattr(referral, name) for name in (*same, *sums)},
    }


def _asked_for(referral: Referral) -> dict[str, object]:
    item = referral.item
    same = ("benefit_class", "quantity", "value_limit", "requested_on")
    return {
        "benefit": BenefitTold(code=item.code, name=item_name(item), unit=unit_of(item)),
        **{name: getattr(referral, name) for name in same},
    }


def _person(shared: Shared | None, referral: Referral, *, is_open: bool) -> dict[str, object]:
    if shared is None:
        return {"need": "", "shared": SharedTold(told_names=())}
    codes = [
        field.code
        for field in FIELDS
        if field.code in shared.fields and (is_open or not field.is_guarded)
    ]
    names = tuple(name for code in codes for name in _COLUMNS.get(code, (code,)))
    values = {name: _opened(getattr(shared, name)) for name in names}
    return {
        "need": referral.need,
        "shared": SharedTold.of({"told_names": names, **values}),
    }


def _opened(value: object) -> object:
    return value.open() if isinstance(value, Sealed) else value


def _parts_of(referrals: Iterable[Referral]) -> dict[int, list[PartTold]]:
    found: dict[int, list[PartTold]] = {}
    for part in ReferralPart.objects.filter(referral__in=referrals).order_by("pk"):
        found.setdefault(part.referral_id, []).append(
            PartTold(
                quantity=part.quantity,
                value=part.value,
                delivered_on=part.delivered_on,
                cost_bearer=part.cost_bearer,
                evidence=part.evidence,
            )
        )
    return found
