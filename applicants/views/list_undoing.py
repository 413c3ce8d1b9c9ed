"""A written list goes back: asked for by one person, agreed to by another, or left; what died is begun anew."""

import uuid
from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from applicants.actions import list_undoing, sheet_imports
from applicants.forms.sheet_imports import UndoForm
from applicants.models.sheet_import import SheetImport
from applicants.views.answering import acted
from applicants.views.sheet_imports import page_of, record_for
from dibao import clock
from dibao.forms import PlainForm
from dibao.guards import require
from dibao.http import StaffRequest
from dibao.idempotency import once
from dibao.permissions import Permission as P


@require_POST
@once
def ask_back(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask for the list to be undone, with the reason."""
    require(request.user, P.ROSTER_IMPORT)
    record = record_for(request, pk)
    form = UndoForm(request.POST)
    if form.is_valid() and acted(
        form,
        lambda: list_undoing.ask_back(
            record=record, reason=form.cleaned_data["reason"], by=request.user, on=clock.today()
        ),
    ):
        return redirect("applicants:sheet_import", record.pk)
    return page_of(request, record, undo=form)


@require_POST
@once
def let_back(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Agree to it, as somebody else than who asked."""
    require(request.user, P.ROSTER_CONFIRM)
    return _acted(request, pk, lambda record: list_undoing.let_back(record=record, by=request.user))


@require_POST
@once
def keep(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Leave the list as it was written."""
    require(request.user, P.ROSTER_CONFIRM)
    return _acted(request, pk, lambda record: list_undoing.keep(record=record, by=request.user))


@require_POST
@once
def resume(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Have a worker begin anew the step that nobody carries out any more."""
    return _acted(request, pk, lambda record: sheet_imports.resume(record=record, by=request.user))


def _acted(
    request: StaffRequest, pk: uuid.UUID, action: Callable[[SheetImport], object]
) -> HttpResponse:
    record = record_for(request, pk)
    form = PlainForm(request.POST)
    if form.is_valid() and acted(form, lambda: action(record)):
        return redirect("applicants:sheet_import", record.pk)
    return page_of(request, record, failed=form)
