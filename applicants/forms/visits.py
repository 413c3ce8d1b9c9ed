"""The screens of the visit form, one short form each, and the signatures at its end."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Unpack

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from applicants.actions.visits import Answers
from applicants.forms.fields import (
    CountField,
    DayField,
    LongTextField,
    MoneyTextField,
    NameField,
    bare_number,
)
from applicants.models.household import Membership
from applicants.models.visit import (
    DangerGrade,
    RemoteReason,
    Structure,
    Tenure,
    VisitBlock,
    VisitConclusion,
    VisitWay,
)
from dibao.forms import FieldOptions, FormOptions, PlainForm, field_of
from dibao.models.staff import Staff
from dibao.values.money import ZERO

_NONE = ("", "—")
# Beyond this a line of the form was mistyped: a household is not that large.
MOST_AWAY = 20
MEASURE = re.compile(r"-?\d+(\.\d*)?")
_HELPERS = ("helper_1", "helper_2", "helper_3")
Choices = Sequence[tuple[str, StrOrPromise]]


def radios(label: StrOrPromise, choices: Choices) -> forms.ChoiceField:
    """One of a few words, each with a large button of its own."""
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect)


class GroundField(forms.DecimalField):
    """A measured area, with or without its unit."""

    def __init__(
        self, *, unit: StrOrPromise, max_digits: int, places: int, **options: Unpack[FieldOptions]
    ) -> None:
        attrs = {
            "class": "w-8 number",
            "inputmode": "decimal",
            "autocomplete": "off",
            "data-unit": unit,
        }
        options["widget"] = forms.TextInput(attrs=attrs)
        self.unit = unit
        super().__init__(min_value=0, max_digits=max_digits, decimal_places=places, **options)

    def clean(self, value: object) -> Decimal | None:
        number = bare_number(value, self.unit)
        if number and not MEASURE.fullmatch(number):
            typed = {"label": self.label, "typed": str(value).strip()}
            raise ValidationError(_now("%(label)s填数字，如 60.5；现在是“%(typed)s”") % typed)
        cleaned: Decimal | None = super().clean(number)
        return cleaned


class BlockForm(PlainForm):
    """One screen; `mark` tells what stood in it when it was opened."""

    mark = forms.CharField(widget=forms.HiddenInput)

    def answers(self) -> Answers:
        """What was typed, as the action takes it."""
        return {name: value for name, value in self.cleaned_data.items() if name != "mark"}


class GoingForm(BlockForm):
    """Who goes, when, and whether to the house: at least two people, one of them staff."""

    mark = forms.CharField(widget=forms.HiddenInput, required=False)
    visited_on = DayField(label=_("调查日期"))
    way = radios(_("调查方式"), VisitWay.choices)
    remote_reason = forms.ChoiceField(
        label=_("没有上门的原因"),
        choices=[_NONE, *RemoteReason.choices],
        required=False,
        help_text=_("只有发生重大突发事件时才能用电话、视频调查。"),
    )
    investigator = forms.ModelChoiceField(
        label=_("调查人"), queryset=Staff.objects.none(), empty_label=None
    )
    companion = forms.ModelChoiceField(
        label=_("同去的工作人员"),
        queryset=Staff.objects.none(),
        required=False,
        empty_label="—",
        help_text=_("每组至少2人：同去的工作人员，或者下面的协助调查人。"),
    )
    helper_1 = NameField(label=_("协助调查人（村干部、协理员）"), max_length=40, required=False)
    helper_2 = NameField(label=_("第二名协助调查人"), max_length=40, required=False)
    helper_3 = NameField(label=_("第三名协助调查人"), max_length=40, required=False)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        colleagues: QuerySet[Staff],
        **options: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, **options)
        for name in ("investigator", "companion"):
            field_of(self, name, forms.ModelChoiceField).queryset = colleagues

    def clean_remote_reason(self) -> str:
        reason: str = self.cleaned_data["remote_reason"]
        is_remote = self.cleaned_data.get("way") in (VisitWay.PHONE, VisitWay.VIDEO)
        if is_remote and not reason:
            raise ValidationError(_now("选择没有上门的原因"))
        return reason if is_remote else ""

    def answers(self) -> Answers:
        typed = dict(super().answers())
        helpers = [typed.pop(name) for name in _HELPERS]
        return {**typed, "helpers": [str(name) for name in helpers if name]}


class MembersForm(BlockForm):
    members_agree = forms.TypedChoiceField(
        label=_("家里的人和申请表写的一样吗"),
        choices=[("yes", _("一样")), ("no", _("不一样"))],
        coerce=lambda word: word == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("选“一样”或者“不一样”")},
    )
    members_note = LongTextField(
        label=_("谁在家、谁不在、身体怎样"), max_length=1000, required=False
    )

    def clean_members_note(self) -> str:
        note: str = self.cleaned_data["members_note"]
        if self.cleaned_data.get("members_agree") is False and not note.strip():
            raise ValidationError(_now("写清哪里不一样"))
        return note


class HousingForm(BlockForm):
    tenure = radios(_("住房来源"), Tenure.choices)
    structure = radios(_("房屋结构"), Structure.choices)
    floor_area = GroundField(
        label=_("建筑面积"), unit=_("平方米"), max_digits=6, places=1, required=False
    )
    danger_grade = radios(_("危房等级"), DangerGrade.choices)
    belongings = LongTextField(
        label=_("车辆、家电等家当"), max_length=1000, help_text=_("看到什么写什么；没有写“无”。")
    )


class LandForm(BlockForm):
    farmed_land = GroundField(label=_("自种土地"), unit=_("亩"), max_digits=7, places=2)
    let_land = GroundField(
        label=_("转包出去的土地"), unit=_("亩"), max_digits=7, places=2, required=False
    )
    livestock = LongTextField(
        label=_("种什么、养什么、一年卖多少"), max_length=1000, required=False
    )

    def answers(self) -> Answers:
        typed = super().answers()
        return {**typed, "let_land": typed["let_land"] or ZERO}


class WorkForm(BlockForm):
    working_away = CountField(label=_("外出务工人数"), unit=_("人"))
    work_note = LongTextField(
        label=_("谁在哪里做什么，一年拿回多少"), max_length=1000, required=False
    )

    def clean_working_away(self) -> int:
        away: int = self.cleaned_data["working_away"]
        if away > MOST_AWAY:
            words = _now("外出务工人数%(count)d人太多，核对这一项") % {"count": away}
            raise ValidationError(words)
        return away

    def clean_work_note(self) -> str:
        note: str = self.cleaned_data["work_note"]
        if self.cleaned_data.get("working_away") and not note.strip():
            raise ValidationError(_now("有人在外务工：写清谁在哪里做什么"))
        return note


class SpendingForm(BlockForm):
    monthly_spending = MoneyTextField(label=_("每月生活支出"), unit=_("元"))
    medical_spending = MoneyTextField(label=_("一年医药支出"), unit=_("元"), required=False)
    school_spending = MoneyTextField(label=_("一年上学支出"), unit=_("元"), required=False)
    spending_note = LongTextField(label=_("水电、人情、欠债等"), max_length=1000, required=False)

    def answers(self) -> Answers:
        typed = super().answers()
        amounts = ("medical_spending", "school_spending")
        return {**typed, **{name: typed[name] or ZERO for name in amounts}}


class ConclusionForm(BlockForm):
    conclusion = radios(_("调查结论"), VisitConclusion.choices)
    findings = LongTextField(
        label=_("调查情况"),
        max_length=2000,
        rows=5,
        help_text=_("写看到的和问到的，邻居和村干部怎么说；初审以此为据。"),
    )


FORMS: Mapping[VisitBlock, type[BlockForm]] = {
    VisitBlock.MEMBERS: MembersForm,
    VisitBlock.HOUSING: HousingForm,
    VisitBlock.LAND: LandForm,
    VisitBlock.WORK: WorkForm,
    VisitBlock.SPENDING: SpendingForm,
    VisitBlock.CONCLUSION: ConclusionForm,
}


def with_mark(typed: QueryDict, mark: str) -> QueryDict:
    """The same form as if its screen had been opened just now."""
    renewed = typed.copy()
    renewed["mark"] = mark
    return renewed


class SignatureForm(PlainForm):
    """Which members were there and put their names beneath the form."""

    present = forms.TypedMultipleChoiceField(
        label=_("在场签字的家庭成员"),
        coerce=str,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("勾选在场签字的家庭成员，至少一人。")},
    )
    is_signed = forms.BooleanField(label=_("调查人和在场的家庭成员都已在调查表上签字"))

    def __init__(self, data: QueryDict | None = None, *, members: Sequence[Membership]) -> None:
        super().__init__(data)
        field_of(self, "present", forms.TypedMultipleChoiceField).choices = [
            (str(member.person_id), f"{member.person} {member.get_relation_display()}")
            for member in members
        ]
