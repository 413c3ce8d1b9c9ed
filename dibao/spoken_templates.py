"""Templates of pages that many read at once: compiled once for each language, with what is fixed in its place.

A third of the time of a villager's page went to looking up words and addresses that are the same for everybody who
reads it in one language. `TEMPLATES` in the settings names one engine for each; all else is as in any other.
"""

import re
from collections.abc import Callable

from django.template import Engine, Origin, Template, engines
from django.template.backends.django import DjangoTemplates
from django.template.loaders import filesystem
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext, override

# `{% translate "some words" %}`, `{% static "a file" %}`, `{% url "a page" %}`, and no more in them.
FIXED = re.compile(r"""\{% (translate|static|url) (["'])([^"'\\]*)\2 %\}""")


class Loader(filesystem.Loader):
    """Reads a template as it stands in one language."""

    def __init__(self, engine: Engine, language: str) -> None:
        super().__init__(engine)
        self.language = language

    def get_contents(self, origin: Origin) -> str:
        return spoken(super().get_contents(origin), self.language)


def found(name: str, language: str) -> Template:
    """The template of that name as it stands in one of the site's languages."""
    engine = engines[f"spoken-{language}"]
    if not isinstance(engine, DjangoTemplates):
        raise TypeError(f"spoken-{language} is no engine of Django's templates")
    return engine.engine.get_template(name)


def spoken(source: str, language: str) -> str:
    """A template with its fixed words and addresses in a language, as the tags would write them."""
    with override(language):
        return FIXED.sub(lambda tag: _WRITTEN[tag.group(1)](tag.group(3)), source)


def _word(text: str) -> str:
    # The catalogue has them with the percent signs doubled, since it cannot know that none is a placeholder; what
    # translators wrote is not escaped.
    return gettext(text.replace("%", "%%")).replace("%%", "%")


_WRITTEN: dict[str, Callable[[str], str]] = {
    "translate": _word,
    "static": lambda path: escape(static(path)),
    "url": lambda name: escape(reverse(name)),
}
