"""A county's lists on their way in: brought, looked at, corrected, confirmed by a second person, given up."""

import uuid

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applicants.actions import marked_copies, sheet_imports
from applicants.forms.sheet_imports import ConfirmForm, ListForm, ShapeForm, UndoForm
from applicants.imports.layouts import Layout, all_layouts, layout_of
from applicants.models.sheet_import import SheetImport
from applicants.pages import list_undoing as undoing
from applicants.pages import sheet_imports as pages
from applicants.views.answering import acted, made
from applicants.workflow import SheetImportStatus
from dibao import audit, clock
from dibao.errors import Refused
from dibao.files.storage import FileMissing
from dibao.forms import PlainForm
from dibao.guards import require, require_any
from dibao.http import StaffRequest
from dibao.idempotency import once
from dibao.models.audit import ReadKind
from dibao.paging import newest_first
from dibao.permissions import Permission as P
from dibao.sheets.columns import Column
from dibao.sheets.limits import IMPORT_LIMITS, MEBIBYTE
from dibao.values.months import BenefitMonth

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WHO = ("area", "loaded_by", "confirmed_by", "asked_back_by", "let_back_by")
_LOOKERS = frozenset({P.ROSTER_IMPORT, P.ROSTER_CONFIRM})


@require_http_methods(["GET", "POST"])
@once
def listing(request: StaffRequest) -> HttpResponse:
    """The lists of the posting's counties; whoever may import brings one here."""
    require_any(request.user, _LOOKERS)
    form = None
    if P.ROSTER_IMPORT in request.user.permissions:
        form = _list_form(request)
        record = made(form, lambda: _received(request, form)) if form.is_valid() else None
        if record is not None:
            return redirect("applicants:sheet_import", record.pk)
    elif request.method == "POST":
        require(request.user, P.ROSTER_IMPORT)
    rows = SheetImport.objects.visible_to(request.user).select_related("area", "loaded_by")
    context = {
        "form": form,
        "limits": {"rows": IMPORT_LIMITS.rows, "size": IMPORT_LIMITS.packed // MEBIBYTE},
        "layouts": all_layouts(),
        "table": pages.list_table(newest_first(rows.with_moment(), request.GET, key="moment")),
    }
    return render(request, "applicants/imports/list.html", context)


def _list_form(request: StaffRequest) -> ListForm:
    return ListForm(
        request.POST or None,
        files=request.FILES or None,
        staff=request.user,
        month=BenefitMonth.of(clock.today()),
    )


def _received(request: StaffRequest, form: ListForm) -> SheetImport:
    said = form.cleaned_data
    return sheet_imports.receive(
        county=form.county_of(request.user),
        name=str(said["file"].name),
        content=said["file"].read(),
        month=said["month"],
        layout=said["layout"],
        by=request.user,
    )


@require_safe
def detail(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """What stands now of a list; its rows with the wrong cells marked as a workbook (`?as=errors`, `&rows=all`)."""
    record = record_for(request, pk)
    if request.GET.get("as") == "errors":
        return _marked(request, record)
    return page_of(request, record)


@require_POST
@once
def mark(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Have a worker mark a long list; `rows=all` for all of its rows."""
    record = record_for(request, pk)
    form = PlainForm(request.POST)
    is_whole = request.POST.get("rows") == "all"
    if form.is_valid() and acted(
        form, lambda: marked_copies.ask(record=record, is_whole=is_whole, by=request.user)
    ):
        return redirect("applicants:sheet_import", record.pk)
    return page_of(request, record, failed=form)


@require_POST
@once
def choose(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Say what the list is; then it is checked again."""
    require(request.user, P.ROSTER_IMPORT)
    record = record_for(request, pk)
    form = _shape_form(request, record)
    if form.is_valid() and acted(
        form,
        lambda: sheet_imports.choose(
            record=record,
            layout=form.cleaned_data["layout"],
            sheet=form.cleaned_data["sheet"],
            columns=form.headers(),
            by=request.user,
        ),
    ):
        return redirect("applicants:sheet_import", record.pk)
    return page_of(request, record, shape=form)


@require_POST
@once
def confirm(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Have what was checked written, by somebody else than who brought it."""
    require(request.user, P.ROSTER_CONFIRM)
    record = record_for(request, pk)
    form = ConfirmForm(request.POST)
    if form.is_valid() and acted(
        form,
        lambda: sheet_imports.confirm(
            record=record,
            digest=form.cleaned_data["digest"],
            by=request.user,
            on=clock.today(),
        ),
    ):
        return redirect("applicants:sheet_import", record.pk)
    return page_of(request, record, failed=form)


@require_POST
@once
def cancel(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Give the list up before it is written."""
    require(request.user, P.ROSTER_IMPORT)
    record = record_for(request, pk)
    form = PlainForm(request.POST)
    if form.is_valid() and acted(
        form, lambda: sheet_imports.cancel(record=record, by=request.user)
    ):
        return redirect("applicants:sheet_import", record.pk)
    return page_of(request, record, failed=form)


def record_for(request: StaffRequest, pk: uuid.UUID) -> SheetImport:
    """The list of the address. Raises Http404 for another county's, PermissionDenied for whoever has no part in it."""
    require_any(request.user, _LOOKERS)
    rows = SheetImport.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related(*_WHO), pk=pk)


def _marked(request: StaffRequest, record: SheetImport) -> HttpResponse:
    """The sender's own rows, marked; who fetched them is written down."""
    if record.status != SheetImportStatus.CHECKED and not record.is_written:
        raise Http404
    try:
        content = marked_copies.fetch(
            record, on=clock.today(), is_whole=request.GET.get("rows") == "all"
        )
    except (FileMissing, Refused):
        raise Http404 from None
    if content is None:
        raise Http404
    subject = _("名单导入 %(name)s") % {"name": record.name}
    audit.log_read(ReadKind.EXPORT, by=request.user, subject=subject)
    response = HttpResponse(content, content_type=_XLSX)
    response["Content-Disposition"] = 'attachment; filename="list-errors.xlsx"'
    return response


def page_of(
    request: StaffRequest,
    record: SheetImport,
    *,
    shape: ShapeForm | None = None,
    failed: PlainForm | None = None,
    undo: UndoForm | None = None,
) -> HttpResponse:
    """The one page of a list; a form that was refused stands on it with its words."""
    job = sheet_imports.job_of(record) if record.is_moving else None
    is_long = marked_copies.is_long(record)
    marking = marked_copies.job_of(record) if is_long else None
    layout = layout_of(record.layout) if record.layout else None
    may_import = P.ROSTER_IMPORT in request.user.permissions
    is_checked = record.status in (SheetImportStatus.CHECKED, SheetImportStatus.CONFIRMED)
    tab = pages.tab_asked(record, request.GET.get("show", ""))
    subject = _("名单导入 %(name)s") % {"name": record.name}
    audit.log_read(ReadKind.VIEW, by=request.user, subject=subject)
    context = {
        "record": record,
        "status": pages.status_cell(record),
        "job": job or marking,
        "refresh_seconds": 3 if job or marking else None,
        "copies": pages.copies_of(record),
        "most_at_once": marked_copies.AT_ONCE if is_long else None,
        "is_stuck": _is_stuck(record) and job is None,
        "has_results": is_checked or record.is_written,
        "is_checked": record.status == SheetImportStatus.CHECKED,
        "is_taken": record.is_written,
        **undoing.ways_of(record, request.user, undo),
        "facts": pages.file_facts(record, layout),
        "seen": pages.seen_facts(record),
        "columns": pages.columns_table(record, _columns_of(record, layout))
        if record.seen
        else None,
        "unknown": pages.unknown_headers(record),
        "figures": pages.figures_of(record),
        "groups": pages.groups_table(record) if record.wrong_count else None,
        "tabs": pages.tabs_of(record, tab),
        "found": pages.found_table(record, tab, request.GET),
        "shape": shape
        or (_shape_form(request, record) if _may_choose(record, may_import) else None),
        "is_shape_open": bool(record.refusal or shape),
        "obstacle": pages.obstacle_of(record, request.user),
        "may_confirm": P.ROSTER_CONFIRM in request.user.permissions,
        "may_cancel": record.is_open and may_import,
        "failed": failed,
        "events": pages.history_of(record),
    }
    return render(request, "applicants/imports/detail.html", context)


def _may_choose(record: SheetImport, may_import: bool) -> bool:
    return may_import and record.status in (SheetImportStatus.RECEIVED, SheetImportStatus.CHECKED)


def _is_stuck(record: SheetImport) -> bool:
    """Waiting for a worker; where no job is left that would do it, the page says so."""
    return sheet_imports.next_job(record) is not None


def _columns_of(record: SheetImport, layout: Layout | None) -> list[Column]:
    if layout is None:
        return []
    return list(layout.columns(sheet_imports.place_of(record, on=clock.today())))


def _shape_form(request: StaffRequest, record: SheetImport) -> ShapeForm:
    layout = layout_of(record.layout) if record.layout else None
    return ShapeForm(
        request.POST if request.method == "POST" and _is_of_shape(request) else None,
        columns=_columns_of(record, layout),
        seen=record.seen,
        layout=record.layout,
        sheet=record.sheet,
        chosen=record.columns,
    )


def _is_of_shape(request: StaffRequest) -> bool:
    return any(name.startswith("shape-") for name in request.POST)
