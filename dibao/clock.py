"""The one place that knows today's date for the law: everything else takes `on=` or `month=` as an argument."""

from datetime import date

from django.conf import settings
from django.utils import timezone


def today() -> date:
    """The business date: the real day in the service's time zone, or the demo's own day.

    `settings.BUSINESS_DATE` is refused at start-up outside demo and tests, so production always has the real day.
    """
    return settings.BUSINESS_DATE or timezone.localdate()
