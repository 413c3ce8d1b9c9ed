"""Who applies without the family, on which ground: folded away, since most families apply as one."""

from datetime import date
from typing import Unpack

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.actions.cases import Alone
from applicants.choices import choices
from applicants.eligibility.codes import AloneGround
from applicants.forms.fields import DayField, NameField
from applicants.models.case import Case
from dibao.forms import FormOptions, PlainForm, field_of
from dibao.values.identity import IdNumber

_NONE = ("", "—")


class AloneForm(PlainForm):
    """One member with the ground (办法 Art 8, 2022 notice 一(一))."""

    person = NameField(
        label=_("单独申请人"),
        max_length=40,
        required=False,
        help_text=_("写成员表里的姓名；全家一起申请的空着。"),
        widget=forms.TextInput(
            attrs={"class": "w-8", "autocomplete": "off", "list": "member-names"}
        ),
    )
    ground = forms.ChoiceField(
        label=_("单独申请的情形"), choices=[_NONE, *choices(AloneGround)], required=False
    )
    since = DayField(
        label=_("在宗教场所居住起始日期"),
        required=False,
        help_text=_("宗教教职人员才填。"),
    )

    def __init__(
        self, data: QueryDict | None = None, *, on: date, **options: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, **options)
        field_of(self, "since", DayField).latest = on

    def clean(self) -> dict[str, object]:
        typed = self.cleaned_data
        if typed.get("person") and not typed.get("ground"):
            self.add_error("ground", _now("选择单独申请的情形"))
        if typed.get("ground") and not typed.get("person"):
            self.add_error("person", _now("选了单独申请的情形，还要写单独申请的人"))
        is_clergy = typed.get("ground") == AloneGround.CLERGY
        if is_clergy and not typed.get("since") and "since" not in self.errors:
            self.add_error("since", _now("填写开始在宗教场所居住的日期"))
        return typed

    @property
    def is_usual(self) -> bool:
        """Whether nothing is said that the folded part would hide."""
        return not self.errors and not any(self[name].value() for name in self.fields)

    def alone(self, owner: IdNumber | None) -> Alone | None:
        """As the action takes it; nobody where the named one is not known yet."""
        typed = self.cleaned_data
        if owner is None or not typed.get("ground"):
            return None
        return Alone(owner=owner, ground=typed["ground"], since=typed.get("since"))


def alone_of(case: Case) -> dict[str, object]:
    """What the case says of it, as the form's initial values."""
    return {
        "person": case.applies_alone.name if case.applies_alone else "",
        "ground": case.alone_ground,
        "since": case.alone_since,
    }
