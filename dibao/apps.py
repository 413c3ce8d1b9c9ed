"""The ground floor as a Django app."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin
from django.core.checks import Tags, register
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from dibao.checks import role_is_bound


class DibaoConfig(AppConfig):
    name = "dibao"
    verbose_name = _("机构与人员")

    def ready(self) -> None:
        register(role_is_bound, Tags.database)
        autodiscover_modules("worklist", "events", "links")


class BackRoomConfig(admin.AdminConfig):
    """Django's admin with our site in place of its own."""

    default = False  # This module's own app is the one above.
    default_site = "dibao.back_room.BackRoom"
