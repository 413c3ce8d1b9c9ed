"""Changes of accounts and accounts worth a second look as rows, and one change as a page."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from django.apps import apps
from django.db.models import Exists, OuterRef
from django.utils.timezone import localdate
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.models.household import Household, HouseholdQuerySet
from applicants.models.person import Person
from applicants.pages.cards import Fact, masked_phone
from dibao.display import day_text, listed, with_note
from dibao.guards import allows
from dibao.models.staff import Staff
from dibao.paging import Page
from dibao.permissions import Permission as P
from dibao.tables import Cell, Column, Row, Table
from payments.account_flags import households_by_number, is_outsider, of_outsiders, sharing
from payments.actions.account_changes import first_day_of
from payments.models.account import Account, AccountQuerySet
from payments.pages.accounts import account_url, status_of

# Whoever enters or confirms accounts, and whoever looks over the money.
READERS: Final = frozenset({P.ACCOUNT_EDIT, P.ACCOUNT_CONFIRM, P.BATCH_VIEW})


def accounts_of(staff: Staff) -> AccountQuerySet:
    """The versions of the posting's area with all that a page says of them."""
    return Account.objects.visible_to(staff).select_related(
        "household__head", "area", "opened_by", "confirmed_by", "withdrawn_by"
    )


def households_with(accounts: AccountQuerySet, staff: Staff) -> HouseholdQuerySet:
    """The households of some versions, for a list that begins anew after each household."""
    rows = Household.objects.visible_to(staff)
    return rows.filter(Exists(accounts.order_by().filter(household=OuterRef("pk"))))


def on_page(page: Page[Household], accounts: AccountQuerySet) -> list[Account]:
    """The versions of the households of a page, in its order (one query)."""
    places = {household.pk: place for place, household in enumerate(page.rows)}
    found = list(accounts.filter(household__in=places))
    return sorted(found, key=lambda one: (places[one.household_id], one.opened_at))


Warnings = Mapping[uuid.UUID, Sequence[str]]


def warnings_on_page(accounts: Sequence[Account], *, on: date) -> Warnings:
    """What is worth a second look about each of the accounts (two queries)."""
    served = households_by_number(accounts, on=on)
    rows = Account.objects.filter(pk__in=[one.pk for one in accounts])
    outsiders = set(of_outsiders(rows).values_list("pk", flat=True))
    return {one.pk: _warnings(served[one.number_index], one.pk in outsiders) for one in accounts}


def change_table(
    page: Page[Household], accounts: Sequence[Account], warnings: Warnings, *, on: date
) -> Table:
    """The accounts of a page with what is worth a second look."""
    return Table(
        caption=_("收款账户变更"),
        columns=[
            Column(_("户主")),
            Column(_("村")),
            Column(_("账户名称")),
            Column(_("账户")),
            Column(_("状态"), "status"),
            Column(_("登记人")),
            Column(_("启用日期"), "date"),
            Column(_("提示")),
        ],
        rows=[_row(account, warnings[account.pk], on) for account in accounts],
        empty=_("没有这样的账户。换一个条件，或者清除筛选。"),
        pager=page.pager,
    )


def _row(account: Account, warnings: Sequence[str], on: date) -> Row:
    return Row.of(
        account.household.head.name,
        str(account.area),
        Cell(account.holder, note=account.relation),
        str(account),
        status_of(account, on),
        Cell(account.opened_by.name, note=day_text(account.proposed_on or account.starts_on)),
        account.starts_on,
        Cell(listed(warnings), tone="warn" if warnings else ""),
        url=account_url(account),
    )


def _warnings(served: int, is_outside: bool) -> list[str]:
    """What is worth a second look, in words."""
    found = []
    if served > 1:
        found.append(_now("这个账号有%(count)d户在用") % {"count": served})
    if is_outside:
        found.append(_now("户名不是本户成员"))
    return found


def warnings_of(account: Account, *, on: date) -> list[str]:
    """The same of one account, with the households that share its number (two queries)."""
    others = list(sharing(account, on=on)[:_NAMED])
    found = _warnings(len({one.household_id for one in others}) + 1, False)
    if others:
        found = [
            f"{found[0]}：" + listed(f"{one.household.head.name}（{one.area}）" for one in others)
        ]
    if is_outsider(account.household, account.holder):
        said = _now("户名%(holder)s不是本户成员：%(relation)s") % {
            "holder": account.holder,
            "relation": account.relation or _now("没有写明关系"),
        }
        found.append(said)
    return found


_NAMED: Final = 5


def change_facts(account: Account, before: Account | None, *, on: date) -> list[Fact]:
    """The old account and the new one, why, by whom, and how the household was told."""
    facts = [Fact(label=_("状态"), value=str(status_of(account, on).value))]
    if before is not None and before.pk != account.pk:
        facts.append(Fact(label=_("现在的账户"), value=str(before), note=before.holder))
    facts.append(Fact(label=_("新账户"), value=str(account), note=account.branch))
    facts.append(Fact(label=_("账户名称"), value=account.holder, note=account.relation))
    if account.proposed_on is not None:
        facts.append(Fact(label=_("变更原因"), value=account.reason))
    facts.append(
        Fact(
            label=_("登记人"),
            value=_who(account.opened_by, account.proposed_on or account.starts_on),
        )
    )
    if account.told_on is not None:
        how = f"{account.get_told_how_display()} {day_text(account.told_on)}"
        facts.append(Fact(label=_("告知本户"), value=how, note=account.told_to))
    if account.confirmed_by is not None:
        value = _who(account.confirmed_by, account.confirmed_on)
        facts.append(Fact(label=_("确认人"), value=value))
    if account.starts_on is not None:
        facts.append(Fact(label=_("启用日期"), value=day_text(account.starts_on)))
    if account.withdrawn_by is not None:
        value = _who(account.withdrawn_by, account.withdrawn_on)
        facts.append(Fact(label=_("撤回人"), value=value, note=account.withdraw_reason))
    return facts


def _who(person: Staff, day: date | None) -> str:
    return with_note(person.name, day_text(day))


def contact_of(account: Account) -> str:
    """The telephone that the household is told by, and since when it is known where it was changed of late (one
    query): a number given with the change proves nothing."""
    head = account.household.head
    phone = masked_phone(head)
    if not phone:
        return _now("没有登记过电话：上门告知，或者送达通知书。")
    changed_at = _phone_changed_at(head)
    if changed_at is not None and changed_at > account.opened_at - _LATELY:
        words = _now(
            "登记的电话是%(phone)s，%(day)s才改过，不能当作凭据：上门告知，或者送达通知书。"
        )
        return words % {"phone": phone, "day": day_text(localdate(changed_at))}
    return _now("登记的电话是%(phone)s。") % {"phone": phone}


# A number that came so shortly before an account may have come from the same hand.
_LATELY: Final = timedelta(days=60)


def _phone_changed_at(person: Person) -> datetime | None:
    """When a person's telephone was last written over; None for one that never was (one query)."""
    changed_at = None
    versions = apps.get_model("applicants", "PersonEvent")._default_manager
    kept = versions.filter(pgh_obj=person.pk).order_by("-pgh_id")
    for index, at in kept.values_list("phone_last4_index", "pgh_created_at")[:_VERSIONS]:
        if index != person.phone_last4_index:
            return changed_at
        changed_at = at
    return None


_VERSIONS: Final = 50


def may_confirm(account: Account, staff: Staff) -> bool:
    """Whether the reader is the second person that a change waits for."""
    is_other = account.opened_by_id != staff.pk
    return account.is_proposed and is_other and allows(staff, P.ACCOUNT_CONFIRM)


def first_day_if_told(account: Account, *, on: date) -> date:
    """From when a change would be in force whose household is told and that is confirmed today (one query)."""
    return first_day_of(account.household, on, on=on)


def offered(accounts: Iterable[Account], warnings: Warnings, staff: Staff) -> list[Account]:
    """The changes among the rows that the reader may confirm together: whatever is odd is opened first, and confirmed
    by itself."""
    return [one for one in accounts if may_confirm(one, staff) and not warnings[one.pk]]
