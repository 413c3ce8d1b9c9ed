"""Choosing what goes on a notice."""

from collections.abc import Sequence
from typing import Unpack

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.models.case import Case
from dibao.forms import FormOptions, PlainForm, field_of


class ChoiceOfCases(PlainForm):
    """The households of one village that wait for one stage; all are chosen until somebody says otherwise."""

    cases = forms.TypedMultipleChoiceField(
        label=_("上榜的家庭"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("至少选一户再公示")},
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        candidates: Sequence[Case],
        **options: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, **options)
        self.candidates = candidates
        field_of(self, "cases", forms.TypedMultipleChoiceField).choices = [
            (case.pk, f"{_named(case)} {case.number}") for case in candidates
        ]
        self.initial["cases"] = [case.pk for case in candidates]

    @property
    def chosen(self) -> list[Case]:
        keys = set(self.cleaned_data["cases"])
        return [case for case in self.candidates if case.pk in keys]


def _named(case: Case) -> str:
    """By the name that the notice will print; with the head's, under whom the family is known, where it is another."""
    applicant, head = case.applies_for_it, case.household.head
    if applicant == head:
        return str(head)
    return _now("%(name)s（户主%(head)s）") % {"name": applicant, "head": head}
