"""What the office says about a material that is not there as a file."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applicants.models.case import Case
from applicants.models.document import DocumentKind
from applicants.models.person import Person
from dibao.models.placed import PlacedModel, PlacedQuerySet
from dibao.models.staff import Staff
from dibao.triggers import after, append_only


class MaterialAnswerKind(models.TextChoices):
    # 2022年通知: a written promise in place of a proof (告知承诺制).
    PROMISED = "promised", _("告知承诺")
    # 办法 Art 10, 社会救助法 Art 62: what the office can find out by itself is not asked for.
    BY_CHECK = "by_check", _("核对取得")
    WAIVED = "waived", _("不需要")
    # Takes an earlier answer back.
    NEEDED = "needed", _("仍需提供")


class MaterialAnswer(PlacedModel):
    """One word on one material of a case, of one member or of the family; the newest one counts."""

    case = models.ForeignKey(
        Case, verbose_name=_("案件"), on_delete=models.PROTECT, related_name="material_answers"
    )
    kind = models.CharField(_("材料种类"), max_length=20, choices=DocumentKind)
    person = models.ForeignKey(
        Person,
        verbose_name=_("人员"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    answer = models.CharField(_("处理"), max_length=10, choices=MaterialAnswerKind)
    note = models.CharField(_("说明"), max_length=200)
    answered_by = models.ForeignKey(
        Staff, verbose_name=_("经办人"), on_delete=models.PROTECT, related_name="+"
    )
    answered_on = models.DateField(_("处理日期"))

    objects = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name = _("材料处理")
        verbose_name_plural = _("材料处理")
        indexes = [models.Index(fields=("case",), name="material_answer_case")]
        constraints = [
            models.CheckConstraint(
                condition=Q(answer__in=MaterialAnswerKind.values), name="material_answer_is_known"
            ),
            models.CheckConstraint(condition=~Q(note=""), name="a_material_answer_says_why"),
        ]
        triggers = [
            append_only("material_answer"),
            after(
                "a_material_answer_is_of_its_cases_place",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows a
                LEFT JOIN applicants_case c ON c.id = a.case_id AND c.area_code = a.area_code
                WHERE c.id IS NULL
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.get_answer_display()}"
