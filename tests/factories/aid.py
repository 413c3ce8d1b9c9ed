"""Any terms of a benefit, for hypothesis."""

from decimal import Decimal

from hypothesis import strategies as st

from applicants.eligibility.aid import (
    AidField,
    AidRule,
    AidValueKind,
    HouseGrade,
    MemberConditions,
)
from applicants.eligibility.codes import Code, Health, LabourCapacity, Sex


def some(kind: type[Code]) -> st.SearchStrategy[tuple[Code, ...]]:
    """None of a list's codes, or a few."""
    return st.lists(st.sampled_from(list(kind)), max_size=3, unique=True).map(tuple)


def numbers(low: int, high: int) -> st.SearchStrategy[tuple[int, ...]]:
    return st.lists(st.integers(low, high), max_size=4, unique=True).map(tuple)


def _maybe(strategy: st.SearchStrategy) -> st.SearchStrategy:
    """Half of all conditions are not set, so that some people qualify."""
    return st.none() | strategy


def conditions() -> st.SearchStrategy[MemberConditions]:
    """Conditions that some of the people of a village meet."""
    return st.builds(
        MemberConditions,
        age_from=_maybe(st.integers(0, 70)),
        age_to=_maybe(st.integers(10, 120)),
        is_student=_maybe(st.booleans()),
        sex=_maybe(st.sampled_from(list(Sex))),
        disability_types=st.just(()) | numbers(1, 7),
        disability_level=_maybe(st.integers(1, 4)),
        is_severely_disabled=st.sampled_from([False, False, True]),
        healths=st.just(()) | some(Health),
        labour_capacities=st.just(()) | some(LabourCapacity),
    )


def rules() -> st.SearchStrategy[AidRule]:
    """Terms of any shape; their money does not matter for who qualifies."""
    return st.builds(
        AidRule,
        quantity=st.integers(1, 30).map(Decimal),
        value_kind=st.sampled_from(list(AidValueKind)),
        amount=_maybe(st.integers(1, 50000).map(lambda fen: Decimal(fen) / 100)),
        share=_maybe(st.sampled_from([Decimal("0.2"), Decimal(1)])),
        cap=_maybe(st.integers(1, 50000).map(Decimal)),
        answer_days=st.integers(1, 60),
        delivery_days=st.integers(1, 180),
        fields=some(AidField),
        is_medical=st.booleans(),
        months=st.just(()) | numbers(1, 12),
        classes=st.just(()) | numbers(1, 3),
        house_grades=st.just(()) | some(HouseGrade),
        member=conditions(),
    )
