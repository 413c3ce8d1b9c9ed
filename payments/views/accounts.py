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
from payments.actions import accounts
from payments.forms.accounts import AccountForm
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
    household = household_for(request, pk, P.ACCOUNT_EDIT)
    form = AccountForm(request.POST or None, initial={"holder": household.payee_shown})
    mark = Mark(request.POST, accounts.mark_of(accounts.current_of(household)))
    if form.is_valid() and acted_on_seen(
        form,
        mark,
        lambda: _opened(request, household, form, mark),
        lambda: form.differences_from(accounts.current_of(household)),
    ):
        messages.success(
            request,
            _("%(name)s的新账户已登记，从下一次编制批次起使用。") % {"name": household.head.name},
        )
        return redirect("payments:failed")
    audit.log_read(ReadKind.VIEW, by=request.user, household=household, subject=_("账户"))
    versions = household.accounts.select_related("opened_by").order_by("-starts_on", "-opened_at")
    context = {
        "household": household,
        "form": form,
        "mark": mark,
        "table": account_table(versions),
    }
    return render(request, "payments/accounts/account.html", context)


def _opened(request: StaffRequest, household: Household, form: AccountForm, mark: Mark) -> None:
    accounts.open_version(
        household=household,
        entry=form.as_entry(),
        by=request.user,
        on=clock.today(),
        reason=form.cleaned_data["reason"],
        mark=mark.value,
    )
