"""Which chart to draw, of which county and month."""

from django import forms
from django.db import models
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from applicants.forms.cases import AreaFilterField
from dibao.fields import MonthFormField
from dibao.forms import PlainForm, field_of
from dibao.levels import AreaLevel
from dibao.models.area import Area
from dibao.models.staff import Staff
from dibao.values.months import BenefitMonth
from payments.forms.batches import month_box


class ChartKind(models.TextChoices):
    """What the figures are told by."""

    MONTH = "month", _("按月份")
    FLOW = "flow", _("新增和停发")
    CLASS = "class", _("按类别")
    TOWNSHIP = "township", _("按乡镇")


class ChartFilter(PlainForm):
    """For the prefecture a county, or all of them; where places are compared, a month."""

    by = forms.ChoiceField(required=False, choices=ChartKind, widget=forms.HiddenInput)
    area = AreaFilterField(label=_("县"))
    month = MonthFormField(label=_("月份"), required=False, widget=month_box())

    def __init__(self, data: QueryDict, *, staff: Staff) -> None:
        super().__init__(data, auto_id="filter_%s")
        self.own = staff.posting.area
        if self.own.level == AreaLevel.PREFECTURE:
            field_of(self, "area", AreaFilterField).offer(staff)
        else:
            del self.fields["area"]
        self.is_valid()
        if self.view != ChartKind.TOWNSHIP:
            del self.fields["month"]

    @property
    def view(self) -> ChartKind:
        """The months, where the address names nothing that there is."""
        return ChartKind(self.cleaned_data.get("by") or ChartKind.MONTH)

    @property
    def area_chosen(self) -> Area:
        """The county that is asked for, else all that the reader sees."""
        return self.cleaned_data.get("area") or self.own

    @property
    def month_chosen(self) -> BenefitMonth | None:
        return self.cleaned_data.get("month")

    @property
    def has_choices(self) -> bool:
        """Whether there is anything to choose beside the kind of chart."""
        return bool(self.visible_fields())
