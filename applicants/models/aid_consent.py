"""What a household says to being helped by others: that its data may be passed on, or that it wants none of it."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from applicants.models.aid import AidItem
from applicants.models.consent import SigningWay
from applicants.models.household import Household
from applicants.models.person import Person
from dibao import history
from dibao.models.placed import PlacedModel, PlacedQuerySet
from dibao.models.staff import Staff
from dibao.triggers import after, never_deleted, signed_by_who_acts


class AidConsentQuerySet(PlacedQuerySet["AidConsent"]):
    def valid(self) -> "AidConsentQuerySet":
        """Those that nobody took back."""
        return self.filter(revoked_on__isnull=True)


@history.kept(inserts=False)
class AidConsent(PlacedModel):
    """A household's signed word that agreed fields may go to agencies (个人信息保护法 Art 23, 社会救助法 Art 42).

    An adult member signs for the family. Taken back, never deleted: what was passed on before was passed on lawfully.
    """

    household = models.ForeignKey(
        Household, verbose_name=_("家庭"), on_delete=models.PROTECT, related_name="aid_consents"
    )
    person = models.ForeignKey(
        Person, verbose_name=_("签字人"), on_delete=models.PROTECT, related_name="+"
    )
    way = models.CharField(_("签署方式"), max_length=10, choices=SigningWay)
    signed_on = models.DateField(_("签署日期"))
    recorded_by = models.ForeignKey(
        Staff, verbose_name=_("登记人"), on_delete=models.PROTECT, related_name="+"
    )
    recorded_on = models.DateField(_("登记日期"))
    revoked_by = models.ForeignKey(
        Staff,
        verbose_name=_("撤回登记人"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    revoked_on = models.DateField(_("撤回日期"), null=True, blank=True)
    revoke_reason = models.CharField(_("撤回原因"), max_length=200, blank=True, default="")

    objects = AidConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("转介同意书")
        verbose_name_plural = _("转介同意书")
        constraints = [
            models.UniqueConstraint(
                fields=("household",),
                condition=Q(revoked_on__isnull=True),
                name="a_household_consents_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(way__in=SigningWay.values), name="aid_consent_way_is_known"
            ),
            models.CheckConstraint(
                condition=Q(signed_on__lte=F("recorded_on")),
                name="an_aid_consent_is_signed_before_it_is_recorded",
            ),
            models.CheckConstraint(
                condition=Q(revoked_on__isnull=True, revoked_by__isnull=True, revoke_reason="")
                | Q(
                    revoked_on__isnull=False,
                    revoked_by__isnull=False,
                    revoked_on__gte=F("recorded_on"),
                )
                & ~Q(revoke_reason=""),
                name="a_revoked_aid_consent_says_by_whom_when_and_why",
            ),
        ]
        triggers = [
            never_deleted("aid_consent"),
            signed_by_who_acts("aid_consent", "recorded_by_id", pgtrigger.Insert),
            signed_by_who_acts("aid_consent", "revoked_by_id", pgtrigger.Update),
            after(
                "an_aid_consent_is_of_a_member",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows a LEFT JOIN applicants_household h
                    ON h.id = a.household_id AND h.area_code = a.area_code
                LEFT JOIN applicants_person p ON p.id = a.person_id
                WHERE h.id IS NULL OR p.birth_date + interval '18 years' > a.signed_on
                   OR NOT EXISTS (SELECT FROM applicants_membership m
                                  WHERE m.household_id = a.household_id AND m.person_id = a.person_id)
                """,
            ),
            after(
                "an_aid_consent_is_only_ever_revoked",
                pgtrigger.Update,
                """
                SELECT FROM old_rows o LEFT JOIN new_rows n USING (id)
                WHERE n.id IS NULL OR o.revoked_on IS NOT NULL OR n.revoked_on IS NULL
                   OR to_jsonb(o) - '{revoked_on,revoked_by_id,revoke_reason}'::text[]
                      <> to_jsonb(n) - '{revoked_on,revoked_by_id,revoke_reason}'::text[]
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.household} {self.signed_on}"


class AidDeclineQuerySet(PlacedQuerySet["AidDecline"]):
    def standing(self) -> "AidDeclineQuerySet":
        """Those that nobody took back."""
        return self.filter(lifted_on__isnull=True)


@history.kept(inserts=False)
class AidDecline(PlacedModel):
    """A household or a member does not want a benefit; they are not asked again until they say otherwise."""

    household = models.ForeignKey(
        Household, verbose_name=_("家庭"), on_delete=models.PROTECT, related_name="aid_declines"
    )
    # Null where the whole household does not want it.
    person = models.ForeignKey(
        Person,
        verbose_name=_("人员"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    item = models.ForeignKey(
        AidItem, verbose_name=_("帮扶项目"), on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(_("原因"), max_length=200)
    recorded_by = models.ForeignKey(
        Staff, verbose_name=_("登记人"), on_delete=models.PROTECT, related_name="+"
    )
    recorded_on = models.DateField(_("登记日期"))
    lifted_by = models.ForeignKey(
        Staff,
        verbose_name=_("取消登记人"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    lifted_on = models.DateField(_("取消日期"), null=True, blank=True)

    objects = AidDeclineQuerySet.as_manager()

    class Meta:
        verbose_name = _("不需要的帮扶")
        verbose_name_plural = _("不需要的帮扶")
        constraints = [
            models.UniqueConstraint(
                fields=("item", "household", "person"),
                condition=Q(lifted_on__isnull=True),
                nulls_distinct=False,
                name="a_benefit_is_declined_once_at_a_time",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="whoever_declines_says_why"),
            models.CheckConstraint(
                condition=Q(lifted_on__isnull=True, lifted_by__isnull=True)
                | Q(
                    lifted_on__isnull=False,
                    lifted_by__isnull=False,
                    lifted_on__gte=F("recorded_on"),
                ),
                name="a_lifted_decline_says_by_whom_and_when",
            ),
        ]
        triggers = [
            never_deleted("aid_decline"),
            signed_by_who_acts("aid_decline", "recorded_by_id", pgtrigger.Insert),
            signed_by_who_acts("aid_decline", "lifted_by_id", pgtrigger.Update),
            after(
                "an_aid_decline_is_of_a_member",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows a LEFT JOIN applicants_household h
                    ON h.id = a.household_id AND h.area_code = a.area_code
                WHERE h.id IS NULL OR a.person_id IS NOT NULL AND NOT EXISTS (
                    SELECT FROM applicants_membership m
                    WHERE m.household_id = a.household_id AND m.person_id = a.person_id)
                """,
            ),
            after(
                "an_aid_decline_is_only_ever_lifted",
                pgtrigger.Update,
                """
                SELECT FROM old_rows o LEFT JOIN new_rows n USING (id)
                WHERE n.id IS NULL OR o.lifted_on IS NOT NULL OR n.lifted_on IS NULL
                   OR to_jsonb(o) - '{lifted_on,lifted_by_id}'::text[]
                      <> to_jsonb(n) - '{lifted_on,lifted_by_id}'::text[]
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.household} {self.item}"
