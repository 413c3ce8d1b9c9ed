"""Finding one's family in a long list, on a telephone that cannot search in a page."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest

from applicants.notice_lines import Line
from dibao.values.text import clean_name

# A shorter list is read through.
_SHORT = 10
_LONGEST = 40


@dataclass(frozen=True)
class Found:
    """The lines to show: all, or those of a name; `is_offered` where a list is long enough to be searched."""

    lines: Sequence[Line]
    typed: str
    is_offered: bool


def found_in(lines: Sequence[Line], request: HttpRequest) -> Found:
    """The lines whose printed name holds what `?name=` asks for; all where nothing is offered, since such an address
    would show a part of a short list as if it were the whole. A line taken back has no name to be found by."""
    is_offered = len(lines) > _SHORT
    typed = clean_name(request.GET.get("name", ""))[:_LONGEST] if is_offered else ""
    named = [one for one in lines if typed in one.printed_name and not one.is_taken_back]
    return Found(named if typed else lines, typed, is_offered)
