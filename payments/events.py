"""What the audit trail's events about money are called."""

from django.utils.translation import gettext_lazy as _

from dibao import events
from payments.pages.overview import EVENTS

events.name(
    {
        **EVENTS,
        "account:carried_over": _("账户随户迁入"),
        "account:confirmed": _("确认账户变更"),
        "account:marked": _("账户待更正"),
        "account:opened": _("登记账户"),
        "account:opened_many": _("批量登记账户"),
        "dispute:resolved": _("了结银行结果争议"),
        "account:proposed": _("提出账户变更"),
        "account:withdrawn": _("撤回账户变更"),
        "account_sheet:received": _("上传账户采集表"),
        "account_sheet:taken": _("登记账户采集表"),
        "fund:confirmed": _("确认资金登记"),
        "fund:corrected": _("更正资金登记"),
        "fund:declined": _("退回资金登记"),
        "fund:entered": _("登记资金"),
        "hold:carried_over": _("缓发随户迁移"),
        "hold:lifted": _("解除缓发"),
        "hold:placed": _("登记缓发"),
        "paying_account:confirmed": _("确认付款账户"),
        "paying_account:declined": _("退回付款账户"),
        "paying_account:entered": _("登记付款账户"),
        "recovery:answered": _("核对退回或核销"),
        "recovery:cancelled": _("不追回"),
        "recovery:closed": _("追回结清"),
        "recovery:decided": _("决定追回"),
        "recovery:entered": _("登记退回或核销"),
        "recovery:proposed": _("提出追回"),
    }
)
events.name_facts(
    {
        "dispute": _("争议编号"),
        "disputed": _("有争议的户数"),
        "document": _("文号"),
        "change_count": _("提出变更户数"),
        "failed": _("失败"),
        "first_count": _("首次登记户数"),
        "hold": _("缓发编号"),
        "holder": _("户名"),
        "instalment": _("每月抵扣"),
        "is_agreed": _("属实"),
        "last4": _("后4位"),
        "paid": _("已发"),
        "paid_count": _("已发户数"),
        "paper": _("收据或批文号"),
        "recovery": _("追回编号"),
        "rows": _("行数"),
        "starts_on": _("启用日期"),
        "told_how": _("告知方式"),
        "told_on": _("告知日期"),
        "unknown": _("不明"),
    }
)
