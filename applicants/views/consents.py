"""Declarations and authorisations of a case: who signed, who signs next, who takes it back."""

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from applicants.actions import consents, documents
from applicants.authorisations import is_adult, without_authorisation
from applicants.forms.consents import ConsentForm, RevokeForm
from applicants.models.case import Case
from applicants.models.consent import Authorisation
from applicants.models.document import Document, DocumentKind
from applicants.models.household import Membership
from applicants.pages.consents import consent_table
from applicants.papers.consent import consent_paper
from applicants.views.answering import acted
from applicants.views.fetching import case_for
from applicants.views.papers import mark, printed
from applicants.views.uploads import upload_of
from dibao import audit, clock
from dibao.errors import Refused
from dibao.guards import allows, require
from dibao.http import StaffRequest
from dibao.idempotency import once
from dibao.models.audit import ReadKind
from dibao.permissions import Permission as P
from dibao.wording import in_words


@require_http_methods(["GET", "POST"])
@once
def of_case(request: StaffRequest, pk: int) -> HttpResponse:
    """Who has signed, and a form for those who sign now."""
    case, on = case_for(request, pk, P.CASE_VIEW), clock.today()
    members, given = list(case.household.members()), _given(case)
    form = _form(request, members, given)
    if request.method == "POST" and form.is_valid() and _recorded(request, case, form):
        return redirect("applicants:case_consents", case.pk)
    audit.log_read(
        ReadKind.VIEW, by=request.user, household=case.household, subject=_("承诺和授权")
    )
    is_offered = case.is_open and allows(request.user, P.CASE_ENTER)
    context = {
        "case": case,
        "table": consent_table(case, members, given, request.user, on=on),
        "form": form if is_offered and without_authorisation(members, given) else None,
    }
    return render(request, "applicants/consents/case.html", context)


def _given(case: Case) -> list[Authorisation]:
    rows = case.authorisations.select_related("person", "guardian", "document", "recorded_by")
    return list(rows.order_by("pk"))


def _form(
    request: StaffRequest, members: list[Membership], given: list[Authorisation]
) -> ConsentForm:
    if request.method == "POST":
        require(request.user, P.CASE_ENTER)
    on = clock.today()
    return ConsentForm(
        request.POST or None,
        files=request.FILES or None,
        waiting=without_authorisation(members, given),
        adults=[one.person for one in members if is_adult(one.person, on=on)],
        on=on,
    )


def _recorded(request: StaffRequest, case: Case, form: ConsentForm) -> bool:
    """Paper and signatures together: a paper that cannot be kept leaves nothing half recorded."""
    said = dict(form.cleaned_data)
    sent = said.pop("chosen")
    said["people"] = list(said["people"])
    try:
        with transaction.atomic():
            kept = [_kept(request, case, upload_of(one)) for one in sent]
            consents.record(
                case=case,
                by=request.user,
                on=clock.today(),
                document=kept[0] if kept else None,
                **said,
            )
    except Refused as refusal:
        form.add_error(None, in_words(refusal))
        return False
    return True


def _kept(request: StaffRequest, case: Case, upload: documents.Upload) -> Document:
    return documents.add(
        household=case.household,
        case=case,
        kind=DocumentKind.DECLARATION,
        upload=upload,
        by=request.user,
        on=clock.today(),
    )


@require_http_methods(["GET", "POST"])
@once
def revoke(request: StaffRequest, pk: int) -> HttpResponse:
    """Take one consent back, with the reason."""
    require(request.user, P.CASE_ENTER)
    rows = Authorisation.objects.visible_to(request.user)
    given = get_object_or_404(rows.select_related("case__household__head", "person"), pk=pk)
    form = RevokeForm(request.POST or None)
    if form.is_valid():
        reason, on = form.cleaned_data["reason"], clock.today()
        said = {"authorisation": given, "reason": reason, "by": request.user, "on": on}
        if acted(form, lambda: consents.revoke(**said)):
            return redirect("applicants:case_consents", given.case_id)
    context = {"given": given, "case": given.case, "form": form}
    return render(request, "applicants/consents/revoke.html", context)


@require_safe
def paper(request: StaffRequest, pk: int) -> HttpResponse:
    """The form that the family signs, with its members' names and the rest to be written by hand."""
    case = case_for(request, pk, P.CASE_VIEW)
    members = [one for one in case.household.members() if one.is_counted]
    return printed(
        request,
        case.household,
        lambda: consent_paper(case, members, on=clock.today(), mark=mark()),
        name="consent",
        back=reverse("applicants:case_consents", args=[case.pk]),
    )
