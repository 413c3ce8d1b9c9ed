"""An application on line that is not finished: kept a few days for whoever has its code, for nobody else."""

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dibao.fields import SealedField

KEPT_FOR = timedelta(days=3)


class StatementDraftQuerySet(models.QuerySet["StatementDraft"]):
    def lasting(self, *, at: datetime) -> "StatementDraftQuerySet":
        return self.filter(begun_at__gt=at - KEPT_FOR)

    def over(self, *, at: datetime) -> "StatementDraftQuerySet":
        return self.filter(begun_at__lte=at - KEPT_FOR)


class StatementDraft(models.Model):
    """What was answered so far, sealed. The code that opens it is kept only as a blind index.

    Its key becomes that of the statement, so that a second press sends nothing twice; once sent it holds no answers.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code_index = models.CharField(max_length=64, unique=True)
    answers = SealedField(_("内容"))
    is_sent = models.BooleanField(_("已提交"), default=False)
    begun_at = models.DateTimeField(_("开始时间"), default=timezone.now, db_index=True)

    objects = StatementDraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("没有填完的网上申请")
        verbose_name_plural = _("没有填完的网上申请")

    def __str__(self) -> str:
        return str(self.pk)
