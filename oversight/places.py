"""Where a villager looks: the prefecture, its counties, townships and villages, found by name or by number."""

from applicants.models.notice import NUMBER_PURPOSE, PublicNotice
from dibao import short_numbers
from dibao.levels import AreaLevel
from dibao.models.area import Area, AreaQuerySet
from dibao.values.text import clean_code, clean_text

SHOWN = 60

# What lies directly inside an area of each level.
BELOW = {
    AreaLevel.PREFECTURE: AreaLevel.COUNTY,
    AreaLevel.COUNTY: AreaLevel.TOWNSHIP,
    AreaLevel.TOWNSHIP: AreaLevel.VILLAGE,
}


def prefecture() -> Area | None:
    """The prefecture of this system: it is the unit of scale-out, so there is one; None before areas are loaded."""
    return Area.objects.of_level(AreaLevel.PREFECTURE).first()


def counties() -> AreaQuerySet:
    return Area.objects.of_level(AreaLevel.COUNTY)


def coded(typed: str) -> Area | None:
    """The area whose code was given; an address may hold anything, and only twelve digits go to the database."""
    is_code = len(typed) == 12 and typed.isascii() and typed.isdigit()
    return Area.objects.select_related("parent").filter(pk=typed).first() if is_code else None


def county_coded(typed: str) -> Area | None:
    area = coded(typed)
    return area if area is not None and area.level == AreaLevel.COUNTY else None


def inside(area: Area) -> AreaQuerySet:
    """The areas one level below, in the order of their codes; none below a village."""
    level = BELOW.get(AreaLevel(area.level))
    return Area.objects.within(area).of_level(level) if level else Area.objects.none()


def villages_named(typed: str) -> list[Area]:
    """Villages whose full name (county, township, village) holds what was typed; at most SHOWN and one more."""
    text = clean_text(typed)
    found = Area.objects.of_level(AreaLevel.VILLAGE).filter(path__contains=text)
    return list(found[: SHOWN + 1]) if text else []


def notice_numbered(typed: str) -> PublicNotice | None:
    """The notice whose printed number was typed, where the context at hand still shows it."""
    key = short_numbers.key_of(clean_code(typed), NUMBER_PURPOSE)
    return None if key is None else PublicNotice.objects.filter(pk=key).first()
