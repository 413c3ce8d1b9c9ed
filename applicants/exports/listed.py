"""Lists as their pages show them: a shape says which columns are looked up, and takes over the page's own filter."""

from abc import abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Final

from django.core.exceptions import FieldDoesNotExist
from django.db.models import BooleanField, Field, Model, QuerySet
from django.db.models.constants import LOOKUP_SEP
from django.db.models.expressions import Combinable
from django.utils import timezone

from applicants.exports.filtered import Filtered
from applicants.exports.shapes import AT_ONCE, PLACE, Asked, ListColumn, Row
from applicants.exports.values import id_text, names_of_places, sealed_id
from dibao.sheets.writing import Kind

_NOWHERE: Final = ("", "")
AREA: Final = ListColumn("place", "地区", width=24)
Read = Callable[[object], object]


@dataclass(frozen=True, slots=True)
class Looked:
    """A column and where its value is looked up; of a column of ID numbers it is the person whose number it is.

    With `made` it is made of more values than one.
    """

    column: ListColumn
    lookup: str
    beside: tuple[str, ...] = ()
    made: Callable[..., object] | None = None


def looked(
    name: str, header: str, lookup: str = "", kind: Kind = Kind.TEXT, **more: float | bool
) -> Looked:
    """A column of that name, looked up under it unless said otherwise."""
    width, is_summed = float(more.get("width", 14)), bool(more.get("is_summed"))
    return Looked(ListColumn(name, header, kind, width, is_summed=is_summed), lookup or name)


def head(person: str = "household__head") -> tuple[Looked, Looked]:
    """Who a row is about, by name and number."""
    return (
        Looked(ListColumn("head", "户主姓名"), f"{person}__name"),
        Looked(ListColumn("head_id", "户主身份证号", width=22, is_number=True), person),
    )


class Listed(Filtered):
    """One list of a page; its rows are of places, which stand in front."""

    has_classes: ClassVar[bool] = False
    has_month: ClassVar[bool] = False
    model: ClassVar[type[Model]]
    table: ClassVar[Sequence[Looked]]
    # Of villages their township stands beside them; counties stand for themselves.
    is_of_villages: ClassVar[bool] = True

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        places = PLACE if cls.is_of_villages else (AREA,)
        cls.columns = (*places, *(one.column for one in cls.table))

    @abstractmethod
    def found(self, asked: Asked) -> QuerySet[Model]:
        """The rows of the page, wherever the asker may see them, under its filter."""

    def rows(self, asked: Asked) -> Iterator[Row]:
        low, high = asked.area.span
        found = (
            self.found(asked).filter(area_id__gte=low, area_id__lt=high).order_by("area_id", "pk")
        )
        cells = [_Cell.of(self.model, one, asked) for one in self.table]
        lookups = [lookup for cell in cells for lookup in cell.lookups]
        place = "area_id" if self.is_of_villages else "area__path"
        places = names_of_places(asked)
        for where, *values in found.values_list(place, *lookups).iterator(chunk_size=AT_ONCE):
            waiting = iter(values)
            told = places.get(where, _NOWHERE) if self.is_of_villages else (where,)
            yield (*told, *(cell.read(*(next(waiting) for _at in cell.lookups)) for cell in cells))


@dataclass(frozen=True, slots=True)
class _Cell:
    """What is fetched for a column, and what is made of it."""

    lookups: Sequence[str | Combinable]
    read: Callable[..., object]

    @classmethod
    def of(cls, model: type[Model], one: Looked, asked: Asked) -> "_Cell":
        if one.column.is_number:
            number = sealed_id(f"{one.lookup}__id_number", asked)
            lookups = (f"{one.lookup}_id", number, f"{one.lookup}__id_last4")
            return cls(lookups, lambda key, sealed, last4: id_text(key, sealed, last4 or "", asked))
        if one.made is not None:
            return cls((one.lookup, *one.beside), one.made)
        return cls((one.lookup,), _reading(_field(model, one.lookup), one.column.kind))


def _field(model: type[Model], lookup: str) -> Field | None:
    """The column that a lookup leads to; None for what a query says of its own."""
    *way, last = lookup.split(LOOKUP_SEP)
    try:
        for name in way:
            related = model._meta.get_field(name).related_model
            if related is None or isinstance(related, str):
                return None
            model = related
        found = model._meta.get_field(last)
    except FieldDoesNotExist:
        return None
    return found if isinstance(found, Field) else None


def _reading(field: Field | None, kind: Kind) -> Read:
    """Codes by their words, moments as they are told here, yes and no in Chinese as lists are."""
    if field is not None and field.choices:
        words = {key: str(label) for key, label in field.flatchoices}
        return lambda value: words.get(value, "")
    if isinstance(field, BooleanField):
        return lambda value: "" if value is None else "是" if value else "否"
    return _day if kind == Kind.DAY else lambda value: value


def _day(value: object) -> object:
    return timezone.localdate(value) if isinstance(value, datetime) else value
