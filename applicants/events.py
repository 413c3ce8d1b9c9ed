"""What the audit trail's events about families and cases are called."""

from django.utils.translation import gettext_lazy as _

from applicants.pages.history import EVENTS
from dibao import events

events.name(
    {
        **EVENTS,
        "check_file:received": _("收下核对结果文件"),
        "check_file:refused": _("核对结果文件没有收下"),
        "check_file:taken": _("登记核对结果文件"),
        "duplicate:judged": _("疑似重复核对结论"),
        "duplicate:mended": _("更正重复登记"),
        "lead:answered": _("线索办理结果"),
        "lead:recorded": _("登记救助线索"),
        "grant:ended": _("停发低保"),
        "household:people_described": _("登记成员情况"),
        "household:supporters": _("登记赡养、抚养、扶养义务人"),
        "notice:frozen": _("公示定稿"),
        "official:added": _("登记村委会成员"),
        "official:ended": _("村委会成员离任"),
        "person:named": _("登记成员姓名"),
        "recheck:answered": _("家庭答复核查"),
        "roster:imported": _("导入花名册"),
        "rule_set:activated": _("启用规则"),
        "rule_set:drafted": _("起草规则"),
        "rule_set:revised": _("修改规则草稿"),
        "transfer:declined": _("退回迁移"),
        "transfer:received": _("接收迁入家庭"),
        "transfer:refused": _("不予确认迁移或分并户"),
        "transfer:withdrawn": _("收回移交的家庭"),
        "what_if:asked": _("交办测算"),
        "what_if:finished": _("测算完成"),
    }
)
events.name_facts(
    {
        "amounts": _("各月金额"),
        "answer": _("答复"),
        "answers": _("答复数"),
        "changed": _("有变化的项目"),
        "check": _("核对"),
        "conclusion": _("结论"),
        "difference": _("差额"),
        "differs": _("和申报不一致"),
        "document": _("材料"),
        "duty": _("县级入户要求"),
        "entries": _("户数"),
        "first": _("起始月份"),
        "found": _("对上的人数"),
        "grant": _("保障"),
        "hearing": _("听取意见"),
        "households": _("户数"),
        "into": _("接收的家庭"),
        "items": _("缺少的材料"),
        "joined": _("加入"),
        "last": _("终止月份"),
        "left": _("离开"),
        "meeting": _("评议会"),
        "members": _("成员数"),
        "new": _("新户"),
        "objection": _("异议"),
        "outcome": _("结果"),
        "people": _("人数"),
        "proposal": _("初审意见"),
        "report": _("变化报告"),
        "rule_set": _("规则"),
        "source": _("来源"),
        "terms": _("条款"),
        "to": _("接收地"),
        "visit": _("入户调查"),
        "way": _("方式"),
        "what": _("事项"),
    }
)
