"""Whose books to compare, and of which month."""

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


class LedgerFilter(PlainForm):
    """A month, and for the prefecture a county; a county's people see their own."""

    month = MonthFormField(label=_("月份"), required=False, widget=month_box())
    area = AreaFilterField(label=_("县"))

    def __init__(self, data: QueryDict, *, staff: Staff) -> None:
        super().__init__(data, auto_id="filter_%s")
        self.own = staff.posting.area
        if self.own.level == AreaLevel.PREFECTURE:
            area = field_of(self, "area", AreaFilterField)
            area.offer(staff)
            # One county's books at a time: the first one stands there until another is chosen.
            area.empty_label = None
        else:
            del self.fields["area"]
        self.is_valid()

    @property
    def county(self) -> Area | None:
        """The county whose books these are; the first one of a prefecture that names none."""
        if self.own.level == AreaLevel.COUNTY:
            return self.own
        asked: Area | None = self.cleaned_data.get("area")
        if asked is not None and asked.level == AreaLevel.COUNTY:
            return asked
        return (
            Area.objects.of_level(AreaLevel.COUNTY).filter(parent=self.own).order_by("pk").first()
        )

    @property
    def chosen_month(self) -> BenefitMonth | None:
        return self.cleaned_data.get("month")
