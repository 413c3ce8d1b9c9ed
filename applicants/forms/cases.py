"""Forms about a case: which ones to list, and what the township thinks of one."""

from typing import Unpack

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from applicants.forms.fields import LongTextField
from applicants.lateness import OVERDUE, TODAY, Lateness, rule_sets_near
from applicants.models.assessment import Assessment, TownshipOpinion
from applicants.models.case import Case, CaseQuerySet
from applicants.models.override import is_payable, with_overrides
from applicants.steps import ENDING, Clock, Step, waits_for
from dibao.forms import FieldOptions, FormOptions, PlainForm, field_of
from dibao.levels import AreaLevel
from dibao.models.area import Area
from dibao.models.staff import Staff

_BELOW = {
    AreaLevel.TOWNSHIP: AreaLevel.VILLAGE,
    AreaLevel.COUNTY: AreaLevel.TOWNSHIP,
    AreaLevel.PREFECTURE: AreaLevel.COUNTY,
}


class AreaFilterField(forms.ModelChoiceField):
    """The areas one level beneath the posting's own."""

    def __init__(self, **options: Unpack[FieldOptions]) -> None:
        options["required"] = False
        super().__init__(queryset=Area.objects.none(), empty_label=_("全部"), **options)

    def offer(self, staff: Staff) -> None:
        area = staff.posting.area
        level = _BELOW.get(AreaLevel(area.level), AreaLevel.VILLAGE)
        self.queryset = Area.objects.within(area).of_level(level).order_by("code")

    def label_from_instance(self, obj: Area) -> str:
        return obj.name


class CaseFilter(PlainForm):
    """Which cases: those that wait for a step, of one place below."""

    step = forms.ChoiceField(
        label=_("下一步"),
        required=False,
        choices=[
            ("", _("全部在办")),
            (OVERDUE, _("已超期")),
            (TODAY, _("今天到期")),
            *[choice for choice in Step.choices if choice[0] != Step.NONE],
            (ENDING, _("公示快到期")),
            (Step.NONE, _("已办结")),
        ],
    )
    area = AreaFilterField(label=_("地区"))

    def __init__(self, data: QueryDict | None = None, *, staff: Staff) -> None:
        super().__init__(data, auto_id="filter_%s")
        self.staff = staff
        field_of(self, "area", AreaFilterField).offer(staff)

    def applied(self, cases: CaseQuerySet, clock: Clock) -> CaseQuerySet:
        """The cases that the filter names; what it cannot read it leaves out."""
        self.is_valid()
        area, step = self.cleaned_data.get("area"), self.cleaned_data.get("step")
        if area is not None:
            cases = cases.within(area)
        if step in (OVERDUE, TODAY):
            near = Lateness.of(rule_sets_near(self.staff), clock.calendar, on=clock.on)
            return cases.open().filter(near.late if step == OVERDUE else near.today)
        return cases.filter(waits_for(step, on=clock.on)) if step else cases.open()


class OpinionForm(PlainForm):
    """Grant or refuse, with reasons, about the assessment that its reader saw."""

    # Where it is sent.
    page = "case_propose"

    assessment = forms.ModelChoiceField(
        queryset=Assessment.objects.none(), widget=forms.HiddenInput
    )
    proposal = forms.ChoiceField(
        label=_("初审意见"),
        choices=[(one.value, one.label) for one in TownshipOpinion.ON_APPLICATIONS],
        widget=forms.RadioSelect(attrs={"class": "inline"}),
    )
    reasons = LongTextField(
        label=_("理由"),
        max_length=1000,
        help_text=_("写清入户调查和核对的情况，公示和通知书以此为据。"),
    )

    def __init__(
        self, data: QueryDict | None = None, *, case: Case, **options: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, **options)
        found = case.assessments.order_by("-pk")
        field_of(self, "assessment", forms.ModelChoiceField).queryset = found
        self.initial["assessment"] = case.latest_assessment
        newest = with_overrides(found).first()
        if newest is not None and not is_payable(newest):
            field_of(self, "proposal", forms.ChoiceField).choices = [
                (TownshipOpinion.Proposal.REFUSE, TownshipOpinion.Proposal.REFUSE.label)
            ]
