"""How long chance is tried: a little with every change, for longer at night (NIGHTLY=true)."""

import os
from collections.abc import Sequence
from typing import Final, TypeVar

import pytest

IS_NIGHT: Final = os.environ.get("NIGHTLY") == "true"

Case = TypeVar("Case")

# For what takes long and is shown by day in a smaller way beside it.
by_night = pytest.mark.skipif(not IS_NIGHT, reason="tried at night: NIGHTLY=true")


def runs(*, each_time: int, at_night: int) -> int:
    """How many runs a test of chance makes."""
    return at_night if IS_NIGHT else each_time


def some(cases: Sequence[Case], *, one_in: int) -> Sequence[Case]:
    """Of cases that are much alike every so many-th by day, always the same, and all at night."""
    return cases if IS_NIGHT else cases[::one_in]
