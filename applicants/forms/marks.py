"""What a form was opened on, carried along with it; where somebody was faster, both versions beside each other."""

from collections.abc import Sequence

from django import forms
from django.http import QueryDict

from applicants.forms.differences import Difference, differences_of

FIELD = "mark"


class Mark:
    """The hidden mark of a form: the one that it was opened with, until its reader has seen what is stored now."""

    def __init__(self, typed: QueryDict, now: str) -> None:
        self._now = now
        self.value = typed.get(FIELD) or now
        self.differences: Sequence[Difference] = ()

    def renew(self, differences: Sequence[Difference]) -> None:
        """Show what differs from what is stored; sent again, the form is meant to overwrite it."""
        self.value = self._now
        self.differences = differences


def row_differences(grid: forms.BaseFormSet) -> list[Difference]:
    """Where the rows of a grid are not what is stored now."""
    return [
        one
        for number, row in enumerate(grid.forms, start=1)
        for one in differences_of(row, str(number))
    ]
