"""What tests of the back room do over and over: go in, send a form with its key."""

import uuid

from django.http import HttpResponse
from django.test import Client

from dibao.models import Area, Staff


def enter(client: Client, staff: Staff) -> Client:
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    return client


def send(client: Client, path: str, /, **typed: object) -> HttpResponse:
    """Send a form of the back room as a browser does: with the key that the page gave it."""
    return client.post(path, {"idempotency_key": str(uuid.uuid4()), **typed})


def post_to(
    client: Client,
    staff: Staff,
    area: Area,
    role: str,
    *,
    starts_on: str = "2008-08-01",
    **more: object,
) -> HttpResponse:
    """Send the form that posts somebody somewhere."""
    typed = {"staff": staff.pk, "area": area.pk, "role": role, "starts_on": starts_on, **more}
    return send(client, "/admin/dibao/posting/add/", **typed)


def save_account(client: Client, staff: Staff, **changed: object) -> HttpResponse:
    """Send the form of an account."""
    typed = {"username": staff.username, "name": staff.name, "is_active": "on", **changed}
    return send(client, f"/admin/dibao/staff/{staff.pk}/change/", **typed)
