"""Who of a family has signed that it may be checked, and who has not."""

from collections.abc import Iterable
from datetime import date

from applicants.models.case import Case
from applicants.models.consent import FULL_AGE, Authorisation
from applicants.models.household import Membership
from applicants.models.person import Person


def is_adult(person: Person, *, on: date) -> bool:
    """Of full age on a day; whose birth date nobody knows yet counts as an adult."""
    age = person.age(on)
    return age is None or age >= FULL_AGE


def without_authorisation(
    members: Iterable[Membership], given: Iterable[Authorisation]
) -> list[Person]:
    """The counted members, minors included, for whom nobody has signed yet (no query of its own)."""
    signed = {one.person_id for one in given if one.revoked_on is None}
    return [one.person for one in members if one.is_counted and one.person_id not in signed]


def adults_without_authorisation(case: Case, *, on: date) -> list[Person]:
    """Adults of the family whose economic situation may not be checked yet, since they have not signed (two queries).

    办法 Art 9: every member living together authorises the check. Minors have a guardian sign, and no register of
    banks or vehicles is asked about them.
    """
    waiting = without_authorisation(case.household.members(), case.authorisations.valid())
    return [person for person in waiting if is_adult(person, on=on)]
