"""A draft of a benefit's terms in a form: what it gives, to whom, what the agency is told, and by when it answers."""

from collections.abc import Sequence

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from applicants.choices import BENEFIT_CLASSES, DISABILITY_LEVELS, DISABILITY_TYPES, choices
from applicants.eligibility import aid, codes
from applicants.eligibility.aid import AidRule, MemberConditions
from applicants.forms.fields import DayField, LongTextField, MoneyTextField
from applicants.forms.policies import NumberField, PercentField, one_of
from applicants.models.aid import AidItem, AidTerms
from dibao.forms import PlainForm, field_of

_NONE = ("", "—")
_YES, _NO = "yes", "no"
_MONTHS = [(month, str(month)) for month in range(1, 13)]
_ASKED_OF_ALL = (
    *("quantity", "value_kind", "amount", "share", "cap", "answer_days", "delivery_days"),
    *("is_medical", "months", "classes", "house_grades"),
)
_ASKED_OF_ONE = (
    *("age_from", "age_to", "sex", "disability_types", "disability_level"),
    *("is_severely_disabled", "healths", "labour_capacities"),
)
_LISTS = frozenset(
    {
        *("months", "classes", "house_grades", "fields_told"),
        *("disability_types", "healths", "labour_capacities"),
    }
)
Choices = Sequence[tuple[int, str | Promise]]


def numbers(label: StrOrPromise, offered: Choices) -> forms.TypedMultipleChoiceField:
    """Several whole numbers of a short list, ticked."""
    return forms.TypedMultipleChoiceField(
        label=label, choices=offered, coerce=int, required=False, widget=_ticks()
    )


def several(
    kind: type[codes.Code], label: StrOrPromise, *, required: bool = False
) -> forms.TypedMultipleChoiceField:
    """Several codes of a short list, ticked."""
    return forms.TypedMultipleChoiceField(
        label=label, choices=choices(kind), coerce=kind.of, required=required, widget=_ticks()
    )


def _ticks() -> forms.CheckboxSelectMultiple:
    return forms.CheckboxSelectMultiple(attrs={"class": "inline"})


class AidTermsForm(PlainForm):
    """One version of a benefit's terms; a condition left empty asks for nothing."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    first_day = DayField(label=_("起始日期"), help_text=_("要在启用那天以后。"))
    legal_basis = LongTextField(label=_("依据"), max_length=2000)
    quantity = MoneyTextField(label=_("每次的数量"))
    value_kind = one_of(aid.AidValueKind, _("金额怎样定"))
    amount = MoneyTextField(label=_("每单位金额（元）"), required=False)
    share = PercentField(label=_("减免账单的（%）"), required=False)
    cap = MoneyTextField(
        label=_("每次上限（元）"), required=False, help_text=_("不涉及金额的空着。")
    )
    answer_days = NumberField(label=_("答复期限（天）"))
    delivery_days = NumberField(label=_("办结期限（天）"))
    months = numbers(_("只在这些月份办理"), _MONTHS)
    classes = numbers(_("限这些类别"), BENEFIT_CLASSES)
    house_grades = several(aid.HouseGrade, _("限这些危房等级"))
    age_from = NumberField(label=_("年龄从（岁）"), required=False)
    age_to = NumberField(label=_("年龄到（岁）"), required=False)
    is_student = forms.ChoiceField(
        label=_("在校"),
        required=False,
        choices=[_NONE, (_YES, _("限在校")), (_NO, _("限不在校"))],
    )
    sex = one_of(codes.Sex, _("性别"), required=False)
    disability_types = numbers(_("限这些残疾类别"), DISABILITY_TYPES)
    disability_level = forms.TypedChoiceField(
        label=_("残疾等级至少"),
        choices=[_NONE, *DISABILITY_LEVELS],
        coerce=int,
        empty_value=None,
        required=False,
    )
    is_severely_disabled = forms.BooleanField(label=_("限重度残疾"), required=False)
    healths = several(codes.Health, _("限这些健康状况"))
    labour_capacities = several(codes.LabourCapacity, _("限这些劳动能力"))
    fields_told = several(aid.AidField, _("告诉单位的信息"), required=True)
    is_medical = forms.BooleanField(
        label=_("医疗项目"), required=False, help_text=_("只有医疗项目可以告知诊断。")
    )

    def __init__(self, terms: AidTerms, data: QueryDict | None = None) -> None:
        super().__init__(data, initial=_initial(terms))

    def clean(self) -> dict[str, object]:
        """What is ticked is a tuple, as a value holds it."""
        cleaned = super().clean() or self.cleaned_data
        return cleaned | {name: tuple(cleaned.get(name) or ()) for name in _LISTS}

    def as_rule(self) -> AidRule:
        """The terms that the form says."""
        said = self.cleaned_data
        student = {_YES: True, _NO: False}.get(said["is_student"])
        return AidRule(
            fields=said["fields_told"],
            member=MemberConditions(
                is_student=student, **{name: said[name] for name in _ASKED_OF_ONE}
            ),
            **{name: said[name] for name in _ASKED_OF_ALL},
        )


def _initial(terms: AidTerms) -> dict[str, object]:
    rule = terms.as_rule()
    of_all = {name: getattr(rule, name) for name in _ASKED_OF_ALL}
    of_one = {name: getattr(rule.member, name) for name in _ASKED_OF_ONE}
    return {
        **{name: _shown(value) for name, value in {**of_all, **of_one}.items()},
        "fields_told": list(rule.fields),
        "is_student": {True: _YES, False: _NO, None: ""}[rule.member.is_student],
        "seen": rule.hash,
        "first_day": terms.first_day,
        "legal_basis": terms.legal_basis,
    }


def _shown(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


class NewTermsForm(PlainForm):
    """Of which benefit a new version is drafted, and when it is to begin."""

    item = forms.ModelChoiceField(label=_("帮扶项目"), queryset=AidItem.objects.none())
    first_day = DayField(label=_("起始日期"), help_text=_("要在启用那天以后。"))

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data)
        rows = AidItem.objects.select_related("agency")
        field_of(self, "item", forms.ModelChoiceField).queryset = rows
