"""Makes this floor's shapes of lists known to the wizard."""

from applicants.imports import layouts
from applicants.imports.members import MemberList

layouts.add(MemberList())
