"""Collection sheets that came back from a township's villages."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dibao import history
from dibao.models.placed import PlacedModel, PlacedQuerySet
from dibao.models.staff import Staff
from dibao.triggers import after, never_deleted, signed_by_who_acts
from payments.models.bank_file import FileContent


@history.kept(inserts=False)
class AccountSheet(PlacedModel):
    """A collection sheet as it came back, kept as evidence; its area is the township.

    Its good rows are taken once, into first accounts and proposed changes; what was wrong in it is read anew from it.
    """

    name = models.CharField(_("文件名"), max_length=200)
    content = models.OneToOneField(FileContent, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(_("校验值"), max_length=64)
    loaded_by = models.ForeignKey(
        Staff, verbose_name=_("上传人"), on_delete=models.PROTECT, related_name="+"
    )
    loaded_at = models.DateTimeField(_("上传时间"), auto_now_add=True)
    taken_by = models.ForeignKey(
        Staff,
        verbose_name=_("登记人"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    taken_on = models.DateField(_("登记日期"), null=True, blank=True)
    first_count = models.PositiveIntegerField(_("首次登记户数"), default=0, db_default=0)
    change_count = models.PositiveIntegerField(_("提出变更户数"), default=0, db_default=0)

    objects = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name = _("账户采集表")
        verbose_name_plural = _("账户采集表")
        constraints = [
            models.UniqueConstraint(
                fields=("area", "sha256", "loaded_by"), name="a_collection_sheet_is_brought_once"
            ),
            # What is not entered yet compares with nobody, and passes.
            models.CheckConstraint(
                condition=Q(taken_by=F("loaded_by")),
                name="who_brought_a_collection_sheet_enters_it",
            ),
            models.CheckConstraint(
                condition=Q(
                    taken_by__isnull=True, taken_on__isnull=True, first_count=0, change_count=0
                )
                | Q(taken_by__isnull=False, taken_on__isnull=False),
                name="a_taken_sheet_says_by_whom_and_when",
            ),
        ]
        triggers = [
            never_deleted("account_sheet"),
            signed_by_who_acts("account_sheet", "loaded_by_id", pgtrigger.Insert),
            signed_by_who_acts("account_sheet", "taken_by_id", pgtrigger.Update),
            after(
                "an_account_sheet_is_taken_once",
                pgtrigger.Update,
                """
                SELECT FROM old_rows o LEFT JOIN new_rows n USING (id)
                WHERE n.id IS NULL OR o.taken_by_id IS NOT NULL OR n.taken_by_id IS NULL
                   OR to_jsonb(o) - '{taken_by_id,taken_on,first_count,change_count}'::text[]
                      <> to_jsonb(n) - '{taken_by_id,taken_on,first_count,change_count}'::text[]
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_taken(self) -> bool:
        return self.taken_on is not None
