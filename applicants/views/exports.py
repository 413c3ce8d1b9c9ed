"""Lists that go out: those of the area, a new one, and the file while it lasts."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from applicants.actions import exports
from applicants.exports.shapes import Shape, keys, shape_of, shapes_for
from applicants.forms.exports import ExportForm
from applicants.models.export import ColumnSet, Export, ExportFormat
from applicants.pages.exports import choice_table, export_table, failed_among
from applicants.views.answering import made
from dibao import clock
from dibao.errors import Refused
from dibao.guards import require, require_any
from dibao.http import StaffRequest
from dibao.idempotency import once
from dibao.models.job import JobRun
from dibao.paging import newest_first
from dibao.permissions import Permission as P
from dibao.values.months import BenefitMonth
from dibao.values.text import key_in

_TYPES = {
    ExportFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ExportFormat.CSV: "text/csv; charset=utf-8",
}


@require_safe
def listing(request: StaffRequest) -> HttpResponse:
    """What was exported in the posting's area, thirty a page."""
    require(request.user, P.REGISTER_EXPORT)
    rows = Export.objects.visible_to(request.user).select_related("asked_by", "area")
    page = newest_first(rows, request.GET)
    table = export_table(page, failed_among(page.rows), request.user, on=clock.today())
    return render(request, "applicants/exports/list.html", {"table": table})


@require_safe
def choose(request: StaffRequest) -> HttpResponse:
    """Which shape of list."""
    require(request.user, P.REGISTER_EXPORT)
    context = {"table": choice_table(shapes_for(request.user))}
    return render(request, "applicants/exports/choose.html", context)


@require_http_methods(["GET", "POST"])
@once
def ask(request: StaffRequest, shape: str) -> HttpResponse:
    """Which rows and columns of it; the answer is a job."""
    require(request.user, P.REGISTER_EXPORT)
    wanted = _shape(request, shape)
    sets = list(ColumnSet.objects.offered_to(request.user).filter(shape=wanted.key))
    chosen = next((one for one in sets if one.pk == key_in(request.GET.get("set", ""))), None)
    form = ExportForm(
        request.POST or None,
        shape=wanted,
        staff=request.user,
        asked=request.GET,
        on=clock.today(),
        columns=chosen.columns if chosen else (),
        may_see_whole=exports.may_see_whole(request.user),
    )
    if form.is_valid():
        job = made(form, lambda: _asked(request, form, wanted))
        if job is not None:
            return redirect("applicants:exports")
    words = wanted.words_of(wanted.filters_in(request.GET, request.user), request.user)
    context = {"form": form, "shape": wanted, "sets": sets, "chosen": chosen, "words": words}
    return render(request, "applicants/exports/ask.html", context)


def _shape(request: StaffRequest, key: str) -> Shape:
    """The shape of the address; 404 for none of ours, 403 where the posting may not read its rows."""
    if key not in keys():
        raise Http404
    shape = shape_of(key)
    require_any(request.user, shape.needs)
    return shape


def _asked(request: StaffRequest, form: ExportForm, shape: Shape) -> JobRun:
    said, by = form.cleaned_data, request.user
    if said["set_name"]:
        exports.keep_columns(
            shape=shape.key,
            name=said["set_name"],
            columns=said["columns"],
            is_shared=said["is_shared"],
            by=by,
        )
    export = exports.ask(
        shape=shape.key,
        area=said["area"] or by.posting.area,
        month=said.get("month") or BenefitMonth.of(clock.today()),
        benefit_class=said.get("benefit_class"),
        columns=said["columns"],
        file_format=ExportFormat(said["format"]),
        reason=said.get("reason", ""),
        filters=shape.filters_in(request.GET, by),
        by=by,
    )
    return exports.ask_as_job(export=export, by=by)


@require_safe
def download(request: StaffRequest, pk: int) -> HttpResponse:
    """The file, while it lasts; each fetch is logged. One that is gone is answered by the list of all."""
    require(request.user, P.REGISTER_EXPORT)
    rows = Export.objects.visible_to(request.user).select_related("area", "asked_by")
    export = get_object_or_404(rows, pk=pk)
    try:
        content = exports.fetch(export=export, by=request.user, on=clock.today())
    except Refused as refusal:
        raise Http404(_("这个文件已过保存期")) from refusal
    response = HttpResponse(content, content_type=_TYPES[ExportFormat(export.format)])
    name = f"{export.shape}-{export.number}.{export.format}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
