"""Which of a pair cannot go, to which families, and why."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.forms.fields import TextField
from dibao.forms import PlainForm, field_of
from dibao.models.staff import Staff
from oversight.actions.stand_ins import Absence, Reach
from oversight.models.inspection_visit import InspectionVisit
from oversight.models.stand_in import AwayFor


class StandInForm(PlainForm):
    """One of the pair, how far the absence reaches, and the reason; who comes instead is not asked."""

    away = forms.TypedChoiceField(
        label=_("谁去不了"), coerce=int, widget=forms.RadioSelect(attrs={"class": "inline"})
    )
    reach = forms.ChoiceField(
        label=_("哪些户去不了"),
        choices=Reach.choices,
        initial=Reach.VISIT,
        widget=forms.RadioSelect,
    )
    reason = forms.ChoiceField(
        label=_("换人原因"),
        choices=AwayFor.choices,
        widget=forms.RadioSelect(attrs={"class": "inline"}),
    )
    words = TextField(
        label=_("原因说明"),
        required=False,
        max_length=200,
        help_text=_("选“其他原因”的写明；生病的不写。"),
    )

    def __init__(self, data: QueryDict | None = None, *, visit: InspectionVisit) -> None:
        super().__init__(data)
        self._pair = [one for one in visit.pair if visit.still_needs(one)]
        field_of(self, "away", forms.TypedChoiceField).choices = [
            (one.pk, one.name) for one in self._pair
        ]

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or self.cleaned_data
        reason, words = cleaned.get("reason"), cleaned.get("words")
        if reason == AwayFor.OTHER and not words:
            self.add_error("words", _now("写明是什么原因"))
        if reason == AwayFor.ILL and words:
            self.add_error("words", _now("生病的不写说明，把这一格清空"))
        return cleaned

    def away_staff(self) -> Staff:
        """Who cannot go; ask only once the form is valid."""
        return next(one for one in self._pair if one.pk == self.cleaned_data["away"])

    def absence(self) -> Absence:
        """The rest as the action takes it; ask only once the form is valid."""
        typed = self.cleaned_data
        return Absence(
            reason=AwayFor(typed["reason"]), words=typed["words"], reach=Reach(typed["reach"])
        )
