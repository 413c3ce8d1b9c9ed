"""The bank's answer: loaded, read before it is believed, then posted by a job or put aside."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from applicants.views.answering import acted
from dibao import audit
from dibao.errors import Refused
from dibao.guards import allows, require
from dibao.http import StaffRequest
from dibao.idempotency import once
from dibao.models.audit import ReadKind
from dibao.models.job import JobRun
from dibao.paging import in_order
from dibao.permissions import Permission as P
from dibao.sheets.limits import BANK_LIMITS, MEBIBYTE
from dibao.wording import in_words
from payments.actions import bank_results
from payments.banks.results import LARGEST
from payments.forms.bank_files import ResultForm, WithdrawForm
from payments.jobs import ask_to_check, ask_to_post
from payments.models.bank_result import Outcome, ResultFile
from payments.models.batch import PaymentBatch
from payments.pages.disputes import contradictions_table
from payments.pages.overview import RESULT_JOBS, waiting_jobs
from payments.pages.results import file_facts, outcome_table, troubled_table
from payments.views.fetching import batch_for, result_for
from payments.workflow import ResultStatus


@require_http_methods(["GET", "POST"])
@once
def new(request: StaffRequest, pk: int) -> HttpResponse:
    """Take a file in; a job compares it with the batch, and its page says what fits and what does not."""
    batch = batch_for(request, pk, P.BANK_RESULT_LOAD)
    bank_results.refuse_answer(batch)
    form = ResultForm(request.POST or None, request.FILES or None)
    file = _loaded(request, batch, form) if form.is_valid() else None
    if file is not None:
        return redirect("payments:result", file.pk)
    limits = {
        "rows": BANK_LIMITS.rows,
        "sheet_size": BANK_LIMITS.packed // MEBIBYTE,
        "size": LARGEST // MEBIBYTE,
    }
    context = {"batch": batch, "form": form, "limits": limits}
    return render(request, "payments/results/new.html", context)


def _loaded(request: StaffRequest, batch: PaymentBatch, form: ResultForm) -> ResultFile | None:
    upload = form.cleaned_data["file"]
    try:
        file = bank_results.receive(
            batch=batch, name=upload.name, content=upload.read(), by=request.user
        )
    except Refused as refusal:
        form.add_error("file", in_words(refusal))
        return None
    ask_to_check(file=file, by=request.user)
    return file


@require_http_methods(["GET", "POST"])
@once
def detail(request: StaffRequest, pk: int) -> HttpResponse:
    """What the file says, in counts, sums and failed households; posting it is a job."""
    file = result_for(request, pk, P.BATCH_VIEW)
    if request.method == "POST":
        require(request.user, P.BANK_RESULT_LOAD)
        return _posted(request, file)
    running = _running(file)
    if running is None:
        # While a job is under way the page asks again by itself, and names nobody yet.
        audit.log_read(ReadKind.VIEW, by=request.user, subject=f"{_('银行回盘')} {file.name}")
    troubled = file.rows.filter(outcome__in=(Outcome.FAILED, Outcome.UNKNOWN))
    rows = troubled.select_related("line__household__head", "line__area")
    context = {
        "file": file,
        "batch": file.batch,
        "facts": file_facts(file),
        "refusals": file.refusal.splitlines(),
        "outcomes": outcome_table(file),
        "contradictions": contradictions_table(file, request.user),
        "troubled": troubled_table(in_order(rows, request.GET, key="row_number"), request.user),
        "may_post": allows(request.user, P.BANK_RESULT_LOAD),
        "running": running,
        "refresh_seconds": 3 if running else None,
    }
    return render(request, "payments/results/detail.html", context)


def _posted(request: StaffRequest, file: ResultFile) -> HttpResponse:
    """The job that posts the file, or compares one whose first comparison broke off; never two at once."""
    is_new = file.status == ResultStatus.RECEIVED
    file.require_open("check" if is_new else "post", by=request.user)
    ask = ask_to_check if is_new else ask_to_post
    job = _running(file) or ask(file=file, by=request.user)
    return redirect("job", job.pk)


def _running(file: ResultFile) -> JobRun | None:
    return waiting_jobs(file.area_id).filter(kind__in=RESULT_JOBS, arguments__file=file.pk).first()


@require_http_methods(["GET", "POST"])
@once
def withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    """Put a checked file aside; the right one may be loaded afterwards."""
    file = result_for(request, pk, P.BANK_RESULT_LOAD)
    file.require_open("refuse", by=request.user)
    form = WithdrawForm(request.POST or None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        if acted(form, lambda: bank_results.withdraw(file=file, reason=reason, by=request.user)):
            messages.success(request, _("这份回盘没有入账。可以载入正确的文件。"))
            return redirect("payments:result", file.pk)
    context = {"file": file, "batch": file.batch, "form": form, "facts": file_facts(file)}
    return render(request, "payments/results/withdraw.html", context)
