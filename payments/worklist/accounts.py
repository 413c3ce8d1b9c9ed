"""Accounts that somebody has work with: a change to confirm, one that cools off, one that the bank refused."""

from collections.abc import Iterable
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from dibao import worklist
from dibao.display import day_text, month_text
from dibao.guards import allows
from dibao.models.staff import Staff
from dibao.permissions import Permission as P
from dibao.worklist import SHOWN, Bucket, Task, Words
from payments.actions.account_changes import MAY_WITHDRAW
from payments.models.account import Account, AccountQuerySet
from payments.models.line import PaymentLine
from payments.pages.account_changes import accounts_of
from payments.pages.accounts import account_url, failed_count, failed_lines, next_step
from payments.pages.lines import reason_of


@worklist.provider
def changes_to_confirm(staff: Staff, on: date) -> Iterable[Bucket]:
    """Changes that somebody else entered, until their households are told."""
    if not allows(staff, P.ACCOUNT_CONFIRM):
        return []
    rows = accounts_of(staff).proposed().exclude(opened_by=staff)
    return [_bucket("account_changes", _("账户变更待确认"), rows, order=41, tone="doing")]


@worklist.provider
def changes_cooling_off(staff: Staff, on: date) -> Iterable[Bucket]:
    """Changes that are confirmed and may still be taken back; whoever hears from the household looks here."""
    if not staff.permissions & MAY_WITHDRAW:
        return []
    rows = accounts_of(staff).cooling(on)
    return [_bucket("cooling", _("账户变更冷静期内"), rows, order=42, tone="")]


def _bucket(key: str, label: Words, rows: AccountQuerySet, *, order: int, tone: str) -> Bucket:
    count = rows.count()
    query = "?kind=cooling" if key == "cooling" else ""
    return Bucket(
        key=key,
        label=label,
        count=count,
        tasks=[_task(one) for one in rows.order_by("opened_at", "pk")[:SHOWN]] if count else [],
        url=f"{reverse('payments:account_changes')}{query}",
        unit=ngettext_lazy("户", "户", count),
        tone=tone if count else "",
        order=order,
    )


def _task(account: Account) -> Task:
    is_proposed = account.is_proposed
    stage = (
        _("新账户 %(account)s") % {"account": account}
        if is_proposed
        else _("%(day)s起启用") % {"day": day_text(account.starts_on)}
    )
    return Task(
        title=account.household.head.name,
        place=str(account.area),
        stage=stage,
        url=account_url(account),
        next_step=_("告知本户后确认") if is_proposed else _("看变更"),
        next_url=account_url(account),
    )


@worklist.provider
def money_that_reached_nobody(staff: Staff, on: date) -> Iterable[Bucket]:
    """Failed and held lines of the township that another account mends."""
    if not allows(staff, P.ACCOUNT_EDIT):
        return []
    count = failed_count(staff)
    return [
        Bucket(
            key="accounts",
            label=_("账户待更正"),
            count=count,
            tasks=[_account_task(line) for line in failed_lines(staff)[:SHOWN]] if count else [],
            url=reverse("payments:failed"),
            unit=ngettext_lazy("户", "户", count),
            tone="bad" if count else "",
            order=40,
        )
    ]


def _account_task(line: PaymentLine) -> Task:
    return Task(
        title=line.household.head.name,
        place=str(line.area),
        stage=f"{month_text(line.month)} {reason_of(line)}",
        url=reverse("applicants:household", args=[line.household_id]),
        next_step=next_step(line),
        next_url=reverse("payments:account", args=[line.household_id]),
    )
