"""Days as people write them."""

import re
from datetime import date
from typing import Final

from dibao.errors import Refused
from dibao.values.text import clean_code, clean_text
from dibao.values.words import gettext_noop as _

WRITTEN: Final = (
    re.compile(r"(\d{4})(\d{2})(\d{2})"),
    re.compile(r"(\d{4})([-./])(\d{1,2})\2(\d{1,2})"),
    re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})[日号]?"),
)


class DayError(Refused):
    """The text is no day; the sentence says how to write one."""


def parse(text: str) -> date:
    """From 2026-1-1, 2026.1.1, 2026/1/1, 20260101 or 2026年1月1日, full-width too. Raises DayError."""
    # A time of midnight is what spreadsheets append to a bare date.
    typed = clean_code(clean_text(text).removesuffix(" 00:00:00"))
    found = next(filter(None, (pattern.fullmatch(typed) for pattern in WRITTEN)), None)
    if found is None:
        raise DayError(_("日期写成 2008-07-01；现在是“%(text)s”"), text=text.strip())
    year, month, day = (int(part) for part in found.groups() if part.isdigit())
    try:
        return date(year, month, day)
    except ValueError:
        raise DayError(_("没有这一天：%(text)s。日期写成 2008-07-01"), text=text.strip()) from None
