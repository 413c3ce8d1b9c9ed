"""Chinese is the source of every text on the pages, and each has its English words."""

import ast
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

from dibao.management.commands.makemessages import Command
from tests.house.sources import ROOT, modules, templates

CATALOGUE = ROOT / "locale/en/LC_MESSAGES/django.po"
CHINESE = re.compile("[一-鿿]")
# A Chinese font draws curly quotes as wide as a character, so English words have straight ones.
WIDE = re.compile("[一-鿿、，。：；（）《》“”‘’]")
WORD = re.compile(r"[A-Za-z]{2,}")
UNREAD = re.compile(r"%\(\w+\)[.\d]*[sdf]|<[^<>]*>")
PLACE = re.compile(r"%\(\w+\)[.\d]*[sdf]")

# What xgettext knows of Python by itself, and what the command adds; a number says which arguments are text.
KEYWORDS = {
    "_": (0,),
    "gettext": (0,),
    "gettext_lazy": (0,),
    "gettext_noop": (0,),
    "ngettext": (0, 1),
    "ngettext_lazy": (0, 1),
    "pgettext": (1,),
    "pgettext_lazy": (1,),
} | {
    option.removeprefix("--keyword="): (0,)
    for option in Command.xgettext_options
    if option.startswith("--keyword=")
}
# Latin words that a Chinese page may hold.
LATIN_WORDS = {
    "Excel",
    "WPS",
    "xlsx",
    "xls",
    "et",
    "csv",
    "CSV",
    "Ctrl",
    "KB",
    "MB",
    "JPG",
    "PNG",
    "HEIC",
    "PDF",
    # What a bank's file is made of, and what opens an archive.
    "GB",
    "ISO",
    "UTF",
    "XML",
    "camt",
    "pain",
    "txt",
    "xml",
    "Windows",
    "WinRAR",
    "Zip",
    # Whoever writes a program for an agency reads these as they stand in the interface.
    "API",
    "JSON",
    "UUID",
    "RFC",
    "OpenAPI",
    "POST",
    "Accept",
    "Language",
    "Authorization",
    "Bearer",
    "NaN",
    "string",
    "null",
    "true",
    "false",
    "after",
    "code",
    "detail",
    "other",
}
# The two languages call themselves by their own name, and the seal is drawn with its characters.
SAME_IN_ALL_LANGUAGES = {
    "applicants/notices/preview.html": "低保",
    "components/language.html": "中文",
    "desk.html": "低保",
    "public.html": "中文低保",
}


def texts_in(tree: ast.AST) -> Iterator[str]:
    """The constants that a module hands to gettext, under whatever name the collector knows."""
    for _name, text in calls_in(tree):
        yield text


def calls_in(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """The same, each with the name that it was handed to."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            for position in KEYWORDS.get(name, ()):
                argument = node.args[position] if position < len(node.args) else None
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield name, argument.value


def texts_in_template(text: str) -> Iterator[str]:
    """Django turns a template into calls of gettext between letters that mean nothing."""
    for call in re.findall(
        r"\b(?:n?p?gettext|_)\((?:[^()'\"]|'(?:\\.|[^'])*'|\"(?:\\.|[^\"])*\")*\)", templatize(text)
    ):
        yield from texts_in(ast.parse(call, mode="eval"))


@cache
def texts() -> dict[str, str]:
    """Every text to translate, and the first place that holds it."""
    found: dict[str, str] = {}
    for path, tree in modules().items():
        for text in texts_in(tree):
            found.setdefault(text, path)
    for name, source in templates().items():
        for text in texts_in_template(source):
            found.setdefault(text, name)
    return found


@pytest.fixture(scope="module")
def english() -> Catalog:
    if not CATALOGUE.exists():
        pytest.skip("there is no English catalogue yet")
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="en")


def messages(catalogue: Catalog) -> dict[str, Message]:
    return {
        message.id[0] if isinstance(message.id, tuple) else message.id: message
        for message in catalogue
        if message.id
    }


def words_of(message: Message | None) -> list[str]:
    """The English of a message, singular and plural; nothing where it is missing or only guessed."""
    if message is None or message.fuzzy:
        return [""]
    return list(message.string) if isinstance(message.string, tuple) else [message.string]


def test_there_are_texts() -> None:
    assert len(texts()) > 300
    assert texts()["登录"] == "registration/login.html"


def test_the_collector_knows_every_name_that_gettext_goes_by() -> None:
    unknown = [
        f"{path}: {alias.asname}"
        for path, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        and (node.module or "") in ("django.utils.translation", "dibao.values.words")
        for alias in node.names
        if "gettext" in alias.name and (alias.asname or alias.name) not in KEYWORDS
    ]

    assert unknown == []


def test_every_text_is_written_in_chinese() -> None:
    foreign = {
        text: place
        for text, place in texts().items()
        if not CHINESE.search(text) and WORD.search(PLACE.sub("", text))
    }

    assert foreign == {}


def test_no_chinese_page_holds_other_latin_words() -> None:
    strange = {
        text: words
        for text in texts()
        if (words := set(WORD.findall(UNREAD.sub("", text))) - LATIN_WORDS)
    }

    assert strange == {}


def test_no_template_holds_text_that_nobody_translates() -> None:
    silent = {}
    for name, source in templates().items():
        left = re.sub(r"{%-?\s*comment.*?endcomment\s*%}|{#.*?#}", "", source, flags=re.DOTALL)
        left = re.sub(
            r"{%\s*blocktrans(?:late)?\b.*?endblocktrans(?:late)?\s*%}", "", left, flags=re.DOTALL
        )
        left = re.sub(r"{[%{].*?[%}]}", "", left, flags=re.DOTALL)
        if CHINESE.search(left):
            silent[name] = CHINESE.findall(left)[:10]

    assert {name: "".join(found) for name, found in silent.items()} == SAME_IN_ALL_LANGUAGES


def test_every_text_has_its_english_words(english: Catalog) -> None:
    known = messages(english)
    missing = {text: place for text, place in texts().items() if not all(words_of(known.get(text)))}

    assert missing == {}


def test_no_text_is_counted_in_one_place_and_said_alone_in_another() -> None:
    """The collector makes one entry of both, in which an older Python's gettext does not find the words alone."""
    calls = {call for tree in modules().values() for call in calls_in(tree)}
    counted = {text for name, text in calls if name.startswith("ngettext")}
    alone = {text for name, text in calls if not name.startswith(("ngettext", "pgettext"))}
    alone |= {text for source in templates().values() for text in texts_in_template(source)}

    assert alone & counted == set()


def test_english_words_are_english(english: Catalog) -> None:
    chinese = {
        text: words
        for text, message in messages(english).items()
        for words in words_of(message)
        if WIDE.search(words)
    }

    assert chinese == {}


def test_english_words_keep_the_values_of_their_sentence(english: Catalog) -> None:
    """A singular may leave its number out; nothing else may go, and nothing new may come."""
    differing = {
        text: words
        for text, message in messages(english).items()
        if all(words := words_of(message))
        if set(PLACE.findall(words[-1])) != set(PLACE.findall(text))
        or not set(PLACE.findall(words[0])) <= set(PLACE.findall(text))
    }

    assert differing == {}


def test_the_catalogue_holds_nothing_that_no_page_says(english: Catalog) -> None:
    assert [text for text in messages(english) if text not in texts()] == []


def keys(path: Path) -> set[tuple[str | None, str]]:
    """The texts of a catalogue, each with its context: one word may be two texts (女, the sex and the daughter)."""
    with path.open("rb") as file:
        found = read_po(file, locale="en")
    return {
        (message.context, message.id[0] if isinstance(message.id, tuple) else message.id)
        for message in found
        if message.id
    }


def test_collecting_anew_finds_nothing_new(english: Catalog, tmp_path: Path) -> None:
    """What `make messages` would write, from a copy of the tree: gettext itself is the judge of what it sees."""
    if shutil.which("xgettext") is None and os.environ.get("CI") != "true":
        pytest.skip(
            "xgettext is not installed (apt-get install gettext), so nothing is collected anew"
        )
    skip = shutil.ignore_patterns(".*", "__pycache__", "locale", "staticfiles", "node_modules")
    tree = tmp_path / "tree"
    shutil.copytree(ROOT, tree, ignore=skip)
    (tree / "locale").mkdir()

    subprocess.run(
        [
            sys.executable,
            "manage.py",
            "makemessages",
            "--locale",
            "en",
            "--no-location",
            "--verbosity",
            "0",
        ],
        cwd=tree,
        env={**os.environ, "DEMO": "true"},
        check=True,
    )

    assert keys(tree / "locale/en/LC_MESSAGES/django.po") == keys(CATALOGUE)
