"""Money that reached nobody, and the account that mends it: the township's part of the round."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from applicants.forms.marks import Mark
from applicants.models.household import Household
from applicants.views.answering import acted_on_seen
from applicants.views.fetching import household_for
from dibao import audit, clock
from dibao.guards import require
from dibao.http import StaffRequest
from dibao.idempotency import once
from dibao.models.audit import ReadKind
from dibao.paging import newest_first
from dibao.permissions import Permission as P
from payments.actions import account_changes, accounts
from payments.forms.accounts import AccountForm
from payments.models.account import Account
from payments.pages.account_changes import warnings_of
from payments.pages.accounts import COUNTY, account_table, failed_lines, failed_table


@require_safe
def failed(request: StaffRequest) -> HttpResponse:
    """Lines that another account mends, or those that the county takes up with the bank."""
    require(request.user, P.ACCOUNT_EDIT)
    shown = COUNTY if request.GET.get("show") == COUNTY else ""
    audit.log_read(ReadKind.VIEW, by=request.user, subject=_("发放失败名单"))
    page = newest_first(failed_lines(request.user, shown), request.GET)
    context = {"table": failed_table(page, request.user, shown), "is_county": shown == COUNTY}
    return render(request, "payments/accounts/failed.html", context)


@require_http_methods(["GET", "POST"])
@once
def account(request: StaffRequest, pk: int) -> HttpResponse:
    """The household's accounts, and a new one from the passbook."""
    household, on = household_for(request, pk, P.ACCOUNT_EDIT), clock.today()
    latest = accounts.latest_of(household, on=on)
    form = AccountForm(request.POST or None, household=household, is_change=latest is not None)
    mark, entered = Mark(request.POST, accounts.mark_of(latest)), list[Account]()
    if form.is_valid() and acted_on_seen(
        form,
        mark,
        lambda: entered.append(_entered(request, household, form, mark)),
        lambda: form.differences_from(latest),
    ):
        return _after(request, entered[0])
    audit.log_read(ReadKind.VIEW, by=request.user, household=household, subject=_("账户"))
    versions = household.accounts.select_related("opened_by").order_by("-opened_at")
    context = {
        "household": household,
        "form": form,
        "mark": mark,
        "table": account_table(versions, on=on),
        "warnings": warnings_of(latest, on=on) if latest else [],
        "pending": latest if latest is not None and latest.is_pending(on) else None,
        "is_change": latest is not None,
    }
    return render(request, "payments/accounts/account.html", context)


def _entered(request: StaffRequest, household: Household, form: AccountForm, mark: Mark) -> Account:
    """The household's first account, or a proposed change of the one it has."""
    entry, by, on = form.as_entry(), request.user, clock.today()
    if not form.is_change:
        return accounts.open_first(household=household, entry=entry, by=by, on=on, mark=mark.value)
    reason = form.cleaned_data["reason"]
    return account_changes.propose(
        household=household, entry=entry, reason=reason, by=by, on=on, mark=mark.value
    )


def _after(request: StaffRequest, entered: Account) -> HttpResponse:
    """On to the change, which somebody else goes on with; or back to those whom money did not reach."""
    name = {"name": entered.household.head.name}
    if entered.is_proposed:
        words = _("%(name)s的账户变更已登记，等另一人告知本户后确认。现在照旧发到原来的账户。")
        messages.success(request, words % name)
        return redirect("payments:account_change", entered.pk)
    messages.success(request, _("%(name)s的账户已登记，从下一次编制批次起使用。") % name)
    for warning in warnings_of(entered, on=clock.today()):
        messages.warning(request, warning)
    return redirect("payments:failed")
