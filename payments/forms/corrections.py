"""Which differences between paid and due to list."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from dibao.forms import PlainForm
from payments.corrections import Cause, ComparedMonth


class CorrectionFilter(PlainForm):
    """Months that paid too little or too much, and for which cause."""

    way = forms.ChoiceField(
        label=_("少发还是多发"),
        required=False,
        choices=[("", _("全部")), ("missing", _("少发")), ("over", _("多发"))],
    )
    cause = forms.ChoiceField(
        label=_("原因"), required=False, choices=[("", _("全部")), *Cause.choices]
    )

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data, auto_id="filter_%s")

    def applied(self, months: list[ComparedMonth]) -> list[ComparedMonth]:
        """The months that the filter names; what it cannot read it leaves out."""
        self.is_valid()
        way, cause = self.cleaned_data.get("way"), self.cleaned_data.get("cause")
        if way:
            months = [
                month for month in months if ((month.difference or 0) > 0) == (way == "missing")
            ]
        return [month for month in months if month.cause == cause] if cause else months
