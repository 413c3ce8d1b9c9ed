"""What is missing, until when, and what is new where the family was told before."""

from collections.abc import Sequence
from datetime import date
from typing import Unpack

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.forms.fields import DayField, LongTextField, TextField
from applicants.materials import Material, Need
from dibao.forms import FormOptions, PlainForm, field_of
from dibao.values.identity import clean_text

_ITEM_LENGTH = 120


class MissingItemsForm(PlainForm):
    """Everything that the list of materials misses is chosen; what else is missing stands one a line."""

    chosen = forms.MultipleChoiceField(
        label=_("材料清单里缺的"), required=False, widget=forms.CheckboxSelectMultiple
    )
    others = LongTextField(
        label=_("其他要补的"), max_length=1200, help_text=_("一行写一项。没有就不填。")
    )
    due_on = DayField(label=_("补齐期限"))
    new_facts = TextField(
        label=_("新的事实"),
        max_length=300,
        help_text=_("已经告知过一次：出现了什么新情况，才要再补。"),
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        missing: Sequence[Material],
        due_on: date,
        is_first: bool,
        **options: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, **options)
        self.missing = missing
        field_of(self, "chosen", forms.MultipleChoiceField).choices = [
            (str(number), str(one.need)) for number, one in enumerate(missing)
        ]
        self.initial["chosen"] = [str(number) for number in range(len(missing))]
        self.initial["due_on"] = due_on
        self.fields["others"].required = False
        if is_first:
            del self.fields["new_facts"]
        if not missing:
            del self.fields["chosen"]

    @property
    def needs(self) -> list[Need]:
        chosen = set(self.cleaned_data.get("chosen", []))
        return [one.need for number, one in enumerate(self.missing) if str(number) in chosen]

    def clean_others(self) -> list[str]:
        lines = [clean_text(line) for line in self.cleaned_data["others"].splitlines()]
        for number, line in enumerate(lines, 1):
            if len(line) > _ITEM_LENGTH:
                said = {"line": number, "limit": _ITEM_LENGTH, "length": len(line)}
                raise ValidationError(
                    _now("第%(line)d行最多%(limit)d个字，现在%(length)d个字：分成几行写") % said
                )
        return [line for line in lines if line]
