"""Pointing at what does not go together where it was typed: contradictions always, doubts until looked at again."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.forms import BaseForm, CharField
from django.utils.translation import gettext as _

from applicants.eligibility.contradictions import contradictions
from applicants.eligibility.doubts import doubts
from applicants.estimates import Sketch
from applicants.forms.entry import Entry
from applicants.wording import doubt_in_words, problem_in_words
from dibao.forms import field_of

_PATH = re.compile(r"(?P<list>\w+)(?:\[(?P<index>\d+)\])?(?:\.(?P<part>[\w.]+))?")

# Which field of a row holds what a path of the facts speaks of; the first one where the path speaks of the whole row.
_MEMBER = {
    "relation": "relation",
    "birth_date": "id_number",
    "is_student": "is_student",
    "exclusion": "standing",
    "disability_level": "disability",
}
_INCOME = {
    "yearly_amount": "yearly_amount",
    "source": "source",
    "member": "owner",
    "necessary_cost": "necessary_cost",
}
_EXPENSE = {"yearly_amount": "yearly_amount", "member": "owner"}
_PROPERTY = {"amount": "amount", "member": "owner"}
_SUPPORTER = {
    "yearly_amount": "yearly_amount",
    "member": "supported",
    "supporter.birth_date": "id_number",
}


def asks_again(entry: Entry, *, on: date) -> bool:
    """Whether the page must come back: with what cannot be true, or with doubts that nobody has looked at again.

    To be asked once every form is valid by itself. Puts each sentence beside its field, and gives the box that says
    they were looked at the key of just these doubts.
    """
    typed, _unread = entry.sketch(on=on)
    refused, doubted = contradictions(typed.facts), doubts(typed.facts)
    entry.doubts = tuple(doubt.sentence for doubt in doubted)
    key = _key_of(entry.doubts)
    field_of(entry.application, "looked_again", CharField).widget.key = key
    has_looked = entry.application.cleaned_data["looked_again"] == key
    asked = () if has_looked else doubted
    for problem in refused:
        _point_at(entry, typed, problem.field, problem_in_words(problem))
    for doubt in asked:
        _point_at(entry, typed, doubt.path, doubt_in_words(doubt))
    if asked:
        entry.application.add_error("looked_again", _("逐条核对，改好；确实如此的勾选这一项再保存"))
    return bool(refused or asked)


def _key_of(sentences: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(sentences).encode()).hexdigest()


def _point_at(entry: Entry, typed: Sketch, path: str, sentence: str) -> None:
    form, name = _place_of(entry, typed, path)
    form.add_error(name, sentence)


def _place_of(entry: Entry, typed: Sketch, path: str) -> tuple[BaseForm, str | None]:
    found = _PATH.fullmatch(path)
    if found is None:
        return entry.application, None
    part, index = found["part"] or "", int(found["index"] or 0)
    match found["list"]:
        case "members" if found["index"]:
            return _field(entry.members.used, index, _MEMBER, part)
        case "incomes":
            return _income_place(entry, typed.incomes[index], part)
        case "expenses":
            return _field(entry.expenses.used, typed.expenses[index], _EXPENSE, part)
        case "properties":
            return _field(entry.properties.used, typed.properties[index], _PROPERTY, part)
        case "hardships":
            return entry.application, "hardships"
        case "alone_since":
            return entry.alone, "since"
        case "applies_alone":
            return entry.alone, "person"
    return entry.household, None


def _income_place(entry: Entry, place: int, part: str) -> tuple[BaseForm, str | None]:
    typed = entry.incomes.used
    if place < len(typed):
        return _field(typed, place, _INCOME, part)
    paying = [row for row in entry.supporters.used if row.cleaned_data["yearly_amount"]]
    return _field(paying, place - len(typed), _SUPPORTER, part)


def _field(
    rows: Sequence[BaseForm], place: int, fields: Mapping[str, str], part: str
) -> tuple[BaseForm, str | None]:
    return rows[place], fields.get(part, next(iter(fields.values())))
