"""Writing an objection down, and answering it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from applicants.forms.fields import LongTextField
from dibao.forms import PlainForm


class ObjectionForm(PlainForm):
    """What was said; by whom is not asked here."""

    text = LongTextField(
        label=_("异议内容"), max_length=2000, help_text=_("写反映的事，不写反映人的姓名和电话。")
    )


class AnswerForm(PlainForm):
    """Whether it holds, and why."""

    is_upheld = forms.TypedChoiceField(
        label=_("核查结论"),
        choices=[("no", _("不成立")), ("yes", _("成立"))],
        coerce=lambda word: word == "yes",
        widget=forms.RadioSelect(attrs={"class": "inline"}),
    )
    text = LongTextField(label=_("答复"), max_length=2000)
