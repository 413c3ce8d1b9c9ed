"""Taking a written list back, as its people press it."""

from datetime import date

from applicants.models.sheet_import import SheetImport
from dibao import jobs, scope
from dibao.values.months import BenefitMonth
from payments.actions import batches
from payments.models import PaymentBatch
from tests.applicants.desk.conftest import Desk
from tests.payments.desk.lists import Bureau
from tests.payments.test_roster_import import roster, row

JULY, AUGUST = BenefitMonth(2008, 7), BenefitMonth(2008, 8)
ON = date(2008, 8, 5)
WHY = "导错了县里的旧表"
# Two households of two.
ROWS = roster(row(1), row(3, 户主姓名="李四"))


def asked(desk: Desk, record: SheetImport, reason: str = WHY) -> str:
    """The page that answers who asks for a list back."""
    desk.sends("applicants:sheet_import_ask_back", record.pk, reason=reason)
    return desk.opens("applicants:sheet_import", record.pk).text


def undone(clerk: Desk, reviewer: Desk, record: SheetImport) -> SheetImport:
    asked(clerk, record)
    reviewer.sends("applicants:sheet_import_let_back", record.pk)
    jobs.drain()
    return again(clerk, record)


def again(desk: Desk, record: SheetImport) -> SheetImport:
    with scope.of(desk.staff):
        return SheetImport.objects.select_related("area").get(pk=record.pk)


def drawn(bureau: Bureau, month: BenefitMonth = JULY) -> PaymentBatch:
    with scope.of(bureau.clerk):
        return batches.draw(county=bureau.county, month=month, by=bureau.clerk, on=ON)
