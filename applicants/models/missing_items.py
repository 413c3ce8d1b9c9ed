"""The one-time notice of everything missing (一次性告知): what was asked for, until when, and when it came."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from applicants.models.case import Case
from dibao import history
from dibao.models.placed import PlacedModel, PlacedQuerySet
from dibao.models.staff import Staff
from dibao.triggers import after, never_deleted

_ITEM_LENGTH = 120


@history.kept(inserts=False)
class MissingItemsNotice(PlacedModel):
    """What a family was told to bring, all of it at once (办法 Art 10); again only for facts that are new."""

    case = models.ForeignKey(
        Case, verbose_name=_("案件"), on_delete=models.PROTECT, related_name="missing_notices"
    )
    items = ArrayField(models.CharField(max_length=_ITEM_LENGTH), verbose_name=_("要补的材料"))
    # Empty in the first one, which thereby stays the only one of its sort.
    new_facts = models.CharField(_("新的事实"), max_length=300, blank=True, default="")
    given_by = models.ForeignKey(
        Staff, verbose_name=_("告知人"), on_delete=models.PROTECT, related_name="+"
    )
    given_on = models.DateField(_("告知日期"))
    due_on = models.DateField(_("补齐期限"))
    supplied_by = models.ForeignKey(
        Staff,
        verbose_name=_("登记补齐的人"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    supplied_on = models.DateField(_("补齐日期"), null=True, blank=True)

    objects = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name = _("补正告知")
        verbose_name_plural = _("补正告知")
        constraints = [
            models.UniqueConstraint(
                fields=("case",),
                condition=Q(new_facts=""),
                name="everything_missing_is_told_once",
            ),
            models.CheckConstraint(
                condition=Q(items__len__gt=0), name="a_missing_items_notice_asks_for_something"
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("given_on")),
                name="days_of_a_missing_items_notice_in_order",
            ),
            models.CheckConstraint(
                condition=Q(supplied_on__isnull=True, supplied_by__isnull=True)
                | Q(
                    supplied_on__isnull=False,
                    supplied_by__isnull=False,
                    supplied_on__gte=F("given_on"),
                ),
                name="what_was_supplied_says_by_whom_and_when",
            ),
        ]
        triggers = [
            never_deleted("missing_items_notice"),
            after(
                "a_missing_items_notice_is_of_its_cases_place",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows n
                LEFT JOIN applicants_case c ON c.id = n.case_id AND c.area_code = n.area_code
                WHERE c.id IS NULL
                """,
            ),
            after(
                "a_missing_items_notice_is_only_ever_answered",
                pgtrigger.Update,
                """
                SELECT FROM old_rows o LEFT JOIN new_rows n USING (id)
                WHERE n.id IS NULL OR o.supplied_on IS NOT NULL OR n.supplied_on IS NULL
                   OR to_jsonb(o) - '{supplied_on,supplied_by_id}'::text[]
                      <> to_jsonb(n) - '{supplied_on,supplied_by_id}'::text[]
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.given_on}"
