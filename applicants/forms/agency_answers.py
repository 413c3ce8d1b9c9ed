"""An agency's answers to one referral: what was given, why not, to whom else, and why a whole number is wanted."""

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from applicants.actions import agency_answers
from applicants.actions.agency_answers import Delivery
from applicants.actions.referrals import REASONS_TO_REFUSE
from applicants.forms.checks import CheckFileForm
from applicants.forms.fields import DayField, MoneyTextField, TextField, bare_number
from applicants.models.aid import AidItem
from applicants.models.referral import CloseReason, CostBearer, Referral
from applicants.referral_words import agency_name, item_name, number_text, unit_of
from dibao.display import with_label, yuan_text
from dibao.forms import PlainForm, field_of
from dibao.values.money import ZERO

_NONE = ("", "—")
# What the column holds.
_QUANTITY = re.compile(r"[0-9]{1,7}(?:\.[0-9]{1,2})?")
_LAST, _MORE = "last", "more"
_WIDE = {"class": "w-20", "autocomplete": "off"}


class QuantityField(forms.Field):
    """How many, in the benefit's own unit: whole or with two places."""

    unit = ""

    def __init__(self) -> None:
        attrs = {"class": "w-8 number", "inputmode": "decimal", "autocomplete": "off"}
        super().__init__(label=_("本次数量"), widget=forms.TextInput(attrs=attrs))

    def measure(self, unit: str) -> None:
        """Print the unit beside the box."""
        self.unit = unit
        self.widget.attrs["data-unit"] = unit

    def to_python(self, value: object) -> Decimal | None:
        typed = bare_number(value, self.unit)
        if not typed:
            return None
        if not _QUANTITY.fullmatch(typed):
            words = _now("填数字，如 2；现在是“%(typed)s”") % {"typed": str(value).strip()}
            raise ValidationError(with_label(self.label, words))
        return Decimal(typed)


class DeliveryForm(PlainForm):
    """What was given; all that is left unless somebody says otherwise, and today."""

    quantity = QuantityField()
    value = MoneyTextField(label=_("金额"), unit=_("元"))
    delivered_on = DayField(label=pgettext_lazy("referral", "办理日期"))
    cost_bearer = forms.ChoiceField(label=_("费用由谁承担"), choices=[_NONE, *CostBearer.choices])
    evidence = TextField(
        label=_("凭证号或收据号"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs=_WIDE),
    )
    rest = forms.ChoiceField(
        label=_("办完没有"),
        choices=[(_LAST, _("全部办完，办结")), (_MORE, _("这是一部分，还要再办"))],
        widget=forms.RadioSelect,
    )

    def __init__(self, data: QueryDict | None = None, *, referral: Referral, on: date) -> None:
        left = referral.quantity - referral.delivered_quantity
        initial = {
            "quantity": number_text(left),
            "value": agency_answers.usual_value(referral, left),
            "delivered_on": on,
            "rest": _LAST,
        }
        super().__init__(data, initial=initial)
        quantity = field_of(self, "quantity", QuantityField)
        quantity.measure(unit_of(referral.item))
        quantity.help_text = _now("最多还能办%(left)s%(unit)s。分几次办的，只填这一次的。") % {
            "left": number_text(left),
            "unit": unit_of(referral.item),
        }
        field_of(self, "delivered_on", DayField).latest = on
        self._limit_value(referral)

    def _limit_value(self, referral: Referral) -> None:
        """The box for money names its cap; where the benefit is no money there is no box."""
        if referral.value_limit is None:
            del self.fields["value"]
            return
        left = referral.value_limit - referral.delivered_value
        self.fields["value"].help_text = _now("最多还能办%(left)s元。") % {"left": yuan_text(left)}

    def delivery(self) -> Delivery:
        """The form as the action takes it; ask only once it is valid."""
        typed = self.cleaned_data
        return Delivery(
            quantity=typed["quantity"],
            value=typed.get("value") or ZERO,
            delivered_on=typed["delivered_on"],
            cost_bearer=CostBearer(typed["cost_bearer"]),
            evidence=typed["evidence"],
            is_last=typed["rest"] == _LAST,
        )


class RefusalForm(PlainForm):
    """Why the agency gives nothing, or nothing more."""

    reason = forms.ChoiceField(
        label=_("不能办理的原因"),
        choices=[_NONE, *((one.value, one.label) for one in REASONS_TO_REFUSE)],
    )
    words = TextField(
        label=_("补充说明"),
        max_length=200,
        required=False,
        help_text=_("乡镇和这户看得到。选“其他原因”的要写。"),
        widget=forms.TextInput(attrs=_WIDE),
    )

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data, prefix="refuse")

    def clean(self) -> dict[str, object]:
        typed = self.cleaned_data
        if typed.get("reason") == CloseReason.OTHER and not typed.get("words"):
            self.add_error("words", _now("写明不能办理的原因"))
        return typed

    @property
    def why(self) -> CloseReason:
        """The chosen reason; ask only once the form is valid."""
        return CloseReason(self.cleaned_data["reason"])


class PassOnForm(PlainForm):
    """To which benefit of which other agency it goes, and why."""

    item = forms.ChoiceField(label=_("转给哪个单位的哪个项目"))
    words = TextField(label=_("转办原因"), max_length=200, widget=forms.TextInput(attrs=_WIDE))

    def __init__(
        self, data: QueryDict | None = None, *, others: Iterable[tuple[AidItem, str]]
    ) -> None:
        """`others` are benefits with the words for whom they are, in the order of their agencies."""
        super().__init__(data, prefix="pass")
        self.items: dict[str, AidItem] = {}
        groups: dict[str, list[tuple[str, str]]] = {}
        for item, whom in others:
            self.items[str(item.pk)] = item
            words = with_label(item_name(item), whom) if whom else item_name(item)
            groups.setdefault(agency_name(item.agency), []).append((str(item.pk), words))
        field_of(self, "item", forms.ChoiceField).choices = [_NONE, *groups.items()]

    @property
    def chosen(self) -> AidItem:
        """The chosen benefit; ask only once the form is valid."""
        return self.items[self.cleaned_data["item"]]


class LookForm(PlainForm):
    """Why a whole number or a diagnosis is wanted; the reason is kept with the look."""

    purpose = TextField(
        label=_("查看完整号码的事由"),
        max_length=200,
        min_length=2,
        widget=forms.TextInput(attrs=_WIDE),
    )

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data, prefix="look")


class InboxFilter(PlainForm):
    """One benefit of the agency's, and the beginning of a name."""

    q = TextField(label=_("姓名"), max_length=40, required=False)
    item = forms.ChoiceField(label=_("项目"), required=False)

    def __init__(self, data: QueryDict | None = None, *, items: Iterable[AidItem]) -> None:
        super().__init__(data, auto_id="filter_%s")
        offered = [(str(one.pk), item_name(one)) for one in items]
        field_of(self, "item", forms.ChoiceField).choices = [("", _("全部")), *offered]
        # The tray stays open while it is searched; a word that the language keeps for itself is no attribute.
        self.fields["in"] = forms.CharField(required=False, widget=forms.HiddenInput)

    @property
    def name(self) -> str:
        """What was typed of a name; what cannot be read is nothing."""
        return str(self.cleaned_data.get("q") or "") if self.is_valid() else ""

    @property
    def item_key(self) -> int | None:
        chosen = self.cleaned_data.get("item") if self.is_valid() else ""
        return int(chosen) if chosen else None

    @property
    def kept(self) -> dict[str, str]:
        """What the list was asked for, as its other trays are asked for it."""
        said = {"q": self.name, "item": str(self.item_key or "")}
        return {name: value for name, value in said.items() if value}


class HandOutForm(PlainForm):
    """Which benefit's open referrals to hand out; all where none is chosen."""

    item = forms.ChoiceField(label=_("项目"), required=False)

    def __init__(self, data: QueryDict | None = None, *, items: Iterable[AidItem]) -> None:
        super().__init__(data, auto_id="collect_%s")
        offered = [(str(one.pk), item_name(one)) for one in items]
        field_of(self, "item", forms.ChoiceField).choices = [("", _("全部")), *offered]

    @property
    def item_key(self) -> int | None:
        """What was chosen; what cannot be read is no choice."""
        chosen = self.cleaned_data.get("item") if self.is_valid() else ""
        return int(chosen) if chosen else None


class AnswerSheetForm(CheckFileForm):
    """A workbook of answers that came back; what is in it is for the reading to say."""

    def __init__(
        self, data: QueryDict | None = None, files: MultiValueDict[str, UploadedFile] | None = None
    ) -> None:
        super().__init__(data, files=files)
        self.fields["file"].label = _("填好的答复表")
