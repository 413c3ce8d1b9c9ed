"""Model columns of our own: sealed text, months, money."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.core import checks
from django.core.exceptions import FieldError, ValidationError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Combinable, Expression
from django.db.models.query_utils import DeferredAttribute
from django.utils.translation import gettext as _

from dibao import sealing
from dibao.errors import Refused
from dibao.sealing import blind_index
from dibao.values.money import ZERO
from dibao.values.months import BenefitMonth
from dibao.wording import in_words

__all__ = ["MoneyField", "MonthField", "MonthFormField", "Sealed", "SealedField", "blind_index"]

HIDDEN = "••••"


class Sealed:
    """What a sealed column holds: it shows dots wherever it is printed, and opens on demand.

    It is either fresh plain text that is sealed when it is first stored, or the stored form.
    Without a row (from `.values()`) it must be `bound_to` one before it opens.
    """

    __slots__ = ("_plain", "_stored", "column", "pk", "table")

    def __init__(
        self, table: str, column: str, *, stored: str = "", plain: str = "", pk: object = None
    ) -> None:
        self.table = table
        self.column = column
        self.pk = pk
        self._stored = stored
        self._plain = plain

    def __str__(self) -> str:
        return HIDDEN if self else ""

    def __repr__(self) -> str:
        return f"<Sealed {self.table}.{self.column}>"

    def __bool__(self) -> bool:
        return bool(self._stored or self._plain)

    def __reduce__(self) -> tuple[object, ...]:
        # Only the sealed form may reach a cache, a queue or a session.
        return (_from_stored, (self.table, self.column, self.stored, self.pk))

    @property
    def stored(self) -> str:
        """The sealed form, as the database keeps it; fresh text is sealed once, now."""
        if self._plain and not self._stored:
            self._stored = sealing.seal(self.table, self.column, self.pk, self._plain)
        return self._stored

    def open(self) -> str:
        """The plain text. Raises SealBroken where the value belongs to another row."""
        if self._plain or not self._stored:
            return self._plain
        return sealing.open_sealed(self.table, self.column, self.pk, self._stored)

    def bound_to(self, pk: object) -> Sealed:
        """The same value as that row's."""
        return Sealed(self.table, self.column, stored=self._stored, plain=self._plain, pk=pk)


def _from_stored(table: str, column: str, stored: str, pk: object) -> Sealed:
    return Sealed(table, column, stored=stored, pk=pk)


class SealedAttribute(DeferredAttribute):
    """Reads as `Sealed` of this row; takes plain text, which never stays readable in the object."""

    field: SealedField

    def __get__(
        self, instance: models.Model | None, cls: type[models.Model] | None = None
    ) -> object:
        if instance is None:
            return self
        value = super().__get__(instance, cls)
        if isinstance(value, Sealed) and value.pk != instance.pk:
            value = self._of_row(value, instance)
            instance.__dict__[self.field.attname] = value
        return value

    def __set__(self, instance: models.Model, value: object) -> None:
        if isinstance(value, str):
            value = self.field.sealed(plain=value)
        elif isinstance(value, Sealed) and not self._is_ours(value):
            value = self.field.sealed(plain=value.open())
        if isinstance(value, Sealed) and value.pk is None:
            # Now, not when it is read: by then a copied instance may have another key.
            value = value.bound_to(instance.__dict__.get(instance._meta.pk.attname))
        instance.__dict__[self.field.attname] = value

    def _is_ours(self, value: Sealed) -> bool:
        return (value.table, value.column) == (self.field.table, self.field.column)

    def _of_row(self, value: Sealed, instance: models.Model) -> Sealed:
        """A value without a row is this row's; one of another row is opened and sealed anew."""
        if value.pk is None:
            return value.bound_to(instance.pk)
        return self.field.sealed(plain=value.open()).bound_to(instance.pk)


class SealedField(models.Field):
    """Text that is encrypted in the database and bound to its row.

    Assign plain text; read `person.id_number.open()`. The model's primary key must be known
    before the row is inserted (a UUID with a default). Values cannot be compared in a query:
    search by a `blind_index` column. In bulk SQL use `sealing.seal`. Renaming the table or the
    column means sealing every value again.
    """

    # What is assigned and what is read, for the type checker.
    _pyi_private_set_type: str | Sealed | Combinable | None
    _pyi_private_get_type: Sealed

    descriptor_class = SealedAttribute

    def get_internal_type(self) -> str:
        return "TextField"

    def contribute_to_class(
        self, cls: type[models.Model], name: str, private_only: bool = False
    ) -> None:
        # No form shows a sealed value by itself: opening one is an act with a reason.
        self.editable = False
        super().contribute_to_class(cls, name, private_only)

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    def sealed(self, *, stored: str = "", plain: str = "") -> Sealed:
        """A value of this column that has no row yet."""
        return Sealed(self.table, str(self.column), stored=stored, plain=plain)

    def from_db_value(
        self, value: str | None, expression: Expression, connection: BaseDatabaseWrapper
    ) -> Sealed | None:
        return None if value is None else self.sealed(stored=value)

    def to_python(self, value: object) -> object:
        """Serialized rows hold the sealed form."""
        if isinstance(value, str) and value.startswith(f"{sealing.VERSION}|"):
            return self.sealed(stored=value)
        return value

    def value_to_string(self, obj: models.Model) -> str:
        value = self.value_from_object(obj)
        return value.stored if isinstance(value, Sealed) else ""

    def get_prep_value(self, value: object) -> object:
        if isinstance(value, Sealed):
            return value.stored
        if isinstance(value, str) and value and not value.startswith(f"{sealing.VERSION}|"):
            raise TypeError(
                f"{self.model.__name__}.{self.name} takes sealed values: use sealing.seal()"
            )
        return super().get_prep_value(value)

    def get_lookup(self, lookup_name: str) -> type[models.Lookup] | None:
        # Exactly "" is how a query asks for rows without a value; `get_prep_value` refuses plain text.
        if lookup_name not in {"isnull", "exact"}:
            raise FieldError(
                f"{self.name} is sealed and cannot be compared; search its blind index"
            )
        return super().get_lookup(lookup_name)

    def check(self, **kwargs: object) -> list[checks.CheckMessage]:
        return [*super().check(**kwargs), *self._check_key()]

    def _check_key(self) -> list[checks.CheckMessage]:
        """History rows keep the sealed form of the row they tell of; their own key may be serial."""
        key = self.model._meta.pk
        if not isinstance(key, models.AutoField) or hasattr(self.model, "pgh_tracked_model"):
            return []
        hint = "Use a UUIDField with a default as primary key."
        what = "A sealed value needs its row's key before insert."
        return [checks.Error(what, hint=hint, obj=self, id="dibao.E001")]


class MonthFormField(forms.Field):
    """A month as people write it; gives a BenefitMonth or None."""

    def to_python(self, value: object) -> BenefitMonth | None:
        if value in self.empty_values:
            return None
        if isinstance(value, BenefitMonth):
            return value
        try:
            return BenefitMonth.parse(str(value))
        except Refused as refused:
            raise ValidationError(in_words(refused), code="invalid") from refused


class MonthField(models.Field):
    """A month, kept as the date of its first day; PostgreSQL refuses every other day."""

    _pyi_private_set_type: BenefitMonth | Combinable | None
    _pyi_private_get_type: BenefitMonth

    def get_internal_type(self) -> str:
        return "DateField"

    def db_check(self, connection: BaseDatabaseWrapper) -> str:
        return f"EXTRACT(DAY FROM {connection.ops.quote_name(str(self.column))}) = 1"

    def from_db_value(
        self, value: date | None, expression: Expression, connection: BaseDatabaseWrapper
    ) -> BenefitMonth | None:
        return None if value is None else BenefitMonth.of(value)

    def to_python(self, value: object) -> BenefitMonth | None:
        if value is None or isinstance(value, BenefitMonth):
            return value
        if isinstance(value, date):
            if value.day != 1 or isinstance(value, datetime):
                raise ValidationError(
                    _("月份存为当月1日，现在是 %(day)s"), params={"day": value}, code="invalid"
                )
            return BenefitMonth.of(value)
        return self._from_text(str(value))

    def _from_text(self, text: str) -> BenefitMonth:
        """Serialized rows hold the date of the first day."""
        try:
            return BenefitMonth.parse(text.removesuffix("-01") if text.count("-") == 2 else text)
        except Refused as refused:
            raise ValidationError(in_words(refused), code="invalid") from refused

    def get_prep_value(self, value: object) -> object:
        if hasattr(value, "resolve_expression"):
            return value
        month = self.to_python(value)
        return None if month is None else month.first_day

    def value_to_string(self, obj: models.Model) -> str:
        month = self.to_python(self.value_from_object(obj))
        return "" if month is None else month.first_day.isoformat()

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        return super().formfield(**{"form_class": MonthFormField, **kwargs})


class MoneyField(models.DecimalField):
    """Yuan with two places; 0.00 unless said otherwise."""

    def __init__(self, *args: Any, **options: Any) -> None:
        in_yuan: dict[str, Any] = {"max_digits": 12, "decimal_places": 2, "default": ZERO}
        super().__init__(*args, **(in_yuan | options))
