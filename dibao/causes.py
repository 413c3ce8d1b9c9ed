"""What is opened for a family because of something that a higher floor found: one effect, one transaction.

Lower floors open cases and recoveries and cannot name what asked for them. An app of a higher floor registers in its
`links.py` which causes there are for a household, and what to write once something was opened because of one.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol, TypeVar

from django import forms
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from dibao.forms import PlainForm
from dibao.models.staff import Staff

FIELD: Final = "because"
M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True)
class Cause:
    """Something found about a household, by a key of its own, in words that its reader may see."""

    key: str
    label: str


# (household, staff with posting, day) -> what that staff may name.
Find = Callable[[models.Model, Staff, date], Iterable[Cause]]


class Follow(Protocol):
    """Write that `opened` was opened because of what `key` names; raises Refused where it cannot be."""

    def __call__(self, key: str, opened: models.Model, *, by: Staff, on: date) -> object: ...


_kinds: dict[str, tuple[Find, Follow]] = {}


def register(kind: str, *, find: Find, follow: Follow) -> None:
    """Let whoever opens something name causes of this kind; `kind` is a plain word."""
    _kinds[kind] = (find, follow)


def ask(
    form: PlainForm, household: models.Model, staff: Staff, *, on: date, named: str = ""
) -> None:
    """Add the question to a form where there is a cause to name; `named` is the one that the page came from."""
    choices = [
        (f"{kind}-{cause.key}", cause.label)
        for kind, (find, _follow) in _kinds.items()
        for cause in find(household, staff, on)
    ]
    if choices:
        form.fields[FIELD] = forms.ChoiceField(
            label=_("因为什么办"),
            required=False,
            choices=[("", _("与抽查无关")), *choices],
            initial=named,
            widget=forms.RadioSelect,
        )


def opened(make: Callable[[], M], *, form: PlainForm, by: Staff, on: date) -> M:
    """What `make` opens, tied to the cause that the valid form names; both or neither."""
    with transaction.atomic():
        row = make()
        kind, _dash, key = str(form.cleaned_data.get(FIELD) or "").partition("-")
        if kind:
            _kinds[kind][1](key, row, by=by, on=on)
        return row
