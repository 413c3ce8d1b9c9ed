"""What agencies' systems do with referrals: list, get, accept, deliver, refuse, pass on."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from applicants.actions import referrals as actions
from applicants.api.shapes import (
    Delivery,
    ListAsked,
    ListTold,
    Passing,
    ReferralTold,
    Refusal,
    StateTold,
)
from applicants.api.telling import opens_something, state_of, told
from applicants.models.aid import AidItem
from applicants.models.referral import CloseReason, CostBearer, Referral, ReferralPart
from dibao import audit, clock
from dibao.api.doors import Asked, door, step
from dibao.api.openapi import ROW_KEY
from dibao.api.values import Wrong
from dibao.errors import Refused
from dibao.guards import require
from dibao.models.audit import ReadKind
from dibao.permissions import Permission as P


@door("GET")
def referral_list(asked: Asked) -> ListTold:
    """One page by rising key (four queries); each family's file says that it was looked at."""
    wanted = asked.query(ListAsked)
    rows = list(_wanted(_seen(asked), wanted).order_by("pk")[: wanted.limit + 1])
    page = rows[: wanted.limit]
    shown = told(page, asked.staff, is_open=False)
    _note_look(asked, page, ReadKind.VIEW)
    return ListTold(referrals=shown, next=page[-1].pk if len(rows) > wanted.limit else None)


@door("GET")
def referral(asked: Asked, key: str) -> ReferralTold:
    """One referral with every field agreed on."""
    row = _found(asked, key)
    _note_look(asked, [row], ReadKind.REVEAL if opens_something(row) else ReadKind.VIEW)
    (one,) = told([row], asked.staff, is_open=True)
    return one


@step()
def accept(asked: Asked, key: str) -> StateTold:
    row = actions.accept(referral=_found(asked, key), by=asked.staff, on=clock.today())
    return state_of(row)


@step(Delivery)
def deliver(asked: Asked, key: str, sent: Delivery) -> StateTold:
    row = _found(asked, key)
    actions.deliver(
        referral=row,
        quantity=sent.quantity,
        value=sent.value,
        delivered_on=sent.delivered_on,
        cost_bearer=CostBearer(sent.cost_bearer),
        evidence=sent.evidence,
        is_last=sent.is_last,
        by=asked.staff,
        on=clock.today(),
    )
    row.refresh_from_db()
    return state_of(row)


@step(Refusal)
def refuse(asked: Asked, key: str, sent: Refusal) -> StateTold:
    row = actions.refuse(
        referral=_found(asked, key),
        reason=CloseReason(sent.reason),
        words=sent.words,
        by=asked.staff,
        on=clock.today(),
    )
    return state_of(row)


@step(Passing)
def redirect(asked: Asked, key: str, sent: Passing) -> StateTold:
    row = _found(asked, key)
    item = AidItem.objects.filter(code=sent.to).first()
    if item is None:
        raise Refused(_("没有代码是“%(code)s”的项目。") % {"code": sent.to})
    actions.redirect(referral=row, to=item, words=sent.words, by=asked.staff, on=clock.today())
    row.refresh_from_db()
    return state_of(row)


def _seen(asked: Asked) -> QuerySet[Referral]:
    """What was sent to the agency from its posting's place, as long as it may look."""
    require(asked.staff, P.REFERRAL_ANSWER)
    return Referral.objects.answered_by(asked.staff).select_related("item", "terms")


def _wanted(rows: QuerySet[Referral], wanted: ListAsked) -> QuerySet[Referral]:
    rows = rows.filter(pk__gt=wanted.after)
    if wanted.status:
        rows = rows.filter(status=wanted.status)
    if day := wanted.changed_since:
        given = ReferralPart.objects.filter(referral=OuterRef("pk"), delivered_on__gte=day)
        dated = Q(requested_on__gte=day) | Q(accepted_on__gte=day) | Q(closed_on__gte=day)
        rows = rows.filter(dated | Exists(given))
    return rows


def _found(asked: Asked, key: str) -> Referral:
    """The referral of a key in an address; what is another's is as absent as what never was."""
    try:
        number = ROW_KEY.read(key)
    except Wrong:
        raise Http404 from None
    row = _seen(asked).filter(pk=number).first()
    if row is None:
        raise Http404
    return row


def _note_look(asked: Asked, rows: list[Referral], kind: ReadKind) -> None:
    audit.log_files_read(
        kind,
        by=asked.staff,
        files=[(row.household_id, row.area_id) for row in rows],
        subject=_("接口 %(system)s") % {"system": asked.token.system},
    )
