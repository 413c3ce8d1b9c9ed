"""Forms about who belongs to a household: somebody joins, leaves, heads it, receives its money."""

import uuid
from datetime import date
from typing import Unpack

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.actions.households import MemberEntry
from applicants.actions.members import Payee
from applicants.choices import HEAD, RELATIONS
from applicants.forms.differences import Difference
from applicants.forms.fields import DayField, LongTextField, NameField, TextField
from applicants.forms.members import MemberForm
from applicants.models.household import Household
from applicants.models.person import Person
from applicants.reasons import TYPED_JOINS, TYPED_LEAVES, JoinReason, LeaveReason, PayeeReason
from dibao.forms import FormOptions, PlainForm, field_of

_NONE = ("", "—")
_OTHERS = [relation for relation in RELATIONS if relation[0] != HEAD]


class JoinForm(MemberForm):
    """Somebody new in a household, from which day and why."""

    joined_for = forms.ChoiceField(
        label=_("加入原因"),
        choices=[_NONE, *[(one.value, JoinReason(one).label) for one in TYPED_JOINS]],
    )
    joined_on = DayField(label=_("加入日期"))

    def __init__(
        self, data: QueryDict | None = None, *, on: date, **options: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, on=on, **options)
        field_of(self, "relation", forms.ChoiceField).choices = [_NONE, *_OTHERS]
        field_of(self, "joined_on", DayField).latest = on
        self.initial.setdefault("joined_on", on)

    def member(self) -> MemberEntry:
        return self.entry(None, joined_for=self.cleaned_data["joined_for"])


class LeaveForm(PlainForm):
    """Why somebody left, and when."""

    reason = forms.ChoiceField(
        label=_("离开原因"),
        choices=[_NONE, *[(one.value, LeaveReason(one).label) for one in TYPED_LEAVES]],
    )
    on = DayField(label=_("离开日期"), help_text=_("死亡填死亡日期，婚出填结婚日期。"))
    note = TextField(label=_("说明"), max_length=200, required=False)

    def __init__(
        self, data: QueryDict | None = None, *, on: date, **options: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, **options)
        field_of(self, "on", DayField).latest = on


class HeadForm(PlainForm):
    """Another head, and what each member is to the new one."""

    head = forms.ChoiceField(label=_("新户主"), widget=forms.RadioSelect)
    reason = LongTextField(label=_("更换的理由"), max_length=200, rows=2)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        household: Household,
        **options: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, **options)
        self.household = household
        self.people = [member.person for member in household.members()]
        field_of(self, "head", forms.ChoiceField).choices = [
            (str(person.pk), str(person))
            for person in self.people
            if person.pk != household.head_id and person.is_named
        ]
        for person in self.people:
            self.fields[_relation(person)] = forms.ChoiceField(
                label=_now("%(name)s与新户主的关系") % {"name": person},
                choices=[_NONE, *_OTHERS],
                required=False,
            )
        self.order_fields(["head", *map(_relation, self.people), "reason"])

    def clean(self) -> dict[str, object]:
        for person in self.people:
            name = _relation(person)
            is_new_head = str(person.pk) == self.cleaned_data.get("head")
            if not is_new_head and not self.cleaned_data.get(name) and name not in self.errors:
                self.add_error(name, _now("选择%(name)s与新户主的关系") % {"name": person})
        return self.cleaned_data

    def new_head(self) -> Person:
        return next(one for one in self.people if str(one.pk) == self.cleaned_data["head"])

    def differences(self) -> list[Difference]:
        """Who heads the household now, and what each is to them, where that is not what was chosen."""
        kept = dict(self.household.members().values_list("person_id", "relation"))
        chosen = self.relations() | {self.new_head().pk: HEAD}
        words = dict(RELATIONS)
        return [
            Difference(
                _now("%(name)s与户主关系") % {"name": person},
                "",
                str(words.get(kept[person.pk], "")),
                str(words.get(chosen[person.pk], "")),
            )
            for person in self.people
            if kept[person.pk] != chosen[person.pk]
        ]

    def relations(self) -> dict[uuid.UUID, str]:
        return {person.pk: self.cleaned_data[_relation(person)] for person in self.people}


def _relation(person: Person) -> str:
    return f"relation_{person.pk}"


class PayeeForm(PlainForm):
    """Who receives the money: the head, another member, or somebody outside."""

    HEAD, OUTSIDE = "", "outside"

    who = forms.ChoiceField(
        label=_("领款人"), required=False, widget=forms.RadioSelect, initial=HEAD
    )
    name = NameField(label=_("户外领款人姓名"), max_length=40, required=False)
    relation = TextField(
        label=_("与户主关系"), max_length=40, required=False, help_text=_("如：监护人、女儿。")
    )
    reason = forms.ChoiceField(
        label=_("不由户主领款的原因"), choices=[_NONE, *PayeeReason.choices], required=False
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        household: Household,
        **options: Unpack[FormOptions],
    ) -> None:
        options["initial"] = _payee_now(household)
        super().__init__(data, **options)
        others = household.members().exclude(person=household.head_id).filter(person__is_named=True)
        self.people = {str(member.person_id): member.person for member in others}
        field_of(self, "who", forms.ChoiceField).choices = [
            (self.HEAD, _now("户主%(name)s") % {"name": household.head}),
            *[(key, str(person)) for key, person in self.people.items()],
            (self.OUTSIDE, _("不在这户的人")),
        ]

    def clean(self) -> dict[str, object]:
        typed = self.cleaned_data
        if typed.get("who") == self.OUTSIDE:
            for name in ("name", "relation"):
                self._need(name)
        if typed.get("who"):
            self._need("reason")
        return typed

    def _need(self, name: str) -> None:
        if not self.cleaned_data.get(name) and name not in self.errors:
            label = self.fields[name].label
            self.add_error(name, ValidationError(_now("填写%(label)s") % {"label": label}))

    def payee(self) -> Payee:
        typed = self.cleaned_data
        if typed["who"] == self.HEAD:
            return Payee()
        if typed["who"] == self.OUTSIDE:
            return Payee(name=typed["name"], relation=typed["relation"], reason=typed["reason"])
        return Payee(person=self.people[typed["who"]], reason=typed["reason"])


def _payee_now(household: Household) -> dict[str, object]:
    outside = PayeeForm.OUTSIDE if household.payee_name else PayeeForm.HEAD
    return {
        "who": str(household.payee_id) if household.payee_id else outside,
        "name": household.payee_name,
        "relation": household.payee_relation,
        "reason": household.payee_reason,
    }
