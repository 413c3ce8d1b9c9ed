"""Terms of member agencies' benefits: drafted by one person, put in force from a day by another, kept once used.

They are the same in the whole prefecture, and the prefecture alone writes them.
"""

from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from applicants.actions.policies import RulesRefused
from applicants.eligibility.aid import AidField, AidRule, AidValueKind
from applicants.eligibility.aid_checks import problems
from applicants.eligibility.canonical import Problem
from applicants.models.aid import AidItem, AidTerms, AidTermsStatus
from dibao import audit
from dibao.errors import Refused
from dibao.guards import require
from dibao.levels import AreaLevel
from dibao.models.staff import Staff
from dibao.permissions import Permission
from dibao.workflow import MoveRefused

_DAY = timedelta(days=1)


def problems_of(terms: AidTerms) -> tuple[Problem, ...]:
    """What keeps a draft from being put in force."""
    found = problems(terms.as_rule(), is_per_member=terms.item.is_per_member)
    if not terms.legal_basis.strip():
        found = (*found, Problem("legal_basis", _("填写依据的法律或文件")))
    return found


@transaction.atomic
def draft(*, item: AidItem, first_day: date, by: Staff) -> AidTerms:
    """Begin a draft: a copy of the benefit's newest version, or a blank one for a new benefit."""
    _require(by, Permission.AID_EDIT)
    newest = item.versions.order_by("-first_day", "-pk").first()
    made = AidTerms.objects.create(
        item=item,
        first_day=first_day,
        legal_basis=newest.legal_basis if newest else "",
        terms=newest.terms if newest else blank(item).to_json(),
        drafted_by=by,
    )
    audit.record("aid_terms:drafted", of=made, by=by, after={"item": item.code})
    return made


def blank(item: AidItem) -> AidRule:
    """What a new benefit's first draft begins with: one unit, no money, a name and a place to find them by."""
    name = AidField.NAME if item.is_per_member else AidField.HEAD
    return AidRule(
        quantity=Decimal(1),
        value_kind=AidValueKind.NONE,
        answer_days=10,
        delivery_days=30,
        fields=(name, AidField.VILLAGE, AidField.PHONE),
    )


@transaction.atomic
def revise(
    *, terms: AidTerms, rule: AidRule, legal_basis: str, first_day: date, seen: str, by: Staff
) -> AidTerms:
    """Write a draft anew; whoever wrote it last does not activate it. `seen` is the hash of the terms last read."""
    _require(by, Permission.AID_EDIT)
    terms = _locked_draft(terms)
    if terms.as_rule().hash != seen:
        raise MoveRefused(_("这份草案刚被别人改过。打开最新的页面核对后再改。"))
    AidTerms.objects.filter(pk=terms.pk).update(
        terms=rule.to_json(), legal_basis=legal_basis, first_day=first_day, drafted_by=by
    )
    terms.refresh_from_db()
    audit.record("aid_terms:revised", of=terms, by=by, after={"terms": rule.hash})
    return terms


@transaction.atomic
def activate(*, terms: AidTerms, by: Staff, on: date) -> AidTerms:
    """Put a draft in force from its first day; the version before it ends the day before.

    Raises RulesRefused for terms that cannot be used, and Refused for one's own draft, a day that is not to come and a
    version of the same day.
    """
    _require(by, Permission.AID_ACTIVATE)
    terms = _locked_draft(terms)
    if terms.drafted_by_id in (None, by.pk):
        raise Refused(_("起草人不能自己启用，由另一人复核后启用。"))
    if terms.first_day <= on:
        raise Refused(
            _("起始日期要在今天以后：%(day)s已经到了。改草案的日期再启用。")
            % {"day": terms.first_day}
        )
    if found := problems_of(terms):
        raise RulesRefused(found)
    last_day = _make_room(terms)
    AidTerms.objects.filter(pk=terms.pk).update(
        status=AidTermsStatus.ACTIVE,
        last_day=last_day,
        activated_by=by,
        activated_at=timezone.now(),
    )
    terms.refresh_from_db()
    audit.record(
        "aid_terms:activated",
        of=terms,
        by=by,
        after={"item": terms.item.code, "first_day": terms.first_day.isoformat()},
    )
    return terms


def _require(by: Staff, permission: Permission) -> None:
    require(by, permission)
    if by.posting.area.level != AreaLevel.PREFECTURE:
        raise Refused(_("帮扶条款全市一份，由市级起草和启用。"))


def _locked_draft(terms: AidTerms) -> AidTerms:
    rows = AidTerms.objects.select_for_update(of=("self",)).select_related("item")
    row = rows.get(pk=terms.pk)
    if row.status != AidTermsStatus.DRAFT:
        raise MoveRefused(_("这份条款已经生效，不能再改。要改就起草新的一份。"))
    return row


def _make_room(terms: AidTerms) -> date | None:
    """End the version in force the day before; the day before the next one, where there is a next, is returned."""
    own = AidTerms.objects.select_for_update().filter(item=terms.item, status=AidTermsStatus.ACTIVE)
    if own.filter(first_day=terms.first_day).exists():
        raise Refused(_("已有一份条款从同一天起生效，两份不能重叠。"))
    before = own.filter(first_day__lt=terms.first_day).order_by("-first_day").first()
    after = own.filter(first_day__gt=terms.first_day).order_by("first_day").first()
    last = terms.first_day - _DAY
    if before is not None and (before.last_day is None or before.last_day > last):
        AidTerms.objects.filter(pk=before.pk).update(last_day=last)
    return after.first_day - _DAY if after else None
