"""What came of findings: offered as a cause where something is opened, shown with the family, counted in the report."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from django.db import models
from django.db.models import Count, Q, Sum
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.models.case import LOOKING_AGAIN, Case
from applicants.models.household import Household
from dibao.causes import Cause
from dibao.display import day_text, with_note, yuan_text
from dibao.guards import allows
from dibao.links import Link
from dibao.models.staff import Staff
from dibao.permissions import Permission as P
from dibao.tables import Cell, Column, Row, Table
from oversight.actions import follow_ups
from oversight.models.follow_up import FollowUp
from oversight.models.inspection import Inspection
from oversight.models.inspection_visit import InspectionVisit, InspectionVisitQuerySet, Verdict
from oversight.models.rectification import Rectification
from oversight.workflow import RectificationStatus, VisitStatus
from payments.models.recovery import Recovery
from payments.workflow import RecoveryStatus

KIND: Final = "inspection"
# What was found longer ago is no reason any more to open something today.
_RECENT: Final = timedelta(days=366)
_SHOWN: Final = 5
_OF_THE_COUNTY: Final = frozenset({P.INSPECTION_PREPARE, P.INSPECTION_VISIT})


def found_of(rows: InspectionVisitQuerySet) -> InspectionVisitQuerySet:
    """Those of the visits that found something."""
    differing = Q(answers__verdict__in=(Verdict.DIFFERS, Verdict.UNVERIFIED))
    return rows.filter(differing, status=VisitStatus.SIGNED).distinct()


def causes_of(household: models.Model, staff: Staff, on: date) -> Iterator[Cause]:
    """Inspections that lately found something at the family: everybody names those of which a task was given, and who
    inspects their own office's, too (one query, and one for each without a task)."""
    if not isinstance(household, Household):
        return
    rows = found_of(InspectionVisit.objects.filter(household=household))
    rows = rows.filter(visited_on__gte=on - _RECENT, visited_on__lte=on)
    told = Q(rectification__isnull=False)
    if staff.permissions & _OF_THE_COUNTY:
        told |= Q(inspection__in=Inspection.objects.visible_to(staff))
    # A join to the inspection would hide the visit from all who sit below the office that led it.
    rows = rows.filter(told).select_related("rectification")
    for visit in rows.order_by("-pk")[:_SHOWN]:
        label = with_note(_title(visit), day_text(visit.visited_on))
        yield Cause(str(visit.pk), _now("抽查发现：%(which)s") % {"which": label})


def _title(visit: InspectionVisit) -> str:
    """Who sits below the office that led the inspection does not see it; its name stands in the task."""
    task = getattr(visit, "rectification", None)
    return task.title if task is not None else visit.inspection.title


def follow(key: str, opened: models.Model, *, by: Staff, on: date) -> None:
    """Tie what was opened to the visit that the form named."""
    if not isinstance(opened, Case | Recovery):
        raise TypeError("a finding is followed by a case or a recovery")
    visit = InspectionVisit.objects.visible_to(by).get(pk=int(key))
    follow_ups.tie(visit=visit, to=opened, by=by, on=on)


def links_to(row: Case | Recovery, staff: Staff) -> Iterator[Link]:
    """From a case or a recovery to the findings that it came of (one query, and one for each without a task)."""
    if isinstance(row, Case) and not row.is_about_a_benefit:
        return
    column = "case" if isinstance(row, Case) else "recovery"
    rows = FollowUp.objects.filter(**{column: row})
    for one in rows.select_related("visit__rectification"):
        if url := _way_to(one.visit, staff):
            yield Link(_now("来自抽查：%(title)s") % {"title": _title(one.visit)}, url)


def _way_to(visit: InspectionVisit, staff: Staff) -> str:
    task = getattr(visit, "rectification", None)
    if task is not None and staff.permissions & {P.INSPECTION_ANSWER, P.INSPECTION_PREPARE}:
        return reverse("oversight:rectification", args=[task.pk])
    if allows(staff, P.INSPECTION_PREPARE):
        return reverse("oversight:inspection_visit", args=[visit.pk])
    if allows(staff, P.INSPECTION_VISIT):
        return reverse("oversight:inspection", args=[visit.inspection_id])
    return ""


def openings_of(visit: InspectionVisit, staff: Staff) -> list[Case | Recovery]:
    """Cases and recoveries of the family since the visit, for who may open them (two queries at most)."""
    rows: list[Case | Recovery] = []
    if visit.visited_on is None:
        return rows
    if allows(staff, P.CASE_VIEW):
        cases = Case.objects.filter(
            household=visit.household_id, opened_on__gte=visit.visited_on, kind__in=LOOKING_AGAIN
        )
        rows += cases.order_by("pk")
    if allows(staff, P.BATCH_VIEW):
        recoveries = Recovery.objects.filter(
            household=visit.household_id, proposed_on__gte=visit.visited_on
        )
        rows += recoveries.order_by("pk")
    return rows


def untied_of(
    visit: InspectionVisit, openings: list[Case | Recovery]
) -> dict[str, Case | Recovery]:
    """Those that are not tied to the visit, by what stands for them in a form (one query where there are any)."""
    if not openings:
        return {}
    tied = {one.stands_for for one in visit.follow_ups.all()}
    keys = {f"{row._meta.model_name}-{row.pk}": row for row in openings}
    return {key: row for key, row in keys.items() if key not in tied}


def openings_table(visit: InspectionVisit, openings: list[Case | Recovery]) -> Table:
    """What was opened for the family since the visit, and which of it because of the visit (one query)."""
    tied = {one.stands_for: one for one in visit.follow_ups.select_related("linked_by")}
    return Table(
        caption=_("检查以后这户办的事"),
        columns=[
            Column(_("编号")),
            Column(_("种类")),
            Column(_("日期"), "date"),
            Column(_("状态")),
            Column(_("因为这次抽查")),
        ],
        rows=[
            Row.of(
                row.number,
                row.get_kind_display() if isinstance(row, Case) else _("追回"),
                row.opened_on if isinstance(row, Case) else row.proposed_on,
                row.status_label,
                _tied(tied.get(f"{row._meta.model_name}-{row.pk}")),
                url=url_of(row),
            )
            for row in openings
        ],
        empty=_("检查以后还没有办过复核、变更或者追回。"),
    )


def _tied(one: FollowUp | None) -> Cell:
    if one is None:
        return Cell()
    return Cell(_now("是"), note=f"{one.linked_by.name} {day_text(one.linked_on)}")


def url_of(row: Case | Recovery) -> str:
    """The page of a case or a recovery."""
    if isinstance(row, Case):
        return reverse("applicants:case", args=[row.pk])
    return reverse("payments:recovery", args=[row.pk])


def outcome_table(inspection: Inspection) -> Table:
    """What came of the findings by now (four queries)."""
    visits = inspection.visits.all()
    tasks = Rectification.objects.filter(visit__inspection=inspection).aggregate(
        given=Count("pk"), done=Count("pk", filter=Q(status=RectificationStatus.ACCEPTED))
    )
    tied = FollowUp.objects.filter(visit__inspection=inspection)
    recoveries = Recovery.objects.filter(pk__in=tied.values("recovery"))
    recoveries = recoveries.exclude(status=RecoveryStatus.CANCELLED)
    money = recoveries.aggregate(count=Count("pk"), amount=Sum("amount", default=Decimal(0)))
    cases = tied.filter(case__isnull=False).aggregate(count=Count("case", distinct=True))
    return Table(
        caption=_("发现问题以后"),
        columns=[Column(_("项目")), Column(_("数"), "number")],
        rows=[
            Row.of(_("发现问题的家庭"), found_of(visits).count()),
            Row.of(_("交办整改"), tasks["given"]),
            Row.of(_("已整改"), tasks["done"]),
            Row.of(_("因此开的复核、变更"), cases["count"]),
            Row.of(_("因此提出的追回"), money["count"]),
            Row.of(_("追回金额（元）"), yuan_text(money["amount"])),
        ],
    )
