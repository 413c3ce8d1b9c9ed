"""What an inspection is drawn from, as it stood when it was published: families, strata, inspectors, who may not go."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from applicants.choices import BENEFIT_CLASSES
from applicants.models.grant import Grant
from applicants.models.household import Household
from dibao.display import with_note
from dibao.models.placed import PlacedModel, PlacedQuerySet
from dibao.models.staff import Staff
from dibao.triggers import after, append_only
from oversight.models.inspection import Inspection


def _before_it_is_frozen(noun: str, wrong: str = "FALSE") -> pgtrigger.Trigger:
    """Rows of a list come before its hash, and never afterwards."""
    return after(
        f"{noun}_comes_before_its_hash",
        pgtrigger.Insert,
        f"""
        SELECT FROM new_rows n LEFT JOIN oversight_inspection i ON i.id = n.inspection_id
        WHERE i.status IS DISTINCT FROM 'planned' OR {wrong}
        """,
    )


class InspectionList(PlacedModel):
    """The published file, byte for byte: keys and numbers, nobody's name."""

    inspection = models.OneToOneField(
        Inspection, verbose_name=_("抽查"), on_delete=models.PROTECT, related_name="list"
    )
    text = models.TextField(_("名单"))

    objects = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name = _("抽查名单")
        verbose_name_plural = _("抽查名单")
        triggers = [
            append_only("inspection_list"),
            _before_it_is_frozen("inspection_list", "i.area_code <> n.area_code"),
        ]

    def __str__(self) -> str:
        return str(self.inspection)


class InspectionStratum(PlacedModel):
    """One township's families of one class: how many there are, and how many of them are drawn. Its area is the
    township, or the inspection's for families without a class of their own."""

    inspection = models.ForeignKey(
        Inspection, verbose_name=_("抽查"), on_delete=models.PROTECT, related_name="strata"
    )
    number = models.PositiveSmallIntegerField(_("层号"))
    benefit_class = models.PositiveSmallIntegerField(_("类别"), choices=BENEFIT_CLASSES)
    household_count = models.PositiveIntegerField(_("名单户数"))
    sample_size = models.PositiveIntegerField(_("抽查户数"))

    objects = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name = _("抽查分层")
        verbose_name_plural = _("抽查分层")
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(
                fields=("inspection", "number"), name="a_stratum_has_its_number"
            ),
            models.CheckConstraint(
                condition=Q(sample_size__gte=1, sample_size__lte=F("household_count")),
                name="a_stratum_gives_one_and_no_more_than_it_holds",
            ),
        ]
        triggers = [
            append_only("inspection_stratum"),
            _before_it_is_frozen("inspection_stratum"),
        ]

    def __str__(self) -> str:
        return f"{self.area.name} {self.get_benefit_class_display()}"


class InspectionSubject(PlacedModel):
    """One family of the list under its key; its area is the village. What is drawn is drawn from these alone."""

    inspection = models.ForeignKey(
        Inspection, verbose_name=_("抽查"), on_delete=models.PROTECT, related_name="subjects"
    )
    household = models.ForeignKey(
        Household, verbose_name=_("家庭"), on_delete=models.PROTECT, related_name="+"
    )
    grant = models.ForeignKey(
        Grant, verbose_name=_("待遇"), on_delete=models.PROTECT, related_name="+"
    )
    stratum = models.PositiveSmallIntegerField(_("层号"))
    number = models.PositiveIntegerField(_("层内序号"))
    key = models.CharField(_("代号"), max_length=12)
    route = models.PositiveSmallIntegerField(_("路线号"))

    objects = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name = _("抽查对象")
        verbose_name_plural = _("抽查对象")
        constraints = [
            models.UniqueConstraint(
                fields=("inspection", "household"), name="a_household_is_on_a_list_once"
            ),
            models.UniqueConstraint(
                fields=("inspection", "stratum", "number"), name="a_subject_has_its_number"
            ),
            models.UniqueConstraint(fields=("inspection", "key"), name="a_subject_has_its_key"),
        ]
        triggers = [
            append_only("inspection_subject"),
            _before_it_is_frozen("inspection_subject"),
            after(
                "a_subject_is_in_benefit_where_it_lives",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows n LEFT JOIN applicants_grant g ON g.id = n.grant_id
                LEFT JOIN oversight_inspection i ON i.id = n.inspection_id
                WHERE g.id IS NULL OR g.household_id <> n.household_id OR g.area_code <> n.area_code
                   OR g.first_month > i.population_on
                   OR g.last_month < date_trunc('month', i.population_on)::date
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.key


class InspectionInspector(PlacedModel):
    """One person of the pool that pairs are drawn from, under a number; its area is the inspection's."""

    inspection = models.ForeignKey(
        Inspection, verbose_name=_("抽查"), on_delete=models.PROTECT, related_name="inspectors"
    )
    number = models.PositiveSmallIntegerField(_("编号"))
    staff = models.ForeignKey(
        Staff, verbose_name=_("检查人员"), on_delete=models.PROTECT, related_name="+"
    )

    objects = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name = _("检查人员")
        verbose_name_plural = _("检查人员")
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(
                fields=("inspection", "number"), name="an_inspector_has_a_number"
            ),
            models.UniqueConstraint(
                fields=("inspection", "staff"), name="an_inspector_is_in_the_pool_once"
            ),
        ]
        triggers = [
            append_only("inspection_inspector"),
            _before_it_is_frozen("inspection_inspector", "i.area_code <> n.area_code"),
        ]

    def __str__(self) -> str:
        return with_note(self.staff.name, self.number)


class BarredFor(models.TextChoices):
    """Why an inspector does not go to a family (办法 Art 11; whoever judged a family is not sent to judge it again)."""

    RELATIVE = "relative", _("近亲属备案")
    HANDLED = "handled", _("办过这户的案件")


class InspectorBar(PlacedModel):
    """An inspector and a family of the list who do not meet, written before anything is drawn; the area is the
    village."""

    inspection = models.ForeignKey(
        Inspection, verbose_name=_("抽查"), on_delete=models.PROTECT, related_name="bars"
    )
    inspector = models.ForeignKey(
        InspectionInspector, verbose_name=_("检查人员"), on_delete=models.PROTECT, related_name="+"
    )
    subject = models.ForeignKey(
        InspectionSubject, verbose_name=_("抽查对象"), on_delete=models.PROTECT, related_name="bars"
    )
    reason = models.CharField(_("回避原因"), max_length=10, choices=BarredFor)

    objects = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name = _("检查人员回避")
        verbose_name_plural = _("检查人员回避")
        constraints = [
            models.UniqueConstraint(
                fields=("inspector", "subject"), name="an_inspector_is_barred_from_a_family_once"
            ),
            models.CheckConstraint(
                condition=Q(reason__in=BarredFor.values), name="why_an_inspector_is_barred_is_known"
            ),
        ]
        triggers = [
            append_only("inspector_bar"),
            _before_it_is_frozen("inspector_bar"),
        ]

    def __str__(self) -> str:
        return f"{self.inspector} {self.get_reason_display()}"
