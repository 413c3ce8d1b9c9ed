"""A session ends after idle minutes, after a working day in any case, and seldom writes in between."""

import pytest
from django.conf import settings

from dibao import sessions
from dibao.sessions import SessionStore

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch):
    """A clock that a test moves by hand."""

    class Clock:
        now = 1_000_000.0

        def time(self) -> float:
            return self.now

    clock = Clock()
    monkeypatch.setattr(sessions, "time", clock)
    return clock


@pytest.fixture
def key(clock) -> str:
    session = SessionStore()
    session["posting"] = 7
    session.save()
    return session.session_key


def test_a_session_is_read_without_being_written(key, clock):
    clock.now += 30
    session = SessionStore(key)

    assert session["posting"] == 7
    assert not session.modified


def test_use_moves_the_idle_limit_on(key, clock):
    clock.now += 61
    session = SessionStore(key)

    assert session["posting"] == 7
    assert session.modified


def test_a_working_day_ends_a_session_however_busy_it_was(key, clock):
    for _hour in range(settings.SESSION_ABSOLUTE_AGE // 3600):
        clock.now += 3600
        session = SessionStore(key)
        assert session["posting"] == 7
        session.save()

    clock.now += 61

    assert "posting" not in SessionStore(key)
