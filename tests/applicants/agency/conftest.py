"""An agency's officer before a browser without script, on the day that the referral was sent."""

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings as django_settings

from dibao.models.staff import Staff
from tests.applicants.desk.conftest import Desk


@pytest.fixture
def at_window() -> Callable[[Staff], Desk]:
    return Desk


@pytest.fixture
def lenient_policy() -> Iterator[None]:
    """axe brings a style of its own, which the strict policy would refuse."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(django_settings, "CONTENT_SECURITY_POLICY", None)
        yield
