"""The village committee's members, and who of a family is related to whom."""

from collections.abc import Iterable
from datetime import date
from typing import Unpack

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.forms.documents import PersonField
from applicants.forms.fields import DayField, NameField, TextField, VillageField
from applicants.forms.households import villages_of
from applicants.models.person import Person
from applicants.models.relative import CloseRelation, OfficialQuerySet, VillageOfficial
from dibao.display import with_note
from dibao.forms import FormOptions, PlainForm, field_of
from dibao.models.staff import Posting, PostingQuerySet, Staff


class OfficialField(forms.ModelChoiceField):
    def label_from_instance(self, obj: VillageOfficial) -> str:
        return f"{obj.area.name} {obj}"


class ColleagueField(forms.ModelChoiceField):
    """A post rather than a person, so that two of the same name can be told apart."""

    def label_from_instance(self, obj: Posting) -> str:
        return with_note(obj.staff, obj)


class RelativeForm(PlainForm):
    """Which member is whose relative."""

    member = PersonField(label=_("家庭成员"))
    relation = forms.ChoiceField(
        label=_("是其"),
        choices=[("", _("选择关系")), *CloseRelation.choices],
        help_text=_("这名家庭成员是村委会成员或工作人员的什么人。"),
    )
    official = OfficialField(
        label=_("村委会成员"),
        queryset=VillageOfficial.objects.none(),
        required=False,
        empty_label=_("选择村委会成员"),
    )
    posting = ColleagueField(
        label=_("或者工作人员"),
        queryset=Posting.objects.none(),
        required=False,
        empty_label=_("选择工作人员"),
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        people: Iterable[Person],
        officials: OfficialQuerySet,
        postings: PostingQuerySet,
        **options: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, **options)
        member = field_of(self, "member", PersonField)
        member.offer(people)
        member.required, member.empty_label = True, _("选择成员")
        field_of(self, "official", OfficialField).queryset = officials
        field_of(self, "posting", ColleagueField).queryset = postings

    def clean_relation(self) -> CloseRelation:
        return CloseRelation(self.cleaned_data["relation"])

    def clean(self) -> dict[str, object]:
        chosen = [self.cleaned_data.get(name) for name in ("official", "posting")]
        if sum(one is not None for one in chosen) != 1 and not self.errors:
            words = _now("选择一名村委会成员，或者一名工作人员")
            self.add_error("official", ValidationError(words))
        return self.cleaned_data

    @property
    def colleague(self) -> Staff | None:
        posting: Posting | None = self.cleaned_data["posting"]
        return posting.staff if posting else None


class OfficialForm(PlainForm):
    """Somebody on a village committee."""

    village = VillageField(label=_("村"))
    name = NameField(label=_("姓名"), max_length=40)
    post = TextField(label=_("职务"), max_length=40, help_text=_("如：村委会主任、会计。"))
    starts_on = DayField(label=_("任职日期"))

    def __init__(
        self, data: QueryDict | None = None, *, staff: Staff, **options: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, **options)
        field_of(self, "village", VillageField).offer(villages_of(staff), staff)


class EndForm(PlainForm):
    """The last day in office."""

    ends_on = DayField(label=_("离任日期"))

    def __init__(
        self, data: QueryDict | None = None, *, on: date, **options: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, **options)
        self.initial["ends_on"] = on


class StrikeForm(PlainForm):
    """Why a registration was a mistake."""

    reason = TextField(label=_("作废原因"), max_length=200, min_length=2)
