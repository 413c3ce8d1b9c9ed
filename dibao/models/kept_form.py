"""Forms that somebody typed while their log-in had run out: kept for an hour, for nobody but them."""

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dibao.fields import SealedField
from dibao.models.staff import Staff

KEPT_FOR = timedelta(hours=1)


class KeptFormQuerySet(models.QuerySet["KeptForm"]):
    def lasting(self, *, at: datetime) -> "KeptFormQuerySet":
        return self.filter(kept_at__gt=at - KEPT_FOR)

    def over(self, *, at: datetime) -> "KeptFormQuerySet":
        return self.filter(kept_at__lte=at - KEPT_FOR)


class KeptForm(models.Model):
    """One form as it was sent, without its files; what was typed is sealed, since it is about people."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    staff = models.ForeignKey(
        Staff, verbose_name=_("工作人员"), on_delete=models.CASCADE, related_name="+"
    )
    path = models.CharField(_("网址"), max_length=1000)
    came_from = models.CharField(_("来自"), max_length=1000)
    typed = SealedField(_("内容"))
    kept_at = models.DateTimeField(_("留存时间"), default=timezone.now, db_index=True)

    objects = KeptFormQuerySet.as_manager()

    class Meta:
        verbose_name = _("留存的表单")
        verbose_name_plural = _("留存的表单")

    def __str__(self) -> str:
        return self.path
