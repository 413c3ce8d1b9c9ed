"""The request as a desk view gets it: behind the log-in, under a posting."""

from django.http import HttpRequest

from dibao.models.staff import Staff


class StaffRequest(HttpRequest):
    """An HttpRequest whose user is a person of ours, acting under a posting (see `dibao.middleware`)."""

    user: Staff
    id: str
