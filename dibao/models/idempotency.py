"""Keys of forms already done, so that the same click twice works once."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from dibao.models.staff import Staff


class IdempotencyKey(models.Model):
    """One submission of one form or of one system: what was sent (as a hash), and the answer or where it led."""

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="+")
    key = models.UUIDField()
    body_hash = models.CharField(max_length=64)
    location = models.CharField(max_length=500, blank=True)
    # What an agency's system was answered; a form is answered by where it led.
    answer = models.TextField(blank=True, default="", db_default="")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("已办表单")
        verbose_name_plural = _("已办表单")
        constraints = [
            models.UniqueConstraint(fields=("staff", "key"), name="a_form_is_done_once"),
        ]

    def __str__(self) -> str:
        return str(self.key)
