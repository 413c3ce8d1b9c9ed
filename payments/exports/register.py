"""Makes this floor's lists known to whoever exports."""

from applicants.exports import shapes
from payments.exports import pages
from payments.exports.ledgers import LedgerList
from payments.exports.lines import AccountList, PaymentList
from payments.exports.rosters import RosterExport

for shape in (
    RosterExport(),
    LedgerList(),
    PaymentList(),
    AccountList(),
    pages.BatchList(),
    pages.ReturnedList(),
    pages.FailedList(),
    pages.HoldList(),
    pages.RecoveryList(),
    pages.DisputeList(),
    pages.FundList(),
    pages.AccountChangeList(),
):
    shapes.add(shape)
