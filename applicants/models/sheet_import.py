"""Lists that a county brings: the file, what it was found to be, what it came to, who confirmed it."""

import uuid

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Cast, Extract
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from applicants.workflow import (
    OPEN_IMPORTS,
    SHEET_IMPORT_WORKFLOW,
    WRITTEN_IMPORTS,
    SheetImportStatus,
)
from dibao import history
from dibao.fields import MonthField
from dibao.models.placed import PlacedModel, PlacedQuerySet
from dibao.models.staff import Staff
from dibao.triggers import after, never_deleted, signed_by_who_acts
from dibao.wording import in_words, refusal_of
from dibao.workflow import MovingModel

_MICROSECONDS = 1_000_000
_NOT_ASKED_BACK = Q(
    asked_back_by__isnull=True,
    asked_back_on__isnull=True,
    undo_reason="",
    let_back_by__isnull=True,
    undone_on__isnull=True,
)
_ASKED_BACK = Q(asked_back_by__isnull=False, asked_back_on__isnull=False) & ~Q(undo_reason="")
# What may still change of a list that was written: whether it stands, and why.
_UNDOING = "{status,version,refusal,told,copies,asked_back_by_id,asked_back_on,undo_reason,let_back_by_id,undone_on}"


class RowOutcome(models.TextChoices):
    """What becomes of a row that is not simply taken."""

    REJECT = "reject", pgettext_lazy("import", "有错")
    SKIP = "skip", pgettext_lazy("import", "跳过")


class SheetImportQuerySet(PlacedQuerySet["SheetImport"]):
    def open(self) -> "SheetImportQuerySet":
        """Those under way."""
        return self.filter(status__in=OPEN_IMPORTS)

    def with_moment(self) -> "SheetImportQuerySet":
        """Write `moment` onto the rows: when each came, as microseconds, since their keys are in no order."""
        seconds = Extract("loaded_at", "epoch")
        return self.annotate(moment=Cast(seconds * _MICROSECONDS, models.BigIntegerField()))


@history.kept(inserts=False)
class SheetImport(PlacedModel, MovingModel):
    """A list on its way into a county's register; its area is the county.

    The file lies in the store of files under this row's key. `layout` and `sheet` are blank until it was looked into;
    `columns` are the headers that somebody chose, by column. `digest` is of what the check found, and what was
    confirmed is written only while a check still finds the same.
    """

    workflow = SHEET_IMPORT_WORKFLOW

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("文件名"), max_length=200)
    sha256 = models.CharField(_("校验值"), max_length=64)
    status = models.CharField(
        _("状态"), max_length=10, choices=SheetImportStatus, default=SheetImportStatus.RECEIVED
    )
    layout = models.CharField(_("名单种类"), max_length=20, blank=True, default="")
    sheet = models.CharField(_("工作表"), max_length=120, blank=True, default="")
    columns = models.JSONField(_("对应的列"), default=dict, blank=True)
    # What the worker saw in it (see `imports.recognising.Recognised.as_seen`), so that no page reads the file.
    seen = models.JSONField(_("认出的表"), default=dict, blank=True)
    month = MonthField(verbose_name=_("起始月份"))
    # Why it could not be checked, or of a written one why it could not be undone; blank once it was.
    refusal = models.TextField(_("没有检查成的原因"), blank=True, default="")
    # The same as it is said to a reader in whatever language: sentence and values (see `dibao.wording.kept_words`).
    told = models.JSONField(_("原因的出处"), default=dict, blank=True)
    # Workbooks that a worker marked, of lists that are too large for a request: "errors" or "all", and the file's key.
    copies = models.JSONField(_("标出错误的表"), default=dict, blank=True)
    row_count = models.PositiveIntegerField(_("数据行数"), default=0)
    new_count = models.PositiveIntegerField(_("新登记"), default=0)
    same_count = models.PositiveIntegerField(_("与登记一致"), default=0)
    changed_count = models.PositiveIntegerField(_("与登记不同"), default=0)
    wrong_count = models.PositiveIntegerField(_("有错"), default=0)
    skipped_count = models.PositiveIntegerField(_("跳过"), default=0)
    digest = models.CharField(_("检查结果校验值"), max_length=64, blank=True, default="")
    checked_at = models.DateTimeField(_("检查时间"), null=True, blank=True)
    loaded_by = models.ForeignKey(
        Staff, verbose_name=_("上传人"), on_delete=models.PROTECT, related_name="+"
    )
    loaded_at = models.DateTimeField(_("上传时间"), auto_now_add=True)
    confirmed_by = models.ForeignKey(
        Staff,
        verbose_name=_("确认人"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    confirmed_on = models.DateField(_("确认日期"), null=True, blank=True)
    taken_on = models.DateField(_("导入日期"), null=True, blank=True)
    asked_back_by = models.ForeignKey(
        Staff,
        verbose_name=_("申请撤回人"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    asked_back_on = models.DateField(_("申请撤回日期"), null=True, blank=True)
    undo_reason = models.CharField(_("撤回原因"), max_length=200, blank=True, default="")
    let_back_by = models.ForeignKey(
        Staff,
        verbose_name=_("确认撤回人"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    undone_on = models.DateField(_("撤回日期"), null=True, blank=True)

    objects = SheetImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("名单导入")
        verbose_name_plural = _("名单导入")
        constraints = [
            models.UniqueConstraint(
                fields=("area",),
                condition=Q(status__in=OPEN_IMPORTS),
                name="a_county_has_one_import_under_way",
            ),
            # Written once: the same list again brings nothing, and may not.
            models.UniqueConstraint(
                fields=("area", "sha256"),
                condition=Q(status__in=WRITTEN_IMPORTS),
                name="a_list_is_taken_once",
            ),
            models.CheckConstraint(
                condition=Q(status__in=SheetImportStatus.values),
                name="sheet_import_status_is_known",
            ),
            # Nobody confirms what they brought; what is not confirmed yet compares with nobody, and passes.
            models.CheckConstraint(
                condition=~Q(confirmed_by=F("loaded_by")), name="somebody_else_confirms_a_list"
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=(
                        SheetImportStatus.CONFIRMED,
                        *WRITTEN_IMPORTS,
                        SheetImportStatus.UNDONE,
                    ),
                    confirmed_by__isnull=False,
                    confirmed_on__isnull=False,
                )
                | Q(
                    status__in=(
                        SheetImportStatus.RECEIVED,
                        SheetImportStatus.CHECKED,
                        SheetImportStatus.CANCELLED,
                    )
                ),
                name="a_list_is_taken_when_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(status=SheetImportStatus.RECEIVED)
                | Q(status=SheetImportStatus.CANCELLED)
                | Q(digest__regex="^[0-9a-f]{64}$"),
                name="a_checked_list_has_its_digest",
            ),
            models.CheckConstraint(
                condition=~Q(let_back_by=F("asked_back_by")),
                name="somebody_else_lets_a_list_go_back",
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=(*OPEN_IMPORTS, SheetImportStatus.CANCELLED, SheetImportStatus.TAKEN)
                )
                & Q(_NOT_ASKED_BACK)
                | Q(_ASKED_BACK, status=SheetImportStatus.ASKED_BACK, let_back_by__isnull=True)
                & Q(undone_on__isnull=True)
                | Q(_ASKED_BACK, status=SheetImportStatus.GOING_BACK, let_back_by__isnull=False)
                & Q(undone_on__isnull=True)
                | Q(_ASKED_BACK, status=SheetImportStatus.UNDONE, let_back_by__isnull=False)
                & Q(undone_on__isnull=False),
                name="a_list_goes_back_by_two_people_for_a_reason",
            ),
        ]
        triggers = [
            never_deleted("sheet_import"),
            *SHEET_IMPORT_WORKFLOW.guards("sheet_import"),
            signed_by_who_acts("sheet_import", "loaded_by_id", pgtrigger.Insert),
            signed_by_who_acts("sheet_import", "confirmed_by_id", pgtrigger.Update),
            signed_by_who_acts("sheet_import", "asked_back_by_id", pgtrigger.Update),
            signed_by_who_acts("sheet_import", "let_back_by_id", pgtrigger.Update),
            # Of what it brought, all goes or all stays, and nothing goes that somebody has worked on since.
            after(
                "a_list_goes_back_untouched_and_whole",
                pgtrigger.Update,
                """
                SELECT FROM old_rows o JOIN new_rows n USING (id)
                WHERE o.status <> n.status AND (
                    n.status = 'going_back' AND done_since_list(n.id) <> ''
                    OR n.status = 'undone' AND list_still_stands(n.id)
                    OR o.status = 'going_back' AND n.status = 'taken' AND list_went_back(n.id))
                """,
            ),
            after(
                "a_list_stays_the_file_it_was",
                pgtrigger.Update,
                f"""
                SELECT FROM old_rows o JOIN new_rows n USING (id)
                WHERE o.status IN ('cancelled', 'undone')
                   OR o.status IN ('taken', 'asked_back', 'going_back')
                      AND to_jsonb(o) - '{_UNDOING}'::text[] <> to_jsonb(n) - '{_UNDOING}'::text[]
                   OR (o.area_code, o.name, o.sha256, o.month, o.loaded_by_id, o.loaded_at)
                      <> (n.area_code, n.name, n.sha256, n.month, n.loaded_by_id, n.loaded_at)
                   -- What somebody confirmed is what was checked.
                   OR o.status IN ('checked', 'confirmed') AND n.status IN ('confirmed', 'taken')
                      AND (o.layout, o.sheet, o.columns, o.digest) <> (n.layout, n.sheet, n.columns, n.digest)
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_IMPORTS

    @property
    def refusal_said(self) -> str:
        """Why it was not checked, or not undone, in the reader's language; blank once it was."""
        return in_words(refusal_of(self.told)) if self.told else self.refusal

    @property
    def is_written(self) -> bool:
        """Whether what it brought stands in the register."""
        return self.status in WRITTEN_IMPORTS

    @property
    def is_moving(self) -> bool:
        """Whether a worker may be at it."""
        return self.is_open or self.status == SheetImportStatus.GOING_BACK


class SheetImportRow(PlacedModel):
    """A row of the last check that is not taken: wrong, or left out; found anew by each check."""

    sheet_import = models.ForeignKey(
        SheetImport,
        verbose_name=_("名单导入"),
        on_delete=models.PROTECT,
        related_name="rows",
    )
    number = models.PositiveIntegerField(_("行号"))
    # Which row it was before it was sent back to be mended; null in a list that comes for the first time.
    first_number = models.PositiveIntegerField(_("原行号"), null=True, blank=True)
    outcome = models.CharField(_("结果"), max_length=6, choices=RowOutcome)
    # [{"column": "F", "header": …, "source": …, "values": {…}}], a sentence as we wrote it and what fills its places;
    # of a row left out, why, in a word: [{"reason": "blank"}].
    faults = models.JSONField(_("原因"), default=list)

    objects = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name = _("名单导入的行")
        verbose_name_plural = _("名单导入的行")
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=RowOutcome.values), name="row_outcome_is_known"
            ),
        ]
        indexes = [models.Index(fields=("sheet_import", "outcome", "number"), name="import_rows")]

    def __str__(self) -> str:
        return f"{self.number} {self.outcome}"


class SheetImportChange(PlacedModel):
    """A cell in which list and register differ, as the last check found it; numbers by their last four digits."""

    sheet_import = models.ForeignKey(
        SheetImport,
        verbose_name=_("名单导入"),
        on_delete=models.PROTECT,
        related_name="changes",
    )
    number = models.PositiveIntegerField(_("原行号"))
    household = models.CharField(_("家庭编号"), max_length=20)
    who = models.CharField(_("户主"), max_length=60)
    header = models.CharField(_("列"), max_length=60)
    before = models.CharField(_("登记里"), max_length=200, blank=True)
    after = models.CharField(_("名单里"), max_length=200, blank=True)
    is_taken = models.BooleanField(_("随导入修改"))
    remedy = models.CharField(_("怎么改"), max_length=200, blank=True)

    objects = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name = _("名单与登记的差异")
        verbose_name_plural = _("名单与登记的差异")
        indexes = [models.Index(fields=("sheet_import", "number"), name="import_changes")]

    def __str__(self) -> str:
        return f"{self.number} {self.header}"
