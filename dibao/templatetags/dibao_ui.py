"""Tags and filters of the pages: figures, status words, the error summary, links that keep what is shown."""

from datetime import date
from decimal import Decimal

from django import template
from django.db.models import Model
from django.forms import BaseForm, BoundField
from django.forms.formsets import BaseFormSet
from django.http import HttpRequest, QueryDict
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from dibao import display, printing, problems
from dibao.http import staff_of
from dibao.links import Link, links_of
from dibao.papers import Code
from dibao.values.months import BenefitMonth

register = template.Library()

Source = BaseForm | BaseFormSet

# A status is said three times: in words, by colour and by shape, for those who cannot see one of them. The shapes are
# in every Chinese font. What is done needs no mark: a quiet list shows what is left.
SHAPES = {
    "todo": "○",
    "doing": "◎",
    "done": "",
    "good": "√",
    "warn": "▲",
    "bad": "×",
    "stopped": "■",
}
# What a villager chose at the top of a page, kept by its links since there are no cookies.
CARRIED = ("text", "contrast", "lang")


@register.filter
def yuan(amount: Decimal | int | None) -> str:
    """`{{ amount|yuan }}`: 3,043,511.00, without the unit."""
    return display.yuan_text(amount)


@register.filter
def count(number: Decimal | int | None) -> str:
    """`{{ persons|count }}`: 60,428."""
    return display.count_text(number)


@register.filter
def month_label(month: BenefitMonth | date | None) -> str:
    """`{{ batch.month|month_label }}`: 2008年7月."""
    return display.month_text(month)


@register.filter
def day_label(day: date | None) -> str:
    """`{{ case.opened_at|day_label }}`: 2008-08-05, with hours and minutes for a moment."""
    return display.day_text(day)


@register.filter
def or_dash(value: object) -> object:
    """`{{ phone|or_dash }}`: a dash where there is nothing; zero is something."""
    return display.NOTHING if value is None or value == "" else value


@register.filter
def unit(field: BoundField) -> str:
    """The unit a field's widget was given in `data-unit`."""
    return str(field.field.widget.attrs.get("data-unit", ""))


@register.filter
def column_title(label: str) -> str:
    """The column's own title out of import-export's label, which puts the field's name before it."""
    return label.rpartition(" (")[2].rstrip(")")


@register.simple_tag
def status_tag(status: object, tone: str = "") -> SafeString:
    """`{% status_tag "公示中" "doing" %}`, or an enum member that has a label and maybe a tone."""
    word = getattr(status, "label", status)
    tone = tone or getattr(status, "tone", "") or "todo"
    shape = SHAPES[tone]
    mark = (
        format_html('<span class="tag-shape" aria-hidden="true">{}</span>', shape) if shape else ""
    )
    return format_html('<span class="tag tag-{}">{}{}</span>', tone, mark, word)


@register.simple_tag
def qr(url: str) -> SafeString:
    """`{% qr notice_url %}`: the QR code as SVG in the page."""
    drawn = printing.qr_svg(url, label=_("二维码：%(url)s") % {"url": url})
    # The library writes the picture and escapes its title.
    return SafeString(drawn)


@register.simple_tag
def drawn(code: Code) -> SafeString:
    """`{% drawn block %}`: the square code of a paper, which is ours and holds nothing but lines."""
    return SafeString(code.svg)


@register.simple_tag
def cell(field: BoundField, row_number: int | str) -> SafeString:
    """`{% cell field forloop.counter %}`: an input of a grid, named by row and column, with its errors."""
    name = _("第%(row)s行 %(label)s") % {"row": row_number, "label": field.label}
    return format_html("{}{}", field.as_widget(attrs={"aria-label": name}), field.errors)


@register.filter
def grid_id(formset: BaseFormSet) -> str:
    """The id that errors of a whole formset lead to."""
    return problems.grid_id(formset)


@register.simple_tag(takes_context=True)
def error_prefix(context: Context) -> str:
    """「错误：」 for the title of a page that came back with errors, heard first by a screen reader."""
    return _("错误：") if problems.problems_of(_forms_in(context)) else ""


@register.inclusion_tag("components/error_summary.html", takes_context=True)
def error_summary(context: Context, *sources: Source) -> dict[str, object]:
    """The list of errors on top of a page; without arguments, of every form in the context."""
    return {"problems": problems.problems_of(sources or _forms_in(context))}


@register.simple_tag(takes_context=True)
def links_about(context: Context, row: Model) -> list[Link]:
    """`{% links_about case as links %}`: what higher floors have to show of a row to whoever asks."""
    return links_of(row, staff_of(context["request"]))


@register.filter
def chosen(request: HttpRequest | None, name: str) -> str:
    """`{% if request|chosen:"text" == "large" %}`: how the page is to be shown, as its address says it."""
    return request.GET.get(name, "") if request else ""


@register.simple_tag(takes_context=True)
def carry(context: Context) -> str:
    """`{% url 'x' %}{% carry %}`: keep text size, contrast and language on a link of the public pages."""
    request = context.get("request")
    kept = QueryDict(mutable=True)
    for name in CARRIED:
        if request is not None and name in request.GET:
            kept[name] = request.GET[name]
    return f"?{kept.urlencode()}" if kept else ""


def _forms_in(context: Context) -> list[Source]:
    """Find the forms of a page: `error_forms` in the order given, also where there are none, else all that there are,
    each once."""
    variables = context.flatten()
    is_named = "error_forms" in variables
    values: list[object] = [variables["error_forms"]] if is_named else list(variables.values())
    found: dict[int, Source] = {}
    for value in values:
        for item in value if isinstance(value, list | tuple) else [value]:
            if isinstance(item, BaseForm | BaseFormSet):
                found.setdefault(id(item), item)
    return list(found.values())
