"""Lists of families that a statement finds: a row of each, with place, file number, head and what was found."""

from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import ClassVar, NamedTuple

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applicants.choices import choices
from applicants.eligibility.codes import RecheckCategory
from applicants.exports.filtered import Filtered, query_of
from applicants.exports.shapes import AT_ONCE, PLACE, Asked, ListColumn, Row, in_parts
from applicants.exports.values import file_number, id_text, names_of_places, sealed_id
from applicants.forms.rechecks import RecheckFilter
from applicants.models.household import Household
from applicants.rechecks import Recheck, scheduled
from dibao.fields import Sealed
from dibao.models.staff import Staff
from dibao.paging import Cut
from dibao.permissions import Permission
from dibao.sheets.writing import Kind

# A household, and the cells of its row.
Found = tuple[int, Row]


class Family(NamedTuple):
    """A household with its head."""

    village: str
    name: str
    key: object
    number: Sealed | None
    last4: str


class FamilyList(Filtered):
    """What a statement finds of families; `told` are the columns behind place, number and head."""

    has_classes: ClassVar[bool] = False
    has_month: ClassVar[bool] = False
    told: ClassVar[Sequence[ListColumn]]

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.columns = (
            *PLACE,
            ListColumn("household", "家庭编号", width=18),
            ListColumn("head", "户主姓名"),
            ListColumn("head_id", "户主身份证号", width=22, is_number=True),
            *cls.told,
        )

    @abstractmethod
    def found(self, asked: Asked) -> Iterable[Found]:
        """The households in the order of the list, each with the cells of its row."""

    def rows(self, asked: Asked) -> Iterator[Row]:
        places = names_of_places(asked)
        for part in in_parts(self.found(asked)):
            families = families_of([household for household, _row in part], asked)
            for household, cells in part:
                one = families.get(household)
                # Who moved to where the asker does not see is on the list of that place.
                if one is None:
                    continue
                yield (
                    *places[one.village],
                    file_number(one.village, household),
                    one.name,
                    id_text(one.key, one.number, one.last4, asked),
                    *cells,
                )


def families_of(keys: Sequence[int], asked: Asked) -> Mapping[int, Family]:
    """The households of these keys (one statement)."""
    number = sealed_id("head__id_number", asked)
    rows = Household.objects.filter(pk__in=keys).values_list(
        "pk", "area_id", "head__name", "head_id", number, "head__id_last4"
    )
    return {key: Family._make(rest) for key, *rest in rows}


class RecheckList(FamilyList):
    """Families in benefit by the day on which they are to be looked at again."""

    key: ClassVar = "rechecks"
    title: ClassVar[str | Promise] = _("定期核查名单")
    needs: ClassVar = frozenset({Permission.CASE_VIEW})
    told: ClassVar = (
        ListColumn("category", "核查类别", width=20),
        ListColumn("looked_on", "上次核查", Kind.DAY),
        ListColumn("due_on", "应核查日期", Kind.DAY),
        ListColumn("under_way", "正在核查", width=10),
    )

    def chosen(self, query: QueryDict, by: Staff, on: date) -> RecheckFilter:
        return RecheckFilter(query, staff=by)

    def found(self, asked: Asked) -> Iterator[Found]:
        words = {key: str(label) for key, label in choices(RecheckCategory)}
        for one in _scheduled(asked):
            under_way = "否" if one.open_case is None else "是"
            told = (words[one.category.value], one.looked_on, one.due_on, under_way)
            yield one.household, told


def _scheduled(asked: Asked) -> Iterator[Recheck]:
    wanted = RecheckFilter(query_of(asked.filters), staff=asked.by).wanted(on=asked.on)
    cut = Cut(limit=AT_ONCE)
    while part := scheduled(asked.area, wanted, on=asked.on, cut=cut):
        yield from part
        cut = Cut(start=part[-1].turn, limit=AT_ONCE)
