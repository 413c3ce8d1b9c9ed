"""What the audit trail's events about money are called."""

from django.utils.translation import gettext_lazy as _

from dibao import events
from payments.pages.overview import EVENTS

events.name(
    {
        **EVENTS,
        "account:carried_over": _("账户随户迁入"),
        "account:marked": _("账户待更正"),
        "account:opened": _("登记账户"),
        "account:opened_many": _("批量登记账户"),
        "hold:carried_over": _("缓发随户迁移"),
        "hold:lifted": _("解除缓发"),
        "hold:placed": _("登记缓发"),
    }
)
events.name_facts(
    {
        "failed": _("失败"),
        "hold": _("缓发编号"),
        "holder": _("户名"),
        "last4": _("后4位"),
        "paid": _("已发"),
        "paid_count": _("已发户数"),
        "rows": _("行数"),
        "unknown": _("不明"),
    }
)
