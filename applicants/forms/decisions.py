"""The county's word on an application, and its queue."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from applicants.forms.cases import AreaFilterField
from applicants.forms.fields import LongTextField
from dibao.forms import PlainForm, field_of
from dibao.models.staff import Staff


class DecisionForm(PlainForm):
    """The reasons that the letter will print."""

    reasons = LongTextField(
        label=_("理由"), max_length=1000, help_text=_("会印在结果告知书上，写事实和依据。")
    )


class SendBackForm(PlainForm):
    """What the township shall look at again."""

    reasons = LongTextField(
        label=_("退回理由"), max_length=1000, help_text=_("写清要补什么、核什么，一次说全。")
    )


class QueueFilter(PlainForm):
    """Which of the county's cases: ready or still waiting, of one township, with something to look at."""

    READY, WAITING, REFUSALS, DOUBTS, OBJECTIONS = "", "waiting", "refusals", "doubts", "objections"

    show = forms.ChoiceField(
        label=_("显示"),
        required=False,
        choices=[
            (READY, _("待决定")),
            (REFUSALS, _("拟不同意")),
            (DOUBTS, _("需人工核定")),
            (OBJECTIONS, _("有异议")),
            (WAITING, _("公示中")),
        ],
    )
    area = AreaFilterField(label=_("乡镇"))
    days = forms.TypedChoiceField(
        label=_("公示期满"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("不限")), (3, _("3天以上")), (7, _("7天以上"))],
    )

    def __init__(self, data: QueryDict | None = None, *, staff: Staff) -> None:
        super().__init__(data, auto_id="filter_%s")
        field_of(self, "area", AreaFilterField).offer(staff)
