"""A prefecture small enough to know by heart: two counties, three townships, four villages."""

from dataclasses import dataclass

from dibao.levels import AreaLevel
from dibao.models.area import Area

_ROWS = (
    ("990000000000", "示范省", AreaLevel.PROVINCE, None),
    ("990100000000", "示范市", AreaLevel.PREFECTURE, "990000000000"),
    ("990121000000", "安丰县", AreaLevel.COUNTY, "990100000000"),
    ("990121100000", "柳湾镇", AreaLevel.TOWNSHIP, "990121000000"),
    ("990121100200", "小湾村", AreaLevel.VILLAGE, "990121100000"),
    ("990121100201", "大塆村", AreaLevel.VILLAGE, "990121100000"),
    ("990121101000", "永溪镇", AreaLevel.TOWNSHIP, "990121000000"),
    ("990121101200", "前咀村", AreaLevel.VILLAGE, "990121101000"),
    ("990122000000", "沙塘县", AreaLevel.COUNTY, "990100000000"),
    ("990122100000", "白集镇", AreaLevel.TOWNSHIP, "990122000000"),
    ("990122100200", "井村", AreaLevel.VILLAGE, "990122100000"),
)


@dataclass(frozen=True)
class Places:
    prefecture: Area
    county: Area
    township: Area
    village: Area
    second_village: Area
    other_township: Area
    other_village: Area
    other_county: Area
    foreign_township: Area
    foreign_village: Area


def make_places() -> Places:
    areas: dict[str, Area] = {}
    for code, name, level, parent in _ROWS:
        above = areas.get(parent or "")
        shown = above is not None and above.level in (AreaLevel.COUNTY, AreaLevel.TOWNSHIP)
        areas[code] = Area(
            code=code,
            name=name,
            level=level,
            parent=above,
            path=f"{above.path}{name}" if above and shown else name,
            office_phone="0990-5550100",
            rural_population=365_000 if level == AreaLevel.COUNTY else None,
        )
    Area.objects.bulk_create(areas.values())
    return Places(
        prefecture=areas["990100000000"],
        county=areas["990121000000"],
        township=areas["990121100000"],
        village=areas["990121100200"],
        second_village=areas["990121100201"],
        other_township=areas["990121101000"],
        other_village=areas["990121101200"],
        other_county=areas["990122000000"],
        foreign_township=areas["990122100000"],
        foreign_village=areas["990122100200"],
    )
