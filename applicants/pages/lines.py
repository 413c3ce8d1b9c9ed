"""The smallest parts of a case's page, shared by those who draw its sections."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise

from applicants.models.case import Case

Words = str | Promise


@dataclass(frozen=True, kw_only=True)
class Task:
    """One line of the task list component."""

    label: Words
    status: Words
    tone: str
    url: str = ""
    hint: Words = ""


@dataclass(frozen=True)
class Button:
    """One thing that may be done now: a link to its page, or a form that is sent at once."""

    label: Words
    url: str
    is_sent: bool = False
    tone: str = ""
    # Whether it takes the case on, rather than aside; the page before signing shows only those.
    is_step: bool = True


def url_of(name: str, case: Case) -> str:
    return reverse(f"applicants:{name}", args=[case.pk])
