"""The account that a county pays from: its versions, and entering or answering one."""

from collections.abc import Callable
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from applicants.views.answering import acted
from dibao import clock
from dibao.forms import PlainForm
from dibao.guards import require, require_any
from dibao.http import StaffRequest
from dibao.idempotency import once
from dibao.models.staff import Staff
from dibao.permissions import Permission as P
from payments.actions import paying_accounts
from payments.forms.paying_accounts import (
    ConfirmPayingAccountForm,
    DeclinePayingAccountForm,
    PayingAccountForm,
)
from payments.models.paying_account import PayingAccount
from payments.pages.paying_accounts import (
    may_confirm,
    may_decline,
    may_enter,
    open_account_of,
    paying_account_table,
    paying_accounts_of,
)

_DONE: Final = {
    "enter": gettext_lazy("已登记，等另一人确认后启用。"),
    "confirm": gettext_lazy("已确认，从启用日期起的银行文件写这个账户。"),
    "decline": gettext_lazy("已退回，可以重新登记。"),
}


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("number", "number_again")
@once
def paying_account(request: StaffRequest) -> HttpResponse:
    """The versions of the posting's counties; a county's own is entered by one person and confirmed by another."""
    require(request.user, P.BATCH_VIEW)
    accounts = paying_accounts_of(request.user)
    waiting = open_account_of(request.user, accounts)
    shown = _forms(None)
    if request.method == "POST":
        require_any(request.user, paying_accounts.HANDLES_IT)
        shown = _forms(request)
        form = shown.get(request.POST.get("step", ""), shown["enter"])
        if form.is_valid() and acted(form, lambda: _take(form, waiting, request.user)):
            messages.success(request, str(_DONE[form.cleaned_data["step"]]))
            return redirect("payments:paying_account")
    return render(request, "payments/paying_account.html", _context(request, accounts, shown))


def _forms(request: StaffRequest | None) -> dict[str, PlainForm]:
    """The three forms, the one that was sent with what was typed."""
    step, typed = ("", None) if request is None else (request.POST.get("step"), request.POST)
    return {
        "enter": PayingAccountForm(typed if step not in _ANSWERS else None, on=clock.today()),
        **{name: form(typed if step == name else None) for name, form in _ANSWERS.items()},
    }


_ANSWERS: Final[dict[str, Callable[..., PlainForm]]] = {
    "confirm": ConfirmPayingAccountForm,
    "decline": DeclinePayingAccountForm,
}


def _take(form: PlainForm, waiting: PayingAccount | None, by: Staff) -> object:
    if isinstance(form, PayingAccountForm):
        return paying_accounts.enter(entry=form.entry(), by=by, on=clock.today())
    if waiting is None:
        raise Http404
    if isinstance(form, ConfirmPayingAccountForm):
        number = form.cleaned_data["number"]
        return paying_accounts.confirm(account=waiting, number=number, by=by)
    return paying_accounts.decline(account=waiting, by=by)


def _context(
    request: StaffRequest, accounts: list[PayingAccount], shown: dict[str, PlainForm]
) -> dict[str, object]:
    staff, waiting = request.user, open_account_of(request.user, accounts)
    return {
        "table": paying_account_table(accounts, on=clock.today()),
        "waiting": waiting,
        "may_enter": may_enter(staff, waiting),
        "may_confirm": may_confirm(staff, waiting),
        "may_decline": may_decline(staff, waiting),
        **{f"{step}_form": form for step, form in shown.items()},
    }
