"""The register of what people say: listed, written down, followed to an answer, counted."""

import logging
import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from applicants.actions import objections
from applicants.forms.objection_desk import (
    MonthsForm,
    ObjectionFilter,
    RegisterForm,
    within_months,
)
from applicants.models.objection import Objection, ObjectionPhoto, ObjectionSpeaker
from applicants.objection_figures import figures_of
from applicants.pages.objection_list import (
    by_urgency,
    channel_table,
    days_left,
    objections_table,
    stage_of,
    supervision_table,
)
from applicants.pages.objection_steps import OfferedStep, form_of, step_named, steps_for
from applicants.views.answering import acted, made
from applicants.views.uploads import upload_of
from dibao import audit, clock
from dibao.errors import Refused
from dibao.files import storage
from dibao.files.kinds import MediaType
from dibao.files.serving import InertResponse
from dibao.files.storage import FileMissing
from dibao.guards import allows, require
from dibao.http import StaffRequest
from dibao.idempotency import once
from dibao.models.audit import ReadKind
from dibao.paging import in_order
from dibao.permissions import Permission as P
from dibao.sealing import SealBroken
from dibao.values.months import BenefitMonth

log = logging.getLogger(__name__)


@require_safe
def listing(request: StaffRequest) -> HttpResponse:
    """What people said in the posting's area, the most urgent first."""
    require(request.user, P.OBJECTION_VIEW)
    on = clock.today()
    chosen = ObjectionFilter(request.GET)
    rows = chosen.applied(Objection.objects.visible_to(request.user), on=on)
    page = in_order(by_urgency(rows).select_related("area"), request.GET, key="turn")
    context = {
        "filter": chosen,
        "table": objections_table(page, request.user, on=on),
        "may_record": allows(request.user, P.OBJECTION_RECORD),
    }
    return render(request, "applicants/objections/list.html", context)


@require_http_methods(["GET", "POST"])
@once
def new(request: StaffRequest) -> HttpResponse:
    """Write down what came to the office, or an appeal against an answer."""
    require(request.user, P.OBJECTION_RECORD)
    first = _appealed(request)
    initial: dict[str, object] = {"about": first.about, "topic": first.topic} if first else {}
    form = RegisterForm(
        request.POST or None,
        files=request.FILES or None,
        staff=request.user,
        appeal_of=first,
        initial=initial,
    )
    if form.is_valid():
        photos = [upload_of(photo) for photo in form.cleaned_data["photos"]]
        heard, on = form.heard(photos), clock.today()
        kept = made(form, lambda: objections.register(heard=heard, by=request.user, on=on))
        if kept is not None:
            messages.success(request, _("已登记，回执号 %(number)s。") % {"number": kept.number})
            return redirect("applicants:objection", kept.pk)
    number = first.number_for(request.user) if first else ""
    context = {"form": form, "first": first, "number": number}
    return render(request, "applicants/objections/new.html", context)


def _appealed(request: StaffRequest) -> Objection | None:
    """The answered one that the address names; 404 for anything else."""
    asked = request.GET.get("appeal_of", "")
    if not asked:
        return None
    if not asked.isdecimal() or len(asked) > 18:
        raise Http404
    return get_object_or_404(Objection.objects.visible_to(request.user), pk=int(asked))


@require_http_methods(["GET", "POST"])
@once
def one(request: StaffRequest, pk: int) -> HttpResponse:
    """One of them with what may be done about it; who spoke is shown to the county, and each look is logged."""
    objection = _objection_for(request, pk)
    sent = _sent(request, objection)
    if sent is not None and sent.form.is_valid():
        done, on = sent.step, clock.today()
        if acted(sent.form, lambda: done.act(objection, sent.form, request.user, on)):
            messages.success(request, _("已办理：%(step)s。") % {"step": done.label})
            return redirect("applicants:objection", objection.pk)
    subject = f"{_('群众反映')} {objection.number}"
    audit.log_read(ReadKind.VIEW, by=request.user, subject=subject)
    context = {
        "objection": objection,
        "number": objection.number_for(request.user),
        "stage": stage_of(objection),
        "left": days_left(objection, clock.today()),
        "speaker": _speaker_of(request, objection, subject),
        "steps": steps_for(objection, request.user, sent),
        "may_appeal": _may_appeal(request, objection),
        "photos": objection.photos.order_by("pk"),
    }
    return render(request, "applicants/objections/one.html", context)


def _objection_for(request: StaffRequest, pk: int) -> Objection:
    require(request.user, P.OBJECTION_VIEW)
    rows = Objection.objects.visible_to(request.user).select_related(
        "area",
        "case__household__head",
        "household__head",
        "recorded_by",
        "accepted_by",
        "asked_by",
        "found_by",
        "answered_by",
        "appeal_of",
        "appeal",
    )
    return get_object_or_404(rows, pk=pk)


def _sent(request: StaffRequest, objection: Objection) -> OfferedStep | None:
    step = step_named(request.POST.get("step", ""))
    if step is None:
        return None
    require(request.user, step.permission)
    return OfferedStep(step, form_of(step, objection, request.user, request.POST))


def _speaker_of(
    request: StaffRequest, objection: Objection, subject: str
) -> ObjectionSpeaker | None:
    if not objection.is_named or not allows(request.user, P.OBJECTION_HANDLE):
        return None
    speaker = ObjectionSpeaker.objects.visible_to(request.user).filter(objection=objection).first()
    if speaker is not None:
        purpose = _("答复反映人")
        audit.log_read(ReadKind.REVEAL, by=request.user, subject=subject, purpose=purpose)
    return speaker


def _may_appeal(request: StaffRequest, objection: Objection) -> bool:
    is_final = objection.appeal_of_id is not None or hasattr(objection, "appeal")
    return not objection.is_open and not is_final and allows(request.user, P.OBJECTION_RECORD)


@require_safe
def photo(request: StaffRequest, pk: int, photo: uuid.UUID) -> HttpResponse:
    """A picture that came with it."""
    objection = _objection_for(request, pk)
    kept = get_object_or_404(ObjectionPhoto, objection=objection, pk=photo)
    subject = f"{_('反映的照片')} {objection.number}"
    audit.log_read(ReadKind.VIEW, by=request.user, subject=subject)
    try:
        content = storage.fetch(kept.pk)
    except (FileMissing, SealBroken):
        log.exception("photo %s cannot be read", kept.pk)
        raise Refused(_("这张照片打不开：记下时间，告诉系统管理员。")) from None
    return InertResponse(content, MediaType.JPEG, name=f"{objection.number_for(request.user)}.jpg")


@require_safe
def figures(request: StaffRequest) -> HttpResponse:
    """How much was said by which way in some months, and what came of it; each figure opens its rows."""
    require(request.user, P.OBJECTION_VIEW)
    on = clock.today()
    month = BenefitMonth.of(on)
    asked = {"first": str(BenefitMonth(month.year, 1)), "last": str(month)}
    form = MonthsForm(request.GET if "first" in request.GET else asked)
    context: dict[str, object] = {"filter": form, "tables": []}
    if form.is_valid():
        first, last = form.cleaned_data["first"], form.cleaned_data["last"]
        rows = within_months(Objection.objects.visible_to(request.user), first, last)
        counted, months = figures_of(rows, on=on), {"first": str(first), "last": str(last)}
        context["tables"] = [supervision_table(counted, months), channel_table(counted, months)]
        context["figures"] = counted
    return render(request, "applicants/objections/figures.html", context)
