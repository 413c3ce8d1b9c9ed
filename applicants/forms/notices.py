"""Choosing what goes on a notice."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from applicants.models.case import Case
from dibao.forms import PlainForm


class ChoiceOfCases(PlainForm):
    """The households of one village that wait for one stage; all are chosen until somebody says otherwise."""

    cases = forms.TypedMultipleChoiceField(
        label=_("上榜的家庭"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("至少选一户再公示")},
    )

    def __init__(self, *args: object, candidates: Sequence[Case], **options: object) -> None:
        super().__init__(*args, **options)
        self.candidates = candidates
        self.fields["cases"].choices = [
            (case.pk, f"{case.household.head} {case.number}") for case in candidates
        ]
        self.initial["cases"] = [case.pk for case in candidates]

    @property
    def chosen(self) -> list[Case]:
        keys = set(self.cleaned_data["cases"])
        return [case for case in self.candidates if case.pk in keys]
