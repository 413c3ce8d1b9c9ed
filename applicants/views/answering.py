"""What a page does with the answer of an action."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from applicants.forms.differences import Difference
from applicants.forms.marks import Mark
from applicants.seen import Outdated
from dibao.errors import Refused
from dibao.forms import PlainForm
from dibao.wording import in_words

Made = TypeVar("Made")


def made(form: PlainForm, action: Callable[[], Made]) -> Made | None:
    """What the action makes; None where it refuses, in its own words on the form, with all that was typed."""
    try:
        return action()
    except Refused as refusal:
        form.add_error(None, in_words(refusal))
        return None


def acted(form: PlainForm, action: Callable[[], object]) -> bool:
    """The same where nothing is asked of what it makes: True where it was done."""
    try:
        action()
    except Refused as refusal:
        form.add_error(None, in_words(refusal))
        return False
    return True


def acted_on_seen(
    form: PlainForm,
    mark: Mark,
    action: Callable[[], object],
    differences: Callable[[], Sequence[Difference]],
) -> bool:
    """The same for what somebody else may have changed: it comes back with both versions, and may be sent again."""

    def done() -> None:
        try:
            action()
        except Outdated:
            mark.renew(differences())
            raise

    return acted(form, done)
