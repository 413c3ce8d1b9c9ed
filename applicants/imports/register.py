"""Makes this floor's shapes of lists known to the wizard."""

from applicants.imports import layouts
from applicants.imports.deaths import CremationList, DeathList
from applicants.imports.members import MemberList

for layout in (MemberList(), DeathList(), CremationList()):
    layouts.add(layout)
