"""An inspection as it is planned, its seed, its end, and which inspections to list."""

import re
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_stubs_ext import StrOrPromise

from applicants.choices import BENEFIT_CLASSES
from applicants.forms.fields import DayField, LongTextField, TextField
from dibao.fields import MonthFormField
from dibao.forms import PlainForm, field_of
from dibao.levels import AreaLevel
from dibao.models.area import Area
from dibao.models.staff import Staff
from dibao.values.text import clean_code
from oversight.actions.inspections import InspectionPlan, SeedEntry
from oversight.models.inspection import CONFIDENCES, InspectionQuerySet, SeedSource, SubjectKind
from oversight.workflow import InspectionStatus
from payments.forms.batches import month_box

_EIGHT = re.compile(r"\d{8}")


class SeedField(forms.CharField):
    """Eight digits, with or without blanks between them."""

    def __init__(self, *, label: StrOrPromise, help_text: StrOrPromise = "") -> None:
        attrs = {"class": "w-8", "inputmode": "numeric", "autocomplete": "off"}
        super().__init__(label=label, help_text=help_text, widget=forms.TextInput(attrs=attrs))

    def to_python(self, value: object) -> str:
        typed = clean_code(str(super().to_python(value)))
        if typed and not _EIGHT.fullmatch(typed):
            raise ValidationError(
                _now("种子是8位数字，如 04715926；现在是“%(typed)s”") % {"typed": value}
            )
        return typed


class InspectionForm(PlainForm):
    """What is inspected, how many, and where the seed will come from."""

    title = TextField(label=_("名称"), max_length=80, help_text=_("如 2026年第四季度抽查。"))
    population_on = DayField(label=_("对象日期"), help_text=_("这一天正在享受低保的家庭。"))
    townships = forms.MultipleChoiceField(
        label=_("乡镇"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "inline"}),
        help_text=_("不勾的，全部乡镇。"),
    )
    classes = forms.TypedMultipleChoiceField(
        label=_("类别"),
        required=False,
        coerce=int,
        choices=BENEFIT_CLASSES,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "inline"}),
        help_text=_("不勾的，全部类别。"),
    )
    kinds = forms.MultipleChoiceField(
        label=_("重点对象"),
        required=False,
        choices=SubjectKind.choices,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "inline"}),
        help_text=_("勾了几种的，符合一种就在名单里；不勾的，不限。"),
    )
    granted_since = MonthFormField(
        label=_("首次享受不早于"),
        required=False,
        help_text=_("写成 2008-08；不填的，不限。"),
        widget=month_box(),
    )
    confidence = forms.TypedChoiceField(
        label=_("置信度"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", "—"), *((one, f"{one}%") for one in CONFIDENCES)],
    )
    margin = forms.DecimalField(
        label=_("误差范围"),
        required=False,
        max_digits=4,
        decimal_places=1,
        min_value=1,
        max_value=49,
        help_text=_("正负几个百分点，常用 5。"),
        widget=forms.TextInput(
            attrs={"class": "w-4", "inputmode": "decimal", "data-unit": _("百分点")}
        ),
    )
    given_size = forms.IntegerField(
        label=_("指定户数"),
        required=False,
        min_value=1,
        max_value=100_000,
        help_text=_("填了这里，就不看置信度和误差范围。"),
        widget=forms.TextInput(
            attrs={"class": "w-4", "inputmode": "numeric", "data-unit": pgettext_lazy("unit", "户")}
        ),
    )
    seed_source = forms.ChoiceField(
        label=_("种子来源"), choices=SeedSource.choices, widget=forms.RadioSelect
    )
    seed_rule = TextField(
        label=_("取数办法"),
        max_length=200,
        help_text=_(
            "写清哪一天、哪里公布的哪个号码，怎样接成8位；掷骰的写谁掷、几次。名单公布以后不能改。"
        ),
    )

    def __init__(self, data: QueryDict | None = None, *, staff: Staff, on: date) -> None:
        super().__init__(
            data,
            initial={
                "population_on": on.isoformat(),
                "confidence": 95,
                "margin": 5,
                "seed_source": SeedSource.PUBLISHED,
            },
        )
        towns = Area.objects.within(staff.posting.area).of_level(AreaLevel.TOWNSHIP)
        field_of(self, "townships", forms.MultipleChoiceField).choices = [
            (town.pk, str(town)) for town in towns.order_by("pk")
        ]

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("given_size"):
            # Both others stand there as the usual ones.
            cleaned |= {"confidence": None, "margin": None}
        elif not (cleaned.get("confidence") and cleaned.get("margin")) and not {
            "confidence",
            "margin",
            "given_size",
        } & set(self.errors):
            self.add_error("confidence", _now("选置信度并填误差范围，或者直接填指定户数"))
        return cleaned

    def plan(self) -> InspectionPlan:
        """The form as the action takes it; ask only once it is valid."""
        typed = dict(self.cleaned_data)
        typed["seed_source"] = SeedSource(typed["seed_source"])
        return InspectionPlan(**typed)


class SeedForm(PlainForm):
    """The seed as it was told, and where."""

    digits = SeedField(label=_("种子"), help_text=_("8位数字，照来源一位一位录。"))
    told_on = DayField(label=_("取数日期"))
    source = TextField(
        label=_("来源说明"),
        max_length=200,
        help_text=_("哪一期、哪个网页或者报纸；掷骰的写谁掷的、谁在场。别人照着能查到。"),
    )

    def entry(self) -> SeedEntry:
        return SeedEntry(**self.cleaned_data)


class SecondReadingForm(PlainForm):
    """The seed once more, from the source and not from the screen."""

    digits = SeedField(label=_("再录一次种子"), help_text=_("对着来源录，不看别人录的。"))


class CancelForm(PlainForm):
    """Why an inspection is given up."""

    reason = LongTextField(
        label=_("取消原因"),
        max_length=200,
        rows=2,
        help_text=_("名单已经公布的，原因也公开：写事，不写人的姓名和病情。"),
    )


class InspectionFilter(PlainForm):
    """Which inspections to list."""

    status = forms.ChoiceField(
        label=_("状态"), required=False, choices=[("", _("全部")), *InspectionStatus.choices]
    )

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data, auto_id="filter_%s")

    def applied(self, rows: InspectionQuerySet) -> InspectionQuerySet:
        """The inspections that the filter names; what it cannot read it leaves out."""
        self.is_valid()
        status = self.cleaned_data.get("status")
        return rows.filter(status=status) if status else rows
