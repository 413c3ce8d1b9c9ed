"""What the targets say is shown is shown: each test and benchmark that they name is there."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TARGETS = (ROOT / "docs" / "money-targets.md").read_text()
ROWS = dict(re.findall(r"^\| (M\d+) \| (.+) \|$", TARGETS, re.MULTILINE))
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", TARGETS)))


def test_every_target_has_its_row() -> None:
    assert list(ROWS) == [f"M{number}" for number in range(1, 19)]


def test_every_target_is_shown_or_left_for_a_reason() -> None:
    bare = [number for number, row in ROWS.items() if "::" not in row and "Left: " not in row]

    assert bare == []


def test_every_test_that_a_target_names_is_there() -> None:
    missing = [f"{path}::{name}" for path, name in NAMED if name not in _functions_of(path)]

    assert len(NAMED) > len(ROWS)
    assert missing == []


def _functions_of(path: str) -> set[str]:
    file = ROOT / path
    if not file.exists():
        return set()
    return {
        node.name
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.FunctionDef)
    }
