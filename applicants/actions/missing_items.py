"""Telling a family, once, everything that is missing; and noting that it came."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from applicants.materials import FROM_PLATFORM, PLATFORM_SINCE, Need
from applicants.models.case import Case, CaseStatus
from applicants.models.missing_items import MissingItemsNotice
from dibao import audit
from dibao.display import day_text
from dibao.errors import Refused
from dibao.guards import require
from dibao.models.staff import Staff
from dibao.permissions import Permission

_WHILE = (CaseStatus.DRAFT, CaseStatus.ACCEPTED)
# No law says how long a family has; farther away than this a year was mistyped.
_FARTHEST = timedelta(days=366)


@transaction.atomic
def give(
    *,
    case: Case,
    needs: Sequence[Need],
    others: Sequence[str],
    due_on: date,
    by: Staff,
    on: date,
    new_facts: str = "",
) -> MissingItemsNotice:
    """Tell the family everything that is missing: `needs` from the list of materials, `others` in words.

    Refused for what a platform supplies (办法 Art 10, 社会救助法 Art 62), and for a second notice without new facts.
    """
    require(by, Permission.CASE_ENTER)
    case = Case.objects.lock(case)
    if case.status not in _WHILE:
        raise Refused(_("提出初审意见以前才能告知补正。"))
    if due_on < on:
        raise Refused(_("补齐期限早于今天。"))
    if due_on > on + _FARTHEST:
        raise Refused(_("补齐期限在一年以后，核对年份。"))
    _refuse_what_is_known(needs, on)
    _refuse_twice(case, new_facts)
    items = [*map(str, needs), *others]
    if not items:
        raise Refused(_("选择要补的材料，或者写明要补什么。"))
    notice = MissingItemsNotice.objects.create(
        case=case,
        area_id=case.area_id,
        items=items,
        new_facts=new_facts,
        given_by=by,
        given_on=on,
        due_on=due_on,
    )
    audit.record("missing:told", of=case, by=by, after={"items": items}, reason=new_facts)
    return notice


@transaction.atomic
def supplied(*, notice: MissingItemsNotice, by: Staff, on: date) -> MissingItemsNotice:
    """Note that the family brought everything that was asked for."""
    require(by, Permission.CASE_ENTER)
    notice = MissingItemsNotice.objects.lock(notice)
    if notice.supplied_on is not None:
        raise Refused(_("已经登记补齐。"))
    MissingItemsNotice.objects.filter(pk=notice.pk).update(supplied_by=by, supplied_on=on)
    notice.refresh_from_db()
    audit.record("missing:supplied", of=notice.case, by=by)
    return notice


def _refuse_what_is_known(needs: Sequence[Need], on: date) -> None:
    asked = next((need for need in needs if need.kind in FROM_PLATFORM), None)
    if asked is not None and on >= PLATFORM_SINCE:
        raise Refused(
            _(
                "%(item)s可以通过政务平台或核对取得，不得要求群众提供（审核确认办法第十条、社会救助法第六十二条）。"
            )
            % {"item": asked}
        )


def _refuse_twice(case: Case, new_facts: str) -> None:
    first = case.missing_notices.order_by("pk").first()
    if first is not None and not new_facts:
        raise Refused(
            _("%(day)s已经一次性告知过。出现新的事实才能再次告知，写明是什么。")
            % {"day": day_text(first.given_on)}
        )
