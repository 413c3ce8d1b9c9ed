"""What each member of a family signed: that all is true, and that it may be checked."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from applicants.models.case import Case
from applicants.models.document import Document
from applicants.models.person import Person
from dibao import history
from dibao.models.placed import PlacedModel, PlacedQuerySet
from dibao.models.staff import Staff
from dibao.triggers import after, never_deleted

# 民法典 Art 17; the same age stood in 民法通则 Art 11 before.
FULL_AGE = 18


class SigningWay(models.TextChoices):
    PAPER = "paper", _("纸面")
    ONLINE = "online", _("网上")


class AuthorisationQuerySet(PlacedQuerySet["Authorisation"]):
    def valid(self) -> "AuthorisationQuerySet":
        """Those that nobody took back."""
        return self.filter(revoked_on__isnull=True)


@history.kept(inserts=False)
class Authorisation(PlacedModel):
    """One member's declaration of truth and consent to be checked, for one case (办法 Art 9, 社会救助法 Art 40).

    For a minor a guardian of the family signs. Taken back, never deleted: what was checked before stays lawful.
    """

    case = models.ForeignKey(
        Case, verbose_name=_("案件"), on_delete=models.PROTECT, related_name="authorisations"
    )
    person = models.ForeignKey(
        Person, verbose_name=_("授权人"), on_delete=models.PROTECT, related_name="authorisations"
    )
    # Null where the person signed.
    guardian = models.ForeignKey(
        Person,
        verbose_name=_("监护人"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    way = models.CharField(_("签署方式"), max_length=10, choices=SigningWay)
    signed_on = models.DateField(_("签署日期"))
    # 试行办法 (2012) Art 14: the applicant says whether staff or village officials are close relatives.
    declares_relatives = models.BooleanField(_("申明有近亲属"), default=False)
    document = models.ForeignKey(
        Document,
        verbose_name=_("签字的文件"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="authorisations",
    )
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

    objects = AuthorisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("承诺和授权")
        verbose_name_plural = _("承诺和授权")
        constraints = [
            models.UniqueConstraint(
                fields=("case", "person"),
                condition=Q(revoked_on__isnull=True),
                name="a_member_authorises_once_per_case",
            ),
            models.CheckConstraint(
                condition=Q(way__in=SigningWay.values), name="signing_way_is_known"
            ),
            models.CheckConstraint(
                condition=Q(signed_on__lte=F("recorded_on")),
                name="an_authorisation_is_signed_before_it_is_recorded",
            ),
            models.CheckConstraint(
                condition=Q(guardian__isnull=True) | ~Q(guardian=F("person")),
                name="nobody_is_their_own_guardian",
            ),
            models.CheckConstraint(
                condition=Q(revoked_on__isnull=True, revoked_by__isnull=True, revoke_reason="")
                | Q(revoked_on__isnull=False, revoked_by__isnull=False) & ~Q(revoke_reason=""),
                name="a_revoked_authorisation_says_by_whom_when_and_why",
            ),
        ]
        triggers = [
            never_deleted("authorisation"),
            after(
                "an_authorisation_is_of_a_member",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows a
                LEFT JOIN applicants_case c ON c.id = a.case_id AND c.area_code = a.area_code
                LEFT JOIN applicants_document d ON d.id = a.document_id AND d.household_id = c.household_id
                WHERE c.id IS NULL OR a.document_id IS NOT NULL AND d.id IS NULL
                   OR EXISTS (
                       SELECT FROM unnest(ARRAY[a.person_id, a.guardian_id]) AS signer (id)
                       WHERE signer.id IS NOT NULL AND NOT EXISTS (
                           SELECT FROM applicants_membership m
                           WHERE m.household_id = c.household_id AND m.person_id = signer.id))
                """,
            ),
            # A birth date that nobody knows yet is taken for an adult's.
            after(
                "a_minor_is_signed_for_by_an_adult",
                pgtrigger.Insert,
                f"""
                SELECT FROM new_rows a LEFT JOIN applicants_person p ON p.id = a.person_id
                LEFT JOIN applicants_person g ON g.id = a.guardian_id
                WHERE p.id IS NULL OR a.guardian_id IS NOT NULL AND g.id IS NULL OR (a.guardian_id IS NULL) <>
                      coalesce(p.birth_date + interval '{FULL_AGE} years' <= a.signed_on, TRUE)
                   OR g.birth_date + interval '{FULL_AGE} years' > a.signed_on
                """,
            ),
            after(
                "an_authorisation_is_only_ever_revoked",
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
        return f"{self.person} {self.signed_on}"
