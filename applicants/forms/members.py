"""The member table of the entry page: one row a person, the head first."""

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Unpack

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.actions.households import MemberEntry
from applicants.choices import DISABILITY_LEVELS, DISABILITY_TYPES, HEAD, RELATIONS, choices
from applicants.eligibility.codes import ExclusionReason, Health, LabourCapacity
from applicants.forms.fields import IdNumberField, NameField
from applicants.forms.rows import RowForm, RowFormSet
from applicants.models.household import Membership
from applicants.models.person import Person
from applicants.reasons import TYPED_JOINS, TYPED_LEAVES, JoinReason, LeaveReason
from dibao.forms import FormOptions, field_of
from dibao.values.identity import IdNumber, PhoneNumber

LARGEST_HOUSEHOLD = 20

# 办法 Art 7: who is no member at all; the others are members whom this benefit does not cover.
_COUNTED = (
    ExclusionReason.DESTITUTE_SUPPORT,
    ExclusionReason.OTHER_SCHEME,
    ExclusionReason.REFUSED_JOBS,
    ExclusionReason.DECLINED,
)
COVERED, NOT_COVERED, NOT_COUNTED = "covered", "not_covered", "not_counted"
JOINED, LEFT = "joined", "left"

Choice = tuple[str, str | Promise]
Choices = list[Choice | tuple[str | Promise, list[Choice]]]
_NONE: Choice = ("", "—")


def standing_choices() -> Choices:
    """Counted and covered, or why not: the reason is part of the choice, so it is never missing."""
    named: dict[ExclusionReason, str | Promise] = {one: _(one.label) for one in ExclusionReason}
    not_covered: list[Choice] = [(f"{NOT_COVERED}:{key}", named[key]) for key in _COUNTED]
    not_counted: list[Choice] = [
        (f"{NOT_COUNTED}:{key}", word) for key, word in named.items() if key not in _COUNTED
    ]
    return [
        (COVERED, _("计入并保障")),
        (_("计入，不保障"), not_covered),
        (_("不计入"), not_counted),
    ]


def change_choices() -> Choices:
    """Why somebody new has come, or somebody known has left."""
    came: list[Choice] = [(f"{JOINED}:{one}", JoinReason(one).label) for one in TYPED_JOINS]
    left: list[Choice] = [(f"{LEFT}:{one}", LeaveReason(one).label) for one in TYPED_LEAVES]
    return [_NONE, (_("离开这户"), left), (_("新加入"), came)]


def disability_choices() -> list[Choice]:
    """Type and level in one word, as on the certificate: 肢体二级."""
    return [_NONE] + [
        (f"{kind}-{level}", f"{kind_word}{level_word}")
        for kind, kind_word in DISABILITY_TYPES
        for level, level_word in DISABILITY_LEVELS
    ]


class MemberForm(RowForm):
    """One member; a person already in the household keeps the number that its masked form stands for."""

    person = forms.UUIDField(required=False, widget=forms.HiddenInput)
    name = NameField(
        label=_("姓名"),
        max_length=40,
        widget=forms.TextInput(attrs={"class": "w-8", "autocomplete": "off"}),
    )
    id_number = IdNumberField(label=_("身份证号"))
    relation = forms.ChoiceField(label=_("与户主关系"), choices=[_NONE, *RELATIONS])
    health = forms.ChoiceField(label=_("健康状况"), choices=[_NONE, *choices(Health)])
    labour_capacity = forms.ChoiceField(
        label=_("劳动能力"), choices=[_NONE, *choices(LabourCapacity)]
    )
    disability = forms.ChoiceField(label=_("残疾"), choices=disability_choices, required=False)
    is_student = forms.BooleanField(label=_("在校"), required=False)
    standing = forms.ChoiceField(
        label=_("计入和保障"), choices=standing_choices, required=False, initial=COVERED
    )
    change = forms.ChoiceField(label=_("变动"), choices=change_choices, required=False)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        known: Mapping[str, Person] | None = None,
        on: date | None = None,
        is_complete: bool = True,
        is_registered: bool = False,
        **options: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, **options)
        self.known = known or {}
        self.on = on
        if not is_registered:
            del self.fields["change"]
        # A draft may wait for what the visit will show; an application taken up may not.
        for name in ("health", "labour_capacity"):
            self.fields[name].required = is_complete
        person = self.holder = self.known.get(str(self["person"].value() or ""))
        field_of(self, "id_number", IdNumberField).holder = person
        if person is not None and person.birth_date:
            words = f"{person.get_sex_display()} {person.birth_date.isoformat()}"
            self.fields["id_number"].widget.holder = (person.masked_id, words)

    def clean_standing(self) -> str:
        return self.cleaned_data["standing"] or COVERED

    def clean(self) -> dict[str, object]:
        number = self.cleaned_data.get("id_number")
        if isinstance(number, IdNumber) and self.on and number.birth_date > self.on:
            self.add_error("id_number", _now("出生日期晚于今天：核对身份证第7至14位"))
        if "change" in self.fields:
            self._check_change()
        self._compare_with_card()
        return self.cleaned_data

    def _compare_with_card(self) -> None:
        known = self.holder
        if known is None or not known.disability_card_last4:
            return
        kept = f"{known.disability_type}-{known.disability_level}"
        if self.cleaned_data.get("disability") != kept:
            words = _now("残疾证上是%(card)s：对照证件，先在补充资料里改残疾证号")
            self.add_error("disability", words % {"card": known.disability})

    def full_clean(self) -> None:
        """Of whoever has left nothing else is asked."""
        super().full_clean()
        if self.is_bound and self.is_leaving:
            self.errors.clear()

    def _check_change(self) -> None:
        what = self._change[0]
        if self.holder is None and what != JOINED:
            self.add_error("change", _now("选择新成员加入的原因"))
        if self.holder is not None and what == JOINED:
            self.add_error("change", _now("这名成员已在这户，只能选离开的原因"))

    @property
    def _change(self) -> tuple[str, str]:
        what, _colon, reason = str(self["change"].data or "").partition(":")
        return what, reason

    @property
    def is_used(self) -> bool:
        """Whether the row is a member; not so where it says that its person has left."""
        return super().is_used and not self.is_leaving

    @property
    def is_leaving(self) -> bool:
        return self.holder is not None and "change" in self.fields and self._change[0] == LEFT

    @property
    def left_for(self) -> str:
        """Why the person of the row has left; empty where nothing is said."""
        return self._change[1] if self.is_leaving else ""

    def entry(self, phone: PhoneNumber | None, joined_for: str = "") -> MemberEntry:
        """The row as the action takes it."""
        typed = self.cleaned_data
        kind, _dash, level = typed["disability"].partition("-")
        standing, _colon, reason = typed["standing"].partition(":")
        return MemberEntry(
            name=typed["name"],
            id_number=typed["id_number"],
            relation=typed["relation"],
            health=typed["health"],
            labour_capacity=typed["labour_capacity"],
            disability_type=int(kind) if kind else None,
            disability_level=int(level) if level else None,
            is_student=typed["is_student"],
            is_counted=standing != NOT_COUNTED,
            is_covered=standing == COVERED,
            exclusion=reason,
            phone=phone if typed["relation"] == HEAD else None,
            joined_for=joined_for or self._joined_for,
        )

    @property
    def _joined_for(self) -> str:
        is_newcomer = "change" in self.fields and self._change[0] == JOINED
        return self._change[1] if is_newcomer else JoinReason.REGISTERED


class MemberGrid(RowFormSet[MemberForm]):
    """The household as typed: one head, everybody once."""

    form = MemberForm
    title = _("成员")
    extra = 0
    min_num, max_num = 1, LARGEST_HOUSEHOLD

    def clean(self) -> None:
        self._ask_why_they_left()
        if any(self.errors):
            return
        heads = sum(form.cleaned_data["relation"] == HEAD for form in self.used)
        if heads != 1:
            raise ValidationError(_now("与户主关系：要有一名户主，而且只有一名"))
        self._refuse_twins()

    def _ask_why_they_left(self) -> None:
        for form in self.forms:
            if form.holder is not None and not form.is_used and not form.left_for:
                form.add_error(
                    "change" if "change" in form.fields else None, _now("选择离开的原因")
                )

    def of_name(self, name: str) -> list[MemberForm]:
        return [form for form in self.used if form.cleaned_data.get("name") == name]

    def leavers(self) -> dict[uuid.UUID, str]:
        """Why each known person who is no member any more has left."""
        return {
            form.holder.pk: form.left_for for form in self.forms if form.holder and form.left_for
        }

    def _refuse_twins(self) -> None:
        seen: set[str] = set()
        for form in self.used:
            number = form.cleaned_data["id_number"].number
            if number in seen:
                form.add_error("id_number", _now("身份证号和前面的成员相同：逐个对照证件"))
            seen.add(number)

    def blame(self, number: IdNumber, sentence: str) -> None:
        """Put a refusal about one person beside that person's number."""
        for form in self.used:
            if form.cleaned_data.get("id_number") == number:
                form.add_error("id_number", sentence)

    def entries(self, phone: PhoneNumber | None) -> list[MemberEntry]:
        return [form.entry(phone) for form in self.used]


def row_of(membership: Membership) -> dict[str, object]:
    """A stored member as the initial values of a row, the number masked."""
    person = membership.person
    is_disabled = person.disability_type is not None
    return {
        "person": str(person.pk),
        "name": person.name,
        "id_number": person.masked_id,
        "relation": membership.relation,
        "health": person.health,
        "labour_capacity": person.labour_capacity,
        "disability": f"{person.disability_type}-{person.disability_level}" if is_disabled else "",
        "is_student": person.is_student,
        "standing": _standing(membership),
    }


def _standing(membership: Membership) -> str:
    if membership.is_covered:
        return COVERED
    return f"{NOT_COVERED if membership.is_counted else NOT_COUNTED}:{membership.exclusion}"
