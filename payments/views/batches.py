"""Batches: which there are, drawing a month, and one of them with all its figures."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from dibao import clock
from dibao.errors import Refused
from dibao.guards import allows, require
from dibao.http import StaffRequest
from dibao.idempotency import once
from dibao.permissions import Permission as P
from dibao.values import money
from dibao.values.months import BenefitMonth
from dibao.wording import in_words
from payments.actions import batches
from payments.forms.batches import AnyDrawForm, BatchFilter, draw_form
from payments.jobs import DRAW, ask_to_draw
from payments.models.batch import MONTHLY, BatchKind
from payments.pages.batch import exception_figures, outcome_figures, totals_table
from payments.pages.batch_lines import holds_batch, resubmits, taken_out_table
from payments.pages.batches import batch_table, draw_context, page_of
from payments.pages.changes import note_of
from payments.pages.disputes import disputed_count
from payments.pages.funding import funding_of
from payments.pages.overview import AT_THE_BANK, open_overview, waiting_jobs
from payments.pages.results import bank_file_table, result_table
from payments.pages.stages import buttons_of, obstacles_of, stages_of, unwritten
from payments.views.fetching import HOLDS_FILES, batch_for, batches_of


@require_safe
def listing(request: StaffRequest) -> HttpResponse:
    """Batches of the posting's area by month and county, thirty a page."""
    require(request.user, P.BATCH_VIEW)
    chosen = BatchFilter(request.GET, staff=request.user)
    page = page_of(chosen.applied(batches_of(request.user)), request.GET)
    context = {
        "filter": chosen,
        "table": batch_table(page, on=clock.today()),
        "is_filtered": any(chosen.cleaned_data.values()),
        "may_draw": allows(request.user, P.BATCH_PREPARE),
    }
    return render(request, "payments/batches/list.html", context)


@require_safe
def detail(request: StaffRequest, pk: int) -> HttpResponse:
    """How far the batch is, what it comes to against last month, what differs, and what may be done next."""
    batch = batch_for(request, pk, P.BATCH_VIEW)
    staff, overview = request.user, open_overview(batch, on=clock.today())
    context = {
        "batch": batch,
        "overview": overview,
        "in_words": money.in_words(batch.total_amount),
        "stages": stages_of(overview),
        "buttons": buttons_of(overview, staff),
        "obstacles": obstacles_of(overview, staff),
        "changes": None if overview.is_emptied else note_of(batch, overview.changes),
        "totals": totals_table(overview),
        "exceptions": exception_figures(overview),
        "outcomes": outcome_figures(overview) if batch.status in AT_THE_BANK else [],
        "disputed": disputed_count(batch) if batch.status in AT_THE_BANK else 0,
        "bank_files": bank_file_table(overview, may_download=bool(HOLDS_FILES & staff.permissions)),
        "may_write": bool(unwritten(overview)) and allows(staff, P.BANK_FILE_WRITE),
        "results": result_table(overview),
        "funding": funding_of(batch),
        "taken_out": taken_out_table(batch, staff),
        "resubmits": resubmits(overview, staff),
        "may_take_out": holds_batch(batch, staff),
        "refresh_seconds": 4 if overview.running else None,
    }
    return render(request, "payments/batches/detail.html", context)


@require_http_methods(["GET", "POST"])
@once
def draw(request: StaffRequest) -> HttpResponse:
    """Ask for a batch of the kind that the address names; what cannot be drawn is said at once, the rest is a job."""
    require(request.user, P.BATCH_PREPARE)
    kind = _kind_of(request)
    form = draw_form(kind, request.POST or None, month=_suggested(request))
    if form.is_valid() and _is_drawable(request, kind, form):
        return _drawn(request, kind, form)
    context = {"form": form, "kind": kind, "county": request.user.posting.area}
    return render(request, "payments/batches/draw.html", context | draw_context(request.user, kind))


def _kind_of(request: StaffRequest) -> BatchKind:
    try:
        return BatchKind(request.GET.get("kind", BatchKind.REGULAR))
    except ValueError:
        raise Http404 from None


def _suggested(request: StaffRequest) -> str:
    """The month that the address names, else the month at hand."""
    return request.GET.get("month") or str(BenefitMonth.of(clock.today()))


def _is_drawable(request: StaffRequest, kind: BatchKind, form: AnyDrawForm) -> bool:
    month = form.cleaned_data["month"]
    try:
        batches.draft_to_replace(
            county=request.user.posting.area, month=month, on=clock.today(), kind=kind
        )
    except Refused as refusal:
        form.add_error("month" if kind in MONTHLY else None, in_words(refusal))
    return form.is_valid()


def _drawn(request: StaffRequest, kind: BatchKind, form: AnyDrawForm) -> HttpResponse:
    """The job, or the one that draws the same already."""
    month = form.cleaned_data["month"]
    waiting = waiting_jobs(request.user.posting.area_id)
    found = waiting.filter(
        kind=DRAW, arguments__month=str(month), arguments__batch_kind=kind.value
    ).first()
    job = found or ask_to_draw(month=month, by=request.user, kind=kind, subsidy=form.subsidy)
    return redirect("job", job.pk)
