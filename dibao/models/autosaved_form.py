"""What somebody is typing and has not saved: one copy a person and page, for nobody but them."""

import uuid
from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dibao.fields import SealedField
from dibao.models.placed import PlacedModel, PlacedQuerySet
from dibao.models.staff import Staff

# Longer than the longest holidays; the policy of the table says the same.
KEPT_FOR = timedelta(days=14)


class AutosavedFormQuerySet(PlacedQuerySet["AutosavedForm"]):
    def of(self, staff: Staff, path: str) -> Self:
        """What a person typed on a page, under the posting they act under."""
        return self.filter(staff=staff, area=staff.posting.area, path=path)

    def over(self, *, at: datetime) -> Self:
        return self.filter(kept_at__lt=at - KEPT_FOR)


class AutosavedForm(PlacedModel):
    """One page as it stood a moment ago, without files; sealed, since it is about people.

    Its area is that of the posting under which it was typed: it ends with the right to see what it is about.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    staff = models.ForeignKey(
        Staff, verbose_name=_("工作人员"), on_delete=models.CASCADE, related_name="+"
    )
    path = models.CharField(_("网址"), max_length=200)
    typed = SealedField(_("内容"))
    # The key of the form that wrote it, so that a second window does not write over it.
    mark = models.UUIDField(_("表单编号"))
    kept_at = models.DateTimeField(_("留存时间"), default=timezone.now, db_index=True)

    objects = AutosavedFormQuerySet.as_manager()

    class Meta:
        verbose_name = _("自动保存的表单")
        verbose_name_plural = _("自动保存的表单")
        constraints = [
            models.UniqueConstraint(
                fields=("staff", "area", "path"), name="a_page_is_autosaved_once_a_person"
            ),
        ]

    def __str__(self) -> str:
        return self.path
