"""Who did what, as sentences: events of the trail with units, titles and facts in words, for one page at a time."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from uuid import UUID

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.choices import choices
from applicants.eligibility.codes import Hardship
from applicants.models.case import Case
from applicants.models.household import Household
from applicants.models.objection import Objection
from applicants.models.person import Person
from dibao import events, traces
from dibao.audit import Fact
from dibao.display import listed, with_label
from dibao.models.area import Area
from dibao.models.audit import AuditEvent
from dibao.models.staff import Posting, Staff
from oversight.statistics.registry import REPORTS
from oversight.trail import model_of
from payments.models.account import Account
from payments.models.batch import PaymentBatch

Key = int | str | UUID
_NO_ID, _NO_UUID = 0, UUID(int=0)


@dataclass(frozen=True)
class Sentence:
    """One deed: when, by whom of which unit, what, to which thing, with the facts before and after."""

    at: datetime
    who: str
    deed: str
    thing: str
    kind: str
    key: str
    before: str
    after: str
    reason: str

    @property
    def text(self) -> str:
        """安丰县县级审核赵审核：确认低保。"""
        return with_label(self.who, self.deed)


@dataclass
class Units:
    """Where people of a page work: of each person and role, the postings that they held."""

    postings: Mapping[tuple[int, str], Sequence[Posting]] = field(default_factory=dict)

    @classmethod
    def of(cls, people: Iterable[int | None]) -> "Units":
        """The postings of some people (one query)."""
        keys = {key for key in people if key is not None}
        held: dict[tuple[int, str], list[Posting]] = defaultdict(list)
        found = Posting.objects.filter(staff_id__in=[_NO_ID, *keys]).select_related("area")
        for posting in found.order_by("starts_on"):
            held[posting.staff_id, posting.role].append(posting)
        return cls(held)

    def unit(self, person: int | None, role: str, on: date) -> str:
        """The place of the post held in that role on a day; of the last such post before, or of any."""
        held = self.postings.get((person or _NO_ID, role), [])
        begun = [posting for posting in held if posting.starts_on <= on]
        chosen = (begun or list(held))[-1:]
        return chosen[0].area.name if chosen else ""

    def with_unit(self, name: str, person: int | None, role: str, on: date) -> str:
        """安丰县县级审核赵审核; nobody is the system."""
        if not name:
            return _now("系统")
        return _now("%(post)s%(name)s") % {"post": self.post(person, role, on), "name": name}

    def post(self, person: int | None, role: str, on: date) -> str:
        """安丰县县级审核: the unit and what the post is called, nobody's name."""
        said = {"unit": self.unit(person, role, on), "role": traces.role_words(role)}
        return _now("%(unit)s%(role)s") % said


def _by_key(rows: QuerySet[models.Model]) -> Callable[[set[Key]], dict[str, str]]:
    """Titles of rows by key, in one query however many there are."""
    nothing: Key = _NO_UUID if isinstance(rows.model._meta.pk, models.UUIDField) else _NO_ID

    def find(keys: set[Key]) -> dict[str, str]:
        return {str(row.pk): str(row) for row in rows.filter(pk__in=[nothing, *keys])}

    return find


_TITLES: dict[str, Callable[[set[Key]], dict[str, str]]] = {
    rows.model._meta.label_lower: _by_key(rows)
    for rows in (
        Case.objects.select_related("household__head"),
        Household.objects.select_related("head"),
        Objection.objects.all(),
        Person.objects.all(),
        PaymentBatch.objects.select_related("area"),
        Account.objects.all(),
        Staff.objects.all(),
        Posting.objects.select_related("staff", "area"),
        Area.objects.all(),
    )
}


def sentences_of(found: Sequence[AuditEvent], reader: Staff) -> list[Sentence]:
    """Events as sentences, for whoever reads them (a fixed number of queries)."""
    units = Units.of(event.staff_key for event in found)
    titles = _titles(found)
    return [
        Sentence(
            at=event.at,
            who=units.with_unit(event.staff_name, event.staff_key, event.role, localdate(event.at)),
            deed=str(events.words_of(event.event)),
            thing=titles.get((event.object_kind, event.object_key), "")
            or f"{traces.kind_words(event.object_kind)} {event.object_key}",
            kind=event.object_kind,
            key=event.object_key,
            **_words(event, reader),
        )
        for event in found
    ]


def _titles(found: Iterable[AuditEvent]) -> dict[tuple[str, str], str]:
    keys: dict[str, set[Key]] = defaultdict(set)
    for event in found:
        keys[event.object_kind].add(event.object_key)
    return {
        (kind, key): title
        for kind, find in _TITLES.items()
        for key, title in find(keys[kind]).items()
    }


def _words(event: AuditEvent, reader: Staff) -> dict[str, str]:
    if not traces.may_read_words(reader, event.object_kind):
        return {"before": "", "after": "", "reason": ""}
    return {
        "before": facts_in_words(event.object_kind, event.before),
        "after": facts_in_words(event.object_kind, event.after),
        "reason": event.reason,
    }


def facts_in_words(kind: str, told: Mapping[str, Fact] | None) -> str:
    """Facts with the names of their columns, and choices with their words."""
    model = model_of(kind)
    return _now("；").join(
        with_label(_column(model, name), _value(model, name, value))
        for name, value in (told or {}).items()
        if value not in (None, "", [])
    )


def _field_of(model: type[models.Model] | None, name: str) -> models.Field | None:
    try:
        found = model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        return None
    return found if isinstance(found, models.Field) else None


def _column(model: type[models.Model] | None, name: str) -> str:
    column = _field_of(model, name)
    return str(column.verbose_name if column else events.words_of_fact(name))


def _value(model: type[models.Model] | None, name: str, value: Fact) -> str:
    if isinstance(value, bool):
        return str(_("是") if value else _("否"))
    if isinstance(value, list):
        return listed(_value(model, name, one) for one in value)
    if isinstance(value, dict):
        return listed(f"{events.words_of_fact(key)} {one}" for key, one in value.items())
    column = _field_of(model, name)
    own = dict(column.flatchoices) if column else {}
    return str(own.get(value) or words_of_code(value, name))


def words_of_code(value: object, name: str = "") -> object:
    """A choice's words where some column of ours offers it, best one of that name; events tell codes of other rows than
    their own, too."""
    if not isinstance(value, str):
        return value
    return _codes().get((name, value)) or _codes().get(("", value)) or value


@cache
def _codes() -> Mapping[tuple[str, str], object]:
    """Words of all codes that columns and lists of choices know, by column and without; none that mean two things."""
    found: dict[tuple[str, str], object] = {}
    doubtful = set()
    for name, code, label in _offered():
        for key in ((name, code), ("", code)):
            if key in found and found[key] != label:
                doubtful.add(key)
            found[key] = label
    return {key: label for key, label in found.items() if key not in doubtful}


def _offered() -> Iterator[tuple[str, str, object]]:
    columns = [column for model in apps.get_models() for column in model._meta.concrete_fields]
    offers = [(column.name, column.flatchoices or ()) for column in columns]
    reports = ("report", [(report.key, report.title) for report in REPORTS])
    for name, pairs in [*offers, ("hardships", choices(Hardship)), reports]:
        for code, label in pairs:
            if isinstance(code, str) and not code.isdecimal():
                yield name, code, label
