"""What the papers of a household's people say beyond what the rules ask: standing, hukou, card, diagnosis."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from applicants import seen
from applicants.actions import households
from applicants.models.household import Household
from applicants.models.person import Person
from dibao import audit
from dibao.errors import Refused
from dibao.guards import require
from dibao.models.staff import Staff
from dibao.permissions import Permission
from dibao.values.identity import DisabilityCard


@dataclass(frozen=True, kw_only=True)
class PersonEntry:
    """One member's row as typed and cleaned; `diagnosis` is None where what is kept stays."""

    person: Person
    marital_status: str = ""
    ethnicity: str = ""
    education: str = ""
    hukou_kind: str = ""
    hukou_place: str = ""
    disability_card: DisabilityCard | None = None
    diagnosis: str | None = None


_COLUMNS = ("marital_status", "ethnicity", "education", "hukou_kind", "hukou_place")


class CardContradicts(Refused):
    """The card says another type or level than the member table."""

    def __init__(self, person: Person, card: DisabilityCard) -> None:
        said = Person(disability_type=card.disability_type, disability_level=card.disability_level)
        super().__init__(
            _("残疾证上是%(card)s，成员表登记的是%(known)s：对照证件，先改成员表。")
            % {"card": said.disability, "known": person.disability}
        )
        self.person = person


@transaction.atomic
def describe(
    *, household: Household, entries: Sequence[PersonEntry], by: Staff, mark: str = ""
) -> None:
    """Write the rows onto the household's present members; Outdated where they changed since they bore `mark`.

    A card sets type and level where none are known; CardContradicts where others are. Raises Refused for somebody who
    is no member (any more), and while an opinion on the household's facts stands.
    """
    require(by, Permission.CASE_ENTER)
    household = households.lock_open(household)
    seen.require_same(mark, seen.papers(household), household)
    present = {member.person_id: member.person for member in household.members()}
    for entry in entries:
        person = present.get(entry.person.pk)
        if person is None:
            raise Refused(_("%(name)s现在不是这户的成员，刷新后再看。") % {"name": entry.person})
        _write(person, entry)
    audit.record("household:people_described", of=household, by=by, after={"rows": len(entries)})


def _write(person: Person, entry: PersonEntry) -> None:
    card = entry.disability_card
    if card is not None and person.disability_type is not None:
        known = (person.disability_type, person.disability_level)
        if known != (card.disability_type, card.disability_level):
            raise CardContradicts(person, card)
    person.take_disability_card(card)
    for column in _COLUMNS:
        setattr(person, column, getattr(entry, column))
    if entry.diagnosis is not None:
        person.diagnosis = entry.diagnosis or None
    person.save()
