"""Payment holds: listed, placed by the county's clerk, lifted by a second person."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applicants.views.answering import acted
from applicants.views.fetching import household_for
from dibao import audit, clock
from dibao.guards import allows, require
from dibao.http import StaffRequest
from dibao.idempotency import once
from dibao.models.audit import ReadKind
from dibao.paging import newest_first
from dibao.permissions import Permission as P
from dibao.values.months import BenefitMonth
from payments.actions import holds
from payments.forms.holds import HoldFilter, HoldForm, LiftForm
from payments.models.hold import PaymentHold
from payments.pages.holds import hold_facts, hold_table, holds_of


@require_safe
def listing(request: StaffRequest) -> HttpResponse:
    """The holds that stand, unless asked otherwise; thirty a page."""
    require(request.user, P.BATCH_VIEW)
    audit.log_read(ReadKind.VIEW, by=request.user, subject=_("缓发"))
    chosen = HoldFilter(request.GET, staff=request.user)
    page = newest_first(chosen.applied(holds_of(request.user)), request.GET)
    table = hold_table(page, month=BenefitMonth.of(clock.today()))
    return render(request, "payments/holds/list.html", {"filter": chosen, "table": table})


@require_http_methods(["GET", "POST"])
@once
def new(request: StaffRequest, pk: int) -> HttpResponse:
    """Let a household's money wait."""
    household, on = household_for(request, pk, P.HOLD_PLACE), clock.today()
    form, placed = HoldForm(request.POST or None, on=on), list[PaymentHold]()
    if form.is_valid():
        entry, by = form.entry(), request.user
        if acted(
            form,
            lambda: placed.append(holds.place(household=household, entry=entry, by=by, on=on)),
        ):
            messages.success(request, _("已登记缓发。已经编制、还没有签发的批次要重新编制。"))
            return redirect("payments:hold", placed[0].pk)
    audit.log_read(ReadKind.VIEW, by=request.user, household=household, subject=_("缓发"))
    return render(request, "payments/holds/new.html", {"household": household, "form": form})


@require_safe
def detail(request: StaffRequest, pk: int) -> HttpResponse:
    """Why the money waits, since when, and the form of who may lift it."""
    return _shown(request, _hold_for(request, pk, P.BATCH_VIEW), LiftForm())


@require_POST
@once
def lift(request: StaffRequest, pk: int) -> HttpResponse:
    """Let the money go again."""
    hold, form = _hold_for(request, pk, P.HOLD_LIFT), LiftForm(request.POST)
    if form.is_valid():
        reason, by = form.cleaned_data["reason"], request.user
        if acted(form, lambda: holds.lift(hold=hold, reason=reason, by=by)):
            messages.success(request, _("缓发已解除，从下一次编制批次起照发。"))
            return redirect("payments:hold", hold.pk)
    return _shown(request, hold, form)


def _hold_for(request: StaffRequest, pk: int, permission: P) -> PaymentHold:
    require(request.user, permission)
    return get_object_or_404(holds_of(request.user), pk=pk)


def _shown(request: StaffRequest, hold: PaymentHold, form: LiftForm) -> HttpResponse:
    audit.log_read(ReadKind.VIEW, by=request.user, household=hold.household, subject=_("缓发"))
    may_lift = hold.is_standing and allows(request.user, P.HOLD_LIFT)
    is_own = hold.placed_by_id == request.user.pk
    context = {
        "hold": hold,
        "household": hold.household,
        "facts": hold_facts(hold, month=BenefitMonth.of(clock.today())),
        "form": form,
        "may_lift": may_lift and not is_own,
        "awaits_another": may_lift and is_own,
    }
    return render(request, "payments/holds/detail.html", context)
