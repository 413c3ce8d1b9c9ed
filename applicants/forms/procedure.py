"""Short forms beside the way of a case: a duty visit, more time, an end, a delivery."""

from typing import Unpack

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.actions.deliveries import Handing
from applicants.forms.fields import DayField, LongTextField, NameField
from applicants.models.delivery import WITHOUT_RECEIVER, DeliveryWay
from applicants.models.duty import DutyReason
from applicants.models.ending import EndingReason
from applicants.models.extension import ExtensionReason
from dibao.forms import FormOptions, PlainForm, field_of


class DutyForm(PlainForm):
    """Why the county has to see the family; who may not confirm records complaints alone."""

    reason = forms.ChoiceField(label=_("原因"), widget=forms.RadioSelect)
    text = LongTextField(
        label=_("内容"), max_length=2000, help_text=_("写反映的事，不写反映人的姓名和电话。")
    )

    def __init__(self, data: QueryDict | None = None, *, is_of_county: bool) -> None:
        super().__init__(data, initial={"reason": DutyReason.COMPLAINT})
        offered = DutyReason.choices if is_of_county else DutyReason.choices[:1]
        field_of(self, "reason", forms.ChoiceField).choices = offered


class ExtensionForm(PlainForm):
    """Which of the law's reasons, and what it is here."""

    reason = forms.ChoiceField(
        label=_("延长原因"), choices=ExtensionReason.choices, widget=forms.RadioSelect
    )
    note = LongTextField(label=_("情况说明"), max_length=1000)


class EndingForm(PlainForm):
    """Which duty the family refuses, and what was tried."""

    reason = forms.ChoiceField(
        label=_("终止原因"), choices=EndingReason.choices, widget=forms.RadioSelect
    )
    text = LongTextField(
        label=_("经过"),
        max_length=2000,
        help_text=_("写清什么时候、怎样要求过，家庭怎样拒绝、有没有正当理由；会印在告知书上。"),
    )


class DeliveryForm(PlainForm):
    """When, how and to whom."""

    delivered_on = DayField(label=_("送达日期"))
    way = forms.ChoiceField(
        label=_("送达方式"), choices=DeliveryWay.choices, widget=forms.RadioSelect
    )
    receiver = NameField(label=_("收件人"), max_length=40, required=False)
    carrier = NameField(label=_("送达人"), max_length=40)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        is_answer: bool,
        **options: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, **options)
        ways = [one for one in DeliveryWay.choices if is_answer or one[0] != DeliveryWay.ANONYMOUS]
        field_of(self, "way", forms.ChoiceField).choices = ways

    def clean(self) -> dict[str, object]:
        way, receiver = self.cleaned_data.get("way"), self.cleaned_data.get("receiver")
        if way and way not in WITHOUT_RECEIVER and not receiver:
            self.add_error("receiver", ValidationError(_now("填写收件人。")))
        return self.cleaned_data

    def handing(self) -> Handing:
        return Handing(**self.cleaned_data)
