"""How far a referral is, in one plain sentence: the same for the agency, the township and the family."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from applicants.models.aid import AidItem
from applicants.models.referral import CloseReason, Referral, ReferralPart
from applicants.workflow import ReferralStatus as S
from dibao.display import count_text, day_from, with_note, yuan_text
from dibao.models.agency import Agency

# The tones of `status_tag`; what is late is bad whatever it is.
_TONES: Final[Mapping[str, str]] = {
    S.REQUESTED: "todo",
    S.ACCEPTED: "doing",
    S.DELIVERED: "good",
    S.REDIRECTED: "stopped",
    S.REFUSED: "stopped",
    S.EXPIRED: "bad",
    S.WITHDRAWN: "stopped",
}


@dataclass(frozen=True)
class Standing:
    """Where a referral stands on a day: the status in a word, the sentence, and how it looks."""

    word: str
    sentence: str
    tone: str
    is_late: bool


def standing_of(referral: Referral, *, on: date) -> Standing:
    """The words for a referral whose `agency` and `item` are there (no query)."""
    is_late = is_overdue(referral, on=on)
    word = _("超期") if is_late else referral.status_label
    tone = "bad" if is_late else _TONES[referral.status]
    return Standing(word, sentence_of(referral, on=on), tone, is_late)


def is_overdue(referral: Referral, *, on: date) -> bool:
    due = referral.due_on()
    return due is not None and due < on


def sentence_of(referral: Referral, *, on: date) -> str:
    """What is going on, with whom and until when: 教育局正在办理，7月20日前办完。"""
    agency = agency_name(referral.agency)
    match referral.status:
        case S.REQUESTED:
            return _asked(agency, referral.answer_due, on)
        case S.ACCEPTED:
            return _under_way(agency, referral, on)
        case S.DELIVERED:
            return _("%(agency)s%(day)s办完：%(what)s。") % {
                **_closed(agency, referral, on),
                "what": given(referral),
            }
        case S.REDIRECTED:
            return _("%(agency)s%(day)s转给了别的单位办理。") % _closed(agency, referral, on)
        case S.REFUSED:
            return _("%(agency)s%(day)s答复不能办理：%(why)s。") % {
                **_closed(agency, referral, on),
                "why": why_closed(referral),
            }
        case S.WITHDRAWN:
            return _("%(day)s撤回：%(why)s。") % {
                **_closed(agency, referral, on),
                "why": why_closed(referral),
            }
    return _expired(agency, referral, on)


def due_words(referral: Referral, *, on: date) -> str:
    """What the agency has to do by when, without its name: 7月20日前答复, 答复超期3天; empty once it is closed."""
    due = referral.due_on()
    if due is None:
        return ""
    what = _("答复") if referral.status == S.REQUESTED else _("办完")
    if due < on:
        return late_words(what, (on - due).days)
    return _("%(day)s前%(what)s") % {"day": day_from(on, due), "what": what}


def late_words(what: str, days: int) -> str:
    return _("%(what)s超期%(days)d天") % {"what": what, "days": days}


def given(referral: Referral) -> str:
    """How much was given so far, with the money where it is money: 2份，200.00元."""
    return amount_text(referral.delivered_quantity, referral.delivered_value, referral.item)


def parts_in_words(referral: Referral, parts: Iterable[ReferralPart], *, on: date) -> str:
    """What was given each time, the first one first; nothing where it was given at once."""
    told = [
        _("%(day)s办%(what)s")
        % {
            "day": day_from(on, part.delivered_on),
            "what": amount_text(part.quantity, part.value, referral.item),
        }
        for part in sorted(parts, key=lambda part: (part.delivered_on, part.pk))
    ]
    return _("分次办理：%(parts)s。") % {"parts": _("；").join(told)} if len(told) > 1 else ""


def amount_text(quantity: Decimal, value: Decimal, item: AidItem) -> str:
    """A quantity with its unit, and yuan where it is money."""
    said = quantity_text(quantity, item)
    if not value:
        return said
    return _("%(quantity)s，%(value)s元") % {"quantity": said, "value": yuan_text(value)}


def quantity_text(quantity: Decimal, item: AidItem) -> str:
    """A quantity with its unit: 2份, 2 portions."""
    return _("%(number)s%(unit)s") % {"number": number_text(quantity), "unit": unit_of(item)}


def number_text(quantity: Decimal) -> str:
    """Without the zeros that say nothing: 2, 0.5."""
    whole = quantity.to_integral_value()
    return count_text(int(whole) if quantity == whole else quantity.normalize())


def why_closed(referral: Referral) -> str:
    """The reason for which nothing more is given, with the words beside it."""
    reason = str(CloseReason(referral.close_reason).label) if referral.close_reason else ""
    if referral.close_reason == CloseReason.OTHER or not reason:
        return referral.close_words
    return with_note(reason, referral.close_words) if referral.close_words else reason


def agency_name(agency: Agency) -> str:
    """What the agency is called today, in the reader's language."""
    return agency.name_en if is_english() else agency.name_today or agency.name


def item_name(item: AidItem) -> str:
    return item.name_en if is_english() else item.name


def unit_of(item: AidItem) -> str:
    return item.unit_en if is_english() else item.unit


def is_english() -> bool:
    """Whether the reader's language is English: data brings its words in both languages."""
    return (get_language() or "").startswith("en")


def _asked(agency: str, due: date, on: date) -> str:
    if due < on:
        days = (on - due).days
        words = ngettext(
            "%(agency)s还没有答复，已超期%(days)d天。",
            "%(agency)s还没有答复，已超期%(days)d天。",
            days,
        )
        return words % {"agency": agency, "days": days}
    return _("已转给%(agency)s，%(day)s前答复。") % {"agency": agency, "day": day_from(on, due)}


def _under_way(agency: str, referral: Referral, on: date) -> str:
    due = referral.delivery_due or on
    so_far = _("已办%(what)s，其余") % {"what": given(referral)} if referral.delivered_parts else ""
    if due < on:
        days = (on - due).days
        words = ngettext(
            "%(agency)s正在办理，%(so_far)s已超期%(days)d天。",
            "%(agency)s正在办理，%(so_far)s已超期%(days)d天。",
            days,
        )
        return words % {"agency": agency, "so_far": so_far, "days": days}
    return _("%(agency)s正在办理，%(so_far)s%(day)s前办完。") % {
        "agency": agency,
        "so_far": so_far,
        "day": day_from(on, due),
    }


def _expired(agency: str, referral: Referral, on: date) -> str:
    if referral.accepted_on is None:
        return _("%(agency)s到期没有答复，%(day)s作废。") % _closed(agency, referral, on)
    if not referral.delivered_parts:
        return _("%(agency)s到期没有办完，%(day)s作废。") % _closed(agency, referral, on)
    return _("%(agency)s办了%(what)s，其余到期没有办完，%(day)s作废。") % {
        **_closed(agency, referral, on),
        "what": given(referral),
    }


def _closed(agency: str, referral: Referral, on: date) -> dict[str, str]:
    day = referral.closed_on
    return {"agency": agency, "day": day_from(on, day) if day else ""}
