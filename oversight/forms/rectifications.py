"""What is to be put right, what the township answers, and what the county says to it."""

from datetime import date, timedelta
from typing import Final, Unpack

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.forms.documents import ACCEPTED
from applicants.forms.fields import DayField, LongTextField
from dibao.forms import FormOptions, PlainForm
from oversight.models.rectification import RectificationQuerySet
from oversight.workflow import RectificationStatus

# Offered, not asked for: no law says how long a township has.
_USUAL: Final = timedelta(days=30)


class RectificationForm(PlainForm):
    """What the township has to do, and by when."""

    demand = LongTextField(label=_("整改要求"), max_length=500, rows=3)
    due_on = DayField(label=_("整改期限"))

    def __init__(self, data: QueryDict | None = None, *, on: date) -> None:
        super().__init__(data, initial={"due_on": (on + _USUAL).isoformat()})


class AnswerForm(PlainForm):
    """What was put right, with a photo or paper where there is one."""

    words = LongTextField(
        label=_("整改情况"),
        max_length=1000,
        rows=4,
        help_text=_("写做了什么、哪一天、结果怎样；办了复核或者追回的，写编号。"),
    )
    evidence = forms.FileField(
        label=_("证明材料"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        help_text=_("照片或者 PDF，没有的不传。"),
    )

    def __init__(self, data: QueryDict | None = None, **options: Unpack[FormOptions]) -> None:
        super().__init__(data, **options)


class JudgeForm(PlainForm):
    """Whether that is enough."""

    answer = forms.ChoiceField(
        label=_("复核结果"),
        choices=[("yes", _("同意销号")), ("no", _("退回再改"))],
        widget=forms.RadioSelect(attrs={"class": "inline"}),
    )
    judgement = LongTextField(label=_("复核意见"), max_length=500, rows=2, required=False)

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("answer") == "no" and not cleaned.get("judgement"):
            self.add_error("judgement", _now("退回的，写明还差什么"))
        return cleaned


class RectificationFilter(PlainForm):
    """Which of them: those that are not put right, unless asked otherwise."""

    status = forms.ChoiceField(
        label=_("状态"),
        required=False,
        choices=[("", _("没有销号的")), *RectificationStatus.choices, ("all", _("全部"))],
    )

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data, auto_id="filter_%s")

    def applied(self, rows: RectificationQuerySet) -> RectificationQuerySet:
        """The tasks that the filter names; what it cannot read it leaves out."""
        self.is_valid()
        status = self.cleaned_data.get("status")
        if status == "all":
            return rows
        return rows.filter(status=status) if status else rows.open()
