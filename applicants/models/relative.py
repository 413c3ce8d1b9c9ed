"""Relatives of those who handle dibao: village officials, and who of a case is related to whom (近亲属备案)."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from applicants.models.case import Case
from applicants.models.person import Person
from dibao import history
from dibao.models.placed import PlacedModel, PlacedQuerySet
from dibao.models.staff import Staff
from dibao.triggers import after, never_deleted, signed_by_who_acts

VILLAGE_NAME_LENGTH = 40


class CloseRelation(models.TextChoices):
    """试行办法 (2012) Art 14: who is a close relative; the member of the family is the official's …"""

    SPOUSE = "spouse", _("配偶")
    PARENT = "parent", _("父母")
    CHILD = "child", _("子女")
    SIBLING = "sibling", _("兄弟姐妹")
    GRANDPARENT = "grandparent", _("祖父母")
    MATERNAL_GRANDPARENT = "maternal_grandparent", _("外祖父母")
    GRANDCHILD = "grandchild", _("孙子女")
    MATERNAL_GRANDCHILD = "maternal_grandchild", _("外孙子女")


class OfficialQuerySet(PlacedQuerySet["VillageOfficial"]):
    def in_office(self) -> "OfficialQuerySet":
        """Those whose time has not been ended."""
        return self.filter(ends_on__isnull=True)


@history.kept()
class VillageOfficial(PlacedModel):
    """A member of a village committee from a day to a day; its area is the village."""

    name = models.CharField(_("姓名"), max_length=VILLAGE_NAME_LENGTH)
    post = models.CharField(_("职务"), max_length=40)
    starts_on = models.DateField(_("任职日期"))
    ends_on = models.DateField(_("离任日期"), null=True, blank=True)

    objects = OfficialQuerySet.as_manager()

    class Meta:
        verbose_name = _("村委会成员")
        verbose_name_plural = _("村委会成员")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="days_of_an_official_in_order",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="an_official_has_a_name"),
        ]
        triggers = [never_deleted("village_official")]

    def __str__(self) -> str:
        return f"{self.name} {self.post}"


class RelativeQuerySet(PlacedQuerySet["RelativeRegistration"]):
    def valid(self) -> "RelativeQuerySet":
        return self.filter(voided_on__isnull=True)


@history.kept(inserts=False)
class RelativeRegistration(PlacedModel):
    """A member of a family is the close relative of a village official or of staff (办法 Art 11, 20).

    While one is valid, the county visits the family before it decides, and that member of staff neither assesses,
    proposes nor decides the case. Voided with a reason, never deleted, and never by the relative.
    """

    case = models.ForeignKey(
        Case, verbose_name=_("案件"), on_delete=models.PROTECT, related_name="relatives"
    )
    member = models.ForeignKey(
        Person, verbose_name=_("家庭成员"), on_delete=models.PROTECT, related_name="+"
    )
    official = models.ForeignKey(
        VillageOfficial,
        verbose_name=_("村委会成员"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="relatives",
    )
    staff = models.ForeignKey(
        Staff,
        verbose_name=_("工作人员"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    relation = models.CharField(_("是其"), max_length=20, choices=CloseRelation)
    registered_by = models.ForeignKey(
        Staff, verbose_name=_("备案人"), on_delete=models.PROTECT, related_name="+"
    )
    registered_on = models.DateField(_("备案日期"))
    voided_by = models.ForeignKey(
        Staff,
        verbose_name=_("作废人"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    voided_on = models.DateField(_("作废日期"), null=True, blank=True)
    void_reason = models.CharField(_("作废原因"), max_length=200, blank=True, default="")

    objects = RelativeQuerySet.as_manager()

    class Meta:
        verbose_name = _("近亲属备案")
        verbose_name_plural = _("近亲属备案")
        constraints = [
            models.UniqueConstraint(
                fields=("case", "member", "official", "staff"),
                condition=Q(voided_on__isnull=True),
                nulls_distinct=False,
                name="a_kinship_is_registered_once_per_case",
            ),
            models.CheckConstraint(
                condition=Q(official__isnull=False, staff__isnull=True)
                | Q(official__isnull=True, staff__isnull=False),
                name="a_relative_is_an_officials_or_a_colleagues",
            ),
            models.CheckConstraint(
                condition=Q(relation__in=CloseRelation.values), name="close_relation_is_known"
            ),
            models.CheckConstraint(
                condition=Q(voided_on__isnull=True, voided_by__isnull=True, void_reason="")
                | Q(voided_on__isnull=False, voided_by__isnull=False) & ~Q(void_reason=""),
                name="a_voided_registration_says_by_whom_when_and_why",
            ),
            models.CheckConstraint(
                condition=Q(voided_by__isnull=True)
                | Q(staff__isnull=True)
                | ~Q(voided_by=F("staff")),
                name="nobody_strikes_out_their_own_kinship",
            ),
        ]
        triggers = [
            never_deleted("relative_registration"),
            # Else the relative strikes it out in a colleague's name.
            signed_by_who_acts("kinship", "voided_by_id", pgtrigger.Update),
            after(
                "a_registered_relative_is_a_member",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows r
                LEFT JOIN applicants_case c ON c.id = r.case_id AND c.area_code = r.area_code
                WHERE c.id IS NULL OR NOT EXISTS (
                    SELECT FROM applicants_membership m
                    WHERE m.household_id = c.household_id AND m.person_id = r.member_id)
                """,
            ),
            after(
                "a_registration_is_only_ever_voided",
                pgtrigger.Update,
                """
                SELECT FROM old_rows o LEFT JOIN new_rows n USING (id)
                LEFT JOIN applicants_case c ON c.id = n.case_id
                WHERE n.id IS NULL OR o.voided_on IS NOT NULL OR n.voided_on IS NULL
                   OR c.id IS NULL OR c.status IN ('confirmed', 'refused', 'withdrawn', 'ended')
                   OR to_jsonb(o) - '{voided_on,voided_by_id,void_reason}'::text[]
                      <> to_jsonb(n) - '{voided_on,voided_by_id,void_reason}'::text[]
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} {self.get_relation_display()}"

    @property
    def relative_of(self) -> str:
        """The official or member of staff whose relative the member is."""
        return str(self.official or self.staff)
