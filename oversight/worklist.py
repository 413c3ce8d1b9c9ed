"""This floor's part of the first page."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext_lazy

from applicants.pages.notices import board_bucket
from dibao import worklist
from dibao.display import day_text, month_text
from dibao.guards import allows
from dibao.models.staff import Staff
from dibao.permissions import Permission
from oversight import publishing
from oversight.models.inspection import InspectionSeed
from oversight.models.inspection_visit import InspectionVisit
from oversight.models.rectification import Rectification
from oversight.pages import chains as chains_page
from oversight.pages.rectifications import rectifications_of
from oversight.workflow import RectificationStatus, VisitStatus


@worklist.provider
def months_to_publish(staff: Staff, on: date) -> Iterator[worklist.Bucket]:
    """Settled months that were not published by themselves (one query)."""
    if not allows(staff, Permission.BATCH_SETTLE):
        return
    waiting = list(publishing.waiting(staff))
    url = reverse("oversight:publications")
    yield worklist.Bucket(
        key="publish",
        label=_("待公布"),
        count=len(waiting),
        tasks=[
            worklist.Task(
                title=month_text(batch.month),
                place=batch.area.name,
                stage=_("已结清"),
                url=url,
                next_step=_("公布"),
            )
            for batch in waiting[: worklist.SHOWN]
        ],
        url=url,
        unit=_("个月"),
        about=_("月份"),
        order=90,
    )


@worklist.provider
def families_to_inspect(staff: Staff, on: date) -> Iterator[worklist.Bucket]:
    """Families that somebody was drawn for, not signed by both yet (one query)."""
    if not allows(staff, Permission.INSPECTION_VISIT):
        return
    rows = InspectionVisit.objects.visible_to(staff).of(staff)
    rows = rows.exclude(status=VisitStatus.SIGNED).exclude(
        status=VisitStatus.SUBMITTED, submitted_by=staff
    )
    found, count = worklist.first_of(rows.select_related("area").order_by("area_id", "pk"))
    yield worklist.Bucket(
        key="inspect",
        label=_("待抽查入户"),
        count=count,
        tasks=[_to_inspect(visit) for visit in found],
        url=reverse("oversight:inspections"),
        unit=ngettext_lazy("户", "户", count),
        tone="doing" if count else "",
        order=70,
    )


def _to_inspect(visit: InspectionVisit) -> worklist.Task:
    url = reverse("oversight:inspection_visit", args=[visit.pk])
    is_open = visit.status == VisitStatus.OPEN
    return worklist.Task(
        title=str(visit.record["head"]),
        place=str(visit.area),
        stage=visit.status_label,
        url=url,
        next_step=_("入户检查") if is_open else _("确认"),
        next_url=url,
    )


@worklist.provider
def seeds_to_read(staff: Staff, on: date) -> Iterator[worklist.Bucket]:
    """Inspections whose seed somebody else typed (one query)."""
    if not allows(staff, Permission.INSPECTION_VISIT):
        return
    seeds = InspectionSeed.objects.visible_to(staff).open().exclude(entered_by=staff)
    found, count = worklist.first_of(seeds.select_related("inspection", "area").order_by("pk"))
    if not count:
        return
    yield worklist.Bucket(
        key="seeds",
        label=_("抽查种子待核对"),
        count=count,
        tasks=[
            worklist.Task(
                title=seed.inspection.title,
                place=str(seed.area),
                stage=_("种子已录"),
                url=reverse("oversight:inspection", args=[seed.inspection_id]),
                next_step=_("核对种子并抽取"),
                next_url=reverse("oversight:inspection_step", args=[seed.inspection_id, "draw"]),
            )
            for seed in found
        ],
        url=reverse("oversight:inspections"),
        unit=ngettext_lazy("次", "次", count),
        tone="doing",
        about=_("抽查"),
        order=71,
    )


@worklist.provider
def findings_to_put_right(staff: Staff, on: date) -> Iterator[worklist.Bucket]:
    """What the township has to put right, and what it answered and the county has to judge (one query each)."""
    for permission, status, label, step, tone in (
        (
            Permission.INSPECTION_ANSWER,
            RectificationStatus.OPEN,
            _("抽查整改"),
            _("报整改结果"),
            "bad",
        ),
        (
            Permission.INSPECTION_PREPARE,
            RectificationStatus.ANSWERED,
            _("整改待复核"),
            _("复核"),
            "doing",
        ),
    ):
        if not allows(staff, permission):
            continue
        rows = rectifications_of(staff).filter(status=status).order_by("due_on", "pk")
        found, count = worklist.first_of(rows)
        yield worklist.Bucket(
            key=f"rectifications_{status}",
            label=label,
            count=count,
            tasks=[_to_put_right(task, step, on) for task in found],
            url=reverse("oversight:rectifications"),
            unit=ngettext_lazy("户", "户", count),
            tone=tone if count else "",
            order=72,
        )


def _to_put_right(task: Rectification, step: worklist.Words, on: date) -> worklist.Task:
    url = reverse("oversight:rectification", args=[task.pk])
    return worklist.Task(
        title=str(task.household.head),
        place=str(task.area),
        stage=task.status_label,
        url=url,
        next_step=step,
        next_url=url,
        remaining=_("%(day)s到期") % {"day": day_text(task.due_on)},
        is_late=task.is_late(on=on),
    )


@worklist.provider
def broken_chains(staff: Staff, on: date) -> Iterator[worklist.Bucket]:
    """Chains of the posting that the last verification found broken, where there are any (two queries, then three)."""
    if not allows(staff, Permission.AUDIT_VIEW):
        return
    faults = chains_page.faults_for(staff)
    if not faults:
        return
    names = chains_page.names_of([str(fault["chain"]) for fault in faults])
    url = reverse("oversight:chains")
    yield worklist.Bucket(
        key="broken_chains",
        label=_("断开的留痕链"),
        count=len(faults),
        tasks=[
            worklist.Task(
                title=names[str(fault["chain"])],
                place="",
                stage=_("核验没有通过"),
                url=url,
                next_step=_("查看"),
            )
            for fault in faults[: worklist.SHOWN]
        ],
        url=url,
        unit=pgettext_lazy("unit", "条"),
        tone="bad",
        about=_("链"),
        order=5,
    )


@worklist.provider
def boards_to_see_to(staff: Staff, on: date) -> Iterator[worklist.Bucket]:
    """Notices that run and of which nobody has said that they were put up (one query)."""
    if allows(staff, Permission.NOTICE_POST):
        yield board_bucket(staff, on=on)
