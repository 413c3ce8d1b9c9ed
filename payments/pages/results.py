"""The bank's answer before and after it is posted: what it comes to, what failed, and why it was refused."""

from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from applicants.pages.cards import Fact
from dibao.display import count_text, yuan_text
from dibao.models.staff import Staff
from dibao.paging import Page
from dibao.tables import Cell, Column, Row, Table
from payments.models.bank_file import BankFile
from payments.models.bank_result import Outcome, ResultFile, ResultRow
from payments.pages.lines import household_url
from payments.pages.overview import Overview
from payments.workflow import ResultStatus

RESULT_TONES = {
    ResultStatus.RECEIVED: "todo",
    ResultStatus.REFUSED: "bad",
    ResultStatus.CHECKED: "doing",
    ResultStatus.POSTED: "done",
}


def outcome_table(file: ResultFile) -> Table:
    """Paid, failed and unknown: how many, and how much; the sum is the file's own trailer."""
    parts: list[tuple[Outcome, int, Decimal]] = [
        (Outcome.PAID, file.paid_count, file.paid_amount),
        (Outcome.FAILED, file.failed_count, file.failed_amount),
        (Outcome.UNKNOWN, file.unknown_count, file.unknown_amount),
    ]
    return Table(
        caption=_("回盘结果"),
        columns=[Column(_("结果")), Column(_("户数"), "number"), Column(_("金额（元）"), "money")],
        rows=[Row.of(outcome.label, count, amount) for outcome, count, amount in parts],
        total=Row.of(_("合计"), file.row_count, file.total_amount),
    )


def file_facts(file: ResultFile) -> list[Fact]:
    """Where the file comes from, and how it compares with what the bank was given."""
    batch = file.batch
    return [
        Fact(label=_("文件名"), value=file.name),
        Fact(label=_("载入人"), value=file.loaded_by.name),
        Fact(label=_("交银行户数"), value=count_text(batch.payable_count)),
        Fact(label=_("交银行金额（元）"), value=yuan_text(batch.payable_amount)),
        Fact(label=_("校验值"), value=file.sha256[:16]),
    ]


def troubled_table(page: Page[ResultRow], staff: Staff) -> Table:
    """A page of the rows that did not end well, in the bank's own words too."""
    return Table(
        caption=_("失败和不明的户"),
        columns=[
            Column(_("户主")),
            Column(_("文件第几行"), "number"),
            Column(_("村")),
            Column(_("金额（元）"), "money"),
            Column(_("结果"), "status"),
            Column(_("失败原因")),
        ],
        rows=[_troubled(row, staff) for row in page.rows],
        pager=page.pager,
    )


def _troubled(row: ResultRow, staff: Staff) -> Row:
    line, outcome = row.line, Outcome(row.outcome)
    reason = str(row.get_reason_display())
    return Row.of(
        line.household.head.name,
        row.row_number,
        str(line.area),
        row.amount,
        Cell(outcome.label, tone="bad" if outcome == Outcome.FAILED else "warn"),
        Cell(reason, note=row.reason_text if row.reason_text != reason else ""),
        url=household_url(line.household_id, staff),
    )


def result_table(overview: Overview) -> Table:
    """The answers that came for a batch, the newest first."""
    return Table(
        caption=_("银行回盘"),
        columns=[
            Column(_("文件名")),
            Column(_("状态"), "status"),
            Column(_("成功"), "number"),
            Column(_("失败"), "number"),
            Column(_("不明"), "number"),
            Column(_("金额（元）"), "money"),
            Column(_("载入人")),
            Column(_("载入时间"), "date"),
        ],
        rows=[_result(file) for file in overview.result_files],
    )


def _result(file: ResultFile) -> Row:
    status = ResultStatus(file.status)
    return Row.of(
        file.name,
        Cell(status.label, tone=RESULT_TONES[status]),
        file.paid_count,
        file.failed_count,
        file.unknown_count,
        file.total_amount,
        file.loaded_by.name,
        file.loaded_at,
        url=reverse("payments:result", args=[file.pk]),
    )


def bank_file_table(overview: Overview, *, may_download: bool) -> Table:
    """The files written for the bank, and which of them it has."""
    return Table(
        caption=_("银行文件"),
        columns=[
            Column(_("文件名")),
            Column(_("格式")),
            Column(_("笔数"), "number"),
            Column(_("金额（元）"), "money"),
            Column(_("校验值")),
            Column(_("生成人")),
            Column(_("移交"), "status"),
            *([Column(_("带密码的"))] if may_download else []),
        ],
        rows=[_bank_file(file, overview, may_download) for file in overview.bank_files],
    )


def _bank_file(file: BankFile, overview: Overview, may_download: bool) -> Row:
    packed = [_packed(file)] if may_download else []
    return Row.of(
        file.name,
        file.get_format_display(),
        file.row_count,
        file.total_amount,
        file.sha256[:16],
        file.written_by.name,
        _standing(file, overview),
        *packed,
        url=reverse("payments:bank_file", args=[file.pk]) if may_download else "",
    )


def _standing(file: BankFile, overview: Overview) -> Cell:
    """Whether the bank has the file, or is to have another one."""
    sent = getattr(file, "hand_over", None)
    if sent is not None:
        return Cell(_("已移交"), tone="done", note=sent.handed_by.name)
    newest = max(each.version for each in overview.bank_files if each.format == file.format)
    if file.version < newest:
        return Cell(_("已有新的一份"), tone="stopped")
    if file.format in overview.anew:
        return Cell(_("要重新生成"), tone="bad")
    return Cell("")


def _packed(file: BankFile) -> Cell:
    return Cell(_("加密压缩后下载"), url=reverse("payments:bank_file_packed", args=[file.pk]))
