"""What a page does with the answer of an action."""

from collections.abc import Callable

from dibao.errors import Refused
from dibao.forms import PlainForm
from dibao.wording import in_words


def acted(form: PlainForm, action: Callable[[], object]) -> bool:
    """Do it; a refusal comes back on the form, in its own words, with all that was typed."""
    try:
        action()
    except Refused as refusal:
        form.add_error(None, in_words(refusal))
        return False
    return True
