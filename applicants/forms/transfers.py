"""Forms about a family that moves, splits or merges."""

import uuid
from datetime import date
from typing import Unpack

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.choices import HEAD, RELATIONS
from applicants.forms.fields import DayField, LongTextField, TextField, VillageField
from applicants.models.household import Household, Membership
from applicants.models.transfer import Transfer
from dibao.forms import FormOptions, PlainForm, field_of
from dibao.levels import AreaLevel
from dibao.models.area import Area
from dibao.models.staff import Staff

_NONE = ("", "—")
_OTHERS = [relation for relation in RELATIONS if relation[0] != HEAD]

Grouped = list[tuple[str | Promise, list[tuple[str, str]]]]


def _short() -> forms.TextInput:
    return forms.TextInput(attrs={"class": "w-12", "autocomplete": "off"})


class TownshipField(forms.ModelChoiceField):
    """A township of the prefecture, under its county."""

    def offer(self, prefecture: str) -> None:
        found = Area.objects.of_level(AreaLevel.TOWNSHIP).filter(code__startswith=prefecture)
        self.queryset = found.select_related("parent")
        groups: dict[str, list[tuple[str, str]]] = {}
        for township in self.queryset:
            county = township.parent.name if township.parent else ""
            groups.setdefault(county, []).append((township.pk, township.name))
        self.choices = [("", _("选择乡镇")), *groups.items()]


class MoveForm(PlainForm):
    """Where the family has moved to, when and why."""

    township = TownshipField(
        label=_("迁往的乡镇"),
        queryset=Area.objects.none(),
        help_text=_("搬到本乡镇的另一个村，选本乡镇；移交的人不能自己接收，由另一名经办人接收。"),
    )
    moved_on = DayField(label=_("搬走日期"))
    reason = LongTextField(label=_("迁移的理由"), max_length=500, rows=2)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        household: Household,
        on: date,
        **options: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, **options)
        field_of(self, "township", TownshipField).offer(household.area_id[:4])
        field_of(self, "moved_on", DayField).latest = on


class ReceiveForm(PlainForm):
    """Where in the receiving township the family lives."""

    village = VillageField(label=_("村"))
    group_name = TextField(label=_("村民小组"), max_length=20, required=False, widget=_short())
    address = TextField(label=_("详细住址"), max_length=120, required=False)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        transfer: Transfer,
        **options: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, **options)
        villages = Area.objects.within(transfer.area).of_level(AreaLevel.VILLAGE)
        field_of(self, "village", VillageField).queryset = villages.order_by("code")


class _PlanForm(PlainForm):
    """Asks of some members what each will be to a head."""

    def ask(
        self, members: list[Membership], label: str | Promise, first: list[tuple[str, object]]
    ) -> None:
        self.members = members
        for member in members:
            self.fields[_key(member)] = forms.ChoiceField(
                label=str(label) % {"name": member.person},
                choices=[*first, *_OTHERS],
                required=False,
            )

    def plan(self) -> dict[uuid.UUID, str]:
        """What each of those for whom something was chosen will be."""
        typed = {m.person_id: self.cleaned_data[_key(m)] for m in self.members}
        return {person: relation for person, relation in typed.items() if relation}


def _key(member: Membership) -> str:
    return f"to_{member.person_id}"


class SplitForm(_PlanForm):
    """Who leaves, what they are to their new head, and where they live."""

    group_name = TextField(
        label=_("新户的村民小组"), max_length=20, required=False, widget=_short()
    )
    address = TextField(label=_("新户的详细住址"), max_length=120, required=False)
    happened_on = DayField(label=_("分开生活的日期"))
    reason = LongTextField(label=_("分户的理由"), max_length=500, rows=2)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        household: Household,
        on: date,
        **options: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, **options)
        field_of(self, "happened_on", DayField).latest = on
        others = [m for m in household.members() if m.person_id != household.head_id]
        stays: list[tuple[str, object]] = [("", _("留在原户")), (HEAD, _("新户的户主"))]
        self.ask(others, _now("%(name)s：分到新户后是新户主的"), stays)
        self.order_fields([*map(_key, self.members), *self.fields])

    def clean(self) -> dict[str, object]:
        heads = sum(relation == HEAD for relation in self.plan().values())
        if heads != 1:
            self.add_error(None, _now("选一名新户的户主，再选和他一起分出去的人。"))
        return self.cleaned_data


class MergeForm(_PlanForm):
    """Which household of the village takes this one in, and what everybody is to its head."""

    taking = forms.CharField(
        label=_("并入哪一户"),
        max_length=20,
        help_text=_("填那一户的档案号，在那一户的页面最上面。"),
        widget=_short(),
    )
    happened_on = DayField(label=_("合在一起生活的日期"))
    reason = LongTextField(label=_("并户的理由"), max_length=500, rows=2)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        household: Household,
        staff: Staff,
        on: date,
        **options: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, **options)
        self.staff, self.household = staff, household
        field_of(self, "happened_on", DayField).latest = on
        self.ask(list(household.members()), _now("%(name)s是那一户户主的"), [_NONE])

    def clean_taking(self) -> Household:
        typed = self.cleaned_data["taking"].strip()
        found = Household.objects.visible_to(self.staff).of_number(typed).first()
        if found is None:
            raise forms.ValidationError(
                _now("没有找到档案号是“%(typed)s”的家庭") % {"typed": typed}
            )
        return found

    def clean(self) -> dict[str, object]:
        for member in self.members:
            name = _key(member)
            if not self.cleaned_data.get(name) and name not in self.errors:
                self.add_error(name, _now("选择%(name)s与户主的关系") % {"name": member.person})
        return self.cleaned_data
