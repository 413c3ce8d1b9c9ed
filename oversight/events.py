"""What the audit trail's events about publications are called."""

from django.utils.translation import gettext_lazy as _

from dibao import events

events.name({"month:published": _("公布月度数据")})
events.name({"report:kept": _("存报表"), "report:repeated": _("重算报表")})
events.name_facts({"report": _("报表"), "period": _("时间")})
events.name_facts({"due": _("应发"), "persons": _("人数")})
