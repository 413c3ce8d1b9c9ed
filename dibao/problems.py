"""What is wrong in the forms of a page, in reading order, each with the place to mend it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.forms import BaseForm, BoundField
from django.forms.formsets import DELETION_FIELD_NAME, BaseFormSet
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Problem:
    """One line of the error summary: the words beside the field, and the id of the input."""

    text: str
    target: str


def problems_of(sources: Iterable[BaseForm | BaseFormSet]) -> list[Problem]:
    """List every error of the bound forms and formsets among `sources`."""
    found: list[Problem] = []
    for source in sources:
        if not source.is_bound:
            continue
        if isinstance(source, BaseFormSet):
            found.extend(_formset_problems(source))
        else:
            found.extend(_form_problems(source))
    return found


def input_id(field: BoundField) -> str:
    """Name the element that takes the focus; radios and check boxes have it on their first one."""
    return field.id_for_label or f"{field.auto_id}_0"


def grid_id(formset: BaseFormSet) -> str:
    """Name the table that shows a formset."""
    return f"{formset.prefix}-grid"


def _form_problems(form: BaseForm) -> Iterator[Problem]:
    shown = form.visible_fields()
    first = input_id(shown[0]) if shown else ""
    for text in form.non_field_errors():
        yield Problem(str(text), first)
    for field in form:
        # A hidden input cannot be mended by hand, so its error leads to the form's first one.
        target = first if field.is_hidden else input_id(field)
        for text in field.errors:
            yield Problem(str(text), target)


def _formset_problems(formset: BaseFormSet) -> Iterator[Problem]:
    # A page with several tables has several first rows.
    table = str(getattr(formset, "title", ""))
    for text in formset.non_form_errors():
        yield Problem(str(text), grid_id(formset))
    for number, form in enumerate(formset.forms, start=1):
        if _is_struck_out(form):
            continue
        for problem in _form_problems(form):
            known = {"table": table, "row": number, "text": problem.text}
            sentence = _("%(table)s第%(row)s行：%(text)s") if table else _("第%(row)s行：%(text)s")
            words = sentence % known
            yield Problem(words, problem.target)


def _is_struck_out(form: BaseForm) -> bool:
    """Say whether the user asked to delete this row, whose errors then do not count."""
    cleaned: dict[str, object] = getattr(form, "cleaned_data", {})
    return bool(cleaned.get(DELETION_FIELD_NAME))
