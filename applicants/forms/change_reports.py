"""What somebody tells of a family in benefit, and which reports to list."""

from datetime import date
from typing import Unpack

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.actions.change_reports import Report
from applicants.forms.cases import AreaFilterField
from applicants.forms.fields import DayField, LongTextField, NameField, TextField
from applicants.models.change_report import (
    OF_ONE_PERSON,
    ChangeKind,
    ChangeReportQuerySet,
    ReportSource,
    ReportStatus,
)
from applicants.models.household import Household
from dibao.forms import FormOptions, PlainForm, field_of
from dibao.models.staff import Staff

_NONE = ("", "—")
_ALL = "all"


class ReportForm(PlainForm):
    """What has happened to whom, when, and who says so."""

    kind = forms.ChoiceField(label=_("变化种类"), choices=[_NONE, *ChangeKind.choices])
    person = forms.ChoiceField(
        label=_("成员"), required=False, help_text=_("全家的变化不选，如全家迁出。")
    )
    happened_on = DayField(label=_("发生日期"), help_text=_("死亡填死亡日期，婚出填结婚日期。"))
    source = forms.ChoiceField(label=_("来源"), choices=[_NONE, *ReportSource.choices])
    reporter = NameField(
        label=_("报告人"), max_length=40, required=False, help_text=_("村委会报告的写村干部姓名。")
    )
    note = TextField(label=_("报告内容"), max_length=300, required=False)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        household: Household,
        on: date,
        **options: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, **options)
        self.people = {str(one.person_id): one.person for one in household.members()}
        field_of(self, "person", forms.ChoiceField).choices = [
            _NONE,
            *[(key, str(person)) for key, person in self.people.items()],
        ]
        field_of(self, "happened_on", DayField).latest = on

    def clean(self) -> dict[str, object]:
        is_personal = self.cleaned_data.get("kind") in OF_ONE_PERSON
        if is_personal and not self.cleaned_data.get("person") and "person" not in self.errors:
            self.add_error("person", _now("选择是哪名成员"))
        return self.cleaned_data

    def report(self) -> Report:
        """The form as the action takes it; ask only once it is valid."""
        typed = self.cleaned_data
        person = self.people.get(typed["person"]) if typed["person"] else None
        return Report(
            kind=ChangeKind(typed["kind"]),
            happened_on=typed["happened_on"],
            source=ReportSource(typed["source"]),
            person=person,
            reporter=typed["reporter"],
            note=typed["note"],
        )


class CloseReportForm(PlainForm):
    """Why a report changes nothing."""

    answer = LongTextField(label=_("不用办的原因"), max_length=300, rows=2)


class ReportFilter(PlainForm):
    """Which reports: those that wait unless asked otherwise, of one kind and one place below."""

    status = forms.ChoiceField(
        label=_("状态"),
        required=False,
        choices=[
            ("", ReportStatus.OPEN.label),
            (ReportStatus.FOLLOWED, ReportStatus.FOLLOWED.label),
            (ReportStatus.CLOSED, ReportStatus.CLOSED.label),
            (ReportStatus.TAKEN_BACK, ReportStatus.TAKEN_BACK.label),
            (_ALL, _("全部")),
        ],
    )
    kind = forms.ChoiceField(
        label=_("变化种类"), required=False, choices=[("", _("全部")), *ChangeKind.choices]
    )
    area = AreaFilterField(label=_("地区"))

    def __init__(self, data: QueryDict | None = None, *, staff: Staff) -> None:
        super().__init__(data, auto_id="filter_%s")
        field_of(self, "area", AreaFilterField).offer(staff)

    def applied(self, reports: ChangeReportQuerySet) -> ChangeReportQuerySet:
        """The reports that the filter names; what it cannot read it leaves out."""
        self.is_valid()
        area, kind = self.cleaned_data.get("area"), self.cleaned_data.get("kind")
        status = self.cleaned_data.get("status") or ReportStatus.OPEN
        if area is not None:
            reports = reports.within(area)
        if kind:
            reports = reports.filter(kind=kind)
        return reports if status == _ALL else reports.filter(status=status)
