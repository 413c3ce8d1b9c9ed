"""Shapes read exactly what they say in JSON Schema, whatever is sent."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema_rs import validator_for

from applicants.api.shapes import Delivery, ListAsked, Passing, Refusal
from dibao.api.json import JSON, Unreadable, parsed, written
from dibao.api.problems import Problem
from dibao.api.shapes import Sent

# A name with a control character in it is refused, wherever it stands.
NAMES = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=3)
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=8)
    | st.sampled_from(["1", "0.50", "2026-08-10", "county", "no_quota", "a-house", "2026-02-30"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(NAMES, inner),
)


def bodies(shape: type[Sent]) -> st.SearchStrategy[dict[str, JSON]]:
    """Objects that are nearly right."""
    names = st.sampled_from([*shape.members(), "more"])
    return st.dictionaries(names, ANYTHING, max_size=8)


def reads(shape: type[Sent], told: JSON) -> bool:
    try:
        shape.read(told)
    except Problem:
        return False
    return True


@pytest.mark.parametrize("shape", [Delivery, Refusal, Passing])
@given(chance=st.data())
def test_what_is_read_is_what_the_document_says(shape: type[Sent], chance: st.DataObject) -> None:
    told = chance.draw(bodies(shape) | ANYTHING)
    allowed = validator_for(shape.schema(), validate_formats=True).is_valid(told)

    assert reads(shape, told) == allowed


def test_what_is_read() -> None:
    told = Delivery.read(
        {"quantity": "1.5", "value": "0", "delivered_on": "2026-08-10", "cost_bearer": "county"}
    )

    assert (told.quantity, told.value) == (Decimal("1.5"), Decimal(0))
    assert (told.delivered_on, told.is_last, told.evidence) == (date(2026, 8, 10), True, "")


def test_a_query_is_text() -> None:
    asked = ListAsked.of_query({"limit": ["20"], "changed_since": ["2026-08-10"]})

    assert (asked.limit, asked.changed_since, asked.after) == (20, date(2026, 8, 10), 0)


@given(ANYTHING)
def test_what_is_written_is_read_again(told: JSON) -> None:
    assert parsed(written(told).encode()) == told


@given(st.binary(max_size=40))
def test_any_bytes_are_json_or_refused(sent: bytes) -> None:
    try:
        told = parsed(sent)
    except Unreadable:
        return
    assert parsed(written(told).encode()) == told
