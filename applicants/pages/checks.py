"""Economic checks on their pages: how far they are, what was declared beside what was found, who waits for whom."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.comparison import Compared, Measure, compared
from applicants.models.case import CaseStatus
from applicants.models.check import CheckAnswer, CheckFile, CheckResult, CheckSource, EconomicCheck
from applicants.models.person import Person
from applicants.pages.case_file import CaseFile
from applicants.pages.lines import Task, url_of
from applicants.pages.places import place_of
from applicants.workflow import CheckFileStatus, CheckStatus
from dibao.display import count_text, day_text, listed, yuan_text
from dibao.guards import allows
from dibao.models.staff import Staff
from dibao.paging import Page
from dibao.permissions import Permission as P
from dibao.tables import Cell, Column, Row, Table

_TONES = {
    CheckStatus.REQUESTED: "todo",
    CheckStatus.STARTED: "doing",
    CheckStatus.CLOSED: "done",
}
_FILE_TONES = {
    CheckFileStatus.RECEIVED: "doing",
    CheckFileStatus.TAKEN: "good",
    CheckFileStatus.REFUSED: "bad",
}
_RESULT_TONES = {
    CheckResult.NOTHING: "",
    CheckResult.FOUND: "warn",
    CheckResult.NO_ANSWER: "stopped",
}


def url_of_check(check: EconomicCheck) -> str:
    return reverse("applicants:check", args=[check.pk])


def check_task(file: CaseFile, staff: Staff) -> Task:
    """The line of the task list: asked for where the township sees a need, then waited for."""
    label = _("经济状况核对")
    check = file.checks[-1] if file.checks else None
    if check is not None:
        status = _("与申报有出入") if check.has_differences else check.get_status_display()
        tone = "warn" if check.has_differences else _TONES[CheckStatus(check.status)]
        hint = _now("%(day)s提请") % {"day": check.requested_on.isoformat()}
        return Task(label=label, status=status, tone=tone, url=url_of_check(check), hint=hint)
    if file.case.status == CaseStatus.DRAFT:
        return Task(label=label, status=_("还不能办"), tone="todo")
    may_ask = file.case.status == CaseStatus.ACCEPTED and allows(staff, P.CHECK_REQUEST)
    url = url_of("check_new", file.case) if may_ask else ""
    return Task(label=label, status=_("没有提请"), tone="todo", url=url)


@dataclass(frozen=True)
class ShownCheck:
    """The newest check on a case's page."""

    check: EconomicCheck
    url: str
    tone: str
    table: Table


def shown_check(file: CaseFile) -> ShownCheck | None:
    if not file.checks:
        return None
    check = file.checks[-1]
    found = compared(check.sources, file.incomes, file.properties, file.check_answers)
    tone = _TONES[CheckStatus(check.status)]
    return ShownCheck(check, url_of_check(check), tone, compared_table(check, found))


def compared_table(check: EconomicCheck, found: Sequence[Compared]) -> Table:
    """Declared and found side by side; what exceeds is marked."""
    return Table(
        caption=_("申报和核对对照"),
        columns=[
            Column(_("核对内容")),
            Column(_("申报"), "number"),
            Column(_("查到"), "number"),
            Column(_("对照"), "status"),
        ],
        rows=[
            Row.of(
                one.matter.label,
                _amount(one, one.declared),
                _amount(one, one.found) if one.has_finding else _nothing(check, one),
                _verdict(check, one),
            )
            for one in found
        ],
    )


def _nothing(check: EconomicCheck, one: Compared) -> str:
    if one.is_answered:
        return _now("没有查到")
    return _now("没有回复") if check.is_closed else _now("还没有结果")


def _amount(one: Compared, amount: Decimal) -> str:
    match one.matter.measure:
        case Measure.YEARLY:
            return _now("一年%(amount)s元") % {"amount": yuan_text(amount)}
        case Measure.AMOUNT:
            return _now("%(amount)s元") % {"amount": yuan_text(amount)}
        case Measure.COUNT:
            return count_text(amount.quantize(Decimal(1)))
    return _now("见内容")


def _verdict(check: EconomicCheck, one: Compared) -> Cell:
    if one.differs:
        return Cell(_("多于申报"), tone="warn")
    if one.has_finding or one.is_answered:
        return Cell(_("没有出入"), tone="done")
    return Cell("")


def answers_table(answers: Iterable[CheckAnswer]) -> Table:
    return Table(
        caption=_("各单位的答复"),
        columns=[
            Column(_("姓名")),
            Column(_("核对内容")),
            Column(_("结果"), "status"),
            Column(_("查到的内容")),
            Column(_("金额（元）"), "money"),
            Column(_("数量"), "number"),
            Column(_("登记日期"), "date"),
        ],
        rows=[
            Row.of(
                str(answer.person),
                answer.get_source_display(),
                Cell(answer.get_result_display(), tone=_RESULT_TONES[CheckResult(answer.result)]),
                answer.finding,
                answer.amount,
                answer.count,
                answer.answered_on,
            )
            for answer in answers
        ],
        empty=_("还没有答复。"),
    )


def sources_of(check: EconomicCheck) -> str:
    return listed(CheckSource(source).label for source in check.sources)


def checks_table(page: Page[EconomicCheck], staff: Staff) -> Table:
    """The county's checks: what was asked for, since when, how far it is."""
    return Table(
        caption=_("经济状况核对"),
        columns=[
            Column(_("户主")),
            Column(_("村")),
            Column(_("案号")),
            Column(_("提请日期"), "date"),
            Column(_("核对内容")),
            Column(_("状态"), "status"),
        ],
        rows=[
            Row.of(
                str(check.case.household.head),
                place_of(check.case.area, staff),
                check.case.number,
                check.requested_on,
                sources_of(check),
                Cell(check.status_label, tone=_TONES[CheckStatus(check.status)]),
                url=url_of_check(check),
            )
            for check in page.rows
        ],
        empty=_("没有待办的核对。乡镇提请的会列在这里。"),
        pager=page.pager,
    )


def files_table(files: Iterable[CheckFile]) -> Table:
    return Table(
        caption=_("导入过的结果文件"),
        columns=[
            Column(_("文件名")),
            Column(_("上传时间"), "date"),
            Column(_("上传人")),
            Column(_("结果数"), "number"),
            Column(_("状态"), "status"),
        ],
        rows=[
            Row.of(
                file.name,
                day_text(file.loaded_at),
                file.loaded_by.name,
                file.answer_count,
                Cell(file.status_label, tone=_FILE_TONES[CheckFileStatus(file.status)]),
                url=reverse("applicants:check_file", args=[file.pk]),
            )
            for file in files
        ],
        empty=_("还没有导入过文件。"),
    )


@dataclass(frozen=True)
class Signers:
    """Who of the family is checked, and who has not signed."""

    checked: list[str]
    unsigned: list[str]


def signers_of(checked: Sequence[Person], adults_without: Sequence[Person]) -> Signers:
    return Signers([str(one) for one in checked], [str(one) for one in adults_without])


def title_of_list(on: date) -> str:
    """The name of the sheet that the county hands out; it is Chinese whatever its clerk reads."""
    return f"核对名单{on:%Y%m%d}"
