"""Which households are taken out of a batch, and why each of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.forms.fields import TextField
from dibao.forms import PlainForm
from payments.actions.batch_lines import RowOut
from payments.models.hold import HoldReason
from payments.models.line import PaymentLine

_REASONS = [("", "—"), *HoldReason.choices]


@dataclass(frozen=True)
class OutRow:
    """One household with what the batch pays it, all months together, and its own two fields."""

    line: PaymentLine
    amount: Decimal
    reason: BoundField
    note: BoundField


class TakeOutForm(PlainForm):
    """A reason and a sentence for all, and for each household its own where it differs."""

    reason = forms.ChoiceField(label=_("原因（全部）"), required=False, choices=_REASONS)
    note = TextField(
        label=_("说明（全部）"),
        max_length=300,
        required=False,
        help_text=_("一句话：查到了什么，谁去核实。单独一户不同的，在那一户写。"),
    )

    def __init__(self, data: QueryDict | None = None, *, lines: Sequence[PaymentLine]) -> None:
        super().__init__(data)
        # Months past of one household are several lines, and one hold.
        self.lines = list({line.household_id: line for line in reversed(lines)}.values())[::-1]
        self.amounts = {
            one.household_id: sum(
                (line.amount for line in lines if line.household_id == one.household_id), Decimal(0)
            )
            for one in self.lines
        }
        lines = self.lines
        for line in lines:
            name = line.household.head.name
            self.fields[f"reason_{line.household_id}"] = forms.ChoiceField(
                label=_now("%(name)s的原因") % {"name": name}, required=False, choices=_REASONS
            )
            self.fields[f"note_{line.household_id}"] = TextField(
                label=_now("%(name)s的说明") % {"name": name}, max_length=300, required=False
            )
        for each in self.fields.values():
            each.widget.attrs.setdefault("autocomplete", "off")
        for line in lines:
            for part in ("reason", "note"):
                field = self.fields[f"{part}_{line.household_id}"]
                field.widget.attrs["aria-label"] = field.label

    @property
    def out(self) -> Iterator[OutRow]:
        """The households with their fields, in the order of the batch."""
        for line in self.lines:
            key = line.household_id
            yield OutRow(line, self.amounts[key], self[f"reason_{key}"], self[f"note_{key}"])

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or self.cleaned_data
        if not self.lines:
            self.add_error(None, _now("没有勾选。回到明细，勾选要取出的户。"))
        for line in self.lines:
            for part in ("reason", "note"):
                own = f"{part}_{line.household_id}"
                if own not in self.errors and not (cleaned.get(own) or cleaned.get(part)):
                    self._say_what_is_missing(part, own, line)
        return cleaned

    def _say_what_is_missing(self, part: str, own: str, line: PaymentLine) -> None:
        words = {
            "reason": _now("选%(name)s的原因，或者选全部的原因"),
            "note": _now("写%(name)s的说明，或者写全部的说明"),
        }
        self.add_error(own, words[part] % {"name": line.household.head.name})

    def rows(self) -> list[RowOut]:
        """The form as the action takes it; ask only once it is valid."""
        typed = self.cleaned_data
        return [
            RowOut(
                household=line.household_id,
                reason=HoldReason(typed[f"reason_{line.household_id}"] or typed["reason"]),
                note=typed[f"note_{line.household_id}"] or typed["note"],
            )
            for line in self.lines
        ]
