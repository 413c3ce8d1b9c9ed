"""A visit to the family's house, on the phone there or at the desk afterwards: begun, filled in, signed."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from applicants.actions import visits
from applicants.actions.visits import StaleBlock
from applicants.forms.differences import differences_of
from applicants.forms.visits import FORMS, BlockForm, GoingForm, SignatureForm, with_mark
from applicants.investigators import PERMISSIONS, colleagues, permission_for, purpose_of
from applicants.models.person import Person
from applicants.models.visit import HomeVisit, VisitBlock, VisitPurpose, VisitWay
from applicants.pages.visits import (
    cards_of_visit,
    initial_of,
    next_url,
    screen_of,
    screens_of,
)
from applicants.views.answering import acted
from applicants.views.fetching import case_for, visit_for
from applicants.workflow import VisitStatus
from dibao import audit, clock
from dibao.errors import Refused
from dibao.guards import allows, require_any
from dibao.http import StaffRequest
from dibao.idempotency import once
from dibao.models.audit import ReadKind
from dibao.permissions import Permission as P
from dibao.wording import in_words

# The error of a screen that somebody else saved meanwhile.
STALE = "stale"
_GOES = frozenset(PERMISSIONS.values())


@require_http_methods(["GET", "POST"])
@once
def new(request: StaffRequest, pk: int) -> HttpResponse:
    """Who goes, when and how; a visit that is being filled in already is opened instead."""
    require_any(request.user, _GOES)
    purpose = purpose_of(request.user) or VisitPurpose.TOWNSHIP
    case, on = case_for(request, pk, permission_for(purpose)), clock.today()
    audit.log_read(ReadKind.VIEW, by=request.user, household=case.household)
    draft = case.visits.filter(purpose=purpose, status=VisitStatus.DRAFT).first()
    if draft is not None:
        return redirect("applicants:visit", draft.pk)
    visits.require_visitable(case, purpose)
    form = GoingForm(
        request.POST or None,
        colleagues=colleagues(case, purpose, on=on),
        initial={"visited_on": on, "way": VisitWay.HOUSE, "investigator": request.user.pk},
    )
    if form.is_valid():
        answers = form.answers()
        if acted(
            form,
            lambda: visits.begin(
                case=case, purpose=purpose, answers=answers, by=request.user, on=on
            ),
        ):
            return redirect("applicants:visit_new", case.pk)
    context = {"case": case, "form": form, "screen": screen_of(VisitBlock.GOING)}
    return render(request, "applicants/visits/screen.html", context)


@require_safe
def detail(request: StaffRequest, pk: int) -> HttpResponse:
    """How far the form is, and what stands in it; once signed, the form as it was signed."""
    visit = visit_for(request, pk, P.CASE_VIEW)
    audit.log_read(ReadKind.VIEW, by=request.user, household=visit.case.household)
    may_write = allows(request.user, permission_for(visit.purpose)) and not visit.is_signed
    present = Person.objects.filter(pk__in=visit.present).order_by("name")
    context = {
        "case": visit.case,
        "visit": visit,
        "screens": screens_of(visit, may_write=may_write),
        "cards": cards_of_visit(visit, [str(person) for person in present]),
        "may_write": may_write,
        "next_url": next_url(visit, VisitBlock.GOING),
    }
    return render(request, "applicants/visits/detail.html", context)


@require_http_methods(["GET", "POST"])
@once
def block(request: StaffRequest, pk: int, block: str) -> HttpResponse:
    """One screen of the form, saved on its own."""
    visit, screen = _open_visit(request, pk), _screen(block)
    form, on = _form(request, visit, screen), clock.today()
    if form.is_valid() and _written(request, visit, screen, form):
        if "back" in request.POST:
            return redirect("applicants:visit", visit.pk)
        return redirect(next_url(HomeVisit.objects.get(pk=visit.pk), screen))
    audit.log_read(ReadKind.VIEW, by=request.user, household=visit.case.household)
    context = {
        "case": visit.case,
        "visit": visit,
        "form": form,
        "screen": screen_of(screen),
        "differences": differences_of(form, "") if form.has_error(NON_FIELD_ERRORS, STALE) else [],
        "members": list(visit.case.household.members()) if screen is VisitBlock.MEMBERS else [],
        "on": on,
    }
    return render(request, "applicants/visits/screen.html", context)


@require_http_methods(["GET", "POST"])
@once
def sign(request: StaffRequest, pk: int) -> HttpResponse:
    """The signatures: who was there; what is signed stays as it is."""
    visit = _open_visit(request, pk)
    form = SignatureForm(request.POST or None, members=list(visit.case.household.members()))
    if form.is_valid():
        present = [UUID(key) for key in form.cleaned_data["present"]]
        if acted(
            form,
            lambda: visits.sign(visit=visit, present=present, by=request.user, on=clock.today()),
        ):
            messages.success(request, _("入户调查表已定稿。"))
            return redirect("applicants:case", visit.case_id)
    audit.log_read(ReadKind.VIEW, by=request.user, household=visit.case.household)
    context = {"case": visit.case, "visit": visit, "form": form}
    return render(request, "applicants/visits/sign.html", context)


def _open_visit(request: StaffRequest, pk: int) -> HomeVisit:
    """A visit that the posting may still write in."""
    require_any(request.user, _GOES)
    visit = visit_for(request, pk)
    if not allows(request.user, permission_for(visit.purpose)):
        raise Refused(_("这是另一级的入户调查，由那一级的人填写。"))
    if visit.is_signed:
        raise Refused(_("这份调查表已经签字，不能再改。要更正，再做一次入户调查。"))
    return visit


def _screen(name: str) -> VisitBlock:
    if name not in VisitBlock.values:
        raise Http404
    return VisitBlock(name)


def _form(request: StaffRequest, visit: HomeVisit, block: VisitBlock) -> BlockForm:
    typed, initial = request.POST or None, initial_of(visit, block)
    if block is VisitBlock.GOING:
        staff = colleagues(visit.case, visit.purpose, on=clock.today())
        return GoingForm(typed, colleagues=staff, initial=initial)
    return FORMS[block](typed, initial=initial)


def _written(request: StaffRequest, visit: HomeVisit, block: VisitBlock, form: BlockForm) -> bool:
    """Save the screen; where somebody was faster, it comes back with what was typed and may be saved over."""
    try:
        visits.write(
            visit=visit,
            block=block,
            answers=form.answers(),
            mark=form.cleaned_data["mark"],
            by=request.user,
            on=clock.today(),
        )
    except StaleBlock as stale:
        form.add_error(None, ValidationError(in_words(stale), code=STALE))
        form.data = with_mark(request.POST, visit.mark_of(block))
    except Refused as refusal:
        form.add_error(None, in_words(refusal))
    else:
        return True
    return False
