"""The record of a village review meeting about one household."""

from django import forms
from django.utils.translation import gettext_lazy as _

from applicants.actions.meetings import Minutes
from applicants.forms.differences import Difference, differences_of
from applicants.forms.fields import CountField, DayField, LongTextField, NameField, TextField
from applicants.models.case import Case
from applicants.models.meeting import MeetingConclusion
from dibao.forms import PlainForm


class MeetingForm(PlainForm):
    """Who was there, how they voted, what was concluded."""

    held_on = DayField(label=_("评议日期"))
    place = TextField(label=_("评议地点"), max_length=80)
    chair = NameField(label=_("主持人"), max_length=40)
    official = NameField(label=_("到场的乡镇工作人员"), max_length=40)
    participants = CountField(label=_("参加评议人数"), unit=_("人"))
    representatives = CountField(
        label=_("其中村民代表人数"), unit=_("人"), help_text=_("不少于参加评议人数的三分之二。")
    )
    agree = CountField(label=_("同意"), unit=_("票"))
    disagree = CountField(label=_("不同意"), unit=_("票"))
    abstain = CountField(label=_("弃权"), unit=_("票"))
    conclusion = forms.ChoiceField(
        label=_("评议结论"),
        choices=MeetingConclusion.choices,
        widget=forms.RadioSelect,
        help_text=_("争议较大的，要重新入户调查。"),
    )
    discussion = LongTextField(label=_("评议记录"), max_length=2000, required=False)
    was_briefed = forms.BooleanField(label=_("已宣讲政策、介绍调查情况"))
    is_signed_by_all = forms.BooleanField(label=_("参加评议的人都已签字"))

    def minutes(self) -> Minutes:
        return Minutes(**self.cleaned_data)


def differences_from_last(form: MeetingForm, case: Case) -> list[Difference]:
    """Where what was typed is not what somebody else just wrote down of the same case."""
    last = case.meetings.order_by("-pk").values(*form.fields).first()
    return differences_of(MeetingForm(form.data, initial=last), "") if last else []
