"""Where a family lives, and the small forms about one person of it."""

from datetime import date
from typing import Unpack

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.forms.fields import (
    IdNumberField,
    LongTextField,
    NameField,
    PhoneField,
    TextField,
    VillageField,
)
from dibao.forms import FormOptions, PlainForm, field_of
from dibao.levels import AreaLevel
from dibao.models.area import Area
from dibao.models.staff import Staff
from dibao.values.identity import IdNumber, PhoneNumber


def villages_of(staff: Staff) -> QuerySet[Area]:
    """The villages of the posting's area, by code."""
    return Area.objects.within(staff.posting.area).of_level(AreaLevel.VILLAGE).order_by("code")


class HouseholdForm(PlainForm):
    """The household's place and telephone; the village of a registered household stays."""

    village = VillageField(label=_("村"))
    group_name = TextField(
        label=_("村民小组"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"class": "w-8", "autocomplete": "off"}),
    )
    address = TextField(label=_("详细住址"), max_length=120, required=False)
    phone = PhoneField(label=_("联系电话"), required=False)
    residence_place = TextField(
        label=_("经常居住地"),
        max_length=120,
        required=False,
        help_text=_("和户籍地不同时，写县、乡镇和村；相同就空着。"),
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        staff: Staff,
        held_phone: PhoneNumber | None = None,
        is_registered: bool = False,
        **options: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, **options)
        field_of(self, "village", VillageField).offer(villages_of(staff), staff)
        self.fields["village"].disabled = is_registered
        self.fields["village"].widget.attrs["autofocus"] = not is_registered
        field_of(self, "phone", PhoneField).held = held_phone


class PrecheckForm(PlainForm):
    """Name and ID number, asked before anything is entered."""

    name = NameField(
        label=_("户主姓名"), max_length=40, widget=forms.TextInput(attrs={"autofocus": True})
    )
    id_number = IdNumberField(label=_("户主身份证号"))


class NameMemberForm(PlainForm):
    """The name and number of a member whom the county's list only counted."""

    name = NameField(label=_("姓名"), max_length=40)
    id_number = IdNumberField(label=_("身份证号"))

    def __init__(
        self, data: QueryDict | None = None, *, on: date, **options: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, **options)
        self.on = on

    def clean_id_number(self) -> IdNumber:
        number: IdNumber = self.cleaned_data["id_number"]
        if number.birth_date > self.on:
            raise ValidationError(_now("出生日期晚于今天：核对身份证第7至14位"))
        return number


class RevealForm(PlainForm):
    """Why a full number is wanted; the reason is kept with the look."""

    person = forms.UUIDField(widget=forms.HiddenInput)
    purpose = TextField(
        label=_("查看完整号码的事由"),
        max_length=200,
        min_length=2,
        widget=forms.TextInput(attrs={"class": "w-20", "autocomplete": "off"}),
    )


class ReasonForm(PlainForm):
    """A reason in one's own words."""

    reason = LongTextField(label=_("理由"), max_length=1000)
