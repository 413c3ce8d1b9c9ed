"""What the audit trail's events about publications are called."""

from django.utils.translation import gettext_lazy as _

from dibao import events

events.name({"month:published": _("公布月度数据")})
events.name_facts({"due": _("应发"), "persons": _("人数")})
