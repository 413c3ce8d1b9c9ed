"""A township's forms about referrals: whom to ask for, what to take back, which ones to list."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.actions.referrals import REASONS_TO_WITHDRAW
from applicants.eligibility.canonical import decimal_text
from applicants.forms.fields import TextField
from applicants.models.aid import AidItem, AidTerms
from applicants.models.person import Person
from applicants.models.referral import CloseReason, ReferralQuerySet
from applicants.referral_words import agency_name, item_name, unit_of
from applicants.workflow import OPEN_REFERRALS, ReferralStatus
from dibao.forms import PlainForm, field_of
from dibao.models.agency import Agency

_ALL = ("", _("全部"))
OPEN, LATE, CAME_BACK = "open", "late", "came_back"
# What the clock and the consent's own page say is nothing to choose.
_OFFERED = [one for one in REASONS_TO_WITHDRAW if one != CloseReason.CONSENT_REVOKED]


class PeopleField(forms.ModelMultipleChoiceField):
    """Members of a family, the head first."""

    widget = forms.CheckboxSelectMultiple

    def offer(self, people: Sequence[Person]) -> None:
        self.queryset = Person.objects.in_the_order_of(people)


class SendForm(PlainForm):
    """For whom of a family, how much, and what an agency should know of what is needed."""

    people = PeopleField(label=_("给谁"), queryset=Person.objects.none())
    quantity = forms.DecimalField(
        label=_("数量"),
        max_digits=9,
        decimal_places=2,
        widget=forms.TextInput(attrs={"class": "w-4 number", "inputmode": "decimal"}),
    )
    need = TextField(
        label=_("需要什么"),
        max_length=200,
        required=False,
        help_text=_("单位看得到，只写和这个项目有关的情况，不写收入和财产。可以空着。"),
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        terms: AidTerms,
        people: Sequence[Person],
    ) -> None:
        usual = decimal_text(terms.as_rule().quantity)
        initial = {"quantity": usual, "people": [one.pk for one in people]}
        super().__init__(data, initial=initial)
        quantity = self.fields["quantity"]
        quantity.widget.attrs["data-unit"] = unit_of(terms.item)
        quantity.help_text = _now("一般是%(usual)s，不能再多。") % {"usual": usual}
        if terms.item.is_per_member:
            field_of(self, "people", PeopleField).offer(people)
        else:
            del self.fields["people"]

    def clean_quantity(self) -> Decimal:
        quantity: Decimal = self.cleaned_data["quantity"]
        if quantity <= 0:
            raise forms.ValidationError(_now("数量要大于0"))
        return quantity


class WithdrawForm(PlainForm):
    """Why a township takes a referral back."""

    reason = forms.ChoiceField(
        label=_("撤回的原因"),
        choices=[(one.value, one.label) for one in _OFFERED],
        widget=forms.RadioSelect,
    )
    words = TextField(
        label=_("原因说明"),
        max_length=200,
        required=False,
        help_text=_("单位看得到。选了“其他原因”要写明。"),
    )

    def clean_reason(self) -> CloseReason:
        return CloseReason(self.cleaned_data["reason"])


class _AgencyField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Agency) -> str:
        return agency_name(obj)


class _ItemField(forms.ModelChoiceField):
    def label_from_instance(self, obj: AidItem) -> str:
        return item_name(obj)


class ReferralFilter(PlainForm):
    """Which referrals: in a state, of an agency, of a benefit."""

    status = forms.ChoiceField(
        label=_("状态"),
        required=False,
        choices=[
            _ALL,
            (LATE, _("超期")),
            (OPEN, _("没有办结")),
            (CAME_BACK, _("没有办成，待处理")),
            *ReferralStatus.choices,
        ],
    )
    agency = _AgencyField(
        label=_("成员单位"),
        required=False,
        queryset=Agency.objects.taking_part(),
        empty_label=_ALL[1],
    )
    item = _ItemField(
        label=_("帮扶项目"),
        required=False,
        queryset=AidItem.objects.select_related(None).order_by("agency__position", "position"),
        empty_label=_ALL[1],
    )

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data, auto_id="filter_%s")

    def applied(self, rows: ReferralQuerySet, *, on: date) -> ReferralQuerySet:
        """The rows that were asked for; what cannot be read asks for nothing."""
        asked = self.cleaned_data if self.is_valid() else {}
        status = asked.get("status")
        if status in (LATE, CAME_BACK):
            rows = rows.late(on=on) if status == LATE else rows.came_back(on=on)
        elif status:
            rows = rows.filter(status__in=OPEN_REFERRALS if status == OPEN else [status])
        for name in ("agency", "item"):
            if asked.get(name):
                rows = rows.filter(**{name: asked[name]})
        return rows
