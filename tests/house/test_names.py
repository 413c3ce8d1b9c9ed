"""Every model and field has a Chinese name, and every permission, role, job and address its place."""

import ast
import re

from django.apps import apps
from django.db import models
from django.utils import translation

from dibao import events
from dibao.context import PLACES
from dibao.permissions import Permission
from dibao.roles import JOBS, READS_PLACED_ROWS, Role
from tests.house.sources import FLOORS, modules

CHINESE = re.compile("[一-鿿]")

# Columns that no page shows: keys, hashes, indexes, and what the machinery keeps for itself.
UNSHOWN = re.compile(
    r"(^id|^token|^content|_hash|_index|^sealed_bytes|^created_at|^arguments|^result|^link|_ptr)$"
)
UNSHOWN_MODELS = {"IdempotencyKey"}


def own_models() -> list[type[models.Model]]:
    return [
        model
        for floor in FLOORS
        for model in apps.get_app_config(floor).get_models()
        if not hasattr(model, "pgh_tracked_model")
    ]


def test_every_model_has_a_chinese_name() -> None:
    with translation.override("zh-hans"):
        nameless = [
            model.__name__
            for model in own_models()
            if not CHINESE.search(str(model._meta.verbose_name))
            or not CHINESE.search(str(model._meta.verbose_name_plural))
        ]

    assert nameless == []


def test_every_field_has_a_chinese_name() -> None:
    with translation.override("zh-hans"):
        nameless = [
            f"{model.__name__}.{field.name}"
            for model in own_models()
            if model.__name__ not in UNSHOWN_MODELS
            for field in model._meta.fields
            if not UNSHOWN.search(field.name) and not CHINESE.search(str(field.verbose_name))
        ]

    assert nameless == []


def test_every_choice_has_a_chinese_name() -> None:
    with translation.override("zh-hans"):
        nameless = [
            f"{model.__name__}.{field.name}: {value}"
            for model in own_models()
            for field in model._meta.fields
            for value, label in field.flatchoices
            if value and not CHINESE.search(str(label))
        ]

    assert nameless == []


def test_every_constraint_is_named_as_a_fact() -> None:
    machine_made = [
        constraint.name
        for model in own_models()
        for constraint in model._meta.constraints
        if not re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)+", constraint.name)
        or re.search(r"_[0-9a-f]{8}_", constraint.name)
    ]

    assert machine_made == []


def test_every_permission_is_given_to_somebody() -> None:
    given = frozenset().union(*(job.permissions for job in JOBS.values()))

    assert set(Permission) - given == set()


def test_every_permission_is_asked_for_somewhere() -> None:
    asked = {
        node.attr
        for path, tree in modules().items()
        if path != "dibao/roles.py"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
    }

    assert [permission.name for permission in Permission if permission.name not in asked] == []


def recorded() -> set[str]:
    """The events that actions write by name."""
    return {
        call.args[0].value
        for tree in modules().values()
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "audit.record"
        if isinstance(call.args[0], ast.Constant)
    }


def told() -> set[str]:
    """The facts that actions write beside their events, by name."""
    return {
        key.value
        for tree in modules().values()
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "audit.record"
        for keyword in call.keywords
        if keyword.arg in ("before", "after") and isinstance(keyword.value, ast.Dict)
        for key in keyword.value.keys
        if isinstance(key, ast.Constant)
    }


def test_every_event_and_fact_of_the_audit_trail_has_a_chinese_name() -> None:
    columns = {field.name for model in own_models() for field in model._meta.fields}

    with translation.override("zh-hans"):
        nameless = [one for one in recorded() if not CHINESE.search(str(events.words_of(one)))]
        nameless += [
            one for one in told() - columns if not CHINESE.search(str(events.words_of_fact(one)))
        ]

    assert len(recorded()) > 40
    assert nameless == []


def test_every_role_is_described() -> None:
    assert set(JOBS) == set(Role)


def test_files_and_money_are_kept_from_the_administrator() -> None:
    assert not JOBS[Role.ADMINISTRATOR].permissions & READS_PLACED_ROWS


def test_every_place_of_the_navigation_is_open_to_somebody() -> None:
    given = frozenset().union(*(job.permissions for job in JOBS.values()))

    assert [place.url_name for place in PLACES if place.any_of and not place.any_of & given] == []
