"""Families that move, split or merge: as rows, and one with the file that was handed over."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.choices import BENEFIT_CLASSES, RELATIONS, choices
from applicants.continuity import Json, enclosures
from applicants.dossiers import Dossier
from applicants.eligibility.codes import (
    ExclusionReason,
    ExpenseKind,
    Health,
    IncomeSource,
    LabourCapacity,
    Outcome,
    PropertyKind,
    SupporterRelation,
)
from applicants.models.case import CaseKind, CaseStatus
from applicants.models.document import DocumentKind
from applicants.models.grant import Outcome as Decided
from applicants.models.transfer import Transfer, TransferKind
from applicants.pages.cards import Fact
from applicants.pages.tasks import Button
from applicants.reasons import JoinReason, LeaveReason
from applicants.workflow import TransferStatus
from dibao.display import day_text, listed, month_text, with_note, yuan_text
from dibao.models.staff import Staff
from dibao.tables import Cell, Column, Row, Table
from dibao.values.identity import IdNumber
from dibao.values.months import BenefitMonth

Words = str | Promise

TONES = {
    TransferStatus.OFFERED: "doing",
    TransferStatus.RECEIVED: "doing",
    TransferStatus.DONE: "good",
    TransferStatus.DECLINED: "stopped",
    TransferStatus.WITHDRAWN: "stopped",
}
# What was given back or taken back is the receiver's to read no longer.
_CLOSED_TO_RECEIVER = (TransferStatus.DECLINED, TransferStatus.WITHDRAWN)


def url_of(transfer: Transfer, step: str = "transfer") -> str:
    return reverse(f"applicants:{step}", args=[transfer.pk])


def transfers_table(transfers: Iterable[Transfer]) -> Table:
    return Table(
        caption=_("迁移和分并户"),
        columns=[
            Column(_("户主")),
            Column(_("种类")),
            Column(_("迁出地")),
            Column(_("接收地")),
            Column(_("人数"), "number"),
            Column(_("月保障金（元）"), "money"),
            Column(_("移交日期"), "date"),
            Column(_("状态"), "status"),
        ],
        rows=[
            Row.of(
                one.head_name,
                one.get_kind_display(),
                str(one.from_area),
                str(one.village or one.area),
                one.person_count,
                one.monthly_amount,
                one.handed_on,
                Cell(one.status_label, tone=TONES[TransferStatus(one.status)]),
                url=url_of(one),
            )
            for one in transfers
        ],
        empty=_("没有迁移、分户或并户。在家庭的页面上可以办理。"),
    )


def is_receiver(transfer: Transfer, staff: Staff) -> bool:
    low, high = staff.posting.area.span
    return low <= transfer.area_id < high


def is_giver(transfer: Transfer, staff: Staff) -> bool:
    low, high = staff.posting.area.span
    return low <= transfer.from_area_id < high


def facts_of(transfer: Transfer) -> list[Fact]:
    """What everybody on either side sees of it."""
    facts = [
        Fact(label=_("种类"), value=transfer.get_kind_display()),
        Fact(label=_("迁出地"), value=str(transfer.from_area)),
        Fact(label=_("接收地"), value=str(transfer.village or transfer.area)),
        Fact(
            label=_("人数"),
            value=_now("%(count)d人，保障%(covered)d人")
            % {"count": transfer.person_count, "covered": transfer.covered_count},
        ),
        Fact(
            label=_("月保障金"),
            value=_now("%(amount)s元") % {"amount": yuan_text(transfer.monthly_amount)},
        ),
        *_grace_facts(transfer),
        Fact(label=_("发生日期"), value=day_text(transfer.happened_on)),
        Fact(label=_("理由"), value=transfer.reason),
        Fact(label=_("移交"), value=f"{transfer.handed_by} {day_text(transfer.handed_on)}"),
    ]
    if transfer.received_by:
        words = f"{transfer.received_by} {day_text(transfer.received_on)}"
        facts.append(Fact(label=_("接收"), value=words))
    if transfer.confirmed_by:
        words = f"{transfer.confirmed_by} {day_text(transfer.confirmed_on)}"
        facts.append(Fact(label=_("县级确认"), value=words))
    if transfer.answer:
        facts.append(Fact(label=_("退回的原因"), value=transfer.answer))
    return facts


def _grace_facts(transfer: Transfer) -> list[Fact]:
    if transfer.grace_until is None:
        return []
    until = _now("发放到%(month)s为止") % {"month": month_text(transfer.grace_until)}
    return [Fact(label=_("渐退期"), value=until)]


def buttons_of(transfer: Transfer, staff: Staff) -> list[Button]:
    """The steps that are this reader's to take, the one that goes on first."""
    takes, gives = is_receiver(transfer, staff), is_giver(transfer, staff)
    is_mine = staff.pk in (transfer.handed_by_id, transfer.received_by_id)
    found = []
    for move in transfer.moves_open_to(staff):
        is_own_side = gives if move.name == "withdraw" else takes
        if move.name == "decline" and transfer.kind != TransferKind.MOVE:
            continue
        if is_own_side and not (is_mine and move.name in ("receive", "confirm")):
            tone = "" if move.name in ("receive", "confirm") else "quiet"
            found.append(Button(move.label, url_of(transfer, f"transfer_{move.name}"), tone=tone))
    return sorted(found, key=lambda button: button.tone != "")


@dataclass(frozen=True)
class Step:
    """The words of a page before a step: what it is, what follows, and the button."""

    title: Words
    words: Words
    button: Words
    is_danger: bool = False


BEGINNINGS = {
    "move": Step(
        _("迁往别的乡镇"),
        _(
            "档案封好移交给那个乡镇，由那边接收、那边的县确认。确认以前待遇照常在这里发放，确认后从下个月起在那边接着发。"
        ),
        _("移交档案"),
    ),
    "split": Step(
        _("分户"),
        _(
            "选分出去的人和他们与新户主的关系。有保障对象的，报县里确认后各人的份额随人走，下个月起分开发放；两户都要重新核查。"
        ),
        _("办理分户"),
    ),
    "merge": Step(
        _("并入别的户"),
        _(
            "这户的人都并到同村的另一户，这户销户。两户都享受低保的，报县里确认后份额合在一起发放，再重新核查。"
        ),
        _("办理并户"),
    ),
}
STEPS = {
    "receive": Step(_("接收"), _("接收后报县里确认；确认以前这户还由迁出地发放。"), _("接收这户")),
    "decline": Step(
        _("退回迁出地"),
        _("退回后这户留在迁出地，待遇不变；移交的档案这里不能再看。"),
        _("退回这户"),
        is_danger=True,
    ),
    "withdraw": Step(
        _("收回"),
        _("收回后这户留在这里，待遇不变；接收地不能再看移交的档案。"),
        _("收回这户"),
        is_danger=True,
    ),
    "confirm": Step(
        _("县级确认"),
        _(
            "确认后原来的待遇发到本月（已经编制下月的，发到下月）为止，从下一个月起由这里按原来的人和金额接着发放，不能撤销。"
        ),
        _("确认"),
    ),
    "refuse": Step(_("不予确认，退回"), _("退回后各户和待遇都不变。"), _("退回"), is_danger=True),
}


@dataclass(frozen=True)
class Section:
    """One part of the file: a title with facts, then tables, then sentences."""

    title: Words
    facts: list[Fact]
    tables: list[Table]
    sentences: list[str]


def sections_of(transfer: Transfer, staff: Staff) -> list[Section]:
    """The file as its receiver reads it; nothing where it was given back, or for whoever only gave it."""
    if not is_receiver(transfer, staff) or transfer.status in _CLOSED_TO_RECEIVER:
        return []
    dossier = Dossier.opened(transfer.dossier)
    more = [(one, dossier.enclosed(one.name)) for one in enclosures()]
    enclosed = [table for one, told in more if told is not None for table in one.shown(told)]
    return [
        _family(dossier),
        *[_case(row) for row in reversed(dossier.rows("cases"))],
        Section(_("待遇和发放"), [], [_grants_table(dossier), *enclosed], []),
        Section(_("材料"), [], [_documents_table(transfer, dossier)], []),
    ]


def may_read_file(transfer: Transfer, staff: Staff, document: str) -> Json | None:
    """What the file says of a document, where `staff` may open it there."""
    if not is_receiver(transfer, staff) or transfer.status in _CLOSED_TO_RECEIVER:
        return None
    return Dossier.opened(transfer.dossier).document(document)


def _said(row: Json, name: str) -> str:
    value = row[name]
    return "" if value is None else str(value)


def _yuan(row: Json, name: str) -> Decimal:
    return Decimal(_said(row, name))


def _month(row: Json, name: str) -> BenefitMonth | None:
    value = _said(row, name)
    return BenefitMonth.parse(value) if value else None


def _word(codes: Iterable[tuple[object, Words]], code: object) -> Words:
    return {str(key): word for key, word in codes}.get(str(code), str(code or ""))


def _family(dossier: Dossier) -> Section:
    home = dossier.part("household")
    facts = [
        Fact(label=_("原档案号"), value=str(home["number"])),
        Fact(label=_("原住址"), value=f"{home['group_name']} {home['address']}".strip()),
        Fact(label=_("登记日期"), value=str(home["registered_on"])),
    ]
    tables = [_members_table(dossier)]
    if dossier.rows("former_members"):
        tables.append(_former_table(dossier))
    if dossier.rows("supporters"):
        tables.append(_supporters_table(dossier))
    return Section(_("家庭"), facts, tables, [])


def _members_table(dossier: Dossier) -> Table:
    return Table(
        caption=_("家庭成员"),
        columns=[
            Column(_("姓名")),
            Column(_("与户主关系")),
            Column(_("身份证号")),
            Column(_("健康状况")),
            Column(_("劳动能力")),
            Column(_("加入日期"), "date"),
            Column(_("加入原因")),
            Column(_("不计入或不保障的原因")),
        ],
        rows=[
            Row.of(
                _said(row, "name"),
                _word(RELATIONS, row["relation"]),
                IdNumber(str(row["id_number"])).masked,
                _word(choices(Health), row["health"]),
                _word(choices(LabourCapacity), row["labour_capacity"]),
                _said(row, "first_day"),
                _word(JoinReason.choices, row["joined_for"]),
                _word(choices(ExclusionReason), row["exclusion"]),
            )
            for row in dossier.rows("members")
        ],
    )


def _former_table(dossier: Dossier) -> Table:
    return Table(
        caption=_("以前的成员"),
        columns=[
            Column(_("姓名")),
            Column(_("与户主关系")),
            Column(_("离开日期"), "date"),
            Column(_("离开原因")),
        ],
        rows=[
            Row.of(
                _said(row, "name"),
                _word(RELATIONS, row["relation"]),
                _said(row, "last_day"),
                _word(LeaveReason.choices, row["left_for"]),
            )
            for row in dossier.rows("former_members")
        ],
    )


def _supporters_table(dossier: Dossier) -> Table:
    return Table(
        caption=_("赡养、抚养、扶养义务人"),
        columns=[
            Column(_("姓名")),
            Column(_("被赡养人")),
            Column(_("与被赡养人关系")),
            Column(_("每年给付（元）"), "money"),
            Column(_("同意核对的日期"), "date"),
        ],
        rows=[
            Row.of(
                _said(row, "name"),
                _said(row, "supported_name"),
                _word(choices(SupporterRelation), row["relation"]),
                _yuan(row, "yearly_amount"),
                _said(row, "consent_on"),
            )
            for row in dossier.rows("supporters")
        ],
    )


def _case(row: Json) -> Section:
    """One case of the giving side: what was said, judged and decided."""
    told = cast("Mapping[str, list[Json]]", row)
    title = f"{row['number']} {_word(CaseKind.choices, row['kind'])}"
    facts = [
        Fact(label=_("状态"), value=_word(CaseStatus.choices, row["status"])),
        Fact(label=_("受理日期"), value=str(row["accepted_on"] or "")),
        Fact(label=_("申请理由"), value=str(row["statement"])),
        *[_means_fact(_word(choices(IncomeSource), one["source"]), one) for one in told["incomes"]],
        *[_means_fact(_word(choices(ExpenseKind), one["kind"]), one) for one in told["expenses"]],
        *[_owned_fact(one) for one in told["properties"]],
        *[_decision_fact(one) for one in told["decisions"]],
    ]
    last = told["assessments"][-1:] if told["assessments"] else []
    for one in last:
        words = _word(choices(Outcome), one["outcome"])
        facts.append(Fact(label=_("待遇计算"), value=words, note=str(one["assessed_on"])))
    steps = [step for one in last for step in cast("list[Json]", one["trace"])]
    return Section(title, facts, [], [_sentence(step) for step in steps])


def _sentence(step: Json) -> str:
    sentence, article = _said(step, "sentence"), _said(step, "article")
    return with_note(sentence, article) if article else sentence


def _means_fact(label: Words, line: Json) -> Fact:
    words = _now("一年%(amount)s元") % {"amount": line["yearly_amount"]}
    return Fact(label=label, value=words)


def _owned_fact(line: Json) -> Fact:
    words = _now("数量%(count)s") % {"count": line["count"]}
    if amount := _yuan(line, "amount"):
        words = listed([words, _now("%(amount)s元") % {"amount": yuan_text(amount)}])
    return Fact(label=_word(choices(PropertyKind), line["kind"]), value=words)


def _decision_fact(line: Json) -> Fact:
    words = listed([_said(line, "decided_on"), _word(Decided.choices, line["outcome"])])
    return Fact(label=_("县级决定"), value=words, note=str(line["reasons"]))


def _grants_table(dossier: Dossier) -> Table:
    return Table(
        caption=_("低保待遇"),
        columns=[
            Column(_("起始月份"), "month"),
            Column(_("终止月份"), "month"),
            Column(_("类别")),
            Column(_("保障人数"), "number"),
            Column(_("月保障金（元）"), "money"),
        ],
        rows=[
            Row.of(
                _month(row, "first_month"),
                Cell(_month(row, "last_month") or _("在享")),
                _word(BENEFIT_CLASSES, row["benefit_class"]),
                _said(row, "covered_count"),
                _yuan(row, "total_amount"),
            )
            for row in dossier.rows("grants")
        ],
    )


def _documents_table(transfer: Transfer, dossier: Dossier) -> Table:
    return Table(
        caption=_("材料"),
        columns=[
            Column(_("材料种类")),
            Column(_("人员")),
            Column(_("案件")),
            Column(_("录入日期"), "date"),
        ],
        rows=[
            Row.of(
                _word(DocumentKind.choices, row["kind"]),
                _said(row, "person"),
                _said(row, "case"),
                _said(row, "added_on"),
                url=reverse("applicants:transfer_file", args=[transfer.pk, row["id"]]),
            )
            for row in dossier.rows("documents")
        ],
        empty=_("移交的档案里没有材料。"),
    )
