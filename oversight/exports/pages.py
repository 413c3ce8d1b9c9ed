"""Lists of the pages of inspections: the inspections, the visits of them, and what is to be put right."""

from datetime import date
from typing import ClassVar

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applicants.exports.filtered import query_of
from applicants.exports.listed import Listed, head, looked
from applicants.exports.shapes import Asked
from dibao.models.staff import Staff
from dibao.permissions import Permission
from dibao.sheets.writing import Kind
from oversight.forms.inspections import InspectionFilter
from oversight.forms.rectifications import RectificationFilter
from oversight.models.inspection import Inspection
from oversight.models.inspection_visit import InspectionVisit
from oversight.models.rectification import Rectification
from oversight.pages.rectifications import MAY_LOOK

_DAY, _COUNT = Kind.DAY, Kind.COUNT
_INSPECTS = frozenset({Permission.INSPECTION_PREPARE, Permission.INSPECTION_VISIT})


class InspectionExport(Listed):
    """The inspections of an area with how many families each drew."""

    key: ClassVar = "inspections"
    title: ClassVar[str | Promise] = _("抽查登记")
    needs: ClassVar = _INSPECTS
    is_of_villages: ClassVar = False
    model: ClassVar = Inspection
    table: ClassVar = (
        looked("title", "抽查", width=24),
        looked("status", "状态"),
        looked("population_on", "名单日期", kind=_DAY),
        looked("households", "名单户数", "household_count", _COUNT, width=10),
        looked("sample", "抽中户数", "sample_size", _COUNT, width=10, is_summed=True),
        looked("planned_by", "制定人", "planned_by__name"),
        looked("planned_on", "制定日期", kind=_DAY),
        looked("drawn_on", "抽取日期", kind=_DAY),
        looked("closed_on", "结束日期", kind=_DAY),
    )

    def chosen(self, query: QueryDict, by: Staff, on: date) -> InspectionFilter:
        return InspectionFilter(query)

    def found(self, asked: Asked) -> QuerySet[Inspection]:
        chosen = InspectionFilter(query_of(asked.filters))
        return chosen.applied(Inspection.objects.visible_to(asked.by))


class InspectionVisitExport(Listed):
    """The families that inspections visited in a month."""

    key: ClassVar = "inspection_visits"
    title: ClassVar[str | Promise] = _("抽查入户名单")
    needs: ClassVar = _INSPECTS
    has_month: ClassVar = True
    model: ClassVar = InspectionVisit
    table: ClassVar = (
        *head(),
        looked("inspection", "抽查", "inspection__title", width=24),
        looked("first", "检查人员甲", "first__name"),
        looked("second", "检查人员乙", "second__name"),
        looked("visited_on", "入户日期", kind=_DAY),
        looked("status", "状态"),
    )

    def found(self, asked: Asked) -> QuerySet[InspectionVisit]:
        month = asked.month
        visits = InspectionVisit.objects.visible_to(asked.by)
        return visits.filter(visited_on__gte=month.first_day, visited_on__lte=month.last_day)


class RectificationExport(Listed):
    """What townships are to put right; the findings themselves stand in each family's file."""

    key: ClassVar = "rectifications"
    title: ClassVar[str | Promise] = _("抽查整改名单")
    needs: ClassVar = MAY_LOOK
    model: ClassVar = Rectification
    table: ClassVar = (
        *head(),
        looked("title", "来自抽查", width=24),
        looked("demand", "整改要求", width=36),
        looked("opened_on", "交办日期", kind=_DAY),
        looked("due_on", "整改期限", kind=_DAY),
        looked("status", "状态"),
    )

    def chosen(self, query: QueryDict, by: Staff, on: date) -> RectificationFilter:
        return RectificationFilter(query)

    def found(self, asked: Asked) -> QuerySet[Rectification]:
        chosen = RectificationFilter(query_of(asked.filters))
        return chosen.applied(Rectification.objects.visible_to(asked.by))
