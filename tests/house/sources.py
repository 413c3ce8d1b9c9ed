"""The files of the project, read once, for tests that look at all of them."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
FLOORS = ("dibao", "applicants", "payments", "oversight")


@cache
def modules() -> dict[str, ast.Module]:
    """Every module of the four floors by its path, without migrations."""
    paths = [path for floor in FLOORS for path in (ROOT / floor).rglob("*.py")]
    return {
        str(path.relative_to(ROOT)): ast.parse(path.read_text())
        for path in sorted(paths)
        if "migrations" not in path.parts
    }


@cache
def templates() -> dict[str, str]:
    """Every template by the name that pages ask for it."""
    folder = ROOT / "templates"
    return {
        str(path.relative_to(folder)): path.read_text()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@cache
def words_in_python() -> frozenset[str]:
    """Every string constant of the four floors."""
    return frozenset(
        node.value
        for tree in modules().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
