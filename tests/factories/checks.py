"""A family that signed for its check, and the county's registers that answer."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from applicants.actions import checks, consents
from applicants.actions.checks import Answer
from applicants.models.case import Case
from applicants.models.check import CheckSource, EconomicCheck
from applicants.models.consent import Authorisation, SigningWay
from applicants.models.person import Person
from dibao.models.staff import Staff

SOURCES = (CheckSource.BANKS.value, CheckSource.VEHICLES.value)


def authorised(case: Case, by: Staff, *, on: date) -> list[Authorisation]:
    """Everybody of the family signs on paper."""
    people = [member.person for member in case.household.members()]
    return consents.record(
        case=case, people=people, way=SigningWay.PAPER, signed_on=on, by=by, on=on
    )


def requested(
    case: Case, by: Staff, *, on: date, sources: Sequence[str] = SOURCES
) -> EconomicCheck:
    if not case.authorisations.valid().exists():
        authorised(case, by, on=on)
    return checks.request(case=case, sources=list(sources), by=by, on=on)


def started(check: EconomicCheck, by: Staff, *, on: date) -> EconomicCheck:
    return checks.start(check=check, by=by, on=on)


def deposit(person: Person, amount: str = "30000.00") -> Answer:
    return Answer(
        person=person,
        source=CheckSource.BANKS,
        result="found",
        finding="农村信用社活期存款",
        amount=Decimal(amount),
    )


def closed(
    check: EconomicCheck, by: Staff, *, on: date, answers: Sequence[Answer] = ()
) -> EconomicCheck:
    """Started, answered as far as said, ended."""
    check = started(check, by, on=on)
    if answers:
        checks.answer(check=check, answers=list(answers), by=by, on=on)
    return checks.close(check=check, by=by, on=on)
