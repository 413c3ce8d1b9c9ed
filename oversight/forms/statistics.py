"""Which period of a report to look at, and by which rows; what is behind one figure."""

from dataclasses import dataclass
from datetime import date
from typing import TypedDict

from django import forms
from django.db import models
from django.db.models import Max
from django.http import Http404, QueryDict
from django.utils.http import urlencode
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.models.aid import AidItem
from applicants.referral_words import agency_name, item_name
from dibao.errors import Refused
from dibao.forms import PlainForm, field_of
from dibao.guards import require_area
from dibao.levels import AreaLevel
from dibao.models.agency import Agency
from dibao.models.staff import Staff
from dibao.values.months import BenefitMonth
from oversight import places
from oversight.statistics.engine import level_of_rows
from oversight.statistics.measures import Asked, Report
from oversight.statistics.periods import Period, offered
from payments.models.batch import BatchKind, PaymentBatch
from payments.workflow import BatchStatus


@dataclass(frozen=True)
class Question:
    """What an address asks of a report, and how it is asked again."""

    report: Report
    asked: Asked

    def query(self, **more: str) -> str:
        asked = self.asked
        said = {"period": str(asked.period), "area": asked.area.pk, "by": asked.by.value}
        return urlencode(said | self._narrowed() | more)

    def _narrowed(self) -> dict[str, str]:
        asked = self.asked
        narrowed = {"agency": asked.agency, "item": asked.item, "base": asked.base}
        return {name: str(value) for name, value in narrowed.items() if value is not None}


def question(report: Report, data: QueryDict, *, staff: Staff, on: date) -> Question:
    """Which area, period and rows: the posting's own area and the newest settled month unless the address says so.

    A place beneath has figures that open, also where it has no report of its own. Raises Http404 for an area outside
    the posting, and Refused with the way on for a period that is none, or a posting that the report is not made for.
    """
    code = data.get("area") or staff.posting.area_id
    require_area(staff, code)
    area = places.coded(code)
    if area is None:
        raise Http404
    if staff.posting.area.level not in report.levels:
        raise Refused(_now("%(report)s在县、市两级出，乡镇没有。") % {"report": report.title})
    typed = data.get("period", "")
    period = Period.parse(typed) if typed else Period.month(newest_closed(on))
    by = level_of_rows(report, area, data.get("by", ""))
    return Question(report, Asked(area, period, by, on, **_narrowing(report, data, on)))


class _Narrowing(TypedDict):
    agency: int | None
    item: int | None
    base: date | None


def _narrowing(report: Report, data: QueryDict, on: date) -> _Narrowing:
    """One agency, one benefit and the day to compare with; what is not there or to come counts as not asked."""
    form = AidFilter(data, on=on)
    form.is_valid()
    found = form.cleaned_data
    agency, item = found.get("agency"), found.get("item")
    if item is not None and agency is not None and item.agency_id != agency.pk:
        item = None
    return {
        "agency": agency.pk if report.is_of_aid and agency else None,
        "item": item.pk if report.is_of_aid and item else None,
        "base": found.get("base") if report.has_base else None,
    }


class _AgencyField(forms.ModelChoiceField):
    def label_from_instance(self, obj: models.Model) -> str:
        return agency_name(obj) if isinstance(obj, Agency) else str(obj)


class _ItemField(forms.ModelChoiceField):
    def label_from_instance(self, obj: models.Model) -> str:
        return item_name(obj) if isinstance(obj, AidItem) else str(obj)


class _OfAid(PlainForm):
    """Which agency, benefit and base day a report of help is asked for."""

    agency = _AgencyField(
        label=_("单位"), queryset=Agency.objects.all(), required=False, empty_label=_("全部单位")
    )
    item = _ItemField(
        label=_("项目"), queryset=AidItem.objects.all(), required=False, empty_label=_("全部项目")
    )
    base = forms.DateField(
        label=_("基数日"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )


class AidFilter(_OfAid):
    """The same as an address says it."""

    def __init__(self, data: QueryDict, *, on: date) -> None:
        super().__init__(data)
        self._on = on

    def clean_base(self) -> date | None:
        """A day to come has nobody who qualified on it."""
        base: date | None = self.cleaned_data["base"]
        if base is not None and base > self._on:
            raise forms.ValidationError(_("基数日在今天以后。"))
        return base


def newest_closed(on: date) -> BenefitMonth:
    """The newest month that every county seen here has settled, else the month before (one query)."""
    settled = PaymentBatch.objects.filter(kind=BatchKind.REGULAR, status=BatchStatus.SETTLED)
    newest = (
        settled.order_by()
        .values("area")
        .annotate(newest=Max("month"))
        .values_list("newest", flat=True)
    )
    return min(newest, default=BenefitMonth.of(on).previous())


class ReportFilter(_OfAid):
    """The periods that a list offers, for the prefecture whether rows are counties or townships, and of help whose."""

    field_order = ("period", "by", "agency", "item", "base")
    period = forms.ChoiceField(label=_("时间"), required=False)
    by = forms.ChoiceField(label=_("按"), required=False)
    area = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, chosen: Question) -> None:
        asked, report = chosen.asked, chosen.report
        super().__init__(
            initial={
                "period": str(asked.period),
                "by": asked.by.value,
                "area": asked.area.pk,
                "agency": asked.agency,
                "item": asked.item,
                "base": asked.base_day.isoformat(),
            },
            auto_id="filter_%s",
        )
        groups = offered(BenefitMonth.of(asked.on))
        known = {str(one) for _label, periods in groups for one in periods}
        if str(asked.period) not in known:
            groups.insert(0, (_now("所选时间"), [asked.period]))
        field_of(self, "period", forms.ChoiceField).choices = [
            (label, [(str(one), one.label) for one in periods]) for label, periods in groups
        ]
        unused = () if report.is_of_aid else ("agency", "item")
        for name in (*unused, *(() if report.has_base else ("base",))):
            del self.fields[name]
        levels = _levels_of_rows(report, asked)
        if len(levels) > 1:
            field_of(self, "by", forms.ChoiceField).choices = [
                (one.value, AreaLevel(one).label) for one in levels
            ]
        else:
            del self.fields["by"]


def _levels_of_rows(report: Report, asked: Asked) -> list[AreaLevel]:
    """The levels that an area's rows may be of; villages of a whole county are no table that anybody reads."""
    if asked.area.level != AreaLevel.PREFECTURE:
        return [asked.by]
    wanted = (AreaLevel.COUNTY, AreaLevel.TOWNSHIP)
    return [one for one in wanted if level_of_rows(report, asked.area, one.value) == one]
