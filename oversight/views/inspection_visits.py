"""A drawn family on a phone: what the files say, what the two found, saved item by item, signed by both."""

from django.contrib import messages
from django.http import HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from applicants.pages.entry import kept_words
from applicants.views.answering import acted
from applicants.views.uploads import upload_of
from dibao import audit, autosave, clock
from dibao.display import day_text
from dibao.errors import Refused
from dibao.guards import allows, require, require_any
from dibao.http import StaffRequest
from dibao.idempotency import FIELD, once
from dibao.models.audit import ReadKind
from dibao.permissions import Permission as P
from dibao.wording import in_words
from oversight.actions import inspection_visits
from oversight.forms.inspection_visits import PhotoForm, SendBackForm, VisitForm
from oversight.forms.stand_ins import StandInForm
from oversight.models.inspection_visit import InspectionVisit
from oversight.pages.follow_ups import openings_of, openings_table
from oversight.pages.inspection_visits import benefit_of, blocks_of
from oversight.pages.stand_ins import notes_of
from oversight.views import stand_ins
from oversight.views.inspections import MAY_LOOK
from oversight.workflow import VisitStatus


@require_http_methods(["GET", "POST"])
@once
def visit(request: StaffRequest, pk: int) -> HttpResponse:
    """The family, for its pair while the inspection runs and for who leads it; each button saves for itself."""
    found = visit_for(request, pk)
    if "stand_in" in request.POST:
        return _replaced(request, found)
    if not allows(request.user, P.INSPECTION_PREPARE) or request.method == "POST":
        inspection_visits.refuse_stranger(found, request.user)
    if request.method != "POST":
        return _shown(request, found, _form(request, found))
    if autosave.KEEP in request.POST:
        return _kept(request)
    if "step" in request.POST:
        return _step(request, found)
    if "photo" in request.POST:
        return _photo(request, found)
    return _saved(request, found)


def visit_for(request: StaffRequest, pk: int) -> InspectionVisit:
    """The visit with its inspection and pair; PermissionDenied before it is looked for."""
    require_any(request.user, MAY_LOOK)
    rows = InspectionVisit.objects.visible_to(request.user)
    rows = rows.select_related("inspection", "household", "area", "first", "second", "subject")
    return get_object_or_404(rows, pk=pk)


def _form(request: StaffRequest, visit: InspectionVisit) -> VisitForm:
    typed: QueryDict | None = request.POST or None
    if request.method == "GET" and "continue" in request.GET:
        left = autosave.left_by(request.user, request.path)
        typed = autosave.typed_in(left) if left else None
    answers = visit.answers.all()
    return VisitForm(typed, visit=visit, answers=answers)


def _saved(request: StaffRequest, visit: InspectionVisit) -> HttpResponse:
    """Save what goes together; what does not comes back with its errors, and nothing typed is lost."""
    by, on, form = request.user, clock.today(), _form(request, visit)
    if autosave.DROP in request.POST:
        autosave.drop(by=by, path=request.path)
        return redirect("oversight:inspection_visit", visit.pk)
    is_whole = form.is_valid()
    day, remarks = form.cleaned_data.get("visited_on"), form.cleaned_data.get("remarks", "")

    def write() -> None:
        for entry in form.entries():
            inspection_visits.answer(visit=visit, entry=entry, by=by)
        if day:
            inspection_visits.note(visit=visit, visited_on=day, remarks=remarks, by=by, on=on)

    if not acted(form, write) or not is_whole:
        return _shown(request, visit, form)
    autosave.drop_shown(by=by, path=request.path, sent=request.POST)
    messages.success(request, _("已保存。"))
    return redirect("oversight:inspection_visit", visit.pk)


def _kept(request: StaffRequest) -> HttpResponse:
    """Keep what is being typed, and say so in a line; 413 and 409 where it was not kept, with the reason."""
    try:
        copy = autosave.keep(
            by=request.user, path=request.path, sent=request.POST, at=timezone.now()
        )
    except autosave.TooLong as refusal:
        return JsonResponse({"said": in_words(refusal)}, status=413)
    except autosave.KeptElsewhere as refusal:
        return JsonResponse({"said": in_words(refusal)}, status=409)
    return JsonResponse({"said": kept_words(copy)})


def _replaced(request: StaffRequest, visit: InspectionVisit) -> HttpResponse:
    """Send somebody else; what is wrong comes back on the same page."""
    require(request.user, P.INSPECTION_PREPARE)
    done, form = stand_ins.replaced(request, visit)
    shown = VisitForm(visit=visit, answers=visit.answers.all())
    return done or _shown(request, visit, shown, form)


def _step(request: StaffRequest, visit: InspectionVisit) -> HttpResponse:
    """Submit, sign, or send back."""
    by, form = request.user, SendBackForm(request.POST)
    form.is_valid()
    reason = form.cleaned_data.get("reason", "")
    ways = {
        "submit": lambda: inspection_visits.submit(visit=visit, by=by),
        "sign": lambda: inspection_visits.sign(visit=visit, by=by),
        "send_back": lambda: inspection_visits.send_back(visit=visit, reason=reason, by=by),
    }
    chosen = ways.get(request.POST["step"])
    if chosen is None or not acted(form, chosen):
        return _shown(request, visit, VisitForm(visit=visit, answers=visit.answers.all()), form)
    said = {
        "submit": _("已交另一名检查人员确认。"),
        "sign": _("两人都确认了，这户查完。"),
        "send_back": _("已退回修改。"),
    }
    messages.success(request, said[request.POST["step"]])
    return redirect("oversight:inspection_visit", visit.pk)


def _photo(request: StaffRequest, visit: InspectionVisit) -> HttpResponse:
    """Keep the good ones of the photos; each of the others is named."""
    form = PhotoForm(request.POST, files=request.FILES)
    by, on = request.user, clock.today()
    for file in form.cleaned_data["taken"] if form.is_valid() else []:
        try:
            inspection_visits.add_photo(visit=visit, upload=upload_of(file), by=by, on=on)
        except Refused as refusal:
            form.add_error("taken", f"{file.name}：{in_words(refusal)}")
    if form.errors:
        return _shown(request, visit, VisitForm(visit=visit, answers=visit.answers.all()), form)
    return redirect("oversight:inspection_visit", visit.pk)


def _shown(
    request: StaffRequest,
    visit: InspectionVisit,
    form: VisitForm,
    beside: PhotoForm | SendBackForm | StandInForm | None = None,
) -> HttpResponse:
    by = request.user
    subject = visit.inspection.title
    audit.log_read(ReadKind.VIEW, by=by, household=visit.household, subject=subject)
    is_of_pair = visit.is_of(by) and visit.inspection.is_running
    may_write = is_of_pair and visit.status == VisitStatus.OPEN
    answers = list(visit.answers.all())
    left = autosave.left_by(by, request.path) if may_write else None
    is_known = left is not None and (
        "continue" in request.GET or autosave.is_shown(left, request.POST)
    )
    context = {
        "visit": visit,
        "form": form,
        "blocks": blocks_of(visit, answers, form if may_write else None),
        "benefit": benefit_of(visit.record),
        "photos": visit.photos.select_related("document"),
        "photo_form": beside if isinstance(beside, PhotoForm) else PhotoForm(),
        "back_form": beside if isinstance(beside, SendBackForm) else SendBackForm(),
        "stand_in_form": beside if isinstance(beside, StandInForm) else StandInForm(visit=visit),
        "may_replace": stand_ins.may_replace(visit, by),
        "notes": notes_of(visit.inspection).get(visit.pk, []),
        "may_write": may_write,
        "may_sign": is_of_pair
        and visit.status == VisitStatus.SUBMITTED
        and visit.submitted_by_id != by.pk,
        "awaits_another": is_of_pair and visit.submitted_by_id == by.pk,
        "left_at": day_text(left.kept_at) if left and not is_known else "",
        "mark": str(left.mark) if left and is_known else request.POST.get(autosave.MARK, ""),
        "key_field": FIELD,
        "since": openings_table(visit, openings_of(visit, by))
        if visit.status == VisitStatus.SIGNED and allows(by, P.INSPECTION_PREPARE)
        else None,
        "may_give": allows(by, P.INSPECTION_PREPARE)
        and visit.status == VisitStatus.SIGNED
        and any(answer.verdict != "agrees" for answer in answers),
    }
    return render(request, "oversight/inspections/visit.html", context)
