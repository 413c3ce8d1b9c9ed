"""Terms of benefits: read in words, drafted in a form, put in force by a second person."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from applicants.actions import aid_terms
from applicants.forms.aid_terms import AidTermsForm, NewTermsForm
from applicants.models.aid import AidTerms, AidTermsStatus
from applicants.pages.aid_terms import open_terms, terms_table, writes
from applicants.views.answering import acted, made
from dibao import clock
from dibao.errors import Refused
from dibao.forms import PlainForm
from dibao.guards import require, require_any
from dibao.http import StaffRequest
from dibao.idempotency import once
from dibao.permissions import Permission as P

_READERS = frozenset({P.AID_EDIT, P.AID_ACTIVATE})


@require_safe
def listing(request: StaffRequest) -> HttpResponse:
    """Every version of every benefit."""
    require_any(request.user, _READERS)
    rows = AidTerms.objects.select_related("item__agency", "drafted_by", "activated_by")
    found = rows.order_by("item__agency__position", "item__position", "-first_day", "-pk")
    context = {"table": terms_table(found), "may_draft": writes(request.user, P.AID_EDIT)}
    return render(request, "applicants/aid_terms/list.html", context)


@require_safe
def detail(request: StaffRequest, pk: int) -> HttpResponse:
    """One version in words, and what it changes of the one before."""
    require_any(request.user, _READERS)
    opened = open_terms(_terms_of(pk), request.user)
    return render(request, "applicants/aid_terms/one.html", {"opened": opened})


@require_http_methods(["GET", "POST"])
@once
def new(request: StaffRequest) -> HttpResponse:
    """Begin a draft as a copy of a benefit's newest version."""
    require(request.user, P.AID_EDIT)
    form = NewTermsForm(request.POST or None)
    if form.is_valid():
        said = form.cleaned_data
        draft = made(
            form,
            lambda: aid_terms.draft(
                item=said["item"], first_day=said["first_day"], by=request.user
            ),
        )
        if draft is not None:
            return redirect("applicants:aid_terms_edit", draft.pk)
    return render(request, "applicants/aid_terms/new.html", {"form": form})


@require_http_methods(["GET", "POST"])
@once
def edit(request: StaffRequest, pk: int) -> HttpResponse:
    """Write a draft anew."""
    require(request.user, P.AID_EDIT)
    terms = _terms_of(pk)
    if terms.status != AidTermsStatus.DRAFT:
        raise Refused(_("这份条款已经生效，不能再改。要改就起草新的一份。"))
    form = AidTermsForm(terms, request.POST or None)
    if form.is_valid() and acted(form, lambda: _revise(request, terms, form)):
        messages.success(request, _("草案已存。核对变化和问题后，交另一人启用。"))
        return redirect("applicants:aid_terms_one", terms.pk)
    return render(request, "applicants/aid_terms/edit.html", {"terms": terms, "form": form})


def _revise(request: StaffRequest, terms: AidTerms, form: AidTermsForm) -> AidTerms:
    said = form.cleaned_data
    return aid_terms.revise(
        terms=terms,
        rule=form.as_rule(),
        legal_basis=said["legal_basis"],
        first_day=said["first_day"],
        seen=said["seen"],
        by=request.user,
    )


@require_http_methods(["GET", "POST"])
@once
def activate(request: StaffRequest, pk: int) -> HttpResponse:
    """What would change from which day, and the word of the second person."""
    require(request.user, P.AID_ACTIVATE)
    terms, on = _terms_of(pk), clock.today()
    form = PlainForm(request.POST or None)
    if request.method == "POST" and acted(
        form, lambda: aid_terms.activate(terms=terms, by=request.user, on=on)
    ):
        messages.success(request, _("条款已启用，从起始日期起的转介按它办理。"))
        return redirect("applicants:aid_terms_one", terms.pk)
    context = {"opened": open_terms(terms, request.user), "form": form}
    return render(request, "applicants/aid_terms/activate.html", context)


def _terms_of(pk: int) -> AidTerms:
    rows = AidTerms.objects.select_related("item__agency", "drafted_by", "activated_by")
    return get_object_or_404(rows, pk=pk)
