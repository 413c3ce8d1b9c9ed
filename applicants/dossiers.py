"""The file of a family as it is handed from one township to the other: written where everything can be seen, sealed as
one text, read where the family comes to live.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import cast

from django.db import models

from applicants.continuity import Json, enclosures
from applicants.models.case import Case, CaseStatus
from applicants.models.document import Document
from applicants.models.grant import Grant
from applicants.models.household import Household, Membership
from applicants.models.means import ExpenseLine, IncomeLine, PropertyLine
from applicants.models.objection_kinds import ObjectionKind
from applicants.models.person import Person
from applicants.models.supporter import Supporter
from dibao.fields import Sealed
from dibao.models.area import Area
from dibao.values.identity import DisabilityCard, IdNumber, PhoneNumber

VERSION = 1

_PERSON = (
    "name", "health", "labour_capacity", "disability_type", "disability_level", "is_student", "marital_status",
    "ethnicity", "education", "hukou_kind", "hukou_place",
)  # fmt: skip
_SEALED = ("id_number", "phone", "disability_card", "diagnosis")
_MEMBERSHIP = ("relation", "is_counted", "is_covered", "exclusion")
_HOUSEHOLD = (
    "number", "group_name", "address", "residence_place", "registered_on", "payee_name", "payee_relation",
    "payee_reason",
)  # fmt: skip
_SUPPORTER = (
    "name", "relation", "ability", "yearly_amount", "place", "consent_on", "registered_on",
)  # fmt: skip


@dataclass(frozen=True)
class Dossier:
    """The opened file; its parts are read by name."""

    told: Json

    @classmethod
    def opened(cls, sealed: Sealed) -> "Dossier":
        return cls(json.loads(sealed.open()))

    def part(self, name: str) -> Json:
        return cast("Json", self.told[name])

    def rows(self, name: str) -> list[Json]:
        return cast("list[Json]", self.told[name])

    @property
    def keys(self) -> list[str]:
        """The members by their keys at the giving side."""
        return [str(row["key"]) for row in self.rows("members")]

    @property
    def last_answers(self) -> Json | None:
        """The last case that was decided; None for a family without any."""
        decided = [row for row in self.rows("cases") if row["status"] == CaseStatus.CONFIRMED]
        return decided[-1] if decided else None

    def enclosed(self, name: str) -> Json | None:
        return cast("Json | None", self.part("enclosed").get(name))

    def document(self, key: str) -> Json | None:
        return next((row for row in self.rows("documents") if row["id"] == key), None)


def written(household: Household, grant: Grant, *, on: date) -> str:
    """All that is known of a family on a day as JSON text, for the side that will have it (some twenty queries)."""
    told: Json = {
        "version": VERSION,
        "household": _columns(household, _HOUSEHOLD)
        | {"payee": str(household.payee_id) if household.payee_id else None},
        "members": [_member(m) for m in household.members()],
        "former_members": [_former(m) for m in _former_of(household)],
        "supporters": [
            _supporter(one) for one in household.supporters.current().select_related("supported")
        ],
        "grant": _grant(grant),
        "grace": _grace(grant),
        "grants": [
            _columns(
                one, ("first_month", "last_month", "benefit_class", "covered_count", "total_amount")
            )
            for one in household.grants.order_by("first_month")
        ],
        "cases": [_case(case) for case in household.cases.order_by("pk")],
        "documents": [_document(one) for one in household.documents.valid().with_people()],
        "enclosed": {one.name: one.pack(household, on) for one in enclosures()},
    }
    return json.dumps(told, ensure_ascii=False)


def _plain(value: object) -> object:
    """A value as JSON holds it."""
    if value is None or isinstance(value, bool | int | str | list):
        return value
    return str(value)


def _columns(row: models.Model, names: Iterable[str]) -> Json:
    return {name: _plain(getattr(row, name)) for name in names}


def _opened(person: Person) -> Json:
    sealed = {name: getattr(person, name) for name in _SEALED}
    return {name: value.open() if value else "" for name, value in sealed.items()}


def _member(membership: Membership) -> Json:
    person = membership.person
    return {
        "key": str(person.pk),
        **_columns(person, _PERSON),
        **_opened(person),
        **_columns(membership, (*_MEMBERSHIP, "first_day", "joined_for")),
    }


def _former_of(household: Household) -> Iterable[Membership]:
    return (
        household.memberships.filter(last_day__isnull=False).select_related("person").order_by("pk")
    )


def _former(membership: Membership) -> Json:
    days = ("relation", "first_day", "joined_for", "last_day", "left_for", "left_note")
    return {"name": membership.person.name, **_columns(membership, days)}


def _supporter(supporter: Supporter) -> Json:
    number = supporter.id_number.open() if supporter.id_number else ""
    return {
        **_columns(supporter, _SUPPORTER),
        "id_number": number,
        "supported": str(supporter.supported_id),
        "supported_name": supporter.supported.name,
    }


def _grant(grant: Grant) -> Json:
    amounts = ("base_amount", "supplement_amount", "total_amount")
    return {
        **_columns(grant, ("benefit_class", "covered_count", "first_month", *amounts)),
        "rule_set": grant.rule_set_id,
        "rules": grant.rule_set.name,
        "decided_on": str(grant.decision.decided_on),
        "shares": _shares(grant),
    }


def _grace(grant: Grant) -> list[Json]:
    """What each stretch of a grace pays to whom; the receiver takes what is left of it by then."""
    if grant.grace_by_id is None:
        return []
    paying = grant.same_grace().in_grace(grant.first_month).order_by("first_month")
    return [
        {
            **_columns(one, ("grace_month", "first_month", "last_month")),
            "shares": _shares(one),
        }
        for one in paying.prefetch_related("shares")
    ]


def _shares(grant: Grant) -> list[Json]:
    return [
        {
            "person": str(share.person_id),
            **_columns(share, ("base_amount", "supplement_amount")),
        }
        for share in sorted(grant.shares.all(), key=lambda one: one.pk)
    ]


def _case(case: Case) -> Json:
    return {
        **_columns(case, ("number", "kind", "status", "opened_on", "accepted_on", "channel")),
        **_columns(case, ("poverty_cause", "hardships", "statement")),
        "applies_alone": str(case.applies_alone_id) if case.applies_alone_id else None,
        **_columns(case, ("alone_ground", "alone_since")),
        "incomes": [_income(line) for line in case.incomes.order_by("pk")],
        "expenses": [
            _owned(line, ("kind", "yearly_amount")) for line in case.expenses.order_by("pk")
        ],
        "properties": [
            _owned(line, ("kind", "amount", "count", "exemption"))
            for line in case.properties.order_by("pk")
        ],
        "assessments": [
            {
                **_columns(one, ("assessed_on", "outcome", "per_capita_income", "total_amount")),
                "trace": [
                    {"sentence": step.sentence, "article": step.article}
                    for step in one.as_verdict().trace
                ],
            }
            for one in case.assessments.order_by("pk")
        ],
        "opinions": _lines(case.opinions.all(), ("given_on", "proposal", "reasons")),
        "objections": _lines(
            case.objections.filter(kind=ObjectionKind.OBJECTION),
            ("lodged_on", "text", "status", "answer"),
        ),
        "decisions": _lines(case.decisions.all(), ("decided_on", "outcome", "reasons")),
    }


def _income(line: IncomeLine) -> Json:
    return {
        **_owned(line, ("source", "yearly_amount", "necessary_cost")),
        "is_of_supporter": line.supporter_id is not None,
    }


def _owned(line: IncomeLine | ExpenseLine | PropertyLine, names: Iterable[str]) -> Json:
    return _columns(line, names) | {"person": str(line.person_id) if line.person_id else None}


def _lines(rows: models.QuerySet[models.Model], names: tuple[str, ...]) -> list[Json]:
    return [_columns(row, names) for row in rows.order_by("pk")]


def _document(document: Document) -> Json:
    return {
        "id": str(document.pk),
        **_columns(document, ("kind", "name", "media_type", "page_count", "added_on", "size")),
        "person": document.person.name if document.person else "",
        "case": document.case.number if document.case else "",
    }


def person_from(row: Json, village: Area) -> Person:
    """A new row for somebody of the file, unsaved."""
    person = Person(area=village)
    person.take_identity(str(row["name"]), IdNumber.parse(str(row["id_number"])))
    person.take_phone(PhoneNumber.parse(str(row["phone"])) if row["phone"] else None)
    for name in _PERSON[1:]:
        setattr(person, name, row[name])
    if row["disability_card"]:
        person.take_disability_card(DisabilityCard.parse(str(row["disability_card"])))
    person.diagnosis = str(row["diagnosis"]) or None
    return person


def membership_columns(row: Json) -> dict[str, object]:
    return {name: row[name] for name in _MEMBERSHIP}


def supporter_from(row: Json, household: Household, people: Mapping[str, Person]) -> Supporter:
    """A supporter of the file at the new place, unsaved."""
    supporter = Supporter(
        household=household,
        area_id=household.area_id,
        supported=people[str(row["supported"])],
        name=str(row["name"]),
        relation=str(row["relation"]),
        ability=str(row["ability"]),
        yearly_amount=Decimal(str(row["yearly_amount"])),
        place=str(row["place"]),
        consent_on=date.fromisoformat(str(row["consent_on"])) if row["consent_on"] else None,
        registered_on=date.fromisoformat(str(row["registered_on"])),
    )
    supporter.take_number(IdNumber.parse(str(row["id_number"])) if row["id_number"] else None)
    return supporter
