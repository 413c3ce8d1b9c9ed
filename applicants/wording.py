"""What the pure rules say of typed facts, in the reader's language."""

from django.utils.translation import gettext

from applicants.eligibility.canonical import Problem
from applicants.eligibility.codes import Code
from applicants.eligibility.doubts import Doubt


def doubt_in_words(doubt: Doubt) -> str:
    """The sentence, translated before its values are put in; a code says its own word."""
    values = {
        name: gettext(value.label) if isinstance(value, Code) else value
        for name, value in doubt.values.items()
    }
    return gettext(doubt.words) % values


def problem_in_words(problem: Problem) -> str:
    """The sentence as it stands, translated where it names nobody."""
    return gettext(problem.sentence)
