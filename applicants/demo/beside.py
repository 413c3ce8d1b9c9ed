"""Beside the way of an application: what is said against the family, more time, and an end without a decision."""

from datetime import date

from applicants.actions import duties, endings, extensions
from applicants.demo.applications import Application
from dibao import scope


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
