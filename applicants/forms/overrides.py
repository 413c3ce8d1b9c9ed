"""Class and amounts beside the rules: typed a person a row, and answered by somebody else."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Unpack

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.actions.overrides import ShareEntry
from applicants.choices import BENEFIT_CLASSES
from applicants.eligibility.facts import Member
from applicants.forms.fields import LongTextField, MoneyTextField
from applicants.models.assessment import Assessment
from dibao.forms import FormOptions, PlainForm, field_of

ZERO = Decimal("0.00")


@dataclass(frozen=True)
class ShareRow:
    """One member's two amounts as the table shows them."""

    name: str
    base: BoundField
    supplement: BoundField


class OverrideForm(PlainForm):
    """What each counted member shall get a month; a row left empty is somebody who is not covered."""

    assessment = forms.ModelChoiceField(
        queryset=Assessment.objects.none(), widget=forms.HiddenInput
    )
    benefit_class = forms.TypedChoiceField(
        label=_("类别"),
        coerce=int,
        choices=BENEFIT_CLASSES,
        widget=forms.RadioSelect(attrs={"class": "inline"}),
    )
    reason = LongTextField(
        label=_("理由"),
        max_length=1000,
        help_text=_("写清和测算不同的事实和依据，会印在告知书上。"),
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        assessment: Assessment,
        **options: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, **options)
        found = Assessment.objects.filter(case=assessment.case_id)
        field_of(self, "assessment", forms.ModelChoiceField).queryset = found
        self.initial["assessment"] = assessment.pk
        self.initial["benefit_class"] = assessment.benefit_class
        self.people = list(assessment.as_facts().counted_members)
        judged = {share.member: share for share in assessment.as_verdict().shares}
        for number, member in enumerate(self.people):
            share = judged.get(member.key)
            self._ask(number, member, "base", _("保障金"), share.base if share else None)
            more = share.supplement if share and share.supplement else None
            self._ask(number, member, "supplement", _("分类施保金"), more)

    def _ask(
        self, number: int, member: Member, part: str, words: str | Promise, amount: Decimal | None
    ) -> None:
        label = _now("%(name)s的%(part)s") % {"name": member.name, "part": words}
        field = MoneyTextField(label=label, required=False)
        field.widget.attrs["aria-label"] = label
        self.fields[f"{part}_{number}"] = field
        self.initial[f"{part}_{number}"] = amount

    @property
    def rows(self) -> Iterator[ShareRow]:
        for number, member in enumerate(self.people):
            yield ShareRow(member.name, self[f"base_{number}"], self[f"supplement_{number}"])

    def clean(self) -> dict[str, object]:
        if not self.errors and not self.shares:
            raise ValidationError(_now("至少给一人填金额"))
        return self.cleaned_data

    @property
    def shares(self) -> list[ShareEntry]:
        """Those with an amount, as the action takes them."""
        found = [
            ShareEntry(
                person=member.key,
                base=self.cleaned_data.get(f"base_{number}") or ZERO,
                supplement=self.cleaned_data.get(f"supplement_{number}") or ZERO,
            )
            for number, member in enumerate(self.people)
        ]
        return [share for share in found if share.base or share.supplement]


class OverrideAnswerForm(PlainForm):
    """Whether it shall count, and why."""

    AGREE, DECLINE = "agree", "decline"

    verdict = forms.ChoiceField(
        label=_("第二人意见"),
        choices=[(AGREE, _("同意")), (DECLINE, _("不同意"))],
        widget=forms.RadioSelect(attrs={"class": "inline"}),
    )
    words = LongTextField(label=_("意见说明"), max_length=1000)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        may_agree: bool,
        **options: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, **options)
        if not may_agree:
            field = field_of(self, "verdict", forms.ChoiceField)
            field.choices = [(self.DECLINE, _("取回，不再核定"))]
            self.initial["verdict"] = self.DECLINE

    @property
    def is_agreement(self) -> bool:
        return self.cleaned_data["verdict"] == self.AGREE
