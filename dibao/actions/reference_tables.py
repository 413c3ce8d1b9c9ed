"""Bringing the tables of areas and holidays up to a file: what is new and what differs is shown, nothing deleted.

Whoever installs a system has nobody in it yet who could answer for it, so `by` may be nobody; from then on it is an
administrator.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from dibao import audit
from dibao.guards import require, require_area
from dibao.models.area import Area
from dibao.models.holiday import Holiday
from dibao.models.staff import Staff
from dibao.permissions import Permission
from dibao.sheets.holidays import HolidayRow


@dataclass(frozen=True)
class Difference:
    """What a table says of something that is there already."""

    key: str
    column: str
    before: str
    after: str


@dataclass
class Differences:
    """How many rows are new, how many the same, and in what the others differ."""

    new: int = 0
    same: int = 0
    changes: list[Difference] = field(default_factory=list)


def compare_areas(areas: Sequence[Area], columns: Collection[str]) -> Differences:
    """What these areas would bring in the columns named (one query)."""
    known = Area.objects.in_bulk([area.code for area in areas])
    found = Differences()
    for area in areas:
        _compare(found, area.code, known.get(area.code), area, columns)
    return found


@transaction.atomic
def load_areas(*, areas: Sequence[Area], columns: Collection[str], by: Staff | None) -> Differences:
    """Write areas, and bring the known ones up to them in the columns named; parents stand before their children.

    Raises PermissionDenied and Http404 for somebody who does not administer them.
    """
    if by is not None:
        require(by, Permission.AREA_MANAGE)
        for area in areas:
            require_area(by, area.code)
    found = compare_areas(areas, columns)
    Area.objects.bulk_create(
        areas, update_conflicts=True, unique_fields=["code"], update_fields=sorted(columns)
    )
    if areas:
        audit.record("area:loaded", of=areas[0], by=by, after={"count": len(areas)})
    return found


def compare_holidays(days: Iterable[HolidayRow]) -> Differences:
    """What these days would bring (one query)."""
    rows = [_holiday(day) for day in days]
    known = Holiday.objects.in_bulk([row.day for row in rows])
    found = Differences()
    for row in rows:
        _compare(found, row.day.isoformat(), known.get(row.day), row, ("name", "is_working"))
    return found


@transaction.atomic
def load_holidays(*, days: Sequence[HolidayRow], by: Staff | None) -> Differences:
    """Write the days of a table over those that are there. Raises PermissionDenied for who keeps no calendar."""
    if by is not None:
        require(by, Permission.AREA_MANAGE)
        if not by.posting.area.is_above_counties:
            # One calendar for all counties.
            raise PermissionDenied(_("您的岗位不能办理这一步。"))
    found = compare_holidays(days)
    rows = [_holiday(day) for day in days]
    Holiday.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["day"], update_fields=["name", "is_working"]
    )
    if rows:
        audit.record("holiday:loaded", of=rows[0], by=by, after={"count": len(rows)})
    return found


def _holiday(row: HolidayRow) -> Holiday:
    return Holiday(day=row.day, name=row.name, is_working=row.is_working)


def _compare(
    found: Differences,
    key: str,
    before: Area | Holiday | None,
    after: Area | Holiday,
    columns: Collection[str],
) -> None:
    if before is None:
        found.new += 1
        return
    changes = [
        Difference(key, column, _shown(before, column), _shown(after, column))
        for column in sorted(columns)
        if _shown(before, column) != _shown(after, column)
    ]
    found.changes += changes
    found.same += not changes


def _shown(row: Area | Holiday, column: str) -> str:
    value = getattr(row, "parent_id" if column == "parent" else column)
    return "" if value is None else f"{value}"
