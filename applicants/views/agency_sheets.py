"""An agency's answers by workbook: handed out, taken back in, looked over, entered by a worker."""

import uuid

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from applicants.actions import referral_sheets
from applicants.agency_inbox import referrals_for
from applicants.agency_view import agency_of
from applicants.forms.agency_answers import AnswerSheetForm, HandOutForm
from applicants.models.aid import AidItem
from applicants.models.referral_sheet import ReferralSheet
from applicants.pages.agency_sheets import ready_table, sheet_facts, sheets_table, wrong_table
from applicants.sheets.referrals import write_sheet
from applicants.views.answering import acted, made
from dibao import audit, clock
from dibao.errors import Refused
from dibao.files.storage import FileMissing
from dibao.forms import PlainForm
from dibao.guards import require
from dibao.http import StaffRequest
from dibao.idempotency import once
from dibao.models.audit import ReadKind
from dibao.models.staff import Staff
from dibao.permissions import Permission as P
from dibao.sheets.limits import MEBIBYTE, ROSTER_LIMITS
from dibao.sheets.marked import marked_workbook

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LATEST = 10


@require_http_methods(["GET", "POST"])
@once
def sheets(request: StaffRequest) -> HttpResponse:
    """Take a workbook back in, beside the form that hands one out."""
    require(request.user, P.REFERRAL_ANSWER)
    form = AnswerSheetForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        upload = form.cleaned_data["file"]
        said = {"name": str(upload.name), "content": upload.read(), "by": request.user}
        sheet = made(form, lambda: referral_sheets.receive(**said))
        if sheet is not None:
            return redirect("applicants:agency_sheet", sheet.pk)
    loaded = ReferralSheet.objects.loaded_within(request.user).select_related("loaded_by")
    context = {
        "form": form,
        "collect": HandOutForm(items=_items_of(request.user)),
        "limits": {"rows": ROSTER_LIMITS.rows, "size": ROSTER_LIMITS.packed // MEBIBYTE},
        "most": referral_sheets.MOST,
        "latest": sheets_table(loaded.order_by("-loaded_at")[:_LATEST]),
    }
    return render(request, "applicants/agency/sheets.html", context)


@require_safe
def blank(request: StaffRequest) -> HttpResponse:
    """Hand out what is open, of one benefit where one was chosen; the trace stands at each family."""
    require(request.user, P.REFERRAL_ANSWER)
    staff, on = request.user, clock.today()
    collect = HandOutForm(request.GET, items=_items_of(staff))
    rows = referrals_for(staff, on=on)
    if collect.item_key:
        rows = rows.filter(item=collect.item_key)
    handed = referral_sheets.hand_out(rows, by=staff)
    subject = _("转介答复表 %(count)d件") % {"count": len(handed.rows)}
    files = [(one.household_id, one.area_id) for one in handed.referrals]
    audit.log_files_read(ReadKind.EXPORT, by=staff, files=files, subject=subject)
    content = write_sheet(handed.rows, agency=agency_of(staff), title="转介答复表")
    return _workbook(content, f"referrals-{on:%Y%m%d}.xlsx")


def _items_of(staff: Staff) -> list[AidItem]:
    return list(AidItem.objects.filter(agency=agency_of(staff)))


def _workbook(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=_XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_http_methods(["GET", "POST"])
@once
def sheet(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """What a workbook that came back comes to; its wrong rows marked (`?errors=1`); one click enters the rest."""
    require(request.user, P.REFERRAL_ANSWER)
    rows = ReferralSheet.objects.loaded_within(request.user)
    found = get_object_or_404(rows.select_related("area", "loaded_by"), pk=pk)
    form = PlainForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and acted(
        form, lambda: referral_sheets.ask_to_take(sheet=found, by=request.user)
    ):
        return redirect("applicants:agency_sheet", found.pk)
    reading = _reading_of(found, request.user)
    _log(request, reading)
    if reading is not None and request.GET.get("errors"):
        content = marked_workbook(reading.table.labels, reading.table.wrong_rows)
        return _workbook(content, "referrals-errors.xlsx")
    context = {
        "sheet": found,
        "form": form,
        "facts": sheet_facts(found, reading),
        "left_out": found.left_out.splitlines(),
        "ready": ready_table(reading) if reading else None,
        "wrong": wrong_table(reading) if reading and reading.wrong_count else None,
        "is_gone": reading is None and not found.is_taken,
        "is_under_way": referral_sheets.is_under_way(found),
        "obstacle": _obstacle(found, request.user),
    }
    return render(request, "applicants/agency/sheet.html", context)


def _reading_of(sheet: ReferralSheet, by: Staff) -> referral_sheets.Reading | None:
    """None for one that is entered, or whose file is not in the store any more."""
    if sheet.is_taken:
        return None
    try:
        return referral_sheets.read(sheet, by=by, on=clock.today())
    except FileMissing:
        return None


def _log(request: StaffRequest, reading: referral_sheets.Reading | None) -> None:
    """At each family whose row is shown; a workbook that names nobody leaves no trace."""
    shown = [row.referral for row in reading.ready] if reading else []
    files = [(one.household_id, one.area_id) for one in shown]
    audit.log_files_read(ReadKind.VIEW, by=request.user, files=files, subject=_("转介答复表"))


def _obstacle(sheet: ReferralSheet, by: Staff) -> str:
    """Why the reader may not enter the rows although their post may."""
    try:
        referral_sheets.refuse_anothers(sheet, by)
    except Refused as refusal:
        return refusal.message
    return ""
