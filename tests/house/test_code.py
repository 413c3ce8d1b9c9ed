"""The signs that the house is in order: what reviewers would look for in every file, looked for in all of them."""

import ast
from collections.abc import Iterator
from itertools import pairwise

import pytest

from tests.house.sources import FLOORS, ROOT, modules

# Far beyond the signs (400 and 60): a file or function this long holds more than one idea.
LONGEST_FILE = 500
LONGEST_FUNCTION = 80
LONGEST_CLASS = 20

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(tree: ast.Module) -> Iterator[Function]:
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def length(node: Function) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def test_imports_stand_at_the_top_of_their_file() -> None:
    hidden = [
        f"{path}:{inner.lineno}"
        for path, tree in modules().items()
        for function in functions(tree)
        for inner in ast.walk(function)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]

    assert hidden == []


def test_imports_go_down_only() -> None:
    """import-linter asks the same of the graph; this one names the line."""
    upwards = [
        f"{path} → {name}"
        for path, tree in modules().items()
        for name in imported(tree)
        if name.split(".")[0] in FLOORS[FLOORS.index(path.split("/")[0]) + 1 :]
    ]

    # The project's list of addresses names the floors as strings.
    assert upwards == []


def test_no_import_is_relative() -> None:
    relative = [
        path
        for path, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.level
    ]

    assert relative == []


def test_nothing_happens_behind_a_signal() -> None:
    signals = [
        f"{path} → {name}"
        for path, tree in modules().items()
        for name in imported(tree)
        if "signals" in name or name.startswith("django.dispatch")
    ]

    assert signals == []


def test_no_type_is_any() -> None:
    # Fields pass Django's own keyword arguments on, of which it says no more.
    allowed = {"dibao/fields.py"}

    assert {path for path, tree in modules().items() if "typing.Any" in imported(tree)} == allowed


@pytest.mark.parametrize("suppression", ["# noqa", "# type: ignore", "# pragma", "# fmt: off"])
def test_no_check_is_told_to_look_away(suppression: str) -> None:
    # Two packages disagree about the type of an attribute that both give to Django's admin.
    allowed = {"# type: ignore": ["dibao/taken_along.py"]}

    found = [path for path in modules() if suppression in (ROOT / path).read_text()]
    assert found == allowed.get(suppression, [])


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        path
        for path, tree in modules().items()
        if ast.get_docstring(tree) is None and tree.body  # An empty __init__ has nothing to say.
    ]

    assert silent == []


def test_every_action_says_what_it_promises() -> None:
    silent = [
        f"{path}: {node.name}"
        for path, tree in modules().items()
        if "/actions/" in path
        for node in tree.body
        if isinstance(node, Function) and not node.name.startswith("_")
        if ast.get_docstring(node) is None
    ]

    assert silent == []


def test_no_file_is_far_too_long() -> None:
    lengths = {path: len((ROOT / path).read_text().splitlines()) for path in modules()}

    assert {path: lines for path, lines in lengths.items() if lines > LONGEST_FILE} == {}


def test_no_function_is_far_too_long() -> None:
    too_long = {
        f"{path}: {node.name}": length(node)
        for path, tree in modules().items()
        for node in functions(tree)
        if length(node) > LONGEST_FUNCTION
    }

    assert too_long == {}


def test_nine_functions_in_ten_are_short() -> None:
    lengths = sorted(length(node) for tree in modules().values() for node in functions(tree))

    assert lengths[len(lengths) * 9 // 10] <= 30


def test_no_class_does_everything() -> None:
    crowded = {
        f"{path}: {node.name}": len(methods)
        for path, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        if len(methods := [one for one in node.body if isinstance(one, Function)]) > LONGEST_CLASS
    }

    assert crowded == {}


def test_migrations_have_names_that_say_what_they_do() -> None:
    made_up = ("_initial", "_auto_", "_and_more", "_alter_", "_remove_", "_add_field", "_rename_")
    names = [path.stem for floor in FLOORS for path in (ROOT / floor / "migrations").glob("0*.py")]

    assert names
    assert [name for name in names if any(part in f"{name}_" for part in made_up)] == []


def test_migrations_of_an_app_stand_in_one_line() -> None:
    for floor in FLOORS:
        numbers = sorted(int(path.stem[:4]) for path in (ROOT / floor / "migrations").glob("0*.py"))
        assert all(later == earlier + 1 for earlier, later in pairwise(numbers)), floor
