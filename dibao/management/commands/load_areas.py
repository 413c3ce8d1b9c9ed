"""Load administrative areas from a table: the demonstration prefecture's, or a place's own."""

import argparse
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from dibao import operators
from dibao.actions import reference_tables
from dibao.actions.reference_tables import compare_areas
from dibao.errors import Refused
from dibao.levels import AreaLevel
from dibao.models.area import Area
from dibao.sheets.areas import read_areas
from dibao.wording import in_words

DEMONSTRATION = settings.BASE_DIR / "dibao" / "data" / "areas.csv"
_NAMED_IN_PATHS = (AreaLevel.COUNTY, AreaLevel.TOWNSHIP, AreaLevel.VILLAGE)
_ALWAYS = {"name", "level", "parent", "path"}
# What a table that has no such column leaves as it is.
_IF_SAID = {"rural_population", "total_population", "land_km2", "office_phone", "office_address"}
TABLES = (".csv", ".xlsx", ".xls", ".et")
_LEVELS = tuple(AreaLevel.values)


class Command(BaseCommand):
    help = (
        "Load areas from a table (.csv, .xlsx, .xls) with the columns code (区划代码) and name (名称), and where known "
        "level (级别), parent (上级代码), rural_population, total_population, land_km2, office_phone, office_address; "
        "without a file, the demonstration prefecture. Levels are province, prefecture, county, township, village; "
        "without them, and without parents, the twelve digits say both. Known codes are brought up to the columns of "
        "the file, and the differences are shown; nothing is deleted."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, default=DEMONSTRATION)
        parser.add_argument(
            "--dry-run", action="store_true", help="show differences, write nothing"
        )
        parser.add_argument(
            "--by",
            metavar="USERNAME",
            help="the administrator who answers for it, once there is one",
        )

    def handle(
        self, *, file: Path, dry_run: bool = False, by: str | None = None, **_options: object
    ) -> None:
        content = operators.content_of(file)
        try:
            rows = read_areas(content, _as_table(file))
            areas = areas_of(rows, known=_parents_of(rows))
        except Refused as refused:
            raise CommandError(f"{file}: {in_words(refused)}") from None
        except (ValueError, InvalidOperation) as error:
            raise CommandError(f"{file}: {error}") from None
        columns = _ALWAYS | ({*rows[0]} & _IF_SAID if rows else set())
        if dry_run:
            found = compare_areas(areas, columns)
        else:
            staff = operators.administrator(by)
            with operators.scope_of(staff):
                found = reference_tables.load_areas(areas=areas, columns=columns, by=staff)
        self.stdout.write(f"{len(areas)} areas.")
        operators.tell(self.stdout, found)


def _as_table(file: Path) -> str:
    """A file without a table's ending is text, as it always was."""
    return file.name if file.suffix.lower() in TABLES else f"{file.name}.csv"


def _parents_of(rows: Sequence[Mapping[str, str]]) -> dict[str, Area]:
    """Areas above those of the file that are there already (one query)."""
    own = {row["code"] for row in rows}
    return Area.objects.in_bulk({row["parent"] for row in rows if row["parent"]} - own)


def areas_of(
    rows: Sequence[Mapping[str, str]], *, known: Mapping[str, Area] | None = None
) -> list[Area]:
    """Areas in the order of their levels, parents first; raises ValueError that names the row.

    `known` are areas above them that the table leaves out.
    """
    above, made = dict(known or {}), dict[str, Area]()
    for row in sorted(rows, key=lambda row: _rank(row.get("level", ""))):
        area = _area_of(row, above)
        if area.code in made:
            raise ValueError(f"code {area.code} stands there twice")
        made[area.code] = above[area.code] = area
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
