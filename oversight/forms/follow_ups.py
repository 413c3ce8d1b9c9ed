"""Which of a family's cases and recoveries came of an inspection's findings."""

from collections.abc import Mapping

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from applicants.models.case import Case
from dibao.forms import PlainForm, field_of
from dibao.tables import Words
from payments.models.recovery import Recovery


class FollowUpForm(PlainForm):
    """One that is there already and not tied yet; `openings` are those since the visit, by what stands for them."""

    opening = forms.ChoiceField(label=_("哪一件是因为这次抽查办的"), widget=forms.RadioSelect)

    def __init__(
        self, data: QueryDict | None = None, *, openings: Mapping[str, Case | Recovery]
    ) -> None:
        super().__init__(data)
        self._openings = openings
        field_of(self, "opening", forms.ChoiceField).choices = [
            (key, _label(row)) for key, row in openings.items()
        ]

    def chosen(self) -> Case | Recovery:
        """The one that was chosen; ask only once the form is valid."""
        return self._openings[self.cleaned_data["opening"]]


def _label(row: Case | Recovery) -> Words:
    kind = row.get_kind_display() if isinstance(row, Case) else _("追回")
    return f"{row.number} {kind}"
