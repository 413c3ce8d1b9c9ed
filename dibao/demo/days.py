"""Days gone by: what a guard lets in only on its own day is brought in on that day."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from django.conf import settings


@contextmanager
def lived(on: date) -> Iterator[None]:
    """Let the business live on a day for a while; scopes that are opened within seal that day.

    For the demonstration's command, which is one thread and refuses to run in production.
    """
    if not settings.DEMO:
        raise RuntimeError("days gone by are lived again in the demonstration only")
    before = settings.BUSINESS_DATE
    settings.BUSINESS_DATE = on
    try:
        yield
    finally:
        settings.BUSINESS_DATE = before
