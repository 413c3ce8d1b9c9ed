"""An agency's officer before a browser without script, on the day that the referral was sent."""

from collections.abc import Callable

import pytest

from dibao.models.staff import Staff
from tests.applicants.desk.conftest import Desk


@pytest.fixture
def at_window() -> Callable[[Staff], Desk]:
    return Desk
