"""Makes this floor's shapes of lists known to the wizard."""

from applicants.imports import layouts
from payments.imports.rosters import RosterList

layouts.add(RosterList())
