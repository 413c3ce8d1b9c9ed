"""What a family's members signed, and who takes it back."""

from collections.abc import Sequence
from datetime import date
from typing import Unpack

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from applicants.authorisations import is_adult
from applicants.forms.documents import FilesField, PersonField
from applicants.forms.fields import DayField, TextField
from applicants.models.consent import SigningWay
from applicants.models.person import Person
from dibao.display import with_note
from dibao.forms import FormOptions, PlainForm, field_of


class SignersField(forms.ModelMultipleChoiceField):
    """Members who have not signed yet; minors say that they are."""

    on = date.max

    def label_from_instance(self, obj: Person) -> str:
        return str(obj) if is_adult(obj, on=self.on) else with_note(obj, _("未成年"))


class ConsentForm(PlainForm):
    """Who signed, when and how, and a picture of the paper."""

    people = SignersField(
        label=_("签字的人"),
        queryset=Person.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("选择在承诺授权书上签字的人。")},
    )
    guardian = PersonField(label=_("未成年人由谁代签"))
    way = forms.ChoiceField(
        label=_("签署方式"),
        choices=SigningWay.choices,
        initial=SigningWay.PAPER,
        widget=forms.RadioSelect(attrs={"class": "inline"}),
    )
    signed_on = DayField(label=_("签署日期"))
    declares_relatives = forms.BooleanField(
        label=_("申明与低保经办人员或村委会成员有近亲属关系"), required=False
    )
    chosen = FilesField(label=_("签字的承诺授权书"), help_text=_("拍照或扫描，没有可以以后补。"))

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        waiting: Sequence[Person],
        adults: Sequence[Person],
        on: date,
        **options: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, **options)
        signers = field_of(self, "people", SignersField)
        signers.queryset = Person.objects.in_the_order_of(waiting)
        signers.on = on
        field_of(self, "guardian", PersonField).offer(adults)
        field_of(self, "guardian", PersonField).empty_label = _("没有未成年人")
        self.initial["people"] = [one.pk for one in waiting if is_adult(one, on=on)]
        self.initial["signed_on"] = on

    def clean_way(self) -> SigningWay:
        return SigningWay(self.cleaned_data["way"])


class RevokeForm(PlainForm):
    """Why the consent is taken back."""

    reason = TextField(label=_("撤回原因"), max_length=200, min_length=2)
