"""Writing a lead down, and what came of it."""

from typing import Unpack

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.actions.leads import Report
from applicants.forms.fields import DayField, LongTextField, NameField, TextField, VillageField
from applicants.forms.households import villages_of
from applicants.models.case import Case, CaseKind
from applicants.models.lead import DiscoveryLead, LeadAnswer, LeadSource
from dibao.display import with_note
from dibao.forms import FormOptions, PlainForm, field_of
from dibao.models.staff import Staff


class LeadForm(PlainForm):
    """Of whom one hears, from whom, and why."""

    village = VillageField(label=_("村"))
    name = NameField(label=_("姓名"), max_length=40)
    about = LongTextField(
        label=_("困难情况"), max_length=1000, help_text=_("知道多少写多少，不知道的去了再问。")
    )
    source = forms.ChoiceField(
        label=_("线索来源"), choices=LeadSource.choices, widget=forms.RadioSelect
    )
    reported_by = TextField(
        label=_("报告单位或人"),
        max_length=60,
        required=False,
        help_text=_("写单位和职务；群众反映的空着。"),
    )
    reported_on = DayField(label=_("报告日期"))

    def __init__(
        self, data: QueryDict | None = None, *, staff: Staff, **options: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, **options)
        field_of(self, "village", VillageField).offer(villages_of(staff), staff)

    def report(self) -> Report:
        return Report(**self.cleaned_data)


class ApplicationField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Case) -> str:
        return with_note(obj.household.head, obj.number)


class LeadAnswerForm(PlainForm):
    """What the township found, and the application where there is one."""

    answer = forms.ChoiceField(
        label=_("办理结果"), choices=LeadAnswer.choices, widget=forms.RadioSelect
    )
    case = ApplicationField(
        label=_("这家的申请"),
        queryset=Case.objects.none(),
        required=False,
        empty_label=_("没有申请"),
        help_text=_("只列本村在报告以后录入的申请。"),
    )
    text = LongTextField(label=_("了解的情况"), max_length=1000)

    def __init__(self, data: QueryDict | None = None, *, lead: DiscoveryLead, staff: Staff) -> None:
        super().__init__(data)
        since = Case.objects.visible_to(staff).filter(
            area=lead.area_id, kind=CaseKind.APPLICATION, opened_on__gte=lead.reported_on
        )
        field_of(self, "case", ApplicationField).queryset = since.select_related(
            "household__head"
        ).order_by("-pk")

    def clean(self) -> dict[str, object]:
        is_applied = self.cleaned_data.get("answer") == LeadAnswer.APPLIED
        if is_applied and self.cleaned_data.get("case") is None and "case" not in self.errors:
            self.add_error(
                "case", ValidationError(_now("选这家的申请；还没有录入的，先录入申请。"))
            )
        return self.cleaned_data
