"""The back room's register of payment batches."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from import_export import resources

from dibao import back_room
from dibao.permissions import Permission as P
from payments.models import PaymentBatch


class BatchResource(resources.ModelResource):
    """One row a batch, with the names of those who signed."""

    number = back_room.column("number", _("批次号"))
    county = back_room.column("area__name", _("县市区"))
    month = back_room.column("month", _("月份"))
    status = back_room.column("get_status_display", _("状态"))
    line_count = back_room.column("line_count", _("户数"))
    person_count = back_room.column("person_count", _("人数"))
    total_amount = back_room.column("total_amount", _("金额（元）"))
    held_amount = back_room.column("held_amount", _("暂缓金额（元）"))
    prepared_by = back_room.column("prepared_by__name", _("编制"))
    reviewed_by = back_room.column("reviewed_by__name", _("复核"))
    approved_by = back_room.column("approved_by__name", _("批准"))
    signed_by = back_room.column("signed_by__name", _("签发"))

    class Meta:
        model = PaymentBatch
        fields = (
            "number",
            "county",
            "month",
            "status",
            "line_count",
            "person_count",
            "total_amount",
            "held_amount",
            "prepared_by",
            "reviewed_by",
            "approved_by",
            "signed_by",
        )


@admin.register(PaymentBatch)
class BatchAdmin(back_room.ExportedRegister):
    """Batches to look through; they are drawn, signed and settled at the desk."""

    view_permission = P.BATCH_VIEW
    resource_classes = (BatchResource,)
    list_display = (
        "number",
        "area",
        "month",
        "status",
        "line_count",
        "person_count",
        "total_amount",
    )
    list_filter = ("status", "kind")
    list_select_related = ("area", "prepared_by", "reviewed_by", "approved_by", "signed_by")
    search_fields = ("area__name",)
    ordering = ("-month", "area")
