"""Fields that take what people type: names, numbers, money, as the plain values read them."""

from datetime import date
from decimal import Decimal
from typing import Unpack

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from applicants.models.person import Person
from applicants.models.supporter import Supporter
from applicants.pages.places import place_of
from dibao.display import with_label
from dibao.errors import Refused
from dibao.forms import FieldOptions
from dibao.models.area import Area
from dibao.models.staff import Staff
from dibao.values import days, money
from dibao.values.identity import (
    IdentityError,
    IdNumber,
    PhoneNumber,
    clean_code,
    clean_text,
    person_name,
)
from dibao.values.text import clean_lines
from dibao.wording import in_words

SEX_WORDS = {"male": _("男"), "female": _("女")}


def words_of_number(number: IdNumber) -> str:
    """What the number says of its holder, shown beside it while it is typed: 男 1960-05-01."""
    return f"{SEX_WORDS[number.sex]} {number.birth_date.isoformat()}"


class NameField(forms.CharField):
    """A person's name: 张　三 is 张三; what no name has is refused."""

    def to_python(self, value: object) -> str:
        try:
            return person_name(str(super().to_python(value)))
        except IdentityError as error:
            raise ValidationError(in_words(error)) from error


class TextField(forms.CharField):
    """Other text, without what nobody sees."""

    def to_python(self, value: object) -> str:
        return clean_text(str(super().to_python(value)))


class LongTextField(forms.CharField):
    """Some sentences, in a box of their own."""

    widget = forms.Textarea

    def __init__(self, *, max_length: int, rows: int = 3, **options: Unpack[FieldOptions]) -> None:
        options["widget"] = forms.Textarea(attrs={"rows": rows})
        super().__init__(max_length=max_length, **options)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, object]:
        """Without `maxlength`: a browser would cut what is pasted and say nothing; we say how much too long it is."""
        return {k: v for k, v in super().widget_attrs(widget).items() if k != "maxlength"}

    def to_python(self, value: object) -> str:
        return clean_lines(str(super().to_python(value)))


class IdNumberInput(forms.TextInput):
    """The number with what it says of sex and birth beneath; a script keeps the words up with the typing."""

    template_name = "applicants/widgets/id_number.html"

    def __init__(self, attrs: dict[str, object] | None = None) -> None:
        plain = {"class": "w-12", "autocomplete": "off", "spellcheck": "false", "maxlength": "24"}
        super().__init__(attrs={**plain, **(attrs or {})})
        # A masked number and what is known of whom it stands for.
        self.holder = ("", "")

    def get_context(
        self, name: str, value: object, attrs: dict[str, object] | None
    ) -> dict[str, object]:
        mask, words = self.holder
        return {
            **super().get_context(name, value, attrs),
            "says": words if value and value == mask else _said_by(str(value or "")),
            "male": SEX_WORDS["male"],
            "female": SEX_WORDS["female"],
            "wrong": _("校验不对，对照证件核对"),
        }


def _said_by(typed: str) -> str:
    try:
        return words_of_number(IdNumber.parse(typed))
    except IdentityError:
        return ""


class IdNumberField(forms.Field):
    """An ID number as typed; gives an IdNumber or None. The masked number of `holder` stands for the whole one."""

    widget = IdNumberInput
    holder: Person | Supporter | None = None

    def to_python(self, value: object) -> IdNumber | None:
        if value in self.empty_values:
            return None
        held = self.holder
        if held and held.id_number and clean_code(str(value)) == held.masked_id:
            return IdNumber.parse(held.id_number.open())
        try:
            return IdNumber.parse(str(value))
        except IdentityError as error:
            raise ValidationError(in_words(error)) from error


class PhoneField(forms.Field):
    """A telephone number; gives a PhoneNumber or None. The masked form of `held` stands for it."""

    held: PhoneNumber | None = None

    def __init__(self, **options: Unpack[FieldOptions]) -> None:
        attrs = {"class": "w-12", "inputmode": "tel", "autocomplete": "off"}
        options["widget"] = forms.TextInput(attrs=attrs)
        super().__init__(**options)

    def to_python(self, value: object) -> PhoneNumber | None:
        if value in self.empty_values:
            return None
        if self.held is not None and clean_code(str(value)) == self.held.masked:
            return self.held
        try:
            return PhoneNumber.parse(str(value))
        except IdentityError as error:
            raise ValidationError(in_words(error)) from error


# A family's line, or its house; thirty lines of it still fit the columns that hold their sum.
LARGEST_TYPED = Decimal("99999999.99")


class MoneyTextField(forms.Field):
    """Yuan as people type them: 1,200元; the error says which amount it was."""

    def __init__(self, *, unit: StrOrPromise = "", **options: Unpack[FieldOptions]) -> None:
        attrs: dict[str, StrOrPromise] = {
            "class": "w-8 number",
            "inputmode": "decimal",
            "autocomplete": "off",
        }
        if unit:
            attrs["data-unit"] = unit
        options["widget"] = forms.TextInput(attrs=attrs)
        super().__init__(**options)

    def to_python(self, value: object) -> Decimal | None:
        if value in self.empty_values:
            return None
        try:
            amount = money.parse(str(value))
        except Refused as error:
            raise ValidationError(with_label(self.label, in_words(error))) from error
        if amount > LARGEST_TYPED:
            words = _now("金额太大，核对小数点；现在是“%(text)s”") % {"text": str(value).strip()}
            raise ValidationError(with_label(self.label, words))
        return amount

    def prepare_value(self, value: object) -> object:
        """Whole yuan without their zeros, as people write them."""
        if isinstance(value, Decimal):
            return format(value.quantize(Decimal(1)) if value == int(value) else value, "f")
        return value

    def has_changed(self, initial: object, data: object) -> bool:
        """1,200元 is 1200, and nothing is zero where it may be left out; what cannot be read is another value."""
        try:
            read = self.to_python(data)
        except ValidationError:
            return True
        if self.required:
            return (None if initial == "" else initial) != read
        return (initial or None) != (read or None)


class DayField(forms.Field):
    """A day as people write it: 2026-1-1, 2026.1.1, 20260101, 2026年1月1日; not after `latest` where that is set."""

    latest: date | None = None

    def __init__(self, **options: Unpack[FieldOptions]) -> None:
        attrs = {"class": "w-8", "inputmode": "numeric", "autocomplete": "off"}
        options["widget"] = forms.TextInput(attrs=attrs)
        super().__init__(**options)

    def to_python(self, value: object) -> date | None:
        if value in self.empty_values:
            return None
        if isinstance(value, date):
            return value
        try:
            day = days.parse(str(value))
        except Refused as error:
            raise ValidationError(with_label(self.label, in_words(error))) from error
        if self.latest is not None and day > self.latest:
            raise ValidationError(_now("%(label)s晚于今天") % {"label": self.label})
        return day


def bare_number(value: object, unit: StrOrPromise) -> str:
    """What stands before the unit, for a box beside which the unit is printed: ８０ 平方米 is 80."""
    return clean_code("" if value is None else str(value)).removesuffix(str(unit))


class CountField(forms.IntegerField):
    """A whole number of people or things, in a short box that brings up the digits on a phone."""

    def __init__(self, *, unit: StrOrPromise = "", **options: Unpack[FieldOptions]) -> None:
        attrs: dict[str, StrOrPromise] = {
            "class": "w-4 number",
            "inputmode": "numeric",
            "autocomplete": "off",
        }
        if unit:
            attrs["data-unit"] = unit
        options["widget"] = forms.TextInput(attrs=attrs)
        self.unit = unit
        super().__init__(min_value=0, max_value=9999, **options)

    def to_python(self, value: object) -> int | None:
        number = bare_number(value, self.unit)
        if number and not number.removeprefix("-").isdecimal():
            typed = {"label": self.label, "typed": str(value).strip()}
            raise ValidationError(_now("%(label)s填整数，如 3；现在是“%(typed)s”") % typed)
        return super().to_python(number)


class VillageField(forms.ModelChoiceField):
    """A village of the posting's area, by its name; beyond a township with the township's."""

    def __init__(self, **options: Unpack[FieldOptions]) -> None:
        super().__init__(queryset=Area.objects.none(), empty_label=_("选择村"), **options)
        self.reader: Staff | None = None

    def offer(self, places: QuerySet[Area], staff: Staff) -> None:
        """Offer places, as a posting calls them."""
        self.queryset, self.reader = places, staff

    def label_from_instance(self, obj: Area) -> str:
        return place_of(obj, self.reader) if self.reader else obj.name
