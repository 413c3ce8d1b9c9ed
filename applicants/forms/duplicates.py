"""What two entries turned out to be, and how the wrong one was put right."""

from typing import Unpack

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.forms.fields import LongTextField
from applicants.models.suspicion import WRONG, DuplicateVerdict, MendingSide, Suspicion
from dibao.display import with_label
from dibao.forms import FormOptions, PlainForm, field_of


class DuplicateForm(PlainForm):
    """A verdict with its reason, and where an entry is wrong, whose."""

    verdict = forms.ChoiceField(
        label=_("核对结论"),
        choices=DuplicateVerdict.choices,
        widget=forms.RadioSelect,
        help_text=_("结论保存后不能改，同样的两方不再提示。"),
    )
    mends = forms.ChoiceField(
        label=_("由哪一方更正"),
        required=False,
        widget=forms.RadioSelect,
        help_text=_("确属重复或登记有误的才选；会列进那个乡镇的待办。"),
    )
    reason = LongTextField(
        label=_("核对情况"),
        max_length=1000,
        help_text=_("写明看了哪些证件、问了谁。"),
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        suspicion: Suspicion,
        **options: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, **options)
        sides = {
            MendingSide.ONE: f"{suspicion.area} {suspicion.side['name']}",
            MendingSide.OTHER: f"{suspicion.other_area} {suspicion.other_side['name']}",
        }
        field_of(self, "mends", forms.ChoiceField).choices = [
            (side.value, with_label(side.label, words)) for side, words in sides.items()
        ]

    def clean(self) -> dict[str, object]:
        is_wrong = self.cleaned_data.get("verdict") in WRONG
        if is_wrong and not self.cleaned_data.get("mends") and "mends" not in self.errors:
            self.add_error("mends", _now("选择由哪一方更正"))
        return self.cleaned_data


class MendingForm(PlainForm):
    """What the township did about its wrong entry."""

    how = LongTextField(
        label=_("更正情况"),
        max_length=1000,
        help_text=_("写明改了什么：停发、办理变更、成员离开或更正登记。"),
    )
