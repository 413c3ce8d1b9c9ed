"""The rules take values and return values, and nothing else is within their reach."""

import ast
from pathlib import Path

import applicants.eligibility

FOLDER = Path(applicants.eligibility.__file__).parent
ALLOWED = {
    "applicants.eligibility",
    "collections.abc",
    "dataclasses",
    "datetime",
    "decimal",
    "enum",
    "functools",
    "hashlib",
    "itertools",
    "json",
    "types",
    "typing",
}


def _imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return names


def test_rules_import_neither_django_nor_a_clock_nor_another_floor() -> None:
    used = set().union(*(_imported(path) for path in FOLDER.glob("*.py")))

    foreign = {name for name in used if not name.startswith("applicants.eligibility.")} - ALLOWED
    assert foreign == set()


def test_rules_never_ask_what_day_it_is() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in FOLDER.glob("*.py"))

    assert "today(" not in text
    assert "now(" not in text
