"""What the bank's letter says about a dispute, and which disputes to list."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from applicants.forms.cases import AreaFilterField
from applicants.forms.fields import LongTextField, TextField
from dibao.forms import PlainForm, field_of
from dibao.models.staff import Staff
from payments.actions.disputes import Answer, open_to
from payments.models.dispute import Dispute, DisputeQuerySet, Resolution


class AnswerForm(PlainForm):
    """What is true, by which letter of the bank, and what was found out."""

    resolution = forms.ChoiceField(label=_("处理结果"), widget=forms.RadioSelect)
    letter_number = TextField(
        label=_("银行函件号"), max_length=60, help_text=_("银行书面答复的编号。")
    )
    findings = LongTextField(
        label=_("查明的情况"),
        max_length=300,
        rows=2,
        help_text=_("写清问了银行谁、怎么说的。"),
    )

    def __init__(self, data: QueryDict | None = None, *, dispute: Dispute) -> None:
        super().__init__(data)
        choice = field_of(self, "resolution", forms.ChoiceField)
        choice.choices = [(each.value, each.label) for each in open_to(dispute)]

    def answer(self) -> Answer:
        """The form as the action takes it; ask only once it is valid."""
        typed = self.cleaned_data
        return Answer(
            resolution=Resolution(typed["resolution"]),
            letter_number=typed["letter_number"],
            findings=typed["findings"],
        )


class DisputeFilter(PlainForm):
    """Which disputes: those that are open unless asked otherwise, in one place below."""

    status = forms.ChoiceField(
        label=_("状态"),
        required=False,
        choices=[("", _("没有了结的")), ("resolved", _("已了结")), ("all", _("全部"))],
    )
    area = AreaFilterField(label=_("地区"))

    def __init__(self, data: QueryDict, *, staff: Staff) -> None:
        super().__init__(data, auto_id="filter_%s")
        field_of(self, "area", AreaFilterField).offer(staff)

    def applied(self, disputes: DisputeQuerySet) -> DisputeQuerySet:
        """The disputes that the filter names; what it cannot read it leaves out."""
        self.is_valid()
        asked = self.cleaned_data
        if asked.get("area"):
            disputes = disputes.within(asked["area"])
        match asked.get("status"):
            case "all":
                return disputes
            case "resolved":
                return disputes.exclude(resolution="")
        return disputes.open()
