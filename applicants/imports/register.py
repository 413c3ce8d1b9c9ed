"""Makes this floor's shapes of lists known to the wizard."""

from applicants.imports import layouts
from applicants.imports.check_answers import CheckAnswerList
from applicants.imports.deaths import CremationList, DeathList
from applicants.imports.members import MemberList

for layout in (MemberList(), DeathList(), CremationList(), CheckAnswerList()):
    layouts.add(layout)
