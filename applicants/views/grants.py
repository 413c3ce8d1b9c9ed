"""The end of a grant."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from applicants.actions import decisions
from applicants.forms.decisions import EndGrantForm
from applicants.models.grant import Grant
from applicants.views.answering import acted
from dibao import audit, clock
from dibao.guards import require
from dibao.http import StaffRequest
from dibao.idempotency import once
from dibao.models.audit import ReadKind
from dibao.permissions import Permission as P
from dibao.values.months import BenefitMonth


@require_http_methods(["GET", "POST"])
@once
def end(request: StaffRequest, pk: int) -> HttpResponse:
    """Stop a benefit after a month, with the reason that its family will read."""
    require(request.user, P.CASE_CONFIRM)
    rows = Grant.objects.visible_to(request.user).select_related("household__head", "area")
    grant, on = get_object_or_404(rows, pk=pk), clock.today()
    form = EndGrantForm(request.POST or None, initial={"last_month": BenefitMonth.of(on)})
    if form.is_valid():
        said = form.cleaned_data
        if acted(form, lambda: decisions.end(grant=grant, by=request.user, on=on, **said)):
            messages.success(request, _("已停发。"))
            return redirect("applicants:household", grant.household_id)
    audit.log_read(ReadKind.VIEW, by=request.user, household=grant.household)
    return render(request, "applicants/households/end_grant.html", {"grant": grant, "form": form})
