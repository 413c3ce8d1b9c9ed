"""The back room's register of payment batches."""

from django.contrib import admin
from import_export import fields, resources

from dibao import back_room
from dibao.permissions import Permission as P
from payments.models import PaymentBatch


class BatchResource(resources.ModelResource):
    """One row a batch, with the names of those who signed."""

    number = fields.Field("number", column_name="批次号")
    county = fields.Field("area__name", column_name="县市区")
    month = fields.Field("month", column_name="月份")
    status = fields.Field("get_status_display", column_name="状态")
    line_count = fields.Field("line_count", column_name="户数")
    person_count = fields.Field("person_count", column_name="人数")
    total_amount = fields.Field("total_amount", column_name="金额（元）")
    held_amount = fields.Field("held_amount", column_name="暂缓金额（元）")
    prepared_by = fields.Field("prepared_by__name", column_name="编制")
    reviewed_by = fields.Field("reviewed_by__name", column_name="复核")
    approved_by = fields.Field("approved_by__name", column_name="批准")
    signed_by = fields.Field("signed_by__name", column_name="签发")

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
class BatchAdmin(back_room.ReadOnlyRegister):
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
