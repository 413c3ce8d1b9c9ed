"""Makes this floor's lists known to whoever exports."""

from applicants.exports import shapes
from payments.exports.lines import AccountList, PaymentList
from payments.exports.rosters import LedgerList, RosterExport

for shape in (RosterExport(), LedgerList(), PaymentList(), AccountList()):
    shapes.add(shape)
