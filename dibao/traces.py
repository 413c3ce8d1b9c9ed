"""What the audit trail and the histories say of a row, in words that whoever looks may read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dibao import events
from dibao.audit import Fact
from dibao.fields import Sealed
from dibao.models.audit import AuditEvent
from dibao.models.staff import Staff
from dibao.roles import READS_PLACED_ROWS, Role

_SHOWN = 50
# Their events tell of the house, not of families: whoever keeps the house reads them to the end.
OF_THE_HOUSE = frozenset(
    {"dibao.agencytoken", "dibao.area", "dibao.holiday", "dibao.posting", "dibao.staff"}
)
_LABELS = {"insert": _("登记"), "update": _("修改"), "delete": _("删除")}

Words = str | Promise


@dataclass(frozen=True)
class Done:
    """One event of the audit trail; `before`, `after` and `reason` are empty for who may not read them."""

    at: datetime
    what: Words
    by: str
    role: Words
    before: str
    after: str
    reason: str


@dataclass(frozen=True)
class Change:
    """One change that the database saw: when, which kind, in whose scope, which columns."""

    at: datetime
    what: Words
    by: str
    columns: list[str]


def may_read_words(staff: Staff, object_kind: str) -> bool:
    """Reasons, and what stood there before and after, are words of a file: for those who read files or money."""
    return object_kind in OF_THE_HOUSE or bool(staff.permissions & READS_PLACED_ROWS)


def events_of(row: models.Model, reader: Staff) -> list[Done]:
    """The latest events about a row, newest first (one query)."""
    kind = row._meta.label_lower
    found = AuditEvent.objects.filter(object_kind=kind, object_key=str(row.pk)).order_by("-pk")
    is_open = may_read_words(reader, kind)
    return [
        Done(
            event.at,
            events.words_of(event.event),
            event.staff_name,
            role_words(event.role),
            facts_in_words(kind, event.before) if is_open else "",
            facts_in_words(kind, event.after) if is_open else "",
            event.reason if is_open else "",
        )
        for event in found[:_SHOWN]
    ]


def changes_of(row: models.Model) -> list[Change]:
    """The latest changes of a row that keeps a history, newest first (one query); columns by name, never by value."""
    if not hasattr(row, "history"):
        return []
    rows = list(row.history.order_by("-pgh_id")[: _SHOWN + 1])
    return [
        Change(
            newer.pgh_created_at,
            _LABELS[newer.pgh_label],
            (newer.pgh_context or {}).get("name", ""),
            _differing(newer, older) if older and newer.pgh_label == "update" else [],
        )
        for newer, older in pairwise([*rows, None])
    ][:_SHOWN]


def _differing(newer: models.Model, older: models.Model) -> list[str]:
    return [
        str(field.verbose_name)
        for field in newer._meta.concrete_fields
        if not field.name.startswith("pgh_")
        and _comparable(newer, field) != _comparable(older, field)
    ]


def _comparable(row: models.Model, field: models.Field) -> object:
    value = getattr(row, field.attname)
    return value.stored if isinstance(value, Sealed) else value


def facts(values: Mapping[str, object], names: Iterable[str]) -> dict[str, Fact]:
    """What a form says under some names, as the audit trail keeps it: rows by their key, days by their date."""
    return {name: _fact(values.get(name)) for name in names}


def _fact(value: object) -> Fact:
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, date):
        return value.isoformat()
    return str(value.pk) if isinstance(value, models.Model) else str(value)


def facts_in_words(object_kind: str, told: dict[str, Fact] | None) -> str:
    """Facts with the names that the columns go by."""
    return "；".join(
        f"{_column(object_kind, name)}：{value}" for name, value in (told or {}).items()
    )


def _column(object_kind: str, name: str) -> str:
    try:
        return str(apps.get_model(object_kind)._meta.get_field(name).verbose_name)
    except (LookupError, ValueError, FieldDoesNotExist, AttributeError):
        return str(events.words_of_fact(name))


def kind_words(object_kind: str) -> Words:
    """The name of a kind of thing: 发放批次 for payments.paymentbatch."""
    try:
        return apps.get_model(object_kind)._meta.verbose_name
    except (LookupError, ValueError):
        return object_kind


def role_words(role: str) -> Words:
    return Role(role).label if role in Role.values else role
