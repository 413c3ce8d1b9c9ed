"""Files to the bank: written by a job, fetched by who may, handed over by somebody else."""

from io import BytesIO

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from applicants.views.answering import acted
from dibao import audit, clock
from dibao.forms import PlainForm
from dibao.http import StaffRequest
from dibao.idempotency import once
from dibao.models.audit import ReadKind
from dibao.models.staff import Staff
from dibao.permissions import Permission as P
from dibao.workflow import MoveRefused
from payments.actions import bank_files
from payments.banks import packing
from payments.banks.formats import FORMATS
from payments.banks.packing import pack
from payments.forms.bank_files import FormatForm, NewDayForm, PackForm
from payments.jobs import ask_for_file
from payments.models.bank_file import BankFile
from payments.models.batch import PaymentBatch
from payments.pages.bank_files import hand_over_facts, hand_over_obstacle, latest_first
from payments.pages.overview import open_overview
from payments.pages.stages import unwritten
from payments.views.fetching import bank_file_for, batch_for


@require_http_methods(["GET", "POST"])
@once
def new(request: StaffRequest, pk: int) -> HttpResponse:
    """Choose a format that the batch was not written in yet; the writing is a job."""
    batch = batch_for(request, pk, P.BANK_FILE_WRITE)
    overview = open_overview(batch, on=clock.today())
    if overview.running:
        return redirect("job", overview.running[0].pk)
    formats = latest_first(unwritten(overview), batch)
    if not formats:
        raise MoveRefused(_nothing_to_write(batch))
    form = FormatForm(request.POST or None, formats=formats)
    if form.is_valid():
        asked = {"batch": batch, "file_format": form.cleaned_data["format"]}
        if acted(form, lambda: bank_files.refuse_without_payer(**asked, on=clock.today())):
            return redirect("job", ask_for_file(**asked, by=request.user).pk)
    return render(request, "payments/files/new.html", {"batch": batch, "form": form})


def _nothing_to_write(batch: PaymentBatch) -> str:
    return _("状态是“%(status)s”，签发以后、移交银行以前才能生成银行文件，每种格式一份。") % {
        "status": batch.status_label
    }


@require_safe
def download(request: StaffRequest, pk: int) -> FileResponse:
    """The file as it was written, whole numbers and all; every fetch is logged."""
    file = bank_file_for(request, pk)
    content = bank_files.content_of(file.content)
    _log(file, request.user)
    return _attachment(content, file.name, FORMATS[file.format].media_type)


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters()
def packed(request: StaffRequest, pk: int) -> HttpResponseBase:
    """The file in an archive that only the typed password opens; the log says so, the password is kept nowhere."""
    file = bank_file_for(request, pk)
    form = PackForm(request.POST or None)
    if form.is_valid():
        content = bank_files.content_of(file.content)
        password = form.cleaned_data["password"]
        archive = pack(content, name=file.name, at=file.written_at, password=password)
        _log(file, request.user, _("加密压缩"))
        return _attachment(archive, f"{file.name}{packing.SUFFIX}", packing.MEDIA_TYPE)
    context = {
        "batch": file.batch,
        "file": file,
        "form": form,
        "facts": hand_over_facts(file, on=clock.today()),
    }
    return render(request, "payments/files/packed.html", context)


def _log(file: BankFile, by: Staff, how: str = "") -> None:
    subject = f"{_('银行文件')} {file.name} {file.sha256[:16]} {how}".rstrip()
    audit.log_read(ReadKind.EXPORT, by=by, subject=subject)


def _attachment(content: bytes, name: str, media_type: str) -> FileResponse:
    return FileResponse(
        BytesIO(content), as_attachment=True, filename=name, content_type=media_type
    )


@require_http_methods(["GET", "POST"])
@once
def hand_over(request: StaffRequest, pk: int) -> HttpResponse:
    """Say that the bank has the file; whoever wrote it reads that somebody else must."""
    file = bank_file_for(request, pk)
    file.batch.require_open("hand_over", by=request.user)
    on, by = clock.today(), request.user
    is_late = file.batch.settlement_day < on
    form = (NewDayForm if is_late else PlainForm)(request.POST or None)

    def act() -> None:
        new_day = form.new_day() if isinstance(form, NewDayForm) else None
        bank_files.hand_over(file=file, by=by, on=on, new_day=new_day)

    if form.is_valid() and acted(form, act):
        messages.success(request, _("已移交银行，每一户都在途。下一步：载入银行回盘。"))
        return redirect("payments:batch", file.batch_id)
    context = {
        "batch": file.batch,
        "file": file,
        "form": form,
        "facts": hand_over_facts(file, on=on),
        "obstacle": hand_over_obstacle(file, by, on=on),
    }
    return render(request, "payments/files/hand_over.html", context)
