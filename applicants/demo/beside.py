"""Beside the way of an application: what is said of the family, more time, and an end without a decision."""

from datetime import date
from uuid import uuid4

from applicants.actions import duties, endings, extensions, leads, statements
from applicants.actions.statements import Said
from applicants.demo.applications import Application, Folder
from applicants.models.statement import StatedBy
from dibao import scope
from dibao.models.area import Area
from dibao.values.identity import IdNumber, PhoneNumber


def complain(it: Application, text: str, on: date) -> None:
    with scope.of(it.caseworker, action="demo"):
        duties.record(case=it.case, reason="complaint", text=text, by=it.caseworker, on=on)


def end(it: Application, text: str, on: date) -> None:
    with scope.of(it.head, action="demo"):
        day = it.office_day(on)
        endings.end(case=it.case, reason="no_visit", text=text, by=it.head, on=day)


def extend(it: Application, note: str, on: date) -> None:
    with scope.of(it.head, action="demo"):
        day = it.office_day(on)
        extensions.grant(case=it.case, reason="hard_investigation", note=note, by=it.head, on=day)


def state_on_line(folder: Folder, stated_by: str, about: str, on: date) -> None:
    """Somebody without an account states that a family needs help."""
    head = folder.villagers[0]
    said = Said(
        village=folder.village,
        name=head.name,
        id_number=IdNumber.parse(head.id_number),
        phone=PhoneNumber.parse(head.phone or "13900000000"),
        stated_by=stated_by,
        about=about,
        speaker_name="" if stated_by == StatedBy.SELF else f"{head.name[0]}建国",
    )
    with scope.public(on=on):
        statements.receive(said=said, key=uuid4(), on=on)


def point_out(village: Area, name: str, about: str, on: date) -> None:
    """Somebody without an account tells on the web of a neighbour in need."""
    with scope.public(on=on):
        leads.receive(village=village, name=name, about=about, key=uuid4())
