"""What two entries turned out to be."""

from django import forms
from django.utils.translation import gettext_lazy as _

from applicants.forms.fields import LongTextField
from applicants.models.suspicion import DuplicateVerdict
from dibao.forms import PlainForm


class DuplicateForm(PlainForm):
    """A verdict with its reason."""

    verdict = forms.ChoiceField(
        label=_("核对结论"),
        choices=DuplicateVerdict.choices,
        widget=forms.RadioSelect,
        help_text=_("结论保存后不能改，同样的两方不再提示。"),
    )
    reason = LongTextField(
        label=_("核对情况"),
        max_length=1000,
        help_text=_("写明看了哪些证件、问了谁；确属重复或登记有误的，写明由哪一方更正。"),
    )
