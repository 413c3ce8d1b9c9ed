"""Looking again at a benefit: what has changed, what the township proposes, what the family says, what is decided."""

from datetime import date
from typing import Unpack

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.actions.hearings import Hearing
from applicants.forms.fields import DayField, LongTextField, NameField
from applicants.models.assessment import Assessment, TownshipOpinion
from applicants.models.case import Case
from applicants.models.hearing import HearingManner, Stance
from applicants.outcomes import (
    Proposal,
    end_reason_by_numbers,
    end_reason_told,
    end_reasons,
    proposals_open_to,
)
from dibao.fields import MonthFormField
from dibao.forms import FormOptions, PlainForm, field_of


class ChangeForm(PlainForm):
    """What has changed about a family in benefit."""

    statement = LongTextField(
        label=_("变化情况"),
        max_length=1000,
        help_text=_("谁、什么时候、有什么变化，从哪里知道的。"),
    )


class ChangeOpinionForm(PlainForm):
    """The township's word on a benefit: what the numbers say, or an end for a reason of life."""

    # Where it is sent.
    page = "change_propose"
    assessment = forms.ModelChoiceField(
        queryset=Assessment.objects.none(), widget=forms.HiddenInput, required=False
    )
    proposal = forms.ChoiceField(
        label=_("初审意见"), widget=forms.RadioSelect(attrs={"class": "inline"})
    )
    end_reason = forms.ChoiceField(
        label=_("停发原因"), required=False, help_text=_("只有拟停发才选。")
    )
    reasons = LongTextField(
        label=_("理由"),
        max_length=1000,
        help_text=_("写清核查的情况，会念给这家听，印在告知书上。"),
    )

    def __init__(
        self, data: QueryDict | None = None, *, case: Case, **options: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, **options)
        found = case.assessments.order_by("-pk")
        newest = found.first()
        field_of(self, "assessment", forms.ModelChoiceField).queryset = found
        self.initial["assessment"] = newest.pk if newest else None
        offered = proposals_open_to(case, newest)
        field_of(self, "proposal", forms.ChoiceField).choices = [
            (one.value, one.label) for one in offered
        ]
        told = end_reason_told(case)
        self.initial["proposal"] = Proposal.END if told else offered[0]
        reasons = [("", "—"), *[(one.value, one.label) for one in end_reasons(case, newest)]]
        field_of(self, "end_reason", forms.ChoiceField).choices = reasons
        likely = told or end_reason_by_numbers(newest)
        self.initial["end_reason"] = likely if likely in dict(reasons) else ""

    def clean(self) -> dict[str, object]:
        is_end = self.cleaned_data.get("proposal") == Proposal.END
        reason = self.cleaned_data.get("end_reason", "")
        if is_end and not reason and "end_reason" not in self.errors:
            self.add_error("end_reason", _now("选择停发原因"))
        if not is_end:
            self.cleaned_data["end_reason"] = ""
        return self.cleaned_data


class HearingForm(PlainForm):
    """What the family said, or that it did not come after two invitations."""

    held_on = DayField(label=_("听取日期"))
    manner = forms.ChoiceField(label=_("听取方式"), choices=HearingManner.choices)
    heard_name = NameField(
        label=_("听取了谁的意见"),
        max_length=40,
        required=False,
        help_text=_("两次通知没有来的不填。"),
    )
    stance = forms.ChoiceField(
        label=_("家庭的态度"),
        choices=Stance.choices,
        widget=forms.RadioSelect(attrs={"class": "inline"}),
    )
    statement = LongTextField(
        label=_("意见内容"),
        max_length=2000,
        help_text=_("照原话记。两次通知没有来的，写怎样通知的。"),
    )
    first_invited_on = DayField(label=_("第一次通知日期"), required=False)
    second_invited_on = DayField(label=_("第二次通知日期"), required=False)
    second_listener = NameField(label=_("另一名在场人"), max_length=40, required=False)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        case: Case,
        on: date,
        **options: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, **options)
        for name in ("held_on", "first_invited_on", "second_invited_on"):
            field_of(self, name, DayField).latest = on
        somebody = case.household.members().first()
        name = somebody.person.name if somebody else ""
        manner = HearingManner.HOME if somebody else HearingManner.NOBODY
        said = {"held_on": on, "manner": manner, "heard_name": name}
        self.initial = {**said, **self.initial}

    def clean(self) -> dict[str, object]:
        manner = self.cleaned_data.get("manner")
        if manner == HearingManner.ABSENT:
            self.cleaned_data.update(heard_name="", stance=Stance.SILENT)
            self._need_invitations()
        elif manner is not None:
            self.cleaned_data.update(first_invited_on=None, second_invited_on=None)
            if not self.cleaned_data.get("heard_name") and "heard_name" not in self.errors:
                self.add_error("heard_name", _now("填写听取了谁的意见"))
        return self.cleaned_data

    def _need_invitations(self) -> None:
        # Who did not come takes no stance, whatever the form was left at.
        self.errors.pop("stance", None)
        for name in ("first_invited_on", "second_invited_on"):
            if not self.cleaned_data.get(name) and name not in self.errors:
                label = self.fields[name].label
                self.add_error(name, _now("填写%(label)s") % {"label": label})
        first = self.cleaned_data.get("first_invited_on")
        second = self.cleaned_data.get("second_invited_on")
        if first and second and second <= first:
            self.add_error("second_invited_on", _now("第二次通知要在第一次以后"))

    def hearing(self) -> Hearing:
        """The form as the action takes it; ask only once it is valid."""
        typed = self.cleaned_data
        return Hearing(**{**typed, "manner": HearingManner(typed["manner"])})


class ChangeDecisionForm(PlainForm):
    """The reasons that the letter prints; for an end the last month that is still paid."""

    last_month = MonthFormField(
        label=_("最后发放月份"),
        help_text=_("写成 2008-08；这个月仍然发放，下个月起停发。"),
        widget=forms.TextInput(attrs={"class": "w-8", "autocomplete": "off"}),
    )
    reasons = LongTextField(
        label=_("理由"), max_length=1000, help_text=_("会印在结果告知书上，写事实和依据。")
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        opinion: TownshipOpinion,
        **options: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, **options)
        if opinion.proposal != Proposal.END:
            del self.fields["last_month"]
