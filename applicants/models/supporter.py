"""People outside a household who owe its members support (赡养、抚养、扶养义务人)."""

import uuid

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from applicants.choices import choices
from applicants.eligibility.codes import SupporterRelation
from applicants.models.household import Household
from applicants.models.person import ID_FULL, Person
from dibao import history
from dibao.fields import MoneyField, SealedField
from dibao.models.placed import PlacedModel, PlacedQuerySet
from dibao.sealing import blind_index
from dibao.triggers import after, never_deleted
from dibao.values.identity import IdNumber


class SupportAbility(models.TextChoices):
    """What the visit or the check says that a supporter can give."""

    UNKNOWN = "unknown", _("还没有核实")
    ABLE = "able", _("有能力")
    PARTIAL = "partial", _("能力不足")
    UNABLE = "unable", _("没有能力")


class SupporterQuerySet(PlacedQuerySet["Supporter"]):
    def current(self) -> "SupporterQuerySet":
        """Those who still stand on the list, by their names."""
        return self.filter(ended_on__isnull=True).order_by("name", "pk")


_NO_MEMBER = """
    WHERE NOT EXISTS (
        SELECT FROM applicants_membership m
        WHERE m.household_id = n.household_id AND m.person_id = n.supported_id AND m.area_code = n.area_code)
"""


@history.kept()
class Supporter(PlacedModel):
    """Who supports which member, what they can and do pay; checked only with their consent (社会救助法 Art 41).

    What they pay counts as an income line of each case; the amount here is the one last declared, yuan a year.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    household = models.ForeignKey(
        Household, verbose_name=_("家庭"), on_delete=models.PROTECT, related_name="supporters"
    )
    supported = models.ForeignKey(
        Person, verbose_name=_("被赡养人"), on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(_("姓名"), max_length=40)
    id_number = SealedField(verbose_name=_("身份证号"), null=True, blank=True)
    id_index = models.CharField(max_length=32, blank=True, editable=False)
    id_last4 = models.CharField(_("身份证后4位"), max_length=4, blank=True)
    birth_date = models.DateField(_("出生日期"), null=True, blank=True)
    relation = models.CharField(
        _("与被赡养人关系"), max_length=12, choices=choices(SupporterRelation)
    )
    ability = models.CharField(
        _("赡养能力"),
        max_length=10,
        choices=SupportAbility,
        default=SupportAbility.UNKNOWN,
    )
    yearly_amount = MoneyField(verbose_name=_("每年给付"))
    place = models.CharField(_("住址"), max_length=120, blank=True)
    consent_on = models.DateField(_("同意核对的日期"), null=True, blank=True)
    registered_on = models.DateField(_("登记日期"))
    ended_on = models.DateField(_("终止日期"), null=True, blank=True)

    objects = SupporterQuerySet.as_manager()

    class Meta:
        verbose_name = _("赡养、抚养、扶养义务人")
        verbose_name_plural = _("赡养、抚养、扶养义务人")
        indexes = [models.Index(fields=("id_index",), name="supporter_id")]
        constraints = [
            models.CheckConstraint(
                condition=Q(yearly_amount__gte=0), name="support_is_not_negative"
            ),
            models.CheckConstraint(
                condition=~Q(ability=SupportAbility.UNABLE) | Q(yearly_amount=0),
                name="nobody_pays_who_cannot",
            ),
            models.CheckConstraint(
                condition=Q(ability__in=SupportAbility.values), name="ability_is_known"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("registered_on")),
                name="supporter_days_in_order",
            ),
            models.CheckConstraint(
                condition=Q(id_number__isnull=True, id_index="", id_last4="")
                | Q(id_number__isnull=False) & ~Q(id_index="") & ~Q(id_last4=""),
                name="supporters_number_and_index_go_together",
            ),
        ]
        triggers = [
            never_deleted("supporter"),
            after(
                "a_supporter_supports_a_member_in_its_place",
                pgtrigger.Insert,
                f"SELECT FROM new_rows n {_NO_MEMBER}",
            ),
            after(
                "a_supporter_stays_one_of_a_member",
                pgtrigger.Update,
                f"""
                SELECT FROM old_rows o JOIN new_rows n USING (id) {_NO_MEMBER}
                  AND (o.household_id, o.supported_id, o.area_code)
                      IS DISTINCT FROM (n.household_id, n.supported_id, n.area_code)
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def take_number(self, number: IdNumber | None) -> None:
        """Set the ID number with what is searched and shown of it; the birth date follows from it."""
        self.id_number = number.number if number else None
        self.id_index = blind_index(number.number, ID_FULL) if number else ""
        self.id_last4 = number.last4 if number else ""
        self.birth_date = number.birth_date if number else None

    @property
    def masked_id(self) -> str:
        """What lists may show of the ID number: its last four."""
        return f"**************{self.id_last4}" if self.id_last4 else ""
