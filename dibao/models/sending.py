"""How often somebody without an account sent something: who they are is not kept."""

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

SPAN = timedelta(hours=1)


class PublicSendingQuerySet(models.QuerySet["PublicSending"]):
    def lately(self, *, at: datetime) -> Self:
        return self.filter(sent_at__gt=at - SPAN)

    def over(self, *, at: datetime) -> Self:
        return self.filter(sent_at__lte=at - SPAN)


class PublicSending(models.Model):
    """One sending of one kind from one address, told only by a keyed hash, and forgotten within the hour."""

    kind = models.CharField(_("种类"), max_length=20)
    address_index = models.CharField(max_length=32, editable=False)
    sent_at = models.DateTimeField(_("时间"), default=timezone.now)

    objects = PublicSendingQuerySet.as_manager()

    class Meta:
        verbose_name = _("公众提交计数")
        verbose_name_plural = _("公众提交计数")
        indexes = [
            models.Index(fields=("kind", "address_index", "sent_at"), name="public_sendings")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.sent_at:%H:%M}"
