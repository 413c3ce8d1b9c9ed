"""What a family signs or declines about being helped by others, and which of the candidates are listed."""

from collections.abc import Sequence
from datetime import date

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from applicants.forms.cases import AreaFilterField
from applicants.forms.documents import PersonField
from applicants.forms.fields import DayField, TextField
from applicants.models.consent import SigningWay
from applicants.models.person import Person
from dibao.forms import PlainForm, field_of
from dibao.models.area import Area
from dibao.models.staff import Staff


class AidConsentForm(PlainForm):
    """Which adult signed for the family, how and when."""

    person = forms.ModelChoiceField(
        label=_("签字人"), queryset=Person.objects.none(), empty_label=None
    )
    way = forms.ChoiceField(
        label=_("签署方式"),
        choices=SigningWay.choices,
        initial=SigningWay.PAPER,
        widget=forms.RadioSelect(attrs={"class": "inline"}),
    )
    signed_on = DayField(label=_("签署日期"))

    def __init__(
        self, data: QueryDict | None = None, *, adults: Sequence[Person], on: date
    ) -> None:
        super().__init__(data, initial={"signed_on": on})
        people = field_of(self, "person", forms.ModelChoiceField)
        people.queryset = Person.objects.in_the_order_of(adults)

    def clean_way(self) -> SigningWay:
        return SigningWay(self.cleaned_data["way"])


class DeclineForm(PlainForm):
    """Who does not want a benefit, and why; where it is the household's, nobody is asked who."""

    person = PersonField(label=_("谁不需要"))
    reason = TextField(label=_("原因"), max_length=200, min_length=2)

    def __init__(self, data: QueryDict | None = None, *, members: Sequence[Person]) -> None:
        super().__init__(data)
        if members:
            field_of(self, "person", PersonField).offer(members)
        else:
            del self.fields["person"]


class LiftForm(PlainForm):
    """Nothing to fill in: they want it after all."""


class PlaceFilter(PlainForm):
    """One of the places below the posting's own."""

    area = AreaFilterField(label=_("地区"))

    def __init__(self, data: QueryDict | None = None, *, staff: Staff) -> None:
        super().__init__(data, auto_id="filter_%s")
        field_of(self, "area", AreaFilterField).offer(staff)

    def area_chosen(self, staff: Staff) -> Area:
        """The place that was chosen, else the whole of the posting's."""
        self.is_valid()
        return self.cleaned_data.get("area") or staff.posting.area
