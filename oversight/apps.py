"""The floor that looks at the rest: public pages, statistics, audit."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OversightConfig(AppConfig):
    name = "oversight"
    verbose_name = _("监督与统计")

    def ready(self) -> None:
        # What lists of its rows go out.
        import_module("oversight.exports.register")
