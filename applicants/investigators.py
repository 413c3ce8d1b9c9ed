"""Who may go to a family's house: staff of the township for its own look, of the county for the county's."""

from datetime import date

from django.db.models import QuerySet

from applicants.models.case import Case
from applicants.models.visit import VisitPurpose
from dibao.models.area import county_of, township_of
from dibao.models.staff import Posting, Staff
from dibao.permissions import Permission
from dibao.roles import JOBS

PERMISSIONS = {
    VisitPurpose.TOWNSHIP: Permission.VISIT_RECORD,
    VisitPurpose.COUNTY: Permission.DUTY_VISIT_RECORD,
}


def permission_for(purpose: str) -> Permission:
    return PERMISSIONS[VisitPurpose(purpose)]


def purpose_of(staff: Staff) -> VisitPurpose | None:
    """Whose visit it is when somebody goes: a posting records those of one level, or none."""
    return next(
        (purpose for purpose, permission in PERMISSIONS.items() if permission in staff.permissions),
        None,
    )


def colleagues(case: Case, purpose: str, *, on: date) -> QuerySet[Staff]:
    """The staff who may go to this family on a day, by name."""
    is_county = purpose == VisitPurpose.COUNTY
    office = county_of(case.area_id) if is_county else township_of(case.area_id)
    permission = permission_for(purpose)
    roles = [role for role, job in JOBS.items() if permission in job.permissions]
    posts = Posting.objects.current(on=on).filter(area=office, role__in=roles)
    return Staff.objects.filter(pk__in=posts.values("staff")).order_by("name")
