"""Links to the trail, on the pages of the floors beneath."""

from collections.abc import Iterator

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from applicants.models.case import Case
from applicants.models.household import Household
from dibao import links
from dibao.guards import allows
from dibao.links import Link
from dibao.models.staff import Staff
from dibao.permissions import Permission as P
from oversight import trail
from oversight.pages.trail import changes_url, trail_url
from payments.models.batch import PaymentBatch


@links.about(Case, Household, PaymentBatch)
def to_trail(row: models.Model, staff: Staff) -> Iterator[Link]:
    """Who did what about it, and how its row changed."""
    if allows(staff, P.AUDIT_VIEW):
        yield Link(_("谁办了什么"), trail_url(trail.name_of(row)))
        yield Link(_("改动历史"), changes_url(row))


@links.about(Case, Household)
def to_readers(row: Case | Household, staff: Staff) -> Iterator[Link]:
    """Who looked at the family's file."""
    if not allows(staff, P.READ_LOG_VIEW):
        return
    household = row.household_id if isinstance(row, Case) else row.pk
    yield Link(_("谁看过档案"), reverse("oversight:readers", args=[household]))
