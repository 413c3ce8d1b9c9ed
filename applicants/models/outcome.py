"""What the county may decide."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Outcome(models.TextChoices):
    GRANT = "grant", pgettext_lazy("outcome", "确认")
    REFUSE = "refuse", pgettext_lazy("outcome", "不予确认")
    END = "end", _("停发")
    # 办法 Art 33: ended too, but after the months of grace.
    GRACE = "grace", _("渐退")
    # 办法 Art 31 and 32: what a re-check or a change comes to for a family in benefit.
    KEEP = "keep", _("维持")
    INCREASE = "increase", _("增发")
    DECREASE = "decrease", _("减发")
    # Other persons or another class for the same money.
    ADJUST = "adjust", _("变更（金额不变）")
    TRANSFER = "transfer", _("迁移")
