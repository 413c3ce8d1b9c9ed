"""What two inspectors write down on a phone: the items of a visit on one page, and a photo."""

from collections.abc import Iterable
from typing import Unpack

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.forms.documents import FilesField
from applicants.forms.fields import DayField, LongTextField, TextField
from dibao.forms import FormOptions, PlainForm
from oversight.actions.inspection_visits import ItemEntry
from oversight.models.inspection_visit import (
    ITEMS,
    InspectedItem,
    InspectionAnswer,
    InspectionVisit,
    Verdict,
)


class VisitForm(PlainForm):
    """All items of a visit; whatever is filled in is saved, whichever button is pressed."""

    visited_on = DayField(label=_("入户日期"), required=False)
    remarks = LongTextField(label=_("备注"), max_length=500, required=False, rows=2)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        visit: InspectionVisit,
        answers: Iterable[InspectionAnswer],
    ) -> None:
        initial: dict[str, object] = {"remarks": visit.remarks}
        if visit.visited_on is not None:
            initial["visited_on"] = visit.visited_on.isoformat()
        for answer in answers:
            initial |= {
                f"{answer.item}_verdict": answer.verdict,
                f"{answer.item}_found": answer.found,
            }
        super().__init__(data, initial=initial)
        for item in ITEMS:
            self.fields[f"{item}_verdict"] = forms.ChoiceField(
                label=item.label,
                required=False,
                choices=Verdict.choices,
                widget=forms.RadioSelect(attrs={"class": "inline"}),
            )
            self.fields[f"{item}_found"] = TextField(
                label=_now("%(item)s：实际情况") % {"item": item.label},
                required=False,
                max_length=300,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or self.cleaned_data
        for item in ITEMS:
            verdict, found = cleaned.get(f"{item}_verdict"), cleaned.get(f"{item}_found")
            if verdict in (Verdict.DIFFERS, Verdict.UNVERIFIED) and not found:
                said = _now("写明%(item)s的实际情况，或者为什么核实不了") % {"item": item.label}
                self.add_error(f"{item}_found", said)
            if found and not verdict:
                said = _now("选择%(item)s的核对结果") % {"item": item.label}
                self.add_error(f"{item}_verdict", said)
        return cleaned

    def entries(self) -> list[ItemEntry]:
        """The items that have an answer; one that does not go together is left for later."""
        return [
            ItemEntry(
                item=InspectedItem(item),
                verdict=Verdict(self.cleaned_data[f"{item}_verdict"]),
                found=self.cleaned_data.get(f"{item}_found", ""),
            )
            for item in ITEMS
            if self.cleaned_data.get(f"{item}_verdict") and f"{item}_found" not in self.errors
        ]


class PhotoForm(PlainForm):
    """Photos of the house or of a paper, taken at once."""

    taken = FilesField(label=_("拍照"), capture="environment")

    def __init__(self, data: QueryDict | None = None, **options: Unpack[FormOptions]) -> None:
        super().__init__(data, **options)


class SendBackForm(PlainForm):
    """What the other of the pair should look at again."""

    reason = LongTextField(label=_("哪里不对"), max_length=300, rows=2, required=False)
