"""Which lines of a batch to list."""

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from applicants.choices import BENEFIT_CLASSES
from dibao.forms import PlainForm
from dibao.levels import AreaLevel
from dibao.models.area import Area, span_of, township_of
from payments.bookings import Booking, is_outcome
from payments.models.batch import PaymentBatch
from payments.models.line import PaymentLine
from payments.workflow import LineStatus

# A choice of places: a code with its name, or a township's name with the choices under it.
Choice = tuple[str, object]


class LineFilter(PlainForm):
    """Lines by how they stand, where they are and in which class."""

    status = forms.ChoiceField(
        label=_("状态"),
        required=False,
        choices=[
            ("", _("全部")),
            *LineStatus.choices,
            (Booking.RETURNED.value, Booking.RETURNED.label),
        ],
    )
    benefit_class = forms.TypedChoiceField(
        label=_("类别"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("全部")), *BENEFIT_CLASSES],
    )

    def __init__(self, data: QueryDict, *, batch: PaymentBatch) -> None:
        super().__init__(data, auto_id="filter_%s")
        self.fields["place"] = forms.ChoiceField(
            label=_("乡镇和村"),
            required=False,
            choices=[("", _("全部")), *_places(batch.area)],
        )

    def applied(self, lines: QuerySet[PaymentLine]) -> QuerySet[PaymentLine]:
        """The lines that the filter names; what it cannot read it leaves out, and says so."""
        self.is_valid()
        asked = self.cleaned_data
        if asked.get("status"):
            lines = lines.filter(is_outcome(asked["status"]))
        if asked.get("benefit_class"):
            lines = lines.filter(benefit_class=asked["benefit_class"])
        if asked.get("place"):
            low, high = span_of(asked["place"], _level_of(asked["place"]))
            lines = lines.filter(area_id__gte=low, area_id__lt=high)
        return lines


def _level_of(code: str) -> str:
    return AreaLevel.TOWNSHIP if code == township_of(code) else AreaLevel.VILLAGE


def _places(county: Area) -> list[Choice]:
    """Each township with its villages beneath, by code (one query)."""
    groups: dict[str, tuple[str, list[tuple[str, object]]]] = {}
    below = Area.objects.within(county).exclude(pk=county.pk).order_by("code")
    for code, name in below.values_list("code", "name"):
        township = township_of(code)
        if code == township:
            groups[township] = (name, [(code, _("全镇"))])
        elif township in groups:
            groups[township][1].append((code, name))
    return list(groups.values())
