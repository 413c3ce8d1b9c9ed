"""What workers do for money: drawing, writing a bank file, checking and posting a result.

Each is one transaction: killed half-way it leaves nothing, and done again after it was done it changes nothing.
"""

import logging
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from dibao import clock, jobs, scope
from dibao.errors import Refused
from dibao.levels import AreaLevel
from dibao.models.area import Area
from dibao.models.job import JobRun
from dibao.models.staff import Staff
from dibao.values.money import format_yuan
from dibao.values.months import BenefitMonth
from payments.actions import account_sheets, bank_files, bank_results, batches, comparisons
from payments.actions.batch_lines import Figures
from payments.actions.batches import Subsidy
from payments.models.account_sheet import AccountSheet
from payments.models.bank_result import ResultFile
from payments.models.batch import BatchKind, PaymentBatch
from payments.workflow import ResultStatus

log = logging.getLogger(__name__)

DRAW, WRITE_FILE = "batch:draw", "bank_file:write"
CHECK_RESULT, POST_RESULT = "bank_result:check", "bank_result:post"


def ask_to_draw(
    *,
    month: BenefitMonth,
    by: Staff,
    kind: BatchKind = BatchKind.REGULAR,
    subsidy: Subsidy | None = None,
) -> JobRun:
    """Ask for a batch of the clerk's county to be drawn."""
    terms = {"per_person": str(subsidy.per_person), "basis": subsidy.basis} if subsidy else {}
    return jobs.enqueue(
        DRAW,
        title=_("编制%(month)s批次：%(kind)s") % {"month": month.label, "kind": kind.label},
        by=by,
        area=by.posting.area,
        month=str(month),
        batch_kind=kind.value,
        **terms,
    )


def ask_to_draw_anew(*, batch: PaymentBatch, by: Staff, submits: Figures | None = None) -> JobRun:
    """Ask for a draft to be drawn again as it is; to be submitted too, where it then comes to what was promised."""
    terms: dict[str, str | int] = {}
    if batch.per_person_amount is not None:
        terms |= {"per_person": str(batch.per_person_amount), "basis": batch.basis}
    if submits is not None:
        terms |= {"submits": " ".join(map(str, vars(submits).values()))}
    return jobs.enqueue(
        DRAW,
        title=_("编制%(month)s批次：%(kind)s")
        % {"month": batch.month.label, "kind": batch.get_kind_display()},
        by=by,
        area=batch.area,
        link=reverse("payments:batch", args=[batch.pk]),
        month=str(batch.month),
        batch_kind=batch.kind,
        **terms,
    )


def _subsidy_of(job: JobRun) -> Subsidy | None:
    said = job.arguments
    if "per_person" not in said:
        return None
    return Subsidy(per_person=Decimal(str(said["per_person"])), basis=str(said["basis"]))


def ask_for_file(*, batch: PaymentBatch, file_format: str, by: Staff) -> JobRun:
    return jobs.enqueue(
        WRITE_FILE,
        title=_("生成%(month)s银行文件") % {"month": batch.month.label},
        by=by,
        area=batch.area,
        link=reverse("payments:batch", args=[batch.pk]),
        batch=batch.pk,
        file_format=file_format,
    )


def ask_to_check(*, file: ResultFile, by: Staff) -> JobRun:
    return _ask_about(file, CHECK_RESULT, _("核对回盘%(name)s") % {"name": file.name}, by)


def ask_to_post(*, file: ResultFile, by: Staff) -> JobRun:
    return _ask_about(file, POST_RESULT, _("回盘%(name)s入账") % {"name": file.name}, by)


def _ask_about(file: ResultFile, kind: str, title: str, by: Staff) -> JobRun:
    return jobs.enqueue(
        kind,
        title=title[:120],
        by=by,
        area=file.area,
        link=reverse("payments:result", args=[file.pk]),
        file=file.pk,
    )


@jobs.handler(DRAW)
def draw(job: JobRun, staff: Staff) -> jobs.Result:
    """Draw what was asked for, and lead to the batch; a job from before there were kinds is of a regular one."""
    month = BenefitMonth.parse(str(job.arguments["month"]))
    with scope.of(staff, action=f"job {job.pk} {job.kind}"):
        batch = batches.draw(
            county=job.area,
            month=month,
            by=staff,
            on=clock.today(),
            kind=BatchKind(job.arguments.get("batch_kind", BatchKind.REGULAR)),
            subsidy=_subsidy_of(job),
        )
        JobRun.objects.filter(pk=job.pk).update(link=reverse("payments:batch", args=[batch.pk]))
        more = _submitted(job, batch, staff)
    return {
        "batch": batch.pk,
        "sentence": _("编制完成：%(lines)d户%(persons)d人，%(total)s元。")
        % {
            "lines": batch.line_count,
            "persons": batch.person_count,
            "total": format_yuan(batch.total_amount),
        }
        + more,
    }


def _submitted(job: JobRun, batch: PaymentBatch, staff: Staff) -> str:
    """What became of the promise to submit the batch, in words; a batch that came out otherwise waits to be looked
    at."""
    promised = job.arguments.get("submits")
    if promised is None:
        return ""
    if promised != " ".join(map(str, vars(Figures.of(batch)).values())):
        return _("和说好的数不一样，没有提交：看过变动再提交复核。")
    batches.submit(batch=batch, by=staff, on=clock.today())
    return _("已提交复核。")


@jobs.handler(WRITE_FILE)
def write_file(job: JobRun, staff: Staff) -> jobs.Result:
    """Write a sealed batch's file; one that is there already is the answer."""
    with jobs.telling(job) as tell, scope.of(staff, action=f"job {job.pk} {job.kind}"):
        file = bank_files.write(
            batch=PaymentBatch.objects.visible_to(staff).get(pk=job.arguments["batch"]),
            file_format=str(job.arguments["file_format"]),
            by=staff,
            on=clock.today(),
            tell=tell,
        )
    return {
        "file": file.pk,
        "sentence": _("文件已生成：%(rows)d笔，%(total)s元。")
        % {"rows": file.row_count, "total": format_yuan(file.total_amount)},
    }


@jobs.handler(CHECK_RESULT)
def check_result(job: JobRun, staff: Staff) -> jobs.Result:
    """Compare a received file with its batch."""
    with jobs.telling(job) as tell, scope.of(staff, action=f"job {job.pk} {job.kind}"):
        file = ResultFile.objects.visible_to(staff).get(pk=job.arguments["file"])
        if file.status == ResultStatus.RECEIVED:
            file = bank_results.check(file=file, by=staff, tell=tell)
    if file.refusal:
        # The file is kept with its faults by now; the job, too, is not what its asker hoped for.
        raise Refused(file.refusal.partition("\n")[0])
    return {"file": file.pk, "sentence": _("核对一致，可以入账。")}


@jobs.handler(POST_RESULT)
def post_result(job: JobRun, staff: Staff) -> jobs.Result:
    """Post a checked file."""
    with scope.of(staff, action=f"job {job.pk} {job.kind}"):
        file = ResultFile.objects.visible_to(staff).get(pk=job.arguments["file"])
        if file.status != ResultStatus.POSTED:
            file = bank_results.post(file=file, by=staff, on=clock.today())
    return {
        "file": file.pk,
        "sentence": _("已入账：成功%(paid)d笔，失败%(failed)d笔，不明%(unknown)d笔。")
        % {"paid": file.paid_count, "failed": file.failed_count, "unknown": file.unknown_count},
    }


@jobs.handler(account_sheets.TAKE)
def take_account_sheet(job: JobRun, staff: Staff) -> jobs.Result:
    """Enter a collection sheet's good rows; one that was entered before is left as it is."""
    with scope.of(staff, action=f"job {job.pk} {job.kind}"):
        sheet = AccountSheet.objects.visible_to(staff).get(pk=job.arguments["sheet"])
        if not sheet.is_taken:
            sheet = account_sheets.take(sheet=sheet, by=staff, on=clock.today())
    return {
        "sentence": _("提出变更%(changes)d户，首次登记%(firsts)d户。")
        % {"changes": sheet.change_count, "firsts": sheet.first_count}
    }


@app.periodic(cron="30 4 * * *")
@app.task(name="payments.compare_books", queue="default", pass_context=False)
def compare_books(timestamp: int) -> None:
    """Once a night, county by county; what does not agree stands on the page of the books."""
    for county in Area.objects.of_level(AreaLevel.COUNTY):
        with scope.of_area(county, action="compare_books"):
            found = comparisons.compare(county)
        log.info("%s: %s differences", county.code, found.difference_count)
