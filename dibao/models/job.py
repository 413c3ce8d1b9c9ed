"""Work that takes time, as its askers see it; procrastinate carries it out."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dibao.models.area import Area
from dibao.models.staff import Posting, Staff


class JobStatus(models.TextChoices):
    WAITING = "waiting", _("等待")
    RUNNING = "running", _("进行中")
    DONE = "done", _("已完成")
    REFUSED = "refused", _("未办成")
    BROKEN = "broken", _("出错")


class JobRunQuerySet(models.QuerySet["JobRun"]):
    def visible_to(self, staff: Staff) -> Self:
        """Jobs of the posting's area; they name places and counts, never persons."""
        low, high = staff.posting.area.span
        return self.filter(area_id__gte=low, area_id__lt=high)


class JobRun(models.Model):
    """One piece of work: who asked, on what, how far it is, what came of it."""

    kind = models.CharField(_("任务"), max_length=40)
    title = models.CharField(_("说明"), max_length=120)
    area = models.ForeignKey(
        Area,
        verbose_name=_("地区"),
        on_delete=models.PROTECT,
        db_column="area_code",
        related_name="+",
    )
    asked_by = models.ForeignKey(
        Staff, verbose_name=_("交办人"), on_delete=models.PROTECT, related_name="+"
    )
    posting = models.ForeignKey(
        Posting, verbose_name=_("岗位"), on_delete=models.PROTECT, related_name="+"
    )
    arguments = models.JSONField(default=dict)
    status = models.CharField(
        _("状态"), max_length=10, choices=JobStatus, default=JobStatus.WAITING
    )
    done_count = models.PositiveIntegerField(_("已办"), default=0)
    total_count = models.PositiveIntegerField(_("总数"), default=0)
    sentence = models.TextField(_("结果"), blank=True)
    result = models.JSONField(default=dict)
    link = models.CharField(max_length=300, blank=True)
    asked_at = models.DateTimeField(_("交办时间"), auto_now_add=True)
    started_at = models.DateTimeField(_("开始时间"), null=True)
    heartbeat_at = models.DateTimeField(_("最近进展"), null=True)
    finished_at = models.DateTimeField(_("完成时间"), null=True)

    objects = JobRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("任务")
        verbose_name_plural = _("任务")
        ordering = ("-pk",)
        indexes = [models.Index(fields=("area", "-id"), name="job_run_area")]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=JobStatus.values), name="job_status_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_over(self) -> bool:
        return self.status in (JobStatus.DONE, JobStatus.REFUSED, JobStatus.BROKEN)
