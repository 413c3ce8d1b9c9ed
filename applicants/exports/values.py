"""What the rows of lists are made from: values looked up by name, never models.

Of a prefecture's sixty thousand rows a list shows a third of the columns; making the models of each costs more than
writing the workbook.
"""

from collections.abc import Callable, Mapping
from typing import Final

from django.db.models import CharField, Model, Value
from django.db.models.expressions import Combinable

from applicants.exports.shapes import Asked, masked
from dibao.fields import Sealed
from dibao.models.area import Area

# In the place of a number that a masked list has no need to fetch.
UNSEEN: Final = Value(None, output_field=CharField(null=True))


def names_of_places(asked: Asked) -> Mapping[str, tuple[str, str]]:
    """Township and village by the village's code, wherever the asker may see (one statement): a household may have
    moved out of the area whose list it is still on."""
    found = Area.objects.within(asked.by.posting.area)
    rows = found.values_list("code", "parent__name", "name")
    return {code: (township or "", name) for code, township, name in rows}


def file_number(place: str, household: int) -> str:
    """As `Household.number` has it."""
    return f"{place[:6]}-{household:07d}"


def words_of(model: type[Model], field: str) -> Callable[[object], str]:
    """The words of a field's choices in the language of now, each translated once; "" for what is none of them."""
    (found,) = (one for one in model._meta.fields if one.name == field)
    words: dict[object, str] = {key: str(label) for key, label in found.flatchoices}
    return lambda key: words.get(key, "")


def sealed_id(lookup: str, asked: Asked) -> str | Combinable:
    """Where an ID number is looked up: nowhere, for a list that shows its last four."""
    return lookup if asked.is_whole else UNSEEN


def id_text(key: object, sealed: Sealed | None, last4: str, asked: Asked) -> str:
    """A person's ID number as the list may show it; `key` is the row that it is sealed for."""
    if asked.is_whole:
        return sealed.bound_to(key).open() if sealed else ""
    return masked_id(last4)


def masked_id(last4: str) -> str:
    """As `Person.masked_id` has it."""
    return f"**************{last4}" if last4 else ""


def phone_text(key: object, sealed: Sealed | None, asked: Asked) -> str:
    """A phone as the list may show it; only the number itself says what its last four are."""
    if not sealed:
        return ""
    number = sealed.bound_to(key).open()
    return number if asked.is_whole else masked(number)
