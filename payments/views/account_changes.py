"""Changes of accounts: listed, told to the household by letter, confirmed by a second person or taken back."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applicants.views.answering import acted
from applicants.views.papers import mark, printed
from dibao import audit, clock
from dibao.display import day_text
from dibao.guards import require, require_any
from dibao.http import StaffRequest
from dibao.idempotency import once
from dibao.models.audit import ReadKind
from dibao.paging import newest_first
from dibao.permissions import Permission as P
from payments.actions import account_changes
from payments.actions.accounts import current_of
from payments.forms.account_changes import ChangeFilter, TellingForm, TellManyForm, WithdrawForm
from payments.models.account import Account
from payments.pages.account_changes import (
    READERS,
    accounts_of,
    change_facts,
    change_table,
    contact_of,
    first_day_if_told,
    households_with,
    may_confirm,
    offered,
    on_page,
    warnings_of,
    warnings_on_page,
)
from payments.pages.accounts import account_url
from payments.papers import account_letter


@require_http_methods(["GET", "POST"])
@once
def listing(request: StaffRequest) -> HttpResponse:
    """Changes that wait, unless asked otherwise, thirty households a page; those ticked are confirmed together."""
    staff, on = request.user, clock.today()
    require_any(staff, READERS)
    chosen = ChangeFilter(request.GET, staff=staff)
    rows = chosen.applied(accounts_of(staff), on=on)
    page = newest_first(households_with(rows, staff), request.GET)
    shown = on_page(page, rows)
    warnings = warnings_on_page(shown, on=on)
    may = offered(shown, warnings, staff)
    form = TellManyForm(request.POST or None, on=on, offered=may) if may else None
    if request.method == "POST":
        require(staff, P.ACCOUNT_CONFIRM)
        if form is not None and form.is_valid() and _confirmed_many(request, form):
            return redirect(request.get_full_path())
    audit.log_read(ReadKind.VIEW, by=staff, subject=_("收款账户变更"))
    table = change_table(page, shown, warnings, on=on)
    context = {"filter": chosen, "table": table, "form": form}
    return render(request, "payments/accounts/changes.html", context)


def _confirmed_many(request: StaffRequest, form: TellManyForm) -> bool:
    chosen, telling, by = form.chosen(), form.telling(), request.user
    if not acted(
        form,
        lambda: account_changes.confirm_many(
            accounts=chosen, telling=telling, by=by, on=clock.today()
        ),
    ):
        return False
    count = len(chosen)
    messages.success(request, _("已确认%(count)d户，过了冷静期启用。") % {"count": count})
    return True


@require_safe
def detail(request: StaffRequest, pk: str) -> HttpResponse:
    """The old account and the new one, what is worth a second look, and what may be done next."""
    account = _account_for(request, pk)
    return _shown(request, account, TellingForm(on=clock.today()), WithdrawForm())


@require_POST
@once
def step(request: StaffRequest, pk: str, step: str) -> HttpResponse:
    """Confirm a change, or take it back."""
    if step == "confirm":
        require(request.user, P.ACCOUNT_CONFIRM)
        return _confirm(request, _account_for(request, pk))
    if step != "withdraw":
        raise Http404
    require_any(request.user, account_changes.MAY_WITHDRAW)
    return _withdraw(request, _account_for(request, pk))


def _confirm(request: StaffRequest, account: Account) -> HttpResponse:
    on, done = clock.today(), list[Account]()
    form = TellingForm(request.POST, on=on)
    if form.is_valid() and acted(
        form,
        lambda: done.append(
            account_changes.confirm(account=account, telling=form.telling(), by=request.user, on=on)
        ),
    ):
        words = _("已确认，%(day)s起启用；以前照旧发到现在的账户。")
        messages.success(request, words % {"day": day_text(done[0].starts_on)})
        return redirect(account_url(account))
    return _shown(request, account, form, WithdrawForm())


def _withdraw(request: StaffRequest, account: Account) -> HttpResponse:
    on, by, form = clock.today(), request.user, WithdrawForm(request.POST)
    if form.is_valid() and acted(
        form,
        lambda: account_changes.withdraw(
            account=account, reason=form.cleaned_data["reason"], by=by, on=on
        ),
    ):
        messages.success(request, _("变更已撤回，照旧发到原来的账户。"))
        return redirect(account_url(account))
    return _shown(request, account, TellingForm(on=on), form)


@require_safe
def letter(request: StaffRequest, pk: str) -> HttpResponse:
    """The letter that tells the household; 404 for an account that changes nothing."""
    require_any(request.user, account_changes.MAY_WITHDRAW)
    account, on = _account_for(request, pk), clock.today()
    if not account.is_pending(on):
        raise Http404
    return printed(
        request,
        account.household,
        lambda: account_letter(account, on=on, mark=mark()),
        name="account_letter",
        back=account_url(account),
    )


def _account_for(request: StaffRequest, pk: str) -> Account:
    require_any(request.user, READERS)
    return get_object_or_404(accounts_of(request.user), pk=pk)


def _shown(
    request: StaffRequest, account: Account, telling: TellingForm, withdrawal: WithdrawForm
) -> HttpResponse:
    staff, on, household = request.user, clock.today(), account.household
    audit.log_read(ReadKind.VIEW, by=staff, household=household, subject=_("账户"))
    handles = bool(staff.permissions & account_changes.MAY_WITHDRAW)
    context = {
        "account": account,
        "household": household,
        "facts": change_facts(account, current_of(household, on=on), on=on),
        "warnings": warnings_of(account, on=on),
        "contact": contact_of(account),
        "first_day": day_text(first_day_if_told(account, on=on)) if account.is_proposed else "",
        "telling": telling if may_confirm(account, staff) else None,
        "withdrawal": withdrawal if handles and account.is_pending(on) else None,
        "is_own": account.is_proposed and account.opened_by_id == staff.pk,
        "has_letter": handles and account.is_pending(on),
        "error_forms": [telling, withdrawal],
    }
    return render(request, "payments/accounts/change.html", context)
