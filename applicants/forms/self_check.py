"""A few questions that a family asks itself."""

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.forms.fields import CountField, MoneyTextField
from dibao.forms import PlainForm

_MOST_PERSONS = 15


class SelfCheckForm(PlainForm):
    """Persons, money of a year, and what is owned."""

    persons = CountField(
        label=_("一起生活的有几口人"),
        unit=_("人"),
        help_text=_("在外打工、上学的也算。"),
    )
    severely_disabled = CountField(label=_("其中重度残疾的"), unit=_("人"), required=False)
    seriously_ill = CountField(label=_("其中得重病的"), unit=_("人"), required=False)
    wages = MoneyTextField(
        label=_("全家一年打工、做生意挣的钱"),
        unit=_("元"),
        required=False,
        help_text=_("没有的不填。下同。"),
    )
    farming = MoneyTextField(
        label=_("全家一年种地、养殖挣的钱"),
        unit=_("元"),
        required=False,
        help_text=_("扣掉种子、化肥、饲料等本钱。"),
    )
    other = MoneyTextField(
        label=_("全家一年其他收入"),
        unit=_("元"),
        required=False,
        help_text=_("退休金、子女给的赡养费、租金、利息等。"),
    )
    savings = MoneyTextField(label=_("全家存款"), unit=_("元"), required=False)
    has_vehicle = forms.BooleanField(label=_("家里有汽车（残疾人代步车不算）"), required=False)
    has_company = forms.BooleanField(label=_("家里有人开公司、办企业"), required=False)

    def clean_persons(self) -> int:
        persons: int = self.cleaned_data["persons"]
        if not 1 <= persons <= _MOST_PERSONS:
            raise ValidationError(
                _now("填1到%(most)d之间的人数；人更多的，到乡镇问") % {"most": _MOST_PERSONS}
            )
        return persons

    def clean(self) -> dict[str, object]:
        said = self.cleaned_data
        persons = said.get("persons")
        for name in ("severely_disabled", "seriously_ill"):
            said[name] = said.get(name) or 0
            if persons is not None and said[name] > persons and name not in self.errors:
                self.add_error(name, _now("比全家人数多，核对"))
        for name in ("wages", "farming", "other", "savings"):
            said[name] = said.get(name) or Decimal(0)
        return said
