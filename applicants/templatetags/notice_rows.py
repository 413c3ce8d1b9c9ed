"""The lines of a notice as rows of its table; a village's list has two hundred, and a template takes a tenth of a
millisecond for each."""

from collections.abc import Sequence
from functools import cache

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from applicants.choices import BENEFIT_CLASSES
from applicants.models.notice import NoticeEntry
from applicants.notice_lines import Line
from dibao.display import yuan_text

register = template.Library()


# Stands in no text that PostgreSQL keeps, so that all names are escaped at once.
_BETWEEN = "\0"


@register.simple_tag
def entry_rows(entries: Sequence[NoticeEntry | Line]) -> SafeString:
    """`{% entry_rows entries %}`: each with the names of its columns, for screens on which a row is a card."""
    if not entries:
        return SafeString("")
    row, taken_back = _layout(get_language())
    classes = {number: escape(str(label)) for number, label in BENEFIT_CLASSES}
    names = escape(_BETWEEN.join([entry.printed_name for entry in entries])).split(_BETWEEN)
    layouts, said = list[str](), list[object]()
    for entry, name in zip(entries, names, strict=True):
        if entry.is_taken_back:
            layouts.append(taken_back)
            said.append(entry.position)
            continue
        layouts.append(row)
        said += (
            entry.position,
            name,
            entry.household_size,
            entry.covered_count,
            classes[entry.benefit_class],
            yuan_text(entry.monthly_amount),
        )
    return SafeString("".join(layouts) % tuple(said))


@cache
def _layout(language: str | None) -> tuple[str, str]:
    """A line that stands and one that was taken back, in the language at hand, with places for what they say."""
    number, word, name = (
        '<td class="number" data-label="{}">%s</td>',
        '<td data-label="{}">%s</td>',
        '<th scope="row" data-label="{}">%s</th>',
    )
    cells = (
        (number, _("序号")),
        (name, _("申请人")),
        (number, _("家庭人口")),
        (number, _("保障人数")),
        (word, _("类别")),
        (number, _("月保障金（元）")),
    )
    told = [cell.format(escape(label).replace("%", "%%")) for cell, label in cells]
    gone = escape(_("已撤下，不再公示")).replace("%", "%%")
    return f"<tr>{''.join(told)}</tr>\n", f'<tr>{told[0]}<td colspan="5">{gone}</td></tr>\n'
