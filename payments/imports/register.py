"""Makes this floor's shapes of lists known to the wizard."""

from applicants.imports import layouts
from payments.imports.ledgers import LedgerList
from payments.imports.rosters import RosterList
from payments.imports.undoing import used_by_batch

layouts.add_bar(used_by_batch)
layouts.add(RosterList())
layouts.add(LedgerList())
