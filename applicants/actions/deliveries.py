"""Handing papers over: written down with the day, the way and the hands they went through."""

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from applicants.deliverables import Deliverable
from applicants.models.delivery import WITHOUT_RECEIVER, DeliveryWay, LetterDelivery
from applicants.models.objection import Objection
from dibao import audit
from dibao.errors import Refused
from dibao.guards import require, require_area
from dibao.models.staff import Staff
from dibao.permissions import Permission


@dataclass(frozen=True, kw_only=True)
class Handing:
    """How a paper arrived: when, by which way, into whose hands, carried by whom."""

    delivered_on: date
    way: str
    receiver: str
    carrier: str


@transaction.atomic
def record(*, of: Deliverable, handing: Handing, by: Staff, on: date) -> LetterDelivery:
    """Write down that a paper was delivered, or a result told; once for each."""
    require(by, Permission.LETTER_DELIVER)
    require_area(by, of.subject.area_id)
    case = of.subject.case
    if case is None:
        raise Refused(_("没有案件的反映，在答复时登记告知方式。"))
    if handing.delivered_on < of.since:
        raise Refused(_("送达日期早于%(day)s，核对日期。") % {"day": of.since})
    if handing.delivered_on > on:
        raise Refused(_("送达日期晚于今天，填送到的那一天。"))
    if handing.way == DeliveryWay.ANONYMOUS and not isinstance(of.subject, Objection):
        raise Refused(_("“匿名反映”只用于异议的答复。"))
    if handing.way not in WITHOUT_RECEIVER and not handing.receiver:
        raise Refused(_("填写收件人。"))
    try:
        with transaction.atomic():
            delivery = LetterDelivery.objects.create(
                case=case,
                area_id=of.subject.area_id,
                recorded_by=by,
                **{of.kind.value: of.subject},
                **vars(handing),
            )
    except IntegrityError:
        raise Refused(_("这一份已经登记过送达，刷新后再看。")) from None
    audit.record(
        "letter:delivered",
        of=case,
        by=by,
        after={"what": of.kind.value, "way": handing.way},
    )
    return delivery
