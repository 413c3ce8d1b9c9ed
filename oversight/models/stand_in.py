"""An inspector who was drawn and cannot go, and who goes instead: the next whom the seed names, nobody's choice."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from dibao.models.placed import PlacedModel, PlacedQuerySet
from dibao.models.staff import Staff
from dibao.triggers import after, append_only, signed_by_who_acts
from oversight.models.inspection import Inspection
from oversight.models.inspection_visit import InspectionVisit


class AwayFor(models.TextChoices):
    """Why a drawn inspector does not go."""

    ILL = "ill", _("生病")
    POSTED = "posted", _("调离岗位")
    RECUSAL = "recusal", _("临时回避")
    OTHER = "other", _("其他原因")

    @property
    def told(self) -> StrPromise:
        """As everybody reads it: who is ill is nobody's business, so other reasons are told alike."""
        return {AwayFor.POSTED: _("调离岗位"), AwayFor.RECUSAL: _("临时回避")}.get(self, _("因故"))


# Who is left for a row's family, by number from 0, as `oversight.sampling.stand_in` counts them: neither of the pair,
# nobody barred, nobody who could not go before, nor who came for them, whom a row may not have put in the pair yet. The
# start is the seed and the first eight figures of the list's hash.
_LEFT = """
    SELECT p.number, row_number() OVER (ORDER BY p.number) - 1 AS place, count(*) OVER () AS held
    FROM oversight_inspectioninspector p
    WHERE p.inspection_id = i.id AND p.staff_id NOT IN (v.first_id, v.second_id)
      AND NOT EXISTS (SELECT FROM oversight_inspectorbar b WHERE b.inspector_id = p.id AND b.subject_id = s.id)
      AND NOT EXISTS (SELECT FROM earlier e WHERE e.visit_id = v.id AND e.id < n.id
                      AND p.number IN (e.away, e.comes))
"""
_STEP = """
    (nullif(i.seed, '')::bigint
     + rpad(left(regexp_replace(i.list_hash, '[^0-9]', '', 'g'), 8), 8, '0')::bigint
     + 61803399 * (s.route + (SELECT count(*) FROM earlier e WHERE e.visit_id = v.id AND e.id < n.id))
    ) % 100000000
"""


class StandIn(PlacedModel):
    """One inspector replaced at one family; its area is the village.

    Numbers and key are those of the published list, so that the public is told of it without anybody's name
    (`oversight.told_stand_ins`). An illness is a kind without words: nobody writes down what somebody has.
    """

    inspection = models.ForeignKey(
        Inspection, verbose_name=_("抽查"), on_delete=models.PROTECT, related_name="stand_ins"
    )
    visit = models.ForeignKey(
        InspectionVisit,
        verbose_name=_("抽查入户"),
        on_delete=models.PROTECT,
        related_name="stand_ins",
    )
    key = models.CharField(_("代号"), max_length=12)
    away = models.PositiveSmallIntegerField(_("去不了的检查人员编号"))
    comes = models.PositiveSmallIntegerField(_("顶替的检查人员编号"))
    reason = models.CharField(_("换人原因"), max_length=10, choices=AwayFor)
    words = models.CharField(_("原因说明"), max_length=200, blank=True, default="", db_default="")
    decided_by = models.ForeignKey(
        Staff, verbose_name=_("换人的经办人"), on_delete=models.PROTECT, related_name="+"
    )
    decided_on = models.DateField(_("换人日期"))

    objects = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name = _("检查人员顶替")
        verbose_name_plural = _("检查人员顶替")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=("visit", "away"), name="who_could_not_go_to_a_family_does_not_come_back"
            ),
            models.CheckConstraint(
                condition=~Q(comes=F("away")), name="somebody_else_stands_in_for_an_inspector"
            ),
            models.CheckConstraint(
                condition=Q(reason=AwayFor.OTHER) & ~Q(words="")
                | Q(reason=AwayFor.ILL, words="")
                | Q(reason__in=(AwayFor.POSTED, AwayFor.RECUSAL)),
                name="a_stand_in_says_why_and_no_illness",
            ),
        ]
        triggers = [
            append_only("stand_in"),
            signed_by_who_acts("stand_in", "decided_by_id", pgtrigger.Insert),
            after(
                "a_stand_in_is_for_who_is_still_needed",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows n
                LEFT JOIN oversight_inspectionvisit v ON v.id = n.visit_id AND v.inspection_id = n.inspection_id
                LEFT JOIN oversight_inspection i ON i.id = v.inspection_id
                LEFT JOIN oversight_inspectionsubject s ON s.id = v.subject_id AND s.key = n.key
                LEFT JOIN oversight_inspectioninspector p ON p.inspection_id = v.inspection_id AND p.number = n.away
                WHERE (v.status = 'open' AND v.visited_on IS NULL
                       OR v.status = 'submitted' AND v.submitted_by_id <> p.staff_id) IS NOT TRUE
                   OR i.status <> 'drawn'
                   OR s.id IS NULL OR v.area_code <> n.area_code
                   OR p.staff_id IS NULL OR p.staff_id NOT IN (v.first_id, v.second_id)
                """,
            ),
            after(
                "a_stand_in_is_the_next_whom_the_seed_names",
                pgtrigger.Insert,
                f"""
                WITH earlier AS MATERIALIZED (
                    SELECT e.id, e.visit_id, e.away, e.comes FROM oversight_standin e
                    WHERE e.visit_id IN (SELECT n.visit_id FROM new_rows n))
                SELECT FROM new_rows n
                LEFT JOIN oversight_inspectionvisit v ON v.id = n.visit_id
                LEFT JOIN oversight_inspection i ON i.id = v.inspection_id
                LEFT JOIN oversight_inspectionsubject s ON s.id = v.subject_id
                WHERE n.comes IS DISTINCT FROM (
                    SELECT o.number FROM ({_LEFT}) o WHERE o.place = ({_STEP}) % o.held)
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.away} {self.comes}"

    @property
    def told(self) -> StrPromise:
        """Why, as everybody may read it."""
        return AwayFor(self.reason).told
