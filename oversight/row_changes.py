"""The history of a row with what stood there before and after, in words: names of columns, words of choices.

Sealed columns stay closed; that they changed is said. So stays what only a search needs.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from uuid import UUID

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.models.household import Household
from applicants.models.person import Person
from applicants.models.policy import RuleSet
from dibao.display import NOTHING, count_text, day_text, listed, month_text, yuan_text
from dibao.fields import HIDDEN, MoneyField, MonthField, Sealed, SealedField
from dibao.models.area import Area
from dibao.models.placed import PlacedModel
from dibao.models.staff import Staff
from dibao.paging import newest_first
from dibao.tables import Pager
from dibao.values.months import BenefitMonth
from oversight.sentences import words_of_code
from oversight.trail import within

Words = str | Promise

SIZE = 20
_LABELS = {"insert": _("登记"), "update": _("修改"), "delete": _("删除")}
# Columns that only a search needs; and those that name the row itself.
_UNTOLD = ("_index", "initials", "person_key")
# What foreign keys point to, and how it is called; of all else the number is said.
_NAMED = (Area, Staff, Person, Household, RuleSet)


@dataclass(frozen=True)
class Difference:
    """One column: what stood there and what stands there since."""

    label: Words
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """One change of a row: when, by whom, and the columns that differ."""

    at: datetime
    what: Words
    by: str
    differences: Sequence[Difference]


@dataclass(frozen=True)
class Changes:
    """A page of changes, newest first."""

    rows: Sequence[Change]
    pager: Pager


def model_named(name: str) -> type[PlacedModel] | None:
    """The model that an address names (`applicants-case`), if it belongs to places and keeps a history."""
    label, _dash, model_name = name.partition("-")
    try:
        found = apps.get_model(label, model_name)
    except LookupError:
        return None
    return found if keeps_history(found) and issubclass(found, PlacedModel) else None


def keeps_history(model: type[models.Model] | None) -> bool:
    return model is not None and hasattr(model, "history")


def address_of(model: type[models.Model]) -> str:
    """What an address calls a model; `model_named` reads it."""
    return f"{model._meta.app_label}-{model._meta.model_name}"


def row_of(model: type[PlacedModel], key: str, staff: Staff) -> PlacedModel | None:
    """The row of a key for whoever may see it (one query); None for a key of another shape too."""
    try:
        rows = within(model._default_manager.all(), staff)
        return rows.filter(pk=model._meta.pk.to_python(key)).first()
    except (ValidationError, OverflowError):
        return None


def changes_of(row: models.Model, asked: Mapping[str, str]) -> Changes:
    """Changes of a row that keeps a history, a page at a time (seven queries at most)."""
    if not hasattr(row, "history"):
        return Changes([], Pager())
    page = newest_first(row.history.all(), asked, key="pgh_id", size=SIZE)
    versions = list(page.rows)
    if versions:
        # The version that the oldest one shown followed.
        older = row.history.filter(pgh_id__lt=versions[-1].pgh_id)
        versions.append(older.order_by("-pgh_id").first())
    names = Names.of(version for version in versions if version is not None)
    return Changes(
        [
            Change(
                at=newer.pgh_created_at,
                what=_LABELS.get(newer.pgh_label, newer.pgh_label),
                by=(newer.pgh_context or {}).get("name") or _now("系统"),
                differences=_differences(newer, older, names),
            )
            for newer, older in pairwise(versions)
        ],
        page.pager,
    )


def _differences(
    newer: models.Model, older: models.Model | None, names: "Names"
) -> list[Difference]:
    """The columns that differ; of a first version all that say something."""
    found = []
    for column in _columns(newer):
        after = getattr(newer, column.attname)
        before = getattr(older, column.attname) if older else None
        if _comparable(before) == _comparable(after) or (not older and after in (None, "", [])):
            continue
        told = names.value(column, before) if older else NOTHING
        found.append(Difference(column.verbose_name, told, names.value(column, after)))
    return found


def _columns(version: models.Model) -> Iterable[models.Field]:
    return (
        column
        for column in version._meta.concrete_fields
        if not column.name.startswith("pgh_")
        and column.name != "id"
        and not column.name.endswith(_UNTOLD)
    )


def _comparable(value: object) -> object:
    return value.stored if isinstance(value, Sealed) else value


@dataclass
class Names:
    """What the rows are called that a page's versions point to."""

    found: Mapping[type[models.Model], Mapping[object, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, versions: Iterable[models.Model]) -> "Names":
        """One query for each kind of row that is called by name, however many there are."""
        keys: dict[type[models.Model], set[object]] = defaultdict(set)
        for version in versions:
            for column in _columns(version):
                if column.related_model in _NAMED:
                    keys[column.related_model].add(getattr(version, column.attname))
        return cls({model: _names(model, keys[model] - {None}) for model in _NAMED})

    def value(self, column: models.Field, value: object) -> str:
        """A value as its reader knows it."""
        if value in (None, "", []):
            return NOTHING
        if isinstance(column, SealedField):
            return HIDDEN
        if column.related_model:
            names = self.found.get(column.related_model, {})
            return names.get(value, f"{column.related_model._meta.verbose_name} {value}")
        if column.flatchoices:
            return str(dict(column.flatchoices).get(value, value))
        return _plain(column, value)


def _names(model: type[models.Model], keys: set[object]) -> dict[object, str]:
    nothing: object = UUID(int=0) if isinstance(model._meta.pk, models.UUIDField) else 0
    rows = model._default_manager.filter(pk__in=[nothing, *keys])
    if model is Household:
        rows = rows.select_related("head")
    return {row.pk: str(row) for row in rows}


def _plain(column: models.Field, value: object) -> str:
    if isinstance(value, bool):
        return str(_("是") if value else _("否"))
    if isinstance(column, MonthField) and isinstance(value, BenefitMonth):
        return month_text(value)
    if isinstance(column, MoneyField) and isinstance(value, Decimal):
        return yuan_text(value)
    if isinstance(value, date):
        return day_text(value)
    if isinstance(value, list):
        return listed(words_of_code(one, column.name) for one in value)
    return count_text(value) if isinstance(value, Decimal) else str(value)
