"""The floor of cases: households, evidence, rules and decisions."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApplicantsConfig(AppConfig):
    name = "applicants"
    verbose_name = _("申请与审核")

    def ready(self) -> None:
        # What lists it reads.
        import_module("applicants.imports.register")
        # What lists of its rows go out.
        import_module("applicants.exports.register")
