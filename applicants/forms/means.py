"""What the family has and spends: three short grids and what is said once for the whole application."""

from datetime import date
from decimal import Decimal
from typing import Unpack

from django import forms
from django.forms.widgets import Input
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.actions.cases import ExpenseEntry, IncomeEntry, PropertyEntry, Way
from applicants.choices import choices
from applicants.eligibility.codes import (
    ExpenseKind,
    Hardship,
    IncomeSource,
    PovertyCause,
    PropertyExemption,
    PropertyKind,
)
from applicants.forms.fields import (
    DayField,
    LongTextField,
    MoneyTextField,
    NameField,
    PhoneField,
    TextField,
)
from applicants.forms.rows import RowForm, RowFormSet
from applicants.models.case import Case, Channel
from applicants.models.means import ExpenseLine, IncomeLine, PropertyLine
from dibao.forms import FormOptions, PlainForm, field_of
from dibao.values.identity import IdNumber, PhoneNumber

ZERO = Decimal("0.00")
_NONE = ("", "—")

# Money, which is nothing without an amount; a house or a field may be counted only.
FINANCIAL = frozenset(
    {
        PropertyKind.DEPOSIT,
        PropertyKind.GOVERNMENT_BOND,
        PropertyKind.STOCK,
        PropertyKind.SECURITY,
        PropertyKind.SAVINGS_INSURANCE,
        PropertyKind.OTHER_FINANCIAL,
    }
)

# The rules see these for themselves in the member table.
_DERIVED = (Hardship.SEVERE_DISABILITY, Hardship.SERIOUS_ILLNESS, Hardship.SEVERAL_DISABLED)


class OwnerField(NameField):
    """Whose a line is, by the name in the member table; empty is the whole household."""

    def __init__(self) -> None:
        attrs = {"class": "w-6", "autocomplete": "off", "list": "member-names"}
        super().__init__(
            label=_("谁的"), max_length=40, required=False, widget=forms.TextInput(attrs=attrs)
        )


class IncomeForm(RowForm):
    """One source of one year's income."""

    source = forms.ChoiceField(label=_("来源"), choices=[_NONE, *choices(IncomeSource)])
    yearly_amount = MoneyTextField(label=_("年收入（元）"))
    necessary_cost = MoneyTextField(label=_("其中必要成本（元）"), required=False)
    owner = OwnerField()

    def entry(self, owner: IdNumber | None = None) -> IncomeEntry:
        typed = self.cleaned_data
        return IncomeEntry(
            owner=owner,
            source=typed["source"],
            yearly_amount=typed["yearly_amount"],
            necessary_cost=typed["necessary_cost"] or ZERO,
        )


class ExpenseForm(RowForm):
    """One rigid expense of a year."""

    kind = forms.ChoiceField(label=_("支出"), choices=[_NONE, *choices(ExpenseKind)])
    yearly_amount = MoneyTextField(label=_("年支出（元）"))
    owner = OwnerField()

    def entry(self, owner: IdNumber | None = None) -> ExpenseEntry:
        typed = self.cleaned_data
        return ExpenseEntry(owner=owner, kind=typed["kind"], yearly_amount=typed["yearly_amount"])


class PropertyForm(RowForm):
    """One kind of thing owned: its value, its number."""

    kind = forms.ChoiceField(label=_("财产"), choices=[_NONE, *choices(PropertyKind)])
    amount = MoneyTextField(label=_("价值（元）"), required=False)
    count = forms.IntegerField(
        label=_("数量"),
        required=False,
        min_value=1,
        max_value=999,
        widget=forms.TextInput(attrs={"class": "w-4 number", "inputmode": "numeric"}),
    )
    exemption = forms.ChoiceField(
        label=_("豁免"), choices=[_NONE, *choices(PropertyExemption)], required=False
    )
    owner = OwnerField()

    def clean(self) -> dict[str, object]:
        typed = self.cleaned_data
        is_money = typed.get("kind") in FINANCIAL
        if is_money and typed.get("amount") is None and "amount" not in self.errors:
            self.add_error("amount", _now("填写价值（元）：有多少钱写多少"))
        return typed

    def entry(self, owner: IdNumber | None = None) -> PropertyEntry:
        typed = self.cleaned_data
        return PropertyEntry(
            owner=owner,
            kind=typed["kind"],
            amount=typed["amount"] or ZERO,
            count=typed["count"] or 1,
            exemption=typed["exemption"],
        )


class IncomeGrid(RowFormSet[IncomeForm]):
    form = IncomeForm
    title = _("收入")


class ExpenseGrid(RowFormSet[ExpenseForm]):
    form = ExpenseForm
    title = _("支出")


class PropertyGrid(RowFormSet[PropertyForm]):
    form = PropertyForm
    title = _("财产")


class Checkbox(Input):
    """A box that sends a key of its own: ticked before another key it counts as not ticked."""

    input_type = "checkbox"
    template_name = "django/forms/widgets/checkbox.html"
    key = ""

    def get_context(
        self, name: str, value: object, attrs: dict[str, object] | None
    ) -> dict[str, object]:
        context = super().get_context(name, self.key, attrs)
        if self.key and value == self.key:
            context["widget"]["attrs"]["checked"] = True
        return context


class ApplicationForm(PlainForm):
    """Hardship, cause and reason; and the word that what is not listed is nothing."""

    # What the page was opened on: the case, and the family behind it (see `applicants.seen`).
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    family = forms.CharField(required=False, widget=forms.HiddenInput)
    hardships = forms.MultipleChoiceField(
        label=_("困难情形"),
        choices=[choice for choice in choices(Hardship) if choice[0] not in _DERIVED],
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "inline"}),
        help_text=_("重度残疾、重病和两名以上残疾人按成员表自动认定，不用勾选。"),
    )
    poverty_cause = forms.ChoiceField(
        label=_("主要致贫原因"), choices=[_NONE, *choices(PovertyCause)]
    )
    statement = LongTextField(label=_("申请理由"), max_length=1000, rows=2, required=False)
    # 办法 Art 33; asked of a family in benefit only.
    took_up_work = forms.BooleanField(label=_("有成员就业，家庭收入因此增加"), required=False)
    nothing_else = forms.BooleanField(label=_("没有列出的收入和财产全部为0，已向本人核实"))
    # Ticked for the doubts that stood on the page, and no others.
    looked_again = forms.CharField(
        label=_("提示的各处已逐条核对，情况属实"), required=False, max_length=64, widget=Checkbox
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        is_complete: bool = True,
        is_in_benefit: bool = False,
        **options: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, **options)
        if not is_in_benefit:
            del self.fields["took_up_work"]
        for name in ("poverty_cause", "nothing_else"):
            self.fields[name].required = is_complete


class WayForm(PlainForm):
    """Who applies and how; untouched it is the head, on paper."""

    channel = forms.ChoiceField(
        label=_("申请方式"),
        choices=Channel.choices,
        required=False,
        initial=Channel.PAPER,
        widget=forms.RadioSelect(attrs={"class": "inline"}),
    )
    applicant = NameField(
        label=_("申请人"),
        max_length=40,
        required=False,
        help_text=_("不是户主时，写成员表里的姓名。"),
        widget=forms.TextInput(attrs={"class": "w-8", "autocomplete": "off"}),
    )
    proxy_name = NameField(
        label=_("代理申请人"),
        max_length=40,
        required=False,
        help_text=_("个人的姓名，或者村民委员会的名称。"),
        widget=forms.TextInput(attrs={"class": "w-12", "autocomplete": "off"}),
    )
    proxy_relation = TextField(
        label=_("与申请人关系"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"class": "w-8", "autocomplete": "off"}),
    )
    proxy_phone = PhoneField(label=_("代理人电话"), required=False)
    mandate_on = DayField(label=_("委托书日期"), required=False)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        on: date,
        is_complete: bool = True,
        held_phone: PhoneNumber | None = None,
        **options: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, **options)
        self.is_complete = is_complete
        field_of(self, "proxy_phone", PhoneField).held = held_phone
        field_of(self, "mandate_on", DayField).latest = on

    def clean_channel(self) -> str:
        return self.cleaned_data["channel"] or Channel.PAPER

    def clean(self) -> dict[str, object]:
        typed = self.cleaned_data
        proxy = ["proxy_name", "proxy_relation", *(["mandate_on"] if self.is_complete else [])]
        if typed.get("channel") == Channel.PROXY:
            for name in proxy:
                if not typed.get(name) and name not in self.errors:
                    label = self.fields[name].label
                    self.add_error(name, _now("填写%(label)s") % {"label": label})
        elif any(typed.get(name) for name in (*proxy, "proxy_phone")):
            self.add_error("channel", _now("填了代理申请人，申请方式选“委托他人”"))
        return typed

    @property
    def is_usual(self) -> bool:
        """Whether nothing is said that the folded part would hide."""
        shown = {name: self[name].value() for name in self.fields}
        channel = shown.pop("channel")
        return not self.errors and channel in ("", None, Channel.PAPER) and not any(shown.values())

    def way(self, applicant: IdNumber | None) -> Way:
        typed = self.cleaned_data
        return Way(
            channel=typed["channel"],
            applicant=applicant,
            proxy_name=typed["proxy_name"],
            proxy_relation=typed["proxy_relation"],
            proxy_phone=typed["proxy_phone"],
            mandate_on=typed["mandate_on"],
        )


def proxy_phone_of(case: Case) -> PhoneNumber | None:
    """The proxy's own number, where the case has a proxy who left one (one query)."""
    kept = getattr(case, "proxy_telephone", None)
    return kept.number if kept else None


def way_of(case: Case, proxy_phone: PhoneNumber | None) -> dict[str, object]:
    """What the case says of it, as the form's initial values."""
    return {
        "channel": case.channel,
        "applicant": str(case.applicant) if case.applicant else "",
        "proxy_name": case.proxy_name,
        "proxy_relation": case.proxy_relation,
        "proxy_phone": proxy_phone.masked if proxy_phone else "",
        "mandate_on": case.mandate_on,
    }


def income_rows(case: Case) -> list[dict[str, object]]:
    lines = case.incomes.filter(supporter__isnull=True).select_related("person").order_by("pk")
    return [
        {
            "source": line.source,
            "yearly_amount": line.yearly_amount,
            "necessary_cost": line.necessary_cost,
            "owner": _owner(line),
        }
        for line in lines
    ]


def expense_rows(case: Case) -> list[dict[str, object]]:
    return [
        {"kind": line.kind, "yearly_amount": line.yearly_amount, "owner": _owner(line)}
        for line in case.expenses.select_related("person").order_by("pk")
    ]


def property_rows(case: Case) -> list[dict[str, object]]:
    return [
        {
            "kind": line.kind,
            "amount": line.amount,
            "count": line.count,
            "exemption": line.exemption,
            "owner": _owner(line),
        }
        for line in case.properties.select_related("person").order_by("pk")
    ]


def _owner(line: IncomeLine | ExpenseLine | PropertyLine) -> str:
    return line.person.name if line.person else ""
