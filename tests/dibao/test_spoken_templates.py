"""Fixed words and addresses are put into a template as its tags would write them for each reader."""

from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template
from django.utils.translation import override

from dibao import spoken_templates

PUBLIC = sorted((Path(settings.BASE_DIR) / "templates/oversight/public").glob("*.html"))
TAGS = [
    tag.group(0) for page in PUBLIC for tag in spoken_templates.FIXED.finditer(page.read_text())
]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_what_is_fixed_is_what_the_tag_would_write(language: str) -> None:
    source = "".join(f"{tag}\n" for tag in [*TAGS, '{% translate "10%" %}'])
    assert len(TAGS) > 100

    spoken = spoken_templates.spoken(source, language)

    with override(language):
        assert spoken == Template("{% load i18n static %}" + source).render(Context())


@pytest.mark.parametrize(
    "source",
    [
        '{% translate "农村低保" as name %}',
        "{% translate name %}",
        '{% url "oversight:notice" token %}',
        '{% url "home" as there %}',
        "{% static path %}",
    ],
)
def test_what_differs_from_reader_to_reader_stays_a_tag(source: str) -> None:
    assert spoken_templates.spoken(source, "en") == source


def test_each_language_has_its_own_engine() -> None:
    sources = {
        language: spoken_templates.found("404.html", language).source
        for language, _name in settings.LANGUAGES
    }

    assert "没有这一页" in sources["zh-hans"]
    assert "没有这一页" not in sources["en"]
    assert not any("{% translate" in source for source in sources.values())
