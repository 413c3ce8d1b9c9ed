"""What families state on line: listed, followed to an application, or answered."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from applicants.actions import statements
from applicants.forms.statements import StatementAnswerForm
from applicants.models.statement import OnlineStatement, OnlineStatementQuerySet, StatementPhoto
from applicants.pages.statements import (
    handed_on_table,
    known_household,
    same_person,
    spoken_by,
    statements_table,
    way_on,
)
from applicants.views.answering import acted
from applicants.views.fetching import statement_for
from applicants.views.pictures import picture_response
from dibao import audit, clock
from dibao.guards import require
from dibao.http import StaffRequest
from dibao.idempotency import once
from dibao.models.area import township_of
from dibao.models.audit import ReadKind
from dibao.paging import Page, newest_first
from dibao.permissions import Permission as P

_WAITING, _HANDED_ON = _PARTS = ("waiting", "handed_on")


@require_safe
def listing(request: StaffRequest) -> HttpResponse:
    """Statements of the posting's area, the newest first; on request those that still wait, or that were handed on."""
    require(request.user, P.CASE_ENTER)
    staff, shown = request.user, next((one for one in _PARTS if one in request.GET), "")
    if shown == _HANDED_ON:
        table = handed_on_table(_page(OnlineStatement.objects.handed_on_by(staff), request))
    else:
        rows = OnlineStatement.objects.visible_to(staff).select_related("area")
        rows = rows.waiting() if shown == _WAITING else rows
        table = statements_table(_page(rows, request), staff)
    return render(request, "applicants/statements/list.html", {"table": table, "shown": shown})


def _page(rows: OnlineStatementQuerySet, request: StaffRequest) -> Page[OnlineStatement]:
    return newest_first(rows.with_moment(), request.GET, key="moment")


@require_http_methods(["GET", "POST"])
@once
def one(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """A statement with the telephone number to call, the way on to the application, and the other answers."""
    statement = statement_for(request, pk)
    form = StatementAnswerForm(request.POST or None, own=township_of(statement.area_id))
    if form.is_valid() and acted(form, lambda: _answered(request, statement, form)):
        words = _("网上申请已转出。") if form.is_handed_on else _("网上申请已办理。")
        messages.success(request, words)
        return redirect("applicants:statements")
    audit.log_read(
        ReadKind.REVEAL,
        by=request.user,
        subject=f"{_('网上申请')} {statement.number}",
        purpose=_("联系网上申请人"),
    )
    is_waiting = not statement.answer
    context = {
        "statement": statement,
        "spoken_by": spoken_by(statement),
        "about": statement.about.open(),
        "photos": statement.photos.order_by("pk"),
        "phone": statement.phone.open(),
        "household": known_household(statement, request.user),
        "others": same_person(statement, request.user),
        "way_on": way_on(statement, request.user) if is_waiting else None,
        "form": form if is_waiting or form.is_bound else None,
    }
    return render(request, "applicants/statements/one.html", context)


@require_safe
def photo(request: StaffRequest, pk: uuid.UUID, photo: uuid.UUID) -> HttpResponse:
    """A picture that the family sent along."""
    statement = statement_for(request, pk)
    kept = get_object_or_404(StatementPhoto, statement=statement, pk=photo)
    subject = f"{_('网上申请的照片')} {statement.number}"
    audit.log_read(ReadKind.VIEW, by=request.user, subject=subject)
    return picture_response(kept.pk, name=f"{statement.number}.jpg")


def _answered(
    request: StaffRequest, statement: OnlineStatement, form: StatementAnswerForm
) -> OnlineStatement:
    by, said = request.user, form.cleaned_data
    if form.is_handed_on:
        return statements.hand_on(statement=statement, to=said["to"], text=said["text"], by=by)
    return statements.answer(
        statement=statement, answer=said["answer"], text=said["text"], by=by, on=clock.today()
    )
