"""Where a matter stands, for whoever holds its number and the last four of the ID, and for nobody else.

Ask in the public scope. A number that there never was and other digits get the same answer: none.
"""

import re
import uuid
from dataclasses import dataclass
from datetime import date

from django.db import connection

from applicants.models.case import case_number
from applicants.models.objection import keys_of_number
from applicants.models.statement import keys_of
from dibao.errors import Refused
from dibao.models.area import county_of, township_of
from dibao.values.text import clean_code
from dibao.values.words import gettext_noop

# Base 32 has neither 0 nor 1, which are what O and I look like on a slip of paper.
_READ_WRONG = str.maketrans("01", "OI")
_RECEIPT = re.compile(r"[A-Z2-7]{8}")
# Of what somebody said; long enough to be asked with alone.
_VOICE = re.compile(r"[A-Z2-7]{12}")
_CASE = re.compile(r"([0-9]{4})([0-9]{7,12})")
_DASHES = re.compile("[-_\u2010-\u2015\u2212]")


@dataclass(frozen=True, kw_only=True)
class ReceiptNumber:
    """Of a statement made on line: the keys that its eight letters may stand for."""

    text: str
    lowest: uuid.UUID
    highest: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class VoiceNumber:
    """Of an objection, a report or a complaint: the keys that its twelve letters may stand for."""

    text: str
    lowest: uuid.UUID
    highest: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class CaseNumber:
    """Of an application: its year and its running number."""

    text: str
    year: int
    key: int


@dataclass(frozen=True, kw_only=True)
class StatementStands:
    """How far a statement is; `township` is the code of the one that has it now."""

    received_on: date
    township: str
    is_handed_on: bool
    answer: str
    answered_on: date | None
    case_number: str


@dataclass(frozen=True, kw_only=True)
class ApplicationStands:
    """How far an application is; `ended_on` is the day of whatever ended it."""

    status: str
    township: str
    village: str
    opened_on: date
    accepted_on: date | None
    rule_set: int | None
    is_extended: bool
    notices_until: date | None
    ended_on: date | None


@dataclass(frozen=True, kw_only=True)
class VoiceStands:
    """How far an objection, a report or a complaint is: days and codes, and nothing about anybody."""

    kind: str
    county: str
    lodged_on: date
    accepted_on: date | None
    asked_on: date | None
    answer_due: date | None
    accept_due: date | None
    status: str
    answered_on: date | None
    redirected_to: str
    is_named: bool
    is_appeal: bool

    @property
    def may_be_appealed(self) -> bool:
        return self.answered_on is not None and not self.is_appeal


Number = ReceiptNumber | CaseNumber | VoiceNumber


def number_in(typed: str) -> Number:
    """A number as people read it off a slip: blanks, small letters and dashes forgiven; Refused where it is none."""
    code = _DASHES.sub("", clean_code(typed))
    if found := _CASE.fullmatch(code):
        year, key = found.groups()
        return CaseNumber(text=f"{year}-{key}", year=int(year), key=int(key))
    letters = code.translate(_READ_WRONG)
    if _VOICE.fullmatch(letters):
        lowest, highest = keys_of_number(letters)
        text = "-".join((letters[:4], letters[4:8], letters[8:]))
        return VoiceNumber(text=text, lowest=lowest, highest=highest)
    if not _RECEIPT.fullmatch(letters):
        raise Refused(
            gettext_noop("照回执填：网上申请的编号是8位，反映的回执号是12位，案号是年份加7位数字")
        )
    lowest, highest = keys_of(letters)
    return ReceiptNumber(text=f"{letters[:4]}-{letters[4:]}", lowest=lowest, highest=highest)


def statement_of(number: ReceiptNumber, *, digits: str) -> StatementStands | None:
    """The statement with the number and the digits (one query)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM statement_asked_after(%s, %s, %s)",
            [number.lowest, number.highest, digits],
        )
        row = cursor.fetchone()
    if row is None:
        return None
    received_on, area, is_handed_on, answer, answered_on, case, opened_on = row
    return StatementStands(
        received_on=received_on,
        township=township_of(area),
        is_handed_on=is_handed_on,
        answer=answer,
        answered_on=answered_on,
        case_number=case_number(case, opened_on) if case else "",
    )


def application_of(number: CaseNumber, *, digits: str) -> ApplicationStands | None:
    """The application with the number and the digits (one query)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM application_asked_after(%s, %s, %s)", [number.key, number.year, digits]
        )
        row = cursor.fetchone()
    if row is None:
        return None
    status, area, opened_on, accepted_on, rule_set, is_extended, until, ended_on = row
    return ApplicationStands(
        status=status,
        township=township_of(area),
        village=area,
        opened_on=opened_on,
        accepted_on=accepted_on,
        rule_set=rule_set,
        is_extended=is_extended,
        notices_until=until,
        ended_on=ended_on,
    )


def voice_of(number: VoiceNumber) -> VoiceStands | None:
    """What was said, by the number of its receipt (one query)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM objection_asked_after(%s, %s)", [number.lowest, number.highest]
        )
        row = cursor.fetchone()
    if row is None:
        return None
    (
        kind,
        area,
        lodged,
        accepted,
        asked,
        answer_due,
        accept_due,
        status,
        answered,
        to,
        named,
        first,
    ) = row
    return VoiceStands(
        kind=kind,
        county=county_of(area),
        lodged_on=lodged,
        accepted_on=accepted,
        asked_on=asked,
        answer_due=answer_due,
        accept_due=accept_due,
        status=status,
        answered_on=answered,
        redirected_to=to,
        is_named=named,
        is_appeal=first is not None,
    )
