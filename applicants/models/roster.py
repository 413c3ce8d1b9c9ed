"""A county's own lists, taken over when the county comes to this system."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from applicants.models.sheet_import import SheetImport
from dibao.fields import MonthField
from dibao.models.placed import PlacedModel, PlacedQuerySet
from dibao.models.staff import Staff
from dibao.triggers import after, append_only


class RosterImport(PlacedModel):
    """The file that a county's households in benefit came from, with its totals; the area is the county."""

    file_name = models.CharField(_("文件名"), max_length=200)
    sha256 = models.CharField(_("校验值"), max_length=64)
    household_count = models.PositiveIntegerField(_("户数"))
    person_count = models.PositiveIntegerField(_("保障人数"))
    total_amount = models.DecimalField(_("月保障金合计"), max_digits=14, decimal_places=2)
    first_month = MonthField(verbose_name=_("起始月份"))
    imported_by = models.ForeignKey(
        Staff, verbose_name=_("导入人"), on_delete=models.PROTECT, related_name="+"
    )
    # Filled by the database: the import of the wizard that brought it; none where an operator's command did.
    sheet_import = models.OneToOneField(
        SheetImport,
        verbose_name=_("名单导入"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="roster",
    )
    # The database's own clock, since the guards of what came with the roster hold it against the transaction's.
    imported_at = models.DateTimeField(_("导入时间"), db_default=Now(), editable=False)

    objects = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name = _("花名册导入")
        verbose_name_plural = _("花名册导入")
        constraints = [
            # Whatever came by the wizard stands once in its import, and may come again when that was undone.
            models.UniqueConstraint(
                fields=("area", "sha256"),
                condition=Q(sheet_import__isnull=True),
                name="a_list_is_taken_over_once",
            ),
        ]
        triggers = [
            append_only("roster_import"),
            pgtrigger.Trigger(
                name="a_roster_names_its_import",
                level=pgtrigger.Row,
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                SELECT s.id INTO NEW.sheet_import_id FROM applicants_sheetimport s
                WHERE s.area_code = NEW.area_code AND s.sha256 = NEW.sha256 AND s.status = 'confirmed'
                  AND s.confirmed_by_id = NEW.imported_by_id;
                RETURN NEW;
                """,
            ),
            # Its first list opens a county; every other one was brought by one person and confirmed by another.
            after(
                "another_list_of_a_county_was_confirmed",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows n
                WHERE EXISTS (SELECT FROM applicants_rosterimport r WHERE r.area_code = n.area_code AND r.id < n.id)
                  AND n.sheet_import_id IS NULL
                """,
            ),
            after(
                "a_roster_is_of_now",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows n
                WHERE n.imported_at NOT BETWEEN transaction_timestamp() AND clock_timestamp()
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.file_name
