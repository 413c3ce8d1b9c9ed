"""What payments have to say before a list goes back."""

from django.db import connection
from django.utils.translation import gettext as _

from applicants.models.roster import RosterImport
from applicants.models.sheet_import import SheetImport
from applicants.workflow import SheetImportStatus
from dibao.display import month_text
from dibao.values.months import BenefitMonth
from payments.models.batch import PaymentBatch


def used_by_batch(record: SheetImport) -> str:
    """Which batch used the list, in words; blank where none did.

    A batch has used it that stands for its first month or a later one; of a list that brings no grants, for the month
    in which it was written or a later one. A list on its way back waits for the draws under way, which then are seen.
    """
    if record.status == SheetImportStatus.GOING_BACK:
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {PaymentBatch._meta.db_table} IN SHARE MODE")
    roster = RosterImport.objects.filter(sheet_import=record).first()
    since = roster.first_month if roster else record.taken_on and BenefitMonth.of(record.taken_on)
    batches = PaymentBatch.objects.standing().filter(area=record.area_id, month__gte=since)
    batch = batches.order_by("month", "pk").first()
    if batch is None:
        return ""
    return _("%(month)s的发放批次已经用了这份名单，不能撤回。先作废批次，或逐户办理变更。") % {
        "month": month_text(batch.month)
    }
