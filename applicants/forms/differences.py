"""Where a form that somebody else was faster than differs from what is stored now."""

from collections.abc import Iterable
from dataclasses import dataclass

from django import forms
from django.utils.choices import flatten_choices
from django.utils.functional import Promise
from django.utils.translation import gettext as _now

from dibao.display import listed


@dataclass(frozen=True)
class Difference:
    """One field of a stale form: as it is now, and as it was typed."""

    label: str | Promise
    row: str
    stored: str
    typed: str


def differences_of(form: forms.BaseForm, row: str) -> list[Difference]:
    found = [
        Difference(
            form.fields[name].label or name,
            row,
            _shown(form.fields[name], form.get_initial_for_field(form.fields[name], name)),
            _shown(form.fields[name], form[name].value()),
        )
        for name in form.changed_data
        if not form.fields[name].widget.is_hidden
    ]
    # A masked number stands for the whole one, so Django counts it as changed.
    return [one for one in found if one.stored != one.typed]


def _shown(shape: forms.Field, value: object) -> str:
    """A value in the words of its list, where it comes from one."""
    value = shape.prepare_value(value)
    if isinstance(shape, forms.BooleanField):
        return _now("是") if value else _now("否")
    values = value if isinstance(value, list | tuple) else [value]
    if isinstance(shape.widget, forms.Select | forms.RadioSelect):
        words = _words_of(shape.widget)
        return listed(words.get(str(one), str(one)) for one in values if one)
    return listed(one for one in values if one not in (None, "", False))


def _words_of(widget: forms.Select | forms.RadioSelect) -> dict[str, str]:
    """The words of a list by its keys, groups and all."""
    flat: Iterable[tuple[object, object]] = flatten_choices(widget.choices)
    return {str(key): str(word) for key, word in flat}
