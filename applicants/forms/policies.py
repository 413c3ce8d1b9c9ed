"""A draft of rules in a form: numbers at the top, then one short grid for each kind of line."""

from collections.abc import Sequence
from dataclasses import fields
from decimal import Decimal, InvalidOperation
from typing import Unpack

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from applicants.choices import BENEFIT_CLASSES, choices
from applicants.eligibility import codes
from applicants.eligibility.terms import (
    Criterion,
    Deduction,
    IncomeExemption,
    Notice,
    ProcedureLimit,
    PropertyLimit,
    RecheckInterval,
    Supplement,
    Terms,
)
from applicants.forms.fields import DayField, LongTextField, MoneyTextField, TextField
from applicants.forms.rows import RowForm, RowFormSet
from applicants.models.policy import RuleSet
from dibao.forms import FieldOptions, PlainForm, field_of
from dibao.models.area import Area

_NONE = ("", "—")
HUNDRED = Decimal(100)
Line = (
    Criterion
    | IncomeExemption
    | Deduction
    | PropertyLimit
    | Supplement
    | Notice
    | ProcedureLimit
    | RecheckInterval
)


class PercentField(forms.Field):
    """A share as people write it, 30 or 30%; gives 0.3 or None."""

    def __init__(self, **options: Unpack[FieldOptions]) -> None:
        attrs = {"class": "w-4 number", "inputmode": "decimal", "autocomplete": "off"}
        options["widget"] = forms.TextInput(attrs=attrs)
        super().__init__(**options)

    def to_python(self, value: object) -> Decimal | None:
        if value in self.empty_values:
            return None
        try:
            share = Decimal(str(value).strip().rstrip("%％")) / HUNDRED
        except InvalidOperation:
            raise ValidationError(
                _now("%(label)s填百分数，如 30") % {"label": self.label}, code="percent"
            ) from None
        return share.normalize()

    def prepare_value(self, value: object) -> object:
        return f"{(value * HUNDRED).normalize():f}" if isinstance(value, Decimal) else value


class NumberField(forms.IntegerField):
    """A small whole number in a narrow box."""

    def __init__(self, **options: Unpack[FieldOptions]) -> None:
        options["widget"] = forms.TextInput(attrs={"class": "w-4 number", "inputmode": "numeric"})
        super().__init__(min_value=0, max_value=9999, **options)


class CodesField(forms.TypedMultipleChoiceField):
    """Several codes of one list."""

    def __init__(self, kind: type[codes.Code], **options: Unpack[FieldOptions]) -> None:
        options["widget"] = forms.SelectMultiple(attrs={"size": 4})
        super().__init__(choices=choices(kind), coerce=kind.of, **options)


def one_of(
    kind: type[codes.Code], label: StrOrPromise, *, required: bool = True
) -> forms.TypedChoiceField:
    """One code of a list."""
    return forms.TypedChoiceField(
        label=label,
        choices=[_NONE, *choices(kind)],
        coerce=kind.of,
        empty_value=None,
        required=required,
    )


def _article() -> TextField:
    return TextField(label=_("依据条文"), max_length=200, required=False)


class CriterionForm(RowForm):
    benefit_class = forms.TypedChoiceField(
        label=_("类别"), choices=[_NONE, *BENEFIT_CLASSES], coerce=int
    )
    name = TextField(label=_("说的是哪种家庭"), max_length=80)
    hardships = CodesField(codes.Hardship, label=_("困难情形（任一）"), required=False)
    minimum_share_without_labour = PercentField(label=_("无劳动能力人口至少（%）"), required=False)
    maximum_income_ratio = PercentField(label=_("人均收入至多为标准的（%）"), required=False)
    article = _article()

    def line(self) -> Criterion:
        said = self.cleaned_data
        share = said["minimum_share_without_labour"] or Decimal(0)
        return Criterion(
            **{
                **said,
                "hardships": tuple(said["hardships"]),
                "minimum_share_without_labour": share,
            }
        )


class ExemptionForm(RowForm):
    source = one_of(codes.IncomeSource, _("收入来源"))
    starts_on = DayField(label=_("起始日期"), required=False)
    ends_on = DayField(label=_("终止日期"), required=False)
    article = _article()

    def line(self) -> IncomeExemption:
        return IncomeExemption(**self.cleaned_data)


class DeductionForm(RowForm):
    kind = one_of(codes.ExpenseKind, _("支出"))
    yearly_limit = MoneyTextField(label=_("每年上限（元）"), required=False)
    within = one_of(codes.IncomeKind, _("只从这类收入中扣"), required=False)
    starts_on = DayField(label=_("起始日期"), required=False)
    ends_on = DayField(label=_("终止日期"), required=False)
    article = _article()

    def line(self) -> Deduction:
        return Deduction(**self.cleaned_data)


class PropertyLimitForm(RowForm):
    name = TextField(label=_("名称"), max_length=80)
    kinds = CodesField(codes.PropertyKind, label=_("哪些财产"))
    unit = one_of(codes.LimitUnit, _("怎样计算"))
    threshold = MoneyTextField(label=_("限额"))
    outcome = one_of(codes.LimitOutcome, _("超过的"))
    exemptions = CodesField(codes.PropertyExemption, label=_("可以豁免的情形"), required=False)
    article = _article()

    def line(self) -> PropertyLimit:
        said = self.cleaned_data
        return PropertyLimit(
            **{**said, "kinds": tuple(said["kinds"]), "exemptions": tuple(said["exemptions"])}
        )


class SupplementForm(RowForm):
    group = one_of(codes.SupplementGroup, _("人员"))
    amount = MoneyTextField(label=_("每人每月（元）"))
    age = NumberField(label=_("年龄"), required=False)
    article = _article()

    def line(self) -> Supplement:
        return Supplement(**self.cleaned_data)


class NoticeForm(RowForm):
    stage = one_of(codes.NoticeStage, _("公示"))
    days = NumberField(label=_("天数"))
    unit = one_of(codes.TimeUnit, _("怎样数"))
    article = _article()

    def line(self) -> Notice:
        return Notice(**self.cleaned_data)


class LimitForm(RowForm):
    step = one_of(codes.ProcedureStep, _("步骤"))
    start = one_of(codes.StartEvent, _("从何时起"))
    number = NumberField(label=_("多少"))
    unit = one_of(codes.TimeUnit, _("怎样数"))
    article = _article()

    def line(self) -> ProcedureLimit:
        return ProcedureLimit(**self.cleaned_data)


class RecheckForm(RowForm):
    category = one_of(codes.RecheckCategory, _("家庭"))
    months = NumberField(label=_("每几个月"))
    article = _article()

    def line(self) -> RecheckInterval:
        return RecheckInterval(**self.cleaned_data)


class CriterionGrid(RowFormSet[CriterionForm]):
    form, extra = CriterionForm, 1


class ExemptionGrid(RowFormSet[ExemptionForm]):
    form, extra = ExemptionForm, 1


class DeductionGrid(RowFormSet[DeductionForm]):
    form, extra = DeductionForm, 1


class PropertyLimitGrid(RowFormSet[PropertyLimitForm]):
    form, extra = PropertyLimitForm, 1


class SupplementGrid(RowFormSet[SupplementForm]):
    form, extra = SupplementForm, 1


class NoticeGrid(RowFormSet[NoticeForm]):
    form, extra = NoticeForm, 1


class LimitGrid(RowFormSet[LimitForm]):
    form, extra = LimitForm, 1


class RecheckGrid(RowFormSet[RecheckForm]):
    form, extra = RecheckForm, 1


GRIDS = (
    ("criteria", CriterionGrid, _("分类条件，从上往下第一条符合的算数")),
    ("exemptions", ExemptionGrid, _("不计入的收入")),
    ("deductions", DeductionGrid, _("扣减的支出")),
    ("property_limits", PropertyLimitGrid, _("财产条件")),
    ("supplements", SupplementGrid, _("分类施保金")),
    ("notices", NoticeGrid, _("公示，按先后")),
    ("procedure_limits", LimitGrid, _("办理期限")),
    ("rechecks", RecheckGrid, _("定期核查")),
)


class RuleSetForm(PlainForm):
    """What is said once in a rule set; an empty class amount means no such class."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    name = TextField(label=_("名称"), max_length=80)
    first_day = DayField(label=_("起始日期"), help_text=_("要在启用那天以后。"))
    legal_basis = LongTextField(label=_("依据"), max_length=2000)
    income_line = MoneyTextField(label=_("年保障标准（元）"))
    benefit_method = one_of(codes.BenefitMethod, _("计算方式"))
    class_1 = MoneyTextField(label=_("一类每人每月（元）"), required=False)
    class_2 = MoneyTextField(label=_("二类每人每月（元）"), required=False)
    class_3 = MoneyTextField(label=_("三类每人每月（元）"), required=False)
    review_meeting = one_of(codes.ReviewMeeting, _("民主评议"))
    hearing_before_cut = forms.BooleanField(label=_("减发、停发前听取意见"), required=False)
    account_cooling_days = NumberField(
        label=_("变更收款账户的冷静期（天）"),
        help_text=_("告知本户以后满多少天，新账户才启用。"),
    )
    decision_level = one_of(codes.DecisionLevel, _("决定机关"))

    @property
    def class_amounts(self) -> dict[int, Decimal]:
        amounts = {number: self.cleaned_data[f"class_{number}"] for number in (1, 2, 3)}
        return {number: amount for number, amount in amounts.items() if amount is not None}


class Draft:
    """The whole form: head and grids, bound to what was sent or showing what stands there."""

    def __init__(self, rule_set: RuleSet, data: QueryDict | None = None) -> None:
        self.terms = rule_set.as_terms()
        self.head = RuleSetForm(data, initial=_initial(rule_set, self.terms))
        self.grids = [
            (name, kind(data, prefix=name, initial=_rows(getattr(self.terms, name))), caption)
            for name, kind, caption in GRIDS
        ]

    def is_valid(self) -> bool:
        """Every part is asked, so that all errors stand on one page."""
        return all(
            [self.head.is_valid(), *(grid.is_valid() for _name, grid, _caption in self.grids)]
        )

    def as_terms(self) -> Terms:
        """The terms with what the form says; what it does not show stays."""
        said = self.head.cleaned_data
        content = self.terms.to_json()
        for name in ("name", "legal_basis", "benefit_method", "review_meeting", "decision_level"):
            content[name] = str(said[name])
        content["income_line"] = str(said["income_line"])
        content["hearing_before_cut"] = bool(said["hearing_before_cut"])
        content["account_cooling_days"] = int(said["account_cooling_days"])
        content["class_amounts"] = {
            str(number): str(amount) for number, amount in self.head.class_amounts.items()
        }
        for name, grid, _caption in self.grids:
            content[name] = [row.line().to_json() for row in grid.used]
        return Terms.from_json(content)


def _initial(rule_set: RuleSet, terms: Terms) -> dict[str, object]:
    shown = {name: getattr(terms, name) for name in RuleSetForm.base_fields if hasattr(terms, name)}
    amounts = {f"class_{number}": terms.class_amounts.get(number) for number in (1, 2, 3)}
    return {
        **shown,
        **amounts,
        "first_day": rule_set.first_day,
        "seen": terms.hash,
        "name": rule_set.name,
        "legal_basis": rule_set.legal_basis,
    }


def _rows(lines: Sequence[Line]) -> list[dict[str, object]]:
    return [{part.name: getattr(line, part.name) for part in fields(line)} for line in lines]


class NewDraftForm(PlainForm):
    """From which set a draft is copied, what it is called, and when it is to begin."""

    source = forms.ModelChoiceField(
        label=_("从哪份规则改起"), queryset=RuleSet.objects.none(), empty_label=None
    )
    name = TextField(label=_("名称"), max_length=80)
    first_day = DayField(label=_("起始日期"), help_text=_("要在启用那天以后。"))

    def __init__(
        self, data: QueryDict | None = None, *, area: Area, in_force: RuleSet | None = None
    ) -> None:
        super().__init__(data, initial={"source": in_force})
        rows = RuleSet.objects.of_place(area).order_by("-first_day", "area")
        field_of(self, "source", forms.ModelChoiceField).queryset = rows
