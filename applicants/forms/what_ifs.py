"""What to try on the register: a draft, or the rules in force with other numbers."""

import re
from decimal import Decimal
from typing import Unpack

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.forms.fields import MoneyTextField, TextField
from applicants.models.policy import RuleSet, RuleSetStatus
from applicants.models.what_if import Change
from dibao.errors import Refused
from dibao.fields import MonthFormField
from dibao.forms import FieldOptions, FormOptions, PlainForm, field_of
from dibao.models.area import Area
from dibao.values import money
from dibao.wording import in_words


class AmountsField(forms.Field):
    """Amounts of the classes as people list them: 85，58，46; gives a tuple of Decimals or None."""

    def to_python(self, value: object) -> tuple[Decimal, ...] | None:
        if value in self.empty_values:
            return None
        try:
            return tuple(money.parse(one) for one in re.split(r"[,，、;；\s]+", str(value).strip()))
        except Refused as refused:
            raise ValidationError(in_words(refused)) from refused


class DraftField(forms.ModelChoiceField):
    """Drafts of rules of the posting's area."""

    def __init__(self, **options: Unpack[FieldOptions]) -> None:
        super().__init__(queryset=RuleSet.objects.none(), empty_label=_("不用草案"), **options)


class WhatIfForm(PlainForm):
    """A name, a month, and what is to be different."""

    name = TextField(
        label=_("名称"),
        max_length=80,
        help_text=_("以后凭它找这次测算，如“三类标准各提高约一成”。"),
    )
    month = MonthFormField(
        label=_("按哪个月的在保家庭测算"),
        help_text=_("写成 2008-07。"),
        widget=forms.TextInput(attrs={"class": "w-8", "autocomplete": "off"}),
    )
    class_amounts = AmountsField(
        label=_("各类每人每月金额（元）"),
        required=False,
        help_text=_("从一类起依次填写，如 85，58，46；不改就空着。"),
        widget=forms.TextInput(attrs={"class": "w-12", "autocomplete": "off"}),
    )
    income_line = MoneyTextField(
        label=_("年保障标准（元）"), required=False, help_text=_("每人每年；不改就空着。")
    )
    draft = DraftField(
        label=_("规则草案"),
        required=False,
        help_text=_("选了草案，就按草案全部条款测算，上面两项不填。"),
    )

    def __init__(
        self, data: QueryDict | None = None, *, area: Area, **options: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, **options)
        low, high = area.span
        drafts = RuleSet.objects.filter(
            status=RuleSetStatus.DRAFT, area__gte=low, area__lt=high
        ).order_by("area", "-first_day")
        field_of(self, "draft", DraftField).queryset = drafts

    def clean(self) -> None:
        super().clean()
        said = self.cleaned_data
        numbers = [name for name in ("class_amounts", "income_line") if said.get(name) is not None]
        if said.get("draft") and numbers:
            self.add_error(numbers[0], _now("选了草案就不填这一项；要改数字，在草案里改。"))
        if not said.get("draft") and not numbers and not self.errors:
            self.add_error("class_amounts", _now("填写要改的金额或标准，或者选一份草案"))


class RowFilter(PlainForm):
    """Which of a trial's households: with one kind of change."""

    change = forms.ChoiceField(
        label=_("变化"), required=False, choices=[("", _("全部")), *Change.choices]
    )

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data, auto_id="filter_%s")
