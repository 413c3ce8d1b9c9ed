"""The list of supporters on the entry page: one row each, folded away where there are none."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Unpack

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.actions.supporters import SupporterEntry
from applicants.choices import choices
from applicants.eligibility.codes import SupporterRelation
from applicants.forms.fields import DayField, IdNumberField, MoneyTextField, NameField, TextField
from applicants.forms.rows import RowForm, RowFormSet
from applicants.models.household import Household
from applicants.models.supporter import SupportAbility, Supporter
from dibao.forms import FormOptions, field_of
from dibao.values.identity import IdNumber

ZERO = Decimal("0.00")
_NONE = ("", "—")


def _short() -> forms.TextInput:
    return forms.TextInput(attrs={"class": "w-8", "autocomplete": "off"})


class SupporterForm(RowForm):
    """One supporter; a known one keeps the number that its masked form stands for."""

    known = forms.UUIDField(required=False, widget=forms.HiddenInput)
    name = NameField(label=_("姓名"), max_length=40, widget=_short())
    relation = forms.ChoiceField(
        label=_("是被赡养人的"), choices=[_NONE, *choices(SupporterRelation)]
    )
    supported = NameField(
        label=_("被赡养人"),
        max_length=40,
        required=False,
        help_text=_("空着是户主"),
        widget=_short(),
    )
    id_number = IdNumberField(label=_("身份证号"), required=False)
    ability = forms.ChoiceField(
        label=_("赡养能力"),
        choices=SupportAbility.choices,
        required=False,
        initial="unknown",
        widget=forms.Select(attrs={"class": "w-8"}),
    )
    yearly_amount = MoneyTextField(label=_("每年给付（元）"), required=False)
    place = TextField(label=_("住址"), max_length=120, required=False, widget=_short())
    consent_on = DayField(label=_("同意核对的日期"), required=False)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        present: Mapping[str, Supporter],
        on: date,
        **options: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, **options)
        field_of(self, "consent_on", DayField).latest = on
        known = present.get(str(self["known"].value() or ""))
        self.holder = known
        field_of(self, "id_number", IdNumberField).holder = known
        if known is not None and known.birth_date:
            self.fields["id_number"].widget.holder = (
                known.masked_id,
                known.birth_date.isoformat(),
            )

    def clean_ability(self) -> str:
        return self.cleaned_data["ability"] or SupportAbility.UNKNOWN

    def clean(self) -> dict[str, object]:
        typed = self.cleaned_data
        if typed.get("ability") == SupportAbility.UNABLE and typed.get("yearly_amount"):
            self.add_error("yearly_amount", _now("没有赡养能力的，每年给付填0"))
        return typed

    def entry(self, supported: IdNumber | None) -> SupporterEntry:
        """The row as the action takes it."""
        typed = self.cleaned_data
        return SupporterEntry(
            name=typed["name"],
            relation=typed["relation"],
            supported=supported,
            id_number=typed["id_number"],
            ability=typed["ability"],
            yearly_amount=typed["yearly_amount"] or ZERO,
            place=typed["place"],
            consent_on=typed["consent_on"],
            known=self.holder.pk if self.holder else None,
        )


class SupporterGrid(RowFormSet[SupporterForm]):
    form = SupporterForm
    title = _("义务人")

    @property
    def is_paying(self) -> bool:
        """Whether some row says that money is paid."""
        return any(row.cleaned_data.get("yearly_amount") for row in self.used if not row.errors)

    @property
    def is_empty(self) -> bool:
        """Whether the folded part hides nothing."""
        return not self.initial and not (self.is_bound and any(row.is_used for row in self.forms))


def supporter_rows(household: Household) -> tuple[list[dict[str, object]], dict[str, Supporter]]:
    """The stored list as initial rows, the numbers masked, and its people by key (one query)."""
    present = list(household.supporters.current().select_related("supported"))
    rows = [_row(one, is_head=one.supported_id == household.head_id) for one in present]
    return rows, {str(one.pk): one for one in present}


def _row(supporter: Supporter, *, is_head: bool) -> dict[str, object]:
    return {
        "known": str(supporter.pk),
        "name": supporter.name,
        "relation": supporter.relation,
        "supported": "" if is_head else supporter.supported.name,
        "id_number": supporter.masked_id,
        "ability": supporter.ability,
        "yearly_amount": supporter.yearly_amount,
        "place": supporter.place,
        "consent_on": supporter.consent_on,
    }
