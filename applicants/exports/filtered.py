"""Lists that take over the filter of the page from which somebody comes."""

from collections.abc import Mapping, Sequence
from datetime import date

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from applicants.exports.shapes import Shape
from dibao import clock
from dibao.models.staff import Staff


class Filtered(Shape):
    """A list with a page of its own."""

    def chosen(self, query: QueryDict, by: Staff, on: date) -> forms.Form | None:
        """The page's filter, of what its address says; None for a page without one."""
        return None

    @property
    def _asked_elsewhere(self) -> frozenset[str]:
        """An area is asked for by the form of every list; a month and a class where the list has them."""
        month, classes = ("month",) * self.has_month, ("benefit_class",) * self.has_classes
        return frozenset({"area", *month, *classes})

    def filters_in(self, asked: Mapping[str, str], by: Staff) -> dict[str, str]:
        chosen = self.chosen(query_of(asked), by, clock.today())
        if chosen is None:
            return {}
        chosen.is_valid()
        names = set(chosen.fields) & set(chosen.cleaned_data) - self._asked_elsewhere
        return {name: str(asked[name])[:60] for name in sorted(names) if asked.get(name)}

    def words_of(self, filters: Mapping[str, str], by: Staff) -> Sequence[str]:
        chosen = self.chosen(query_of(filters), by, clock.today())
        if chosen is None:
            return ()
        chosen.is_valid()
        return [
            _("%(field)s：%(value)s") % {"field": field.label, "value": word}
            for name, field in chosen.fields.items()
            if name not in self._asked_elsewhere
            and (word := _word_of(field, chosen.cleaned_data.get(name)))
        ]


def query_of(asked: Mapping[str, str]) -> QueryDict:
    """As an address would say it."""
    query = QueryDict(mutable=True)
    query.update({name: asked[name] for name in asked})
    return query


def _word_of(field: forms.Field, value: object) -> str:
    """What was chosen as the page says it; nothing where everything was."""
    if isinstance(field, forms.ModelChoiceField) or not isinstance(field, forms.ChoiceField):
        return str(value) if value else ""
    offered = field.choices if isinstance(field.choices, list) else []
    words = {str(key): str(label) for key, label in offered}
    found = words.get(str(value or ""), "")
    return "" if found == _("全部") else found
