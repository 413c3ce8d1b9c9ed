"""The request as a desk view gets it: behind the log-in, under a posting."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from dibao.models.staff import Staff


class StaffRequest(HttpRequest):
    """An HttpRequest whose user is a person of ours, acting under a posting (see `dibao.middleware`)."""

    user: Staff


def staff_of(request: HttpRequest) -> Staff:
    """Who asks, where a signature is not ours to write (Django's admin); 403 for nobody."""
    if not isinstance(request.user, Staff):
        raise PermissionDenied
    return request.user


def on_paper(request: HttpRequest, path: str) -> str:
    """The address as it is printed: under the site's public name where one is set, else as it was reached."""
    base: str = settings.PUBLIC_URL
    return base.rstrip("/") + path if base else request.build_absolute_uri(path)
