"""Load administrative areas from a table: the demonstration prefecture's, or a place's own."""

import argparse
import csv
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from dibao.levels import AreaLevel
from dibao.models.area import Area

DEMONSTRATION = settings.BASE_DIR / "dibao" / "data" / "areas.csv"
_NAMED_IN_PATHS = (AreaLevel.COUNTY, AreaLevel.TOWNSHIP, AreaLevel.VILLAGE)
_UPDATED = (
    *("name", "level", "parent", "path", "rural_population", "total_population", "land_km2"),
    *("office_phone", "office_address"),
)
_LEVELS = tuple(AreaLevel.values)


class Command(BaseCommand):
    help = (
        "Load areas from a CSV file with the columns code, name, level, parent, and where known rural_population, "
        "total_population, land_km2, office_phone, office_address; without a file, the demonstration prefecture. "
        "Levels are province, prefecture, county, township, village. Known codes are brought up to the file; nothing "
        "is deleted."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, default=DEMONSTRATION)

    def handle(self, *, file: Path, **_options: object) -> None:
        try:
            with file.open(encoding="utf-8-sig", newline="") as lines:
                areas = areas_of(list(csv.DictReader(lines)))
        except (OSError, UnicodeDecodeError, csv.Error, ValueError, InvalidOperation) as error:
            raise CommandError(f"{file}: {error}") from None
        with transaction.atomic():
            Area.objects.bulk_create(
                areas, update_conflicts=True, unique_fields=["code"], update_fields=_UPDATED
            )
        self.stdout.write(f"{len(areas)} areas.")


def areas_of(rows: Sequence[Mapping[str, str]]) -> list[Area]:
    """Areas in the order of their levels, parents first; raises ValueError that names the row."""
    made: dict[str, Area] = {}
    for row in sorted(rows, key=lambda row: _rank(row.get("level", ""))):
        area = _area_of(row, made)
        if area.code in made:
            raise ValueError(f"code {area.code} stands there twice")
        made[area.code] = area
    return list(made.values())


def _rank(level: str) -> int:
    if level not in _LEVELS:
        raise ValueError(f"level {level!r} is none of {', '.join(_LEVELS)}")
    return _LEVELS.index(level)


def _area_of(row: Mapping[str, str], made: Mapping[str, Area]) -> Area:
    code, parent = row["code"].strip(), (row.get("parent") or "").strip()
    upper = made.get(parent)
    if upper is None and row["level"] != AreaLevel.PROVINCE:
        raise ValueError(f"{code}: its parent {parent!r} is not in the file on a level above")
    area = Area(
        code=code,
        name=row["name"].strip(),
        level=row["level"],
        parent=upper,
        rural_population=_number(row, "rural_population"),
        total_population=_number(row, "total_population"),
        land_km2=Decimal(row["land_km2"]) if row.get("land_km2") else None,
        office_phone=row.get("office_phone") or "",
        office_address=row.get("office_address") or "",
    )
    # Papers name a place from its county down: 安丰县柳湾镇小湾村.
    above = upper.path if upper and upper.level in _NAMED_IN_PATHS else ""
    area.path = above + area.name
    try:
        area.clean_fields(exclude=["parent"])
    except ValidationError as error:
        raise ValueError(f"{code}: {'; '.join(error.messages)}") from None
    if upper and not upper.contains(code):
        raise ValueError(f"{code} does not lie within {upper.code} by its digits")
    return area


def _number(row: Mapping[str, str], column: str) -> int | None:
    """A whole number; none where the file has no such column or leaves it empty."""
    text = (row.get(column) or "").strip()
    return int(text) if text else None
