"""The township's collection sheet: handed out, taken back in, looked over, entered by a worker."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from applicants.views.answering import acted, made
from dibao import audit, clock
from dibao.errors import Refused
from dibao.forms import PlainForm
from dibao.guards import require
from dibao.http import StaffRequest
from dibao.idempotency import once
from dibao.models.audit import ReadKind
from dibao.models.staff import Staff
from dibao.permissions import Permission as P
from dibao.sheets.limits import MEBIBYTE, ROSTER_LIMITS
from dibao.sheets.marked import marked_workbook
from dibao.values.months import BenefitMonth
from payments.actions import account_sheets
from payments.forms.account_sheets import CollectionForm, CollectionSheetForm
from payments.models.account_sheet import AccountSheet
from payments.pages.account_sheets import ready_table, sheet_facts, wrong_table
from payments.sheets.accounts import write_sheet

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "POST"])
@once
def sheets(request: StaffRequest) -> HttpResponse:
    """Take a sheet back in, beside the form that hands one out."""
    require(request.user, P.ACCOUNT_EDIT)
    form = CollectionSheetForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        upload = form.cleaned_data["file"]
        name, content, by = str(upload.name), upload.read(), request.user
        sheet = made(form, lambda: account_sheets.receive(name=name, content=content, by=by))
        if sheet is not None:
            return redirect("payments:account_sheet", sheet.pk)
    limits = {"rows": ROSTER_LIMITS.rows, "size": ROSTER_LIMITS.packed // MEBIBYTE}
    collect = CollectionForm(staff=request.user)
    context = {"form": form, "collect": collect, "limits": limits}
    return render(request, "payments/accounts/sheets.html", context)


@require_safe
def blank(request: StaffRequest) -> HttpResponse:
    """Hand out the sheet of a village, or of the whole township where none was named."""
    require(request.user, P.ACCOUNT_EDIT)
    collect, on = CollectionForm(request.GET, staff=request.user), clock.today()
    place = collect.place
    rows = account_sheets.rows_to_collect(
        place=place, by=request.user, month=BenefitMonth.of(on), on=on
    )
    subject = _("账户采集表 %(count)d户") % {"count": len(rows)}
    audit.log_read(ReadKind.EXPORT, by=request.user, subject=subject)
    return _workbook(
        write_sheet(rows, title="账户采集表"), f"accounts-{place.code}-{on:%Y%m%d}.xlsx"
    )


def _workbook(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=_XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_http_methods(["GET", "POST"])
@once
def sheet(request: StaffRequest, pk: int) -> HttpResponse:
    """What a sheet that came back comes to; its wrong rows as a workbook (`?errors=1`); one click enters the rest."""
    require(request.user, P.ACCOUNT_EDIT)
    rows = AccountSheet.objects.visible_to(request.user)
    found = get_object_or_404(rows.select_related("area", "content", "loaded_by"), pk=pk)
    form = PlainForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and acted(
        form, lambda: account_sheets.ask_to_take(sheet=found, by=request.user)
    ):
        return redirect("payments:account_sheet", found.pk)
    reading = None if found.is_taken else account_sheets.read(found, on=clock.today())
    audit.log_read(ReadKind.VIEW, by=request.user, subject=_("账户采集表"))
    if reading is not None and request.GET.get("errors"):
        content = marked_workbook(reading.table.labels, reading.table.wrong_rows)
        return _workbook(content, f"accounts-errors-{found.pk}.xlsx")
    context = {
        "sheet": found,
        "form": form,
        "facts": sheet_facts(found, reading),
        "ready": ready_table(reading) if reading else None,
        "wrong": wrong_table(reading) if reading and reading.wrong_count else None,
        "is_under_way": account_sheets.is_under_way(found),
        "obstacle": _obstacle(found, request.user),
    }
    return render(request, "payments/accounts/sheet.html", context)


def _obstacle(sheet: AccountSheet, by: Staff) -> str:
    """Why the reader may not enter the rows although their post may."""
    try:
        account_sheets.refuse_anothers(sheet, by)
    except Refused as refusal:
        return refusal.message
    return ""
