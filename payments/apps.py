"""The floor of money: accounts, batches, bank files and results."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PaymentsConfig(AppConfig):
    name = "payments"
    verbose_name = _("资金发放")

    def ready(self) -> None:
        # What this floor puts into the file of a family that moves.
        import_module("payments.continuity")
        # What it adds to the search for duplicates.
        import_module("payments.duplicates")
        # What lists it reads.
        import_module("payments.imports.register")
        # What lists of its rows go out.
        import_module("payments.exports.register")
