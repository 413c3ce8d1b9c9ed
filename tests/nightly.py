"""How long chance is tried: a little with every change, for longer at night (NIGHTLY=true)."""

import os
from typing import Final

import pytest

IS_NIGHT: Final = os.environ.get("NIGHTLY") == "true"

# For what takes long and is shown by day in a smaller way beside it.
by_night = pytest.mark.skipif(not IS_NIGHT, reason="tried at night: NIGHTLY=true")


def runs(*, each_time: int, at_night: int) -> int:
    """How many runs a test of chance makes."""
    return at_night if IS_NIGHT else each_time
