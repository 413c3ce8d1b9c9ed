"""What the audit trail's events about publications are called."""

from django.utils.translation import gettext_lazy as _

from dibao import events

events.name({"month:published": _("公布月度数据")})
events.name({"report:kept": _("存报表"), "report:repeated": _("重算报表")})
events.name_facts({"report": _("报表"), "period": _("时间")})
events.name_facts({"due": _("应发"), "persons": _("人数")})

events.name(
    {
        "inspection:cancelled": _("取消抽查"),
        "inspection:closed": _("结束抽查"),
        "inspection:drawn": _("抽取检查对象"),
        "inspection:frozen": _("定抽查名单"),
        "inspection:planned": _("拟定抽查"),
        "inspection:seed_differed": _("抽查种子两次读数不同"),
        "inspection:seed_entered": _("录抽查种子"),
        "inspection_visit:followed": _("记下抽查后续"),
        "inspection_visit:replaced": _("换检查人员"),
        "inspection_visit:sent_back": _("退回抽查记录"),
        "inspection_visit:signed": _("确认抽查记录"),
        "inspection_visit:submitted": _("提交抽查记录"),
        "rectification:accepted": _("同意整改销号"),
        "rectification:answered": _("报整改结果"),
        "rectification:given": _("交办抽查整改"),
        "rectification:sent_back": _("退回整改"),
    }
)
events.name_facts({"read": _("第二次读数"), "seed": _("种子")})
events.name_facts({"inspector": _("检查人员编号"), "key": _("代号")})
