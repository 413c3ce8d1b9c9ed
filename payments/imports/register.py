"""Makes this floor's shapes of lists known to the wizard."""

from applicants.imports import layouts
from payments.imports.ledgers import LedgerList
from payments.imports.rosters import RosterList

layouts.add(RosterList())
layouts.add(LedgerList())
