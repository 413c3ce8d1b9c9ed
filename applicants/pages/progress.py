"""How far a case is, whatever its kind: an application goes one way, a look at a benefit another."""

from applicants.pages import change_tasks, tasks
from applicants.pages.case_file import CaseFile
from applicants.pages.lines import Button, Task
from applicants.pages.tasks import Stage
from dibao.models.staff import Staff


def tasks_of(file: CaseFile, staff: Staff) -> list[Task]:
    way = change_tasks if file.case.is_about_a_benefit else tasks
    return way.tasks_of(file, staff)


def stages_of(file: CaseFile) -> list[Stage]:
    way = change_tasks if file.case.is_about_a_benefit else tasks
    return way.stages_of(file)


def buttons_of(file: CaseFile, staff: Staff) -> list[Button]:
    way = change_tasks if file.case.is_about_a_benefit else tasks
    return way.buttons_of(file, staff)
