"""One page for every step of a batch: what it freezes, then the signature, the reason or the password."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from applicants.views.answering import acted
from dibao import clock
from dibao.http import StaffRequest
from dibao.idempotency import once
from payments.actions.batches import in_the_way
from payments.changes import changes_of
from payments.pages.changes import note_of
from payments.pages.stages import SIGNATURES, refusal_of
from payments.pages.steps import (
    button_of,
    facts_of,
    open_move,
    require_step,
    settlement_facts,
    step_named,
    title_of_step,
)
from payments.views.fetching import batches_of


@require_http_methods(["GET", "POST"])
@once
def step(request: StaffRequest, pk: int, step: str) -> HttpResponse:
    """Check and take one step; who signed another one of this batch reads why they cannot."""
    page = step_named(step)
    require_step(step, request.user)
    batch = get_object_or_404(batches_of(request.user), pk=pk)
    move = open_move(batch, step, request.user)
    form = page.form(request.POST or None, batch=batch, request=request)
    by, on = request.user, clock.today()
    if form.is_valid() and acted(form, lambda: page.take(batch=batch, form=form, by=by, on=on)):
        messages.success(request, str(page.done))
        return redirect("payments:batch", batch.pk)
    title = title_of_step(step, move)
    changes = changes_of(batch) if step in SIGNATURES else []
    context = {
        "batch": batch,
        "step": page,
        "title": title,
        "form": form,
        "facts": facts_of(batch) + (settlement_facts(batch) if step == "settle" else []),
        "button": button_of(page, title, batch),
        "obstacle": refusal_of(batch, step, request.user) if step in SIGNATURES else "",
        "changes": note_of(batch, changes),
        "is_outdated": bool(in_the_way(changes, step)),
    }
    return render(request, "payments/batches/step.html", context)
