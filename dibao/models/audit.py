"""What was done and what was read. Events hold labels and keys, no foreign keys: living rows never touch them."""

from django.db import models
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from dibao import events
from dibao.triggers import append_only


class ReadKind(models.TextChoices):
    VIEW = "view", _("查看")
    SEARCH = "search", _("查找")
    EXPORT = "export", _("导出")
    PRINT = "print", _("打印")
    REVEAL = "reveal", _("查看完整号码")


class AuditEvent(models.Model):
    """One thing that somebody did: event name, object, who, where, with the facts before and after."""

    at = models.DateTimeField(_("时间"), auto_now_add=True)
    event = models.CharField(_("事项"), max_length=60)
    object_kind = models.CharField(_("对象"), max_length=60)
    object_key = models.CharField(_("编号"), max_length=60)
    area_code = models.CharField(_("区划代码"), max_length=12, db_collation="C", blank=True)
    staff_key = models.BigIntegerField(_("人员编号"), null=True)
    staff_name = models.CharField(_("人员"), max_length=40, blank=True)
    role = models.CharField(_("岗位"), max_length=20, blank=True)
    request_id = models.CharField(_("请求"), max_length=40, blank=True)
    before = models.JSONField(_("之前"), null=True)
    after = models.JSONField(_("之后"), null=True)
    reason = models.TextField(_("理由"), blank=True)

    class Meta:
        verbose_name = _("留痕")
        verbose_name_plural = _("留痕")
        indexes = [
            models.Index(fields=("object_kind", "object_key"), name="audit_event_object"),
            models.Index(fields=("area_code", "-at"), name="audit_event_area"),
            models.Index(fields=("staff_key", "-id"), name="audit_event_staff"),
        ]
        triggers = [append_only("audit_event")]

    def __str__(self) -> str:
        return (
            f"{localtime(self.at):%Y-%m-%d %H:%M} {events.words_of(self.event)} {self.staff_name}"
        )


class ReadLog(models.Model):
    """Who looked at whose file, when, how and (for full numbers) why."""

    at = models.DateTimeField(_("时间"), auto_now_add=True)
    kind = models.CharField(_("方式"), max_length=10, choices=ReadKind)
    staff_key = models.BigIntegerField(_("人员编号"))
    staff_name = models.CharField(_("人员"), max_length=40)
    role = models.CharField(_("岗位"), max_length=20)
    area_code = models.CharField(_("区划代码"), max_length=12, db_collation="C", blank=True)
    household_key = models.BigIntegerField(_("家庭编号"), null=True)
    subject = models.CharField(_("内容"), max_length=200, blank=True)
    purpose = models.CharField(_("事由"), max_length=200, blank=True)
    request_id = models.CharField(_("请求"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("查阅记录")
        verbose_name_plural = _("查阅记录")
        indexes = [
            models.Index(fields=("household_key", "-at"), name="read_log_household"),
            models.Index(fields=("area_code", "-id"), name="read_log_area"),
        ]
        triggers = [append_only("read_log")]

    def __str__(self) -> str:
        return f"{localtime(self.at):%Y-%m-%d %H:%M} {self.get_kind_display()} {self.staff_name}"
