"""Tokens with which a member agency's own system answers its referrals."""

from datetime import date, timedelta

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dibao import history
from dibao.models.area import Area
from dibao.models.staff import Posting, Staff
from dibao.roles import Role
from dibao.triggers import after, never_deleted, signed_by_who_acts

# The longest that a token works; then the agency asks for a new one.
LONGEST = timedelta(days=365)


class AgencyTokenQuerySet(models.QuerySet["AgencyToken"]):
    def within(self, area: Area) -> "AgencyTokenQuerySet":
        """Those of postings in an area, whose administrators answer for them."""
        low, high = area.span
        return self.filter(posting__area_id__gte=low, posting__area_id__lt=high)


@history.kept(inserts=False, without=("sha256", "last_used_on"))
class AgencyToken(models.Model):
    """A word by which a system acts under one posting to an agency, as its holder does, and ends with it.

    Only its SHA-256 is kept: it has 256 bits of chance, so nobody finds the word from it. It is revoked, never deleted.
    """

    posting = models.ForeignKey(
        Posting, verbose_name=_("岗位任职"), on_delete=models.PROTECT, related_name="tokens"
    )
    system = models.CharField(_("系统名称"), max_length=60)
    sha256 = models.CharField(_("指纹"), max_length=64, unique=True, editable=False)
    created_by = models.ForeignKey(
        Staff, verbose_name=_("发放人"), on_delete=models.PROTECT, related_name="+"
    )
    created_on = models.DateField(_("发放日期"))
    # The last day on which it works.
    expires_on = models.DateField(_("有效期至"))
    revoked_by = models.ForeignKey(
        Staff,
        verbose_name=_("作废人"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    revoked_on = models.DateField(_("作废日期"), null=True, blank=True)
    last_used_on = models.DateField(_("最近使用"), null=True, blank=True, editable=False)

    # What its system shows: on the object that was just handed out, and in no column.
    word = ""

    objects = AgencyTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("接口令牌")
        verbose_name_plural = _("接口令牌")
        ordering = ("-pk",)
        constraints = [
            # Whoever presses twice, or forgets the one they have, is told.
            models.UniqueConstraint(
                fields=("posting", "system"),
                condition=Q(revoked_on__isnull=True),
                name="a_system_has_a_token_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(sha256__regex="^[0-9a-f]{64}$"), name="a_token_is_kept_as_a_hash"
            ),
            models.CheckConstraint(
                condition=Q(
                    expires_on__gte=F("created_on"), expires_on__lte=F("created_on") + LONGEST
                ),
                name="a_token_works_for_a_year_at_most",
            ),
            models.CheckConstraint(
                condition=Q(revoked_by__isnull=True, revoked_on__isnull=True)
                | Q(revoked_by__isnull=False, revoked_on__gte=F("created_on")),
                name="a_revoked_token_says_by_whom_and_when",
            ),
            models.CheckConstraint(
                condition=Q(last_used_on__isnull=True)
                | Q(last_used_on__gte=F("created_on"), last_used_on__lte=F("expires_on"))
                & (Q(revoked_on__isnull=True) | Q(last_used_on__lte=F("revoked_on"))),
                name="a_token_is_used_while_it_works",
            ),
            models.CheckConstraint(condition=~Q(system=""), name="a_token_names_its_system"),
        ]
        triggers = [
            never_deleted("agency_token"),
            signed_by_who_acts("agency_token", "created_by_id", pgtrigger.Insert),
            signed_by_who_acts("agency_token", "revoked_by_id", pgtrigger.Update),
            # Who keeps the postings hands out tokens; with one of their own they could answer referrals.
            after(
                "an_agency_token_is_for_another_at_an_agency",
                pgtrigger.Insert,
                f"""
                SELECT FROM new_rows n LEFT JOIN dibao_posting p ON p.id = n.posting_id AND p.role = '{Role.AGENCY}'
                WHERE p.id IS NULL OR p.staff_id = n.created_by_id
                   OR n.revoked_on IS NOT NULL OR n.last_used_on IS NOT NULL
                """,
            ),
            after(
                "an_agency_token_is_only_ever_revoked",
                pgtrigger.Update,
                """
                SELECT FROM old_rows o LEFT JOIN new_rows n USING (id)
                WHERE n.id IS NULL OR n.last_used_on IS NULL AND o.last_used_on IS NOT NULL
                   OR n.last_used_on < o.last_used_on
                   OR o.revoked_on IS NOT NULL AND to_jsonb(o) <> to_jsonb(n)
                   OR to_jsonb(o) - '{revoked_by_id,revoked_on,last_used_on}'::text[]
                      <> to_jsonb(n) - '{revoked_by_id,revoked_on,last_used_on}'::text[]
                """,
            ),
            after(
                "an_agency_token_is_used_by_its_holder",
                pgtrigger.Update,
                """
                SELECT FROM old_rows o JOIN new_rows n USING (id) JOIN dibao_posting p ON p.id = n.posting_id
                WHERE n.last_used_on IS DISTINCT FROM o.last_used_on
                  AND p.staff_id IS DISTINCT FROM (SELECT (scope_story() ->> 'staff')::bigint)
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.posting.agency} {self.system}"

    def works_on(self, day: date) -> bool:
        """Whether it is handed out, nobody revoked it and its last day is not over; its posting is another question."""
        return self.revoked_on is None and self.created_on <= day <= self.expires_on
