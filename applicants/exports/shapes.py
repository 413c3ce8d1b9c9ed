"""The shapes in which registers go out, each on the floor that knows its rows; every floor adds its own."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import ClassVar, Final, TypeVar

from django.utils.functional import Promise

from dibao.errors import Refused
from dibao.models.area import Area
from dibao.models.staff import Staff
from dibao.permissions import Permission
from dibao.sheets.writing import Kind, OutColumn
from dibao.values.months import BenefitMonth

Item = TypeVar("Item")
Row = Sequence[object]

# So many households are looked up at a time: the cost of their statements is shared, and memory stays small.
AT_ONCE: Final = 2000


@dataclass(frozen=True, slots=True)
class ListColumn:
    """A column of a list; `is_number` where it holds numbers of people or accounts, which go out masked."""

    name: str
    header: str
    kind: Kind = Kind.TEXT
    width: float = 14
    is_number: bool = False
    is_summed: bool = False

    @property
    def out(self) -> OutColumn:
        return OutColumn(self.header, self.kind, self.width)


PLACE = (ListColumn("township", "乡镇", width=12), ListColumn("village", "村", width=14))


@dataclass(frozen=True)
class Asked:
    """What somebody asked for: a place, a month, a day on which it is read, a class or all, numbers whole or not."""

    area: Area
    month: BenefitMonth
    on: date
    by: Staff
    benefit_class: int | None = None
    is_whole: bool = False
    # How the list's page was filtered, as its address said it.
    filters: Mapping[str, str] = field(default_factory=dict)

    def number(self, whole: str) -> str:
        """A number of a person or account as this list may show it."""
        return whole if self.is_whole else masked(whole)


def masked(number: str) -> str:
    """The last four behind as many stars as digits are hidden, as the importer knows a masked number."""
    return "*" * (len(number) - 4) + number[-4:] if number else ""


class Shape(ABC):
    """One shape of list."""

    key: ClassVar[str]
    title: ClassVar[str | Promise]
    # What a reader of these rows may do, beside exporting registers: one of these.
    needs: ClassVar[frozenset[Permission]]
    # Whether rows belong to classes, by which they may be asked for.
    has_classes: ClassVar[bool] = True
    # Whether a month is asked for; else the list is what stands at the moment.
    has_month: ClassVar[bool] = True
    columns: ClassVar[Sequence[ListColumn]]

    @abstractmethod
    def rows(self, asked: Asked) -> Iterator[Row]:
        """The rows with a value for every column, one after the other; a few statements per two thousand."""

    def filters_in(self, asked: Mapping[str, str], by: Staff) -> dict[str, str]:
        """What of an address filters the rows of this list; of lists without a page of their own nothing does."""
        return {}

    def words_of(self, filters: Mapping[str, str], by: Staff) -> Sequence[str]:
        """The same as words of the sentence that is printed, in the language of now."""
        return ()

    @property
    def numbers(self) -> frozenset[str]:
        """The columns whose numbers are masked."""
        return frozenset(column.name for column in self.columns if column.is_number)


_SHAPES: dict[str, Shape] = {}


def add(shape: Shape) -> None:
    """Make a shape known, in the order in which they are offered."""
    _SHAPES[shape.key] = shape


def shapes_for(staff: Staff) -> list[Shape]:
    """The shapes whose rows the posting may read."""
    return [shape for shape in _SHAPES.values() if shape.needs & staff.permissions]


def shape_of(key: str) -> Shape:
    """The shape with that key. Raises Refused for one that nobody added."""
    found = _SHAPES.get(key)
    if found is None:
        raise Refused("没有“%(key)s”这种名单", key=key)
    return found


def keys() -> list[str]:
    return list(_SHAPES)


def in_parts(items: Iterable[Item], size: int = AT_ONCE) -> Iterator[list[Item]]:
    """The same items in lists of some size."""
    waiting = iter(items)
    while part := list(islice(waiting, size)):
        yield part
