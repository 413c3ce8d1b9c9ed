"""What a case is about, and how an application came."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CaseKind(models.TextChoices):
    APPLICATION = "application", _("申请")
    # A family already in benefit when its county came to this system; its papers lie with the county's roster.
    TAKEOVER = "takeover", _("接收")
    # 办法 Art 31: a family in benefit, looked at again when its interval is over.
    RECHECK = "recheck", _("定期核查")
    # 办法 Art 30, 32: something about a family in benefit has changed.
    CHANGE = "change", _("变更")
    # A benefit that goes on elsewhere: its family moves, splits or merges. Both the side that gives and the one that
    # takes have such a case.
    TRANSFER = "transfer", _("迁移和分并户")


AFTER_THE_GRANT = (CaseKind.RECHECK, CaseKind.CHANGE, CaseKind.TRANSFER)
# Those that judge the family anew.
LOOKING_AGAIN = (CaseKind.RECHECK, CaseKind.CHANGE)


class Channel(models.TextChoices):
    """How an application came (办法 Art 4 and 6, 社会救助法 Art 63)."""

    PAPER = "paper", _("书面")
    PROXY = "proxy", _("委托他人")
    ONLINE = "online", _("网上")
    # 社会救助法 Art 39: the township went to the family.
    DISCOVERY = "discovery", _("主动发现")
