"""Rows of the entry page's grids: only rows in which something was typed count."""

from django import forms
from django.forms.formsets import DELETION_FIELD_NAME
from django.utils.translation import gettext_lazy as _

from dibao.forms import PlainForm


class RowForm(PlainForm):
    """One row. What stood there before does not make it used: a row emptied by its user is taken out."""

    def has_changed(self) -> bool:
        return any(
            self[name].data not in (None, "", False)
            and field.has_changed(field.initial, self[name].data)
            for name, field in self.fields.items()
            if name != DELETION_FIELD_NAME and not field.widget.is_hidden
        )

    @property
    def is_used(self) -> bool:
        """Whether the row counts; asked once it is clean."""
        struck_out = bool(self.cleaned_data.get(DELETION_FIELD_NAME))
        return self.has_changed() and not struck_out


class RowFormSet(forms.BaseFormSet):
    """A grid whose stored rows are rows like others: nothing is required of a row that its user emptied."""

    struck_out_label = _("移出")

    def initial_form_count(self) -> int:
        return 0

    def total_form_count(self) -> int:
        if self.is_bound:
            return super().total_form_count()
        return max(len(self.initial or ()) + self.extra, self.min_num)

    def add_fields(self, form: forms.BaseForm, index: int | None) -> None:
        super().add_fields(form, index)
        if DELETION_FIELD_NAME in form.fields:
            form.fields[DELETION_FIELD_NAME].label = self.struck_out_label

    @property
    def used(self) -> list[forms.BaseForm]:
        """The rows that say something, once the grid is valid."""
        return [form for form in self.forms if form.is_used]
