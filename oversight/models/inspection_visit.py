"""A family that was drawn: what the records said on that day, what two inspectors found, and who signed it."""

from typing import Final, Self

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from applicants.models.document import Document
from applicants.models.household import Household
from dibao import history
from dibao.models.placed import PlacedModel, PlacedQuerySet
from dibao.models.staff import Staff
from dibao.triggers import after, append_only, never_deleted, signed_by_who_acts
from dibao.workflow import MovingModel
from oversight.models.inspection import Inspection
from oversight.models.inspection_list import InspectionSubject
from oversight.workflow import VISIT_WORKFLOW, InspectionStatus, VisitStatus

# The pair changes where somebody stands in, by a guard of its own.
_SET_LATER = (
    "{status,version,visited_on,remarks,submitted_by_id,submitted_at,signed_by_id,signed_at,"
    "first_id,second_id}"
)


class InspectedItem(models.TextChoices):
    """What is compared at the door, as the record sheet has it in blocks."""

    MEMBERS = "members", _("家庭成员")
    INCOME = "income", _("收入")
    HOUSE = "house", _("住房")
    PROPERTY = "property", _("财产")
    AMOUNT = "amount", _("领到的钱")


class Verdict(models.TextChoices):
    AGREES = "agrees", _("一致")
    DIFFERS = "differs", _("不一致")
    UNVERIFIED = "unverified", _("无法核实")


ITEMS: Final = tuple(InspectedItem)


class InspectionVisitQuerySet(PlacedQuerySet["InspectionVisit"]):
    def of(self, staff: Staff) -> Self:
        """Those that a person was drawn for, of inspections that are running."""
        mine = Q(first=staff) | Q(second=staff)
        return self.filter(mine, inspection__status=InspectionStatus.DRAWN)


@history.kept(inserts=False)
class InspectionVisit(PlacedModel, MovingModel):
    """One drawn family with the pair that was drawn for it; `record` is what the files said on the day of the draw.

    One of the pair submits what was found, the other signs it or sends it back; its area is the village.
    """

    workflow = VISIT_WORKFLOW

    inspection = models.ForeignKey(
        Inspection, verbose_name=_("抽查"), on_delete=models.PROTECT, related_name="visits"
    )
    subject = models.OneToOneField(
        InspectionSubject,
        verbose_name=_("抽查对象"),
        on_delete=models.PROTECT,
        related_name="visit",
    )
    household = models.ForeignKey(
        Household, verbose_name=_("家庭"), on_delete=models.PROTECT, related_name="+"
    )
    first = models.ForeignKey(
        Staff, verbose_name=_("检查人员甲"), on_delete=models.PROTECT, related_name="+"
    )
    second = models.ForeignKey(
        Staff, verbose_name=_("检查人员乙"), on_delete=models.PROTECT, related_name="+"
    )
    record = models.JSONField(_("抽取当日的档案"))
    status = models.CharField(
        _("状态"), max_length=10, choices=VisitStatus, default=VisitStatus.OPEN
    )
    visited_on = models.DateField(_("入户日期"), null=True)
    remarks = models.CharField(_("备注"), max_length=500, blank=True, default="", db_default="")
    submitted_by = models.ForeignKey(
        Staff, verbose_name=_("提交人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    submitted_at = models.DateTimeField(_("提交时间"), null=True)
    signed_by = models.ForeignKey(
        Staff, verbose_name=_("确认人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    signed_at = models.DateTimeField(_("确认时间"), null=True)

    objects = InspectionVisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("抽查入户")
        verbose_name_plural = _("抽查入户")
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=VisitStatus.values), name="inspection_visit_status_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(first=F("second")), name="two_people_make_a_pair_of_inspectors"
            ),
            models.CheckConstraint(
                condition=Q(
                    status=VisitStatus.OPEN, submitted_by__isnull=True, submitted_at__isnull=True
                )
                | Q(
                    status__in=(VisitStatus.SUBMITTED, VisitStatus.SIGNED),
                    submitted_by__isnull=False,
                    submitted_at__isnull=False,
                    visited_on__isnull=False,
                ),
                name="a_submitted_inspection_visit_says_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(
                    status=VisitStatus.SIGNED, signed_by__isnull=False, signed_at__isnull=False
                )
                | Q(signed_by__isnull=True, signed_at__isnull=True) & ~Q(status=VisitStatus.SIGNED),
                name="a_signed_inspection_visit_says_by_whom",
            ),
            # A comparison with a person not yet there is unknown, and passes.
            models.CheckConstraint(
                condition=~Q(signed_by=F("submitted_by")), name="both_inspectors_sign_a_visit"
            ),
            models.CheckConstraint(
                condition=Q(submitted_by__isnull=True)
                | Q(submitted_by=F("first"))
                | Q(submitted_by=F("second")),
                name="a_visit_is_submitted_by_its_pair",
            ),
            models.CheckConstraint(
                condition=Q(signed_by__isnull=True)
                | Q(signed_by=F("first"))
                | Q(signed_by=F("second")),
                name="a_visit_is_signed_by_its_pair",
            ),
        ]
        triggers = [
            never_deleted("inspection_visit"),
            *VISIT_WORKFLOW.guards("inspection_visit"),
            signed_by_who_acts("inspection_visit", "submitted_by_id", pgtrigger.Update),
            signed_by_who_acts("inspection_visit", "signed_by_id", pgtrigger.Update),
            # Drawn once, out of its list, by two of its pool whom nothing bars.
            after(
                "a_visit_is_drawn_from_its_list",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows n
                LEFT JOIN oversight_inspection i ON i.id = n.inspection_id
                LEFT JOIN oversight_inspectionsubject s
                       ON s.id = n.subject_id AND s.inspection_id = n.inspection_id
                      AND s.household_id = n.household_id AND s.area_code = n.area_code
                WHERE i.status IS DISTINCT FROM 'frozen' OR s.id IS NULL
                   OR 2 <> (SELECT count(*) FROM oversight_inspectioninspector p
                            WHERE p.inspection_id = n.inspection_id AND p.staff_id IN (n.first_id, n.second_id)
                              AND NOT EXISTS (SELECT FROM oversight_inspectorbar b
                                              WHERE b.inspector_id = p.id AND b.subject_id = s.id))
                """,
            ),
            after(
                "a_visit_stays_as_drawn_while_it_runs",
                pgtrigger.Update,
                f"""
                SELECT FROM old_rows o JOIN new_rows n USING (id)
                LEFT JOIN oversight_inspection i ON i.id = n.inspection_id
                WHERE to_jsonb(o) - '{_SET_LATER}'::text[] <> to_jsonb(n) - '{_SET_LATER}'::text[]
                   OR o.status = 'signed' OR i.status IS DISTINCT FROM 'drawn'
                   OR o.status = 'submitted' AND (o.visited_on, o.remarks) IS DISTINCT FROM (n.visited_on, n.remarks)
                """,
            ),
            # Who was drawn goes; or who stands in, and then nobody whose place was taken.
            after(
                "a_visit_is_made_by_who_was_drawn_or_stands_in",
                pgtrigger.Update,
                """
                SELECT FROM old_rows o JOIN new_rows n USING (id)
                CROSS JOIN LATERAL (VALUES (o.first_id, n.first_id), (o.second_id, n.second_id)) went (was, is_now)
                WHERE was <> is_now AND NOT EXISTS (
                        SELECT FROM oversight_standin s
                        JOIN oversight_inspectioninspector a ON a.inspection_id = s.inspection_id AND a.number = s.away
                        JOIN oversight_inspectioninspector c ON c.inspection_id = s.inspection_id AND c.number = s.comes
                        WHERE s.visit_id = n.id AND a.staff_id = was AND c.staff_id = is_now)
                   OR EXISTS (
                        SELECT FROM oversight_standin s
                        JOIN oversight_inspectioninspector a ON a.inspection_id = s.inspection_id AND a.number = s.away
                        WHERE s.visit_id = n.id AND a.staff_id = is_now)
                """,
            ),
            after(
                "a_visit_is_submitted_with_every_item",
                pgtrigger.Update,
                f"""
                SELECT FROM old_rows o JOIN new_rows n USING (id)
                WHERE o.status = 'open' AND n.status = 'submitted' AND {len(ITEMS)} <> (
                    SELECT count(*) FROM oversight_inspectionanswer a
                    WHERE a.visit_id = n.id AND a.answered_by_id IN (n.first_id, n.second_id))
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject.key} {self.household}"

    @property
    def pair(self) -> tuple[Staff, Staff]:
        return self.first, self.second

    def is_of(self, staff: Staff) -> bool:
        """Whether a person is one of the two who were drawn."""
        return staff.pk in (self.first_id, self.second_id)

    def still_needs(self, staff: Staff) -> bool:
        """Whether one of the pair has something left to do here: to go, or to confirm what the other handed in."""
        if self.status == VisitStatus.SUBMITTED:
            return self.submitted_by_id != staff.pk
        return self.status == VisitStatus.OPEN and self.visited_on is None


_WHILE_OPEN = """
    SELECT FROM new_rows n LEFT JOIN oversight_inspectionvisit v ON v.id = n.visit_id
    WHERE v.status IS DISTINCT FROM 'open' OR v.area_code <> n.area_code
       OR n.answered_by_id NOT IN (v.first_id, v.second_id)
"""


@history.kept()
class InspectionAnswer(PlacedModel):
    """What was found of one item; written anew until the visit is submitted, by either of the pair."""

    visit = models.ForeignKey(
        InspectionVisit,
        verbose_name=_("抽查入户"),
        on_delete=models.PROTECT,
        related_name="answers",
    )
    item = models.CharField(_("项目"), max_length=10, choices=InspectedItem)
    verdict = models.CharField(_("核对结果"), max_length=10, choices=Verdict)
    found = models.CharField(_("实际情况"), max_length=300, blank=True, default="")
    answered_by = models.ForeignKey(
        Staff, verbose_name=_("填写人"), on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(_("填写时间"))

    objects = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name = _("抽查核对项")
        verbose_name_plural = _("抽查核对项")
        constraints = [
            models.UniqueConstraint(fields=("visit", "item"), name="an_item_is_answered_once"),
            models.CheckConstraint(
                condition=Q(item__in=InspectedItem.values), name="an_inspected_item_is_known"
            ),
            models.CheckConstraint(
                condition=Q(verdict=Verdict.AGREES)
                | Q(verdict__in=(Verdict.DIFFERS, Verdict.UNVERIFIED)) & ~Q(found=""),
                name="whoever_does_not_agree_says_what_they_found",
            ),
        ]
        triggers = [
            never_deleted("inspection_answer"),
            signed_by_who_acts("inspection_answer", "answered_by_id", pgtrigger.Insert),
            # Every writing is its writer's, also where the other of the pair wrote before.
            after(
                "an_item_is_written_in_ones_own_name",
                pgtrigger.Update,
                """
                SELECT FROM new_rows n
                WHERE n.answered_by_id <> coalesce((SELECT (scope_story() ->> 'staff')::bigint), 0)
                """,
            ),
            after("an_item_is_answered_while_its_visit_is_open", pgtrigger.Insert, _WHILE_OPEN),
            after("an_item_changes_while_its_visit_is_open", pgtrigger.Update, _WHILE_OPEN),
            after(
                "an_answer_stays_with_its_item",
                pgtrigger.Update,
                """
                SELECT FROM old_rows o LEFT JOIN new_rows n USING (id)
                WHERE n.id IS NULL OR (o.visit_id, o.item, o.area_code) <> (n.visit_id, n.item, n.area_code)
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_item_display()} {self.get_verdict_display()}"


class InspectionPhoto(PlacedModel):
    """A photo of a visit: the file lies with the family's documents."""

    visit = models.ForeignKey(
        InspectionVisit, verbose_name=_("抽查入户"), on_delete=models.PROTECT, related_name="photos"
    )
    document = models.OneToOneField(
        Document, verbose_name=_("照片"), on_delete=models.PROTECT, related_name="+"
    )

    objects = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name = _("抽查照片")
        verbose_name_plural = _("抽查照片")
        triggers = [
            append_only("inspection_photo"),
            after(
                "a_photo_is_of_its_visit",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows n LEFT JOIN oversight_inspectionvisit v ON v.id = n.visit_id
                LEFT JOIN applicants_document d ON d.id = n.document_id
                WHERE v.status IS DISTINCT FROM 'open' OR d.household_id IS DISTINCT FROM v.household_id
                   OR v.area_code <> n.area_code OR d.added_by_id NOT IN (v.first_id, v.second_id)
                """,
            ),
        ]

    def __str__(self) -> str:
        return str(self.document)
