"""Guessing passwords comes to nothing: ten tries for a name from an address, fifty for an address, then a pause.

django-axes counts; what is ours is the second limit, who stands behind a proxy, and a page that says how long.
"""

from datetime import datetime, timedelta
from ipaddress import IPv6Address, IPv6Network, ip_address

from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_client_username
from axes.models import AccessAttempt, AccessFailureLog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

# One person's pause is half an hour; an address that tries name after name waits until the hour is over.
ADDRESS_LIMIT = 50
ADDRESS_SPAN = timedelta(hours=1)


class LockoutHandler(AxesDatabaseHandler):
    """axes' own handler, that also looks at all that came from an address, whatever the names were."""

    def get_failures(self, request: HttpRequest, credentials: dict[str, str] | None = None) -> int:
        """The failures that count against this try; as many as lock where the address has used up its own."""
        if _address_opens_at(address_of(request)):
            return int(settings.AXES_FAILURE_LIMIT)
        return int(super().get_failures(request, credentials))


def address_of(request: HttpRequest) -> str | None:
    """Where a request comes from; of an IPv6 address the half that a subscriber cannot choose.

    Each proxy of ours adds its neighbour to the end of the header; whatever stands before may be invented.
    """
    count = settings.TRUSTED_PROXIES
    hops = [hop for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    told = hops[-count] if 0 < count <= len(hops) else request.META.get("REMOTE_ADDR", "")
    try:
        address = ip_address(str(told).strip())
    except ValueError:
        return None
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or IPv6Network((address, 64), strict=False).network_address)
    return str(address)


def shut(
    request: HttpRequest, response: HttpResponse, credentials: dict[str, str] | None = None
) -> HttpResponse:
    """The page in place of an answer to a try that came too soon (429)."""
    opens_at = _opens_at(address_of(request), get_client_username(request, credentials) or "")
    left = max(opens_at - timezone.now(), timedelta(minutes=1))
    context = {"minutes": -(-left // timedelta(minutes=1))}
    return render(request, "registration/locked.html", context, status=429)


def _opens_at(address: str | None, name: str) -> datetime:
    found = [_address_opens_at(address), _name_opens_at(address, name)]
    return max((moment for moment in found if moment), default=timezone.now())


def _address_opens_at(address: str | None) -> datetime | None:
    """When the oldest of the tries that used up an address is an hour old; None where it may go on."""
    tries = AccessFailureLog.objects.filter(
        ip_address=address, attempt_time__gt=timezone.now() - ADDRESS_SPAN
    )
    moments = tries.order_by("-attempt_time").values_list("attempt_time", flat=True)
    worn_out = moments[ADDRESS_LIMIT - 1 : ADDRESS_LIMIT]
    return worn_out[0] + ADDRESS_SPAN if worn_out else None


def _name_opens_at(address: str | None, name: str) -> datetime | None:
    """When the failures for a name from an address are few again; axes keeps one row for each kind of browser."""
    rows = AccessAttempt.objects.filter(
        ip_address=address,
        username=name,
        attempt_time__gt=timezone.now() - settings.AXES_COOLOFF_TIME,
    )
    failures = 0
    for row in rows.order_by("-attempt_time"):
        failures += row.failures_since_start
        if failures >= settings.AXES_FAILURE_LIMIT:
            return row.attempt_time + settings.AXES_COOLOFF_TIME
    return None
