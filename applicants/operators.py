"""What operators' commands about cases share: who answers for the work."""

from django.core.management.base import CommandError

from dibao import clock
from dibao.levels import AreaLevel
from dibao.models.area import Area
from dibao.models.staff import Posting, Staff
from dibao.permissions import Permission
from dibao.roles import JOBS


def place_of(code: str) -> Area:
    """The area of a code of six or twelve digits; without one the prefecture. Raises CommandError."""
    asked = {"code": code.ljust(12, "0")} if code else {"level": AreaLevel.PREFECTURE}
    found = Area.objects.filter(**asked).order_by("code").first()
    if found is None:
        raise CommandError(f"There is no area {code}.", returncode=2)
    return found


def acting(place: Area, permission: Permission, username: str | None) -> Staff:
    """The person named, else the one longest in a post of the area that permits it. Raises CommandError."""
    roles = [role for role, job in JOBS.items() if permission in job.permissions]
    postings = Posting.objects.current(on=clock.today()).filter(area=place, role__in=roles)
    if username is not None:
        postings = postings.filter(staff__username=username)
    found = postings.select_related("staff", "area").order_by("starts_on", "pk").first()
    if found is None:
        raise CommandError(f"{place}: nobody holds a post that permits {permission}.", returncode=2)
    return found.staff.acting(found)
