"""Funds: the statement of a year, a new entry, and one entry with its answers."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from applicants.views.answering import acted
from dibao import audit, clock
from dibao.forms import PlainForm
from dibao.guards import allows, require, require_any
from dibao.http import StaffRequest
from dibao.idempotency import once
from dibao.models.audit import ReadKind
from dibao.models.staff import Staff
from dibao.paging import newest_first
from dibao.permissions import Permission as P
from dibao.sheets.writing import write_workbook
from payments.actions import funds
from payments.forms.funds import FundFilter, fund_form
from payments.models.fund import FundEntry, FundKind
from payments.pages.funds import (
    FORMS,
    Statement,
    answers_to,
    corrections_table,
    entries_of,
    entry_facts,
    entry_table,
    funds_url,
    kind_links,
    kinds_for,
    month_table,
    notices_of,
    persons_sentence,
    rule_table,
    sheets,
    source_table,
    statement_of,
)
from payments.pages.sheets import WORKBOOK


@require_safe
def listing(request: StaffRequest) -> HttpResponse:
    """A year's funds by source, rule, month and entry; `?as=xlsx` gives the same figures as a workbook."""
    require(request.user, P.BATCH_VIEW)
    chosen = FundFilter(request.GET, staff=request.user, on=clock.today())
    area, year = chosen.chosen_area, chosen.chosen_year
    shown = statement_of(area, year)
    if request.GET.get("as") == "xlsx":
        return _workbook(request, shown)
    entries = chosen.applied(entries_of(request.user))
    context = {
        "filter": chosen,
        "year": year,
        "area": area,
        "notices": notices_of(shown),
        "sources": source_table(shown),
        "rules": rule_table(shown),
        "persons_sentence": persons_sentence(shown),
        "months": month_table(shown),
        "entries": entry_table(newest_first(entries, request.GET)),
        "export_url": funds_url(year, chosen.cleaned_data.get("area"), **{"as": "xlsx"}),
        "may_enter": allows(request.user, P.FUND_ENTER),
    }
    return render(request, "payments/funds/list.html", context)


def _workbook(request: StaffRequest, shown: Statement) -> HttpResponse:
    subject = _("资金 %(area)s %(year)s") % {"area": shown.area.name, "year": shown.year}
    audit.log_read(ReadKind.EXPORT, by=request.user, subject=subject)
    response = HttpResponse(write_workbook(*sheets(shown)), content_type=WORKBOOK)
    name = f"funds-{shown.area.pk}-{shown.year}.xlsx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_http_methods(["GET", "POST"])
@once
def new(request: StaffRequest) -> HttpResponse:
    """Write down money that came or was spent; the address names the kind."""
    require(request.user, P.FUND_ENTER)
    kind, on, made = _kind_of(request), clock.today(), list[FundEntry]()
    form = fund_form(kind, request.POST or None, staff=request.user, on=on)
    if form.is_valid():
        county, entry, by = form.county, form.entry(), request.user
        if acted(form, lambda: made.append(funds.enter(county=county, entry=entry, by=by, on=on))):
            messages.success(request, _("已登记，等另一人确认后生效。"))
            return redirect("payments:fund", made[0].pk)
    context = {"form": form, "kind": kind, "kinds": kind_links(request.user, kind)}
    return render(request, "payments/funds/new.html", context)


def _kind_of(request: StaffRequest) -> FundKind:
    try:
        kind = FundKind(request.GET.get("kind", FundKind.BENEFIT))
    except ValueError:
        raise Http404 from None
    if kind not in kinds_for(request.user):
        raise Http404
    return kind


_DONE = {
    "confirm": gettext_lazy("已确认，从现在起计入。"),
    "decline": gettext_lazy("已退回，不计入；同一文号可以重新登记。"),
    "correct": gettext_lazy("更正已登记，等另一人确认后生效。"),
}


@require_http_methods(["GET", "POST"])
@once
def detail(request: StaffRequest, pk: int) -> HttpResponse:
    """One entry, and the forms of whoever may confirm, decline or correct it."""
    require(request.user, P.BATCH_VIEW)
    entry = get_object_or_404(entries_of(request.user), pk=pk)
    shown = {step: form() for step, form in FORMS.items()}
    if request.method == "POST":
        require_any(request.user, funds.HANDLES_FUNDS)
        step = request.POST.get("step", "")
        if step not in FORMS:
            return render(request, "payments/funds/detail.html", _context(request, entry, shown))
        form = shown[step] = FORMS[step](request.POST)
        if form.is_valid() and acted(form, lambda: _take(step, entry, form, request.user)):
            messages.success(request, str(_DONE[step]))
            return redirect("payments:fund", entry.pk)
    return render(request, "payments/funds/detail.html", _context(request, entry, shown))


def _take(step: str, entry: FundEntry, form: PlainForm, by: Staff) -> FundEntry:
    said = {name: value for name, value in form.cleaned_data.items() if name != "step"}
    if step == "confirm":
        return funds.confirm(entry=entry, by=by)
    if step == "decline":
        return funds.decline(entry=entry, by=by, **said)
    return funds.correct(entry=entry, by=by, on=clock.today(), **said)


def _context(
    request: StaffRequest, entry: FundEntry, shown: dict[str, PlainForm]
) -> dict[str, object]:
    return {
        "entry": entry,
        "facts": entry_facts(entry),
        "corrections": corrections_table(entry),
        **{f"{step}_form": form for step, form in shown.items()},
        **answers_to(entry, request.user),
    }
