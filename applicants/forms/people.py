"""The second page about a household's people: one row each, nothing required."""

from collections.abc import Mapping
from typing import Unpack

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from applicants.actions.people import PersonEntry
from applicants.forms.fields import TextField
from applicants.forms.rows import RowForm, RowFormSet
from applicants.models.household import Household
from applicants.models.person import Person
from applicants.standards import EDUCATION, ETHNICITIES, HUKOU_KINDS, MARITAL
from dibao.fields import HIDDEN
from dibao.forms import FieldOptions, FormOptions, field_of
from dibao.values.identity import DisabilityCard, IdentityError, IdNumber, clean_code
from dibao.wording import in_words

_NONE = ("", "—")


class DisabilityCardField(forms.Field):
    """A card's number, checked against its holder's ID; the masked number stands for the one that is kept."""

    holder: Person | None = None

    def __init__(self, **options: Unpack[FieldOptions]) -> None:
        attrs = {
            "class": "w-12",
            "autocomplete": "off",
            "spellcheck": "false",
            "maxlength": "26",
        }
        options["widget"] = forms.TextInput(attrs=attrs)
        super().__init__(**options)

    def to_python(self, value: object) -> DisabilityCard | None:
        if value in self.empty_values:
            return None
        held, typed = self.holder, str(value)
        if held and held.disability_card and clean_code(typed) == held.masked_card:
            typed = held.disability_card.open()
        number = IdNumber.parse(held.id_number.open()) if held and held.id_number else None
        try:
            return DisabilityCard.parse(typed, holder=number)
        except IdentityError as error:
            raise ValidationError(in_words(error)) from error


class PersonForm(RowForm):
    """One present member."""

    person = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(
        label=_("姓名"),
        disabled=True,
        required=False,
        widget=forms.TextInput(attrs={"class": "w-8"}),
    )
    marital_status = forms.ChoiceField(
        label=_("婚姻状况"), choices=[_NONE, *MARITAL], required=False
    )
    ethnicity = forms.ChoiceField(label=_("民族"), choices=[_NONE, *ETHNICITIES], required=False)
    education = forms.ChoiceField(label=_("文化程度"), choices=[_NONE, *EDUCATION], required=False)
    hukou_kind = forms.ChoiceField(
        label=_("户口性质"), choices=[_NONE, *HUKOU_KINDS], required=False
    )
    hukou_place = TextField(
        label=_("户籍地"),
        max_length=120,
        required=False,
        help_text=_("和这户的村不同时填"),
        widget=forms.TextInput(attrs={"class": "w-12", "autocomplete": "off"}),
    )
    disability_card = DisabilityCardField(label=_("残疾证号"), required=False)
    diagnosis = TextField(
        label=_("诊断"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"class": "w-12", "autocomplete": "off"}),
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        known: Mapping[str, Person],
        **options: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, **options)
        self.holder = known.get(str(self["person"].value() or ""))
        field_of(self, "disability_card", DisabilityCardField).holder = self.holder

    def has_changed(self) -> bool:
        """An empty row empties what was kept, so each is read."""
        return True

    @property
    def is_used(self) -> bool:
        return self.holder is not None

    def entry(self, person: Person) -> PersonEntry:
        """The row as the action takes it."""
        typed = {name: self.cleaned_data[name] for name in self.fields}
        kept = person.diagnosis and typed["diagnosis"] == HIDDEN
        return PersonEntry(
            person=person,
            marital_status=typed["marital_status"],
            ethnicity=typed["ethnicity"],
            education=typed["education"],
            hukou_kind=typed["hukou_kind"],
            hukou_place=typed["hukou_place"],
            disability_card=typed["disability_card"],
            diagnosis=None if kept else typed["diagnosis"],
        )


class PeopleGrid(RowFormSet[PersonForm]):
    form = PersonForm
    extra = 0

    @classmethod
    def of(cls, household: Household, typed: QueryDict | None = None) -> "PeopleGrid":
        """The named present members, as last kept (one query)."""
        people = [m.person for m in household.members().filter(person__is_named=True)]
        known = {str(person.pk): person for person in people}
        rows = [row_of(person) for person in people]
        return cls(typed, prefix="people", initial=rows, form_kwargs={"known": known})

    def entries(self) -> list[PersonEntry]:
        return [form.entry(form.holder) for form in self.used if form.holder is not None]

    def refuse(self, sentence: str) -> None:
        """Put a refusal of the whole on top of the page."""
        self.non_form_errors().append(sentence)

    def blame(self, person: Person, sentence: str) -> None:
        """Put a refusal about one person's card beside that card."""
        for form in self.used:
            if form.holder == person:
                form.add_error("disability_card", sentence)


def row_of(person: Person) -> dict[str, object]:
    """A person as initial values; card and diagnosis hidden."""
    return {
        "person": str(person.pk),
        "name": person.name,
        "marital_status": person.marital_status,
        "ethnicity": person.ethnicity,
        "education": person.education,
        "hukou_kind": person.hukou_kind,
        "hukou_place": person.hukou_place,
        "disability_card": person.masked_card,
        "diagnosis": str(person.diagnosis or ""),
    }
