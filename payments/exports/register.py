"""Makes this floor's lists known to whoever exports."""

from applicants.exports import shapes
from payments.exports import pages
from payments.exports.differences import CorrectionList, OwedList
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
    CorrectionList(),
    OwedList(),
    pages.AccountChangeList(),
):
    shapes.add(shape)
