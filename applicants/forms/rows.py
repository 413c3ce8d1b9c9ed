"""Rows of the entry page's grids: only rows in which something was typed count."""

from typing import TypeVar

from django import forms
from django.forms.formsets import DEFAULT_MAX_NUM
from django.utils.functional import Promise

from dibao.forms import PlainForm


class RowForm(PlainForm):
    """One row. What stood there before does not make it used: a row emptied by its user is taken out."""

    def has_changed(self) -> bool:
        return any(
            self[name].data not in (None, "", False)
            and field.has_changed(field.initial, self[name].data)
            for name, field in self.fields.items()
            if not field.widget.is_hidden
        )

    @property
    def is_used(self) -> bool:
        """Whether the row counts; asked once it is clean."""
        return self.has_changed()


R = TypeVar("R", bound=RowForm)


class RowFormSet(forms.BaseFormSet[R]):
    """A grid whose stored rows are rows like others: nothing is required of a row that its user emptied."""

    # What the table is about, in a word that its errors begin with.
    title: str | Promise = ""
    # What Django's factory would set; a grid that says them itself has a class that can be named.
    extra = 2
    can_order = can_delete = False
    can_delete_extra = True
    min_num, max_num, absolute_max = 0, 30, 30 + DEFAULT_MAX_NUM
    validate_min = validate_max = False
    renderer = None

    def initial_form_count(self) -> int:
        return 0

    def total_form_count(self) -> int:
        if self.is_bound:
            return super().total_form_count()
        return max(len(self.initial or ()) + self.extra, self.min_num)

    @property
    def used(self) -> list[R]:
        """The rows that say something, once the grid is valid."""
        return [form for form in self.forms if form.is_used]
