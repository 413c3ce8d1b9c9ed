"""What every template keeps to: keys in forms, nothing inline, nothing left over."""

import re
from importlib import import_module

import pytest

from tests.house.sources import FLOORS, ROOT, modules, templates, words_in_python

FORM = re.compile(r"<form\b[^>]*\bmethod=[\"']?post\b.*?</form>", re.IGNORECASE | re.DOTALL)
TAG = re.compile(r"<[a-zA-Z][^<>]*?(?:\{[%{].*?[%}]\}[^<>]*?)*>", re.DOTALL)
USED = re.compile(r"{%-?\s*(?:include|extends)\s+[\"']([^\"']+)[\"']")

# Forms that change nothing of the register, so that doing them twice does no harm.
WITHOUT_KEY = {
    "admin/base_site.html",  # logging out, choosing a language
    "admin/import_export/export.html",  # a download
    "registration/login.html",  # logging in
    "registration/posting.html",  # choosing the posting to act under
    "registration/password_change_form.html",  # a password set twice is the same password
    "desk.html",  # logging out
    "components/language.html",  # choosing a language
    "applicants/entry/precheck.html",  # a question, which writes nothing
    "oversight/public/apply.html",  # an answer given twice is the same answer
    "oversight/public/apply_check.html",  # sent under the key of its draft
    "oversight/public/apply_resume.html",  # a question
    "oversight/public/self_check.html",  # a question, of which nothing is kept
}
# The catalogue of components, which tests and writers of pages look at and no address serves.
SHOWN_ONLY = "styleguide.html"
# Sent without a session, so there is nothing that another site could make use of.
OF_ANYBODY = {
    f"oversight/public/{name}.html"
    for name in (
        "apply",
        "apply_check",
        "apply_resume",
        "point_out",
        "progress",
        "self_check",
        "voice_check",
        "voice_named",
        "voice_what",
    )
}
# Pages that Django or a library asks for by these names.
ASKED_BY_NAME = {
    "400.html",
    "403.html",
    "404.html",
    "500.html",
    "admin/base_site.html",
    "admin/import_export/export.html",
    "django/forms/div.html",
    "django/forms/errors/list/ul.html",
    "django/forms/field.html",
    "registration/locked.html",
    "registration/login.html",
    "registration/password_change_done.html",
    "registration/password_change_form.html",
    SHOWN_ONLY,
}


def lacking(part: str) -> set[str]:
    """Templates with a POST form that does not hold `part`."""
    return {
        name
        for name, text in templates().items()
        if any(part not in form for form in FORM.findall(text))
    }


def tags_with(pattern: str) -> dict[str, list[str]]:
    """The start tags of all templates that match, by template."""
    found = {
        name: [tag for tag in TAG.findall(text) if re.search(pattern, tag, re.IGNORECASE)]
        for name, text in templates().items()
    }
    return {name: tags for name, tags in found.items() if tags}


def test_every_post_form_is_guarded_against_forgery() -> None:
    assert lacking("{% csrf_token %}") == {SHOWN_ONLY} | OF_ANYBODY


def test_every_post_form_can_be_sent_twice_without_harm() -> None:
    assert lacking("{% idempotency_key %}") == WITHOUT_KEY | {SHOWN_ONLY}


def test_no_template_holds_a_style_or_a_script() -> None:
    assert tags_with(r"^<style\b") == {}
    assert tags_with(r"^<script\b(?!.*\bsrc=)") == {}


def test_no_element_holds_a_style_or_a_script() -> None:
    assert tags_with(r"\s(?:style|on[a-z]+)\s*=") == {}
    assert tags_with(r"(?:href|src|action)=[\"']\s*javascript:") == {}


def test_nothing_comes_from_another_host() -> None:
    assert tags_with(r"(?:href|src)=[\"'](?:https?:)?//") == {}


def test_no_template_is_left_over() -> None:
    asked = {name for text in templates().values() for name in USED.findall(text)}
    asked |= ASKED_BY_NAME | words_in_python()

    assert [name for name in templates() if name not in asked] == []


def test_every_template_asked_for_is_there() -> None:
    asked = {name for text in templates().values() for name in USED.findall(text)}
    asked |= {word for word in words_in_python() if re.fullmatch(r"[a-z_/]+\.(?:html|svg)", word)}
    theirs = ("admin/", "django/", "import_export/")

    assert [n for n in asked if n not in templates() and not n.startswith(theirs)] == []


@pytest.mark.parametrize(
    "library",
    [path for path in modules() if "/templatetags/" in path and not path.endswith("__init__.py")],
)
def test_no_tag_or_filter_is_left_over(library: str) -> None:
    register = import_module(library.removesuffix(".py").replace("/", ".")).register
    text = "\n".join(templates().values())

    idle = [tag for tag in register.tags if not re.search(rf"{{%-?\s*{tag}\b", text)]
    idle += [name for name in register.filters if not re.search(rf"\|{name}\b", text)]
    assert idle == []


def test_no_template_stands_outside_the_one_folder() -> None:
    assert [str(path) for floor in FLOORS for path in (ROOT / floor).rglob("*.html")] == []
