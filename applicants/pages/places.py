"""Places as their readers call them: what lies in their own area goes without that area's name."""

from dibao.models.area import Area
from dibao.models.staff import Staff


def place_of(area: Area, staff: Staff) -> str:
    """小湾村 for its township, 柳湾镇小湾村 for its county, the whole path for others."""
    return str(area).removeprefix(str(staff.posting.area)) or area.name
