"""What is asked of whoever wants to know how far a matter is: its number, and the last four of the ID."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.asked_after import Number, VoiceNumber, number_in
from dibao.errors import Refused
from dibao.forms import PlainForm
from dibao.values.text import clean_code
from dibao.wording import in_words

_DIGITS = re.compile(r"[0-9]{3}[0-9X]")


class MatterField(forms.CharField):
    """The number of a receipt, of what was stated or said, or of a case."""

    def clean(self, value: object) -> Number:
        try:
            return number_in(str(super().clean(value)))
        except Refused as refusal:
            raise ValidationError(in_words(refusal)) from refusal


class DigitsField(forms.CharField):
    """The last four of an ID number, the last of which may be X."""

    def clean(self, value: object) -> str:
        digits = clean_code(str(super().clean(value)))
        if digits and not _DIGITS.fullmatch(digits):
            raise ValidationError(_now("填申请人身份证号的最后4位，末位可以是X"))
        return digits


class AskForm(PlainForm):
    """Two boxes; what was typed of an ID goes into no address and no log."""

    number = MatterField(
        label=_("编号、回执号或者案号"),
        max_length=30,
        help_text=_("网上申请的编号是8位，反映的回执号是12位，案号像 2026-0000123。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    digits = DigitsField(
        label=_("申请人身份证后4位"),
        max_length=10,
        required=False,
        help_text=_("只查反映的回执号，不用填。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean(self) -> dict[str, object]:
        said = self.cleaned_data
        number = said.get("number")
        is_alone = number is None or isinstance(number, VoiceNumber)
        if not is_alone and not said.get("digits") and "digits" not in self.errors:
            self.add_error("digits", _now("填写申请人身份证后4位"))
        return said
