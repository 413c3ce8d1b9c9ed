"""Inspections as rows, and one of them as a page: what it is drawn from, who goes where, how far it is."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.pages.cards import Fact
from dibao.display import count_text, day_text, listed, with_label, with_note
from dibao.guards import allows
from dibao.models.staff import Staff
from dibao.paging import Page
from dibao.permissions import Permission as P
from dibao.tables import Cell, Column, Row, Table
from oversight import inspection_sentences
from oversight.models.inspection import Inspection, InspectionQuerySet
from oversight.models.inspection_list import BarredFor
from oversight.models.inspection_visit import InspectionVisit
from oversight.pages.stand_ins import Notes
from oversight.workflow import InspectionStatus, VisitStatus

TONES = {
    InspectionStatus.PLANNED: "todo",
    InspectionStatus.FROZEN: "doing",
    InspectionStatus.DRAWN: "doing",
    InspectionStatus.CLOSED: "good",
    InspectionStatus.CANCELLED: "stopped",
}
VISIT_TONES = {
    VisitStatus.OPEN: "todo",
    VisitStatus.SUBMITTED: "doing",
    VisitStatus.SIGNED: "good",
}


def inspections_of(staff: Staff) -> InspectionQuerySet:
    """The inspections led in the posting's area, with their places."""
    return Inspection.objects.visible_to(staff).select_related("area")


def inspection_table(page: Page[Inspection]) -> Table:
    """A page of inspections."""
    return Table(
        caption=_("抽查"),
        columns=[
            Column(_("名称")),
            Column(_("编号")),
            Column(_("组织单位")),
            Column(_("对象日期"), "date"),
            Column(_("名单户数"), "number"),
            Column(_("抽查户数"), "number"),
            Column(_("状态"), "status"),
        ],
        rows=[
            Row.of(
                one.title,
                one.number,
                one.area.name,
                one.population_on,
                one.household_count,
                one.sample_size,
                Cell(one.status_label, tone=TONES[InspectionStatus(one.status)]),
                url=reverse("oversight:inspection", args=[one.pk]),
            )
            for one in page.rows
        ],
        empty=_("还没有抽查。由县级批准、监督检查或者市级工作人员拟定。"),
        pager=page.pager,
    )


def inspection_facts(inspection: Inspection) -> list[Fact]:
    """What it is drawn from and how, and what is public of it by now."""
    facts = [
        Fact(label=_("状态"), value=inspection.status_label, note=_cancelled(inspection)),
        Fact(label=_("名单范围"), value=inspection_sentences.population_of(inspection)),
        Fact(label=_("抽查户数"), value=inspection_sentences.size_of(inspection)),
        Fact(label=_("种子"), value=inspection_sentences.seed_of(inspection)),
    ]
    if inspection.frozen_on is not None:
        told = _now("%(day)s，共%(held)s户，抽%(size)s户") % {
            "day": day_text(inspection.frozen_on),
            "held": count_text(inspection.household_count),
            "size": count_text(inspection.sample_size),
        }
        facts.append(Fact(label=_("名单定于"), value=told))
        facts.append(Fact(label=_("名单校验值"), value=inspection.list_hash))
    for seed in inspection.seeds.select_related("entered_by", "answered_by").order_by("pk"):
        answer = (
            _now("待另一人核对")
            if seed.answered_by is None
            else _now("%(name)s核对一致") % {"name": seed.answered_by.name}
            if seed.is_agreed
            else _now("%(name)s核对不一致，作废") % {"name": seed.answered_by.name}
        )
        # Whoever reads it a second time reads the source, not the first reading.
        value = seed.digits if seed.answered_by is not None else "••••••••"
        note = _("；").join(
            str(part)
            for part in (day_text(seed.told_on), seed.source, seed.entered_by.name, answer)
        )
        facts.append(Fact(label=_("录入的种子"), value=value, note=note))
    facts += [
        Fact(label=_("别的没有抽的名单"), value=one.title, note=_cancelled(one) or one.status_label)
        for one in Inspection.objects.not_drawn_beside(inspection)
    ]
    return facts


def _cancelled(inspection: Inspection) -> str:
    if inspection.cancelled_on is None:
        return inspection.cancel_reason
    return with_label(day_text(inspection.cancelled_on), inspection.cancel_reason)


def stratum_table(inspection: Inspection) -> Table:
    """How many of each township and class (one query)."""
    strata = list(inspection.strata.select_related("area"))
    return Table(
        caption=_("按乡镇和类别分层"),
        columns=[
            Column(_("层号"), "number"),
            Column(_("乡镇")),
            Column(_("类别")),
            Column(_("名单户数"), "number"),
            Column(_("抽查户数"), "number"),
        ],
        rows=[
            Row.of(
                one.number,
                str(one.area),
                one.get_benefit_class_display(),
                one.household_count,
                one.sample_size,
            )
            for one in strata
        ],
        total=Row.of(
            _("合计"),
            "",
            "",
            sum(one.household_count for one in strata),
            sum(one.sample_size for one in strata),
        ),
    )


def inspector_table(inspection: Inspection) -> Table:
    """Who may be drawn, from how many families each stays away and why, and to how many they go (three queries)."""
    barred: dict[int, Counter[str]] = defaultdict(Counter)
    for inspector, reason in inspection.bars.values_list("inspector_id", "reason"):
        barred[inspector][reason] += 1
    going: Counter[int] = Counter()
    for pair in inspection.visits.values_list("first_id", "second_id"):
        going.update(pair)
    return Table(
        caption=_("检查人员"),
        columns=[
            Column(_("编号"), "number"),
            Column(_("姓名")),
            Column(_("回避")),
            Column(_("要查的户"), "number"),
        ],
        rows=[
            Row.of(
                one.number,
                one.staff.name,
                _bars(barred[one.pk]),
                going[one.staff_id] if going else None,
            )
            for one in inspection.inspectors.select_related("staff")
        ],
    )


def _bars(counted: Counter[str]) -> str:
    return listed(
        _now("%(reason)s%(count)s户") % {"reason": BarredFor(reason).label, "count": count}
        for reason, count in sorted(counted.items())
    )


def visits_of(inspection: Inspection, staff: Staff) -> list[InspectionVisit]:
    """The families drawn, by village: all for who leads the inspection, else those of one's own pair (one query)."""
    rows = inspection.visits.select_related("area", "first", "second", "subject", "rectification")
    if not allows(staff, P.INSPECTION_PREPARE):
        rows = rows.of(staff)
    return list(rows.order_by("area_id", "pk"))


def visit_table(visits: Sequence[InspectionVisit], notes: Notes) -> Table:
    """The families drawn, with who goes there, who was to go, and how far that is."""
    return Table(
        caption=_("抽中的家庭"),
        columns=[
            Column(_("户主")),
            Column(_("代号")),
            Column(_("村")),
            Column(_("检查人员")),
            Column(_("整改")),
            Column(_("状态"), "status"),
        ],
        rows=[
            Row.of(
                Cell(str(one.record["head"]), note=str(one.record["number"])),
                one.subject.key,
                str(one.area),
                Cell(
                    listed(person.name for person in one.pair),
                    note=_now("；").join(notes.get(one.pk, [])),
                ),
                _rectification(one),
                Cell(one.status_label, tone=VISIT_TONES[VisitStatus(one.status)]),
                url=reverse("oversight:inspection_visit", args=[one.pk]),
            )
            for one in visits
        ],
        empty=_("没有抽中您去查的家庭。"),
    )


def _rectification(visit: InspectionVisit) -> Cell:
    task = getattr(visit, "rectification", None)
    if task is None:
        return Cell()
    return Cell(
        with_note(task.status_label, day_text(task.due_on)),
        url=reverse("oversight:rectification", args=[task.pk]),
    )
