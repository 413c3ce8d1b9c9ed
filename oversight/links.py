"""Links to the trail and to inspections, on the pages of the floors beneath, and why something is opened there."""

from collections.abc import Iterator

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from applicants.models.case import Case
from applicants.models.household import Household
from dibao import causes, links
from dibao.guards import allows
from dibao.links import Link
from dibao.models.staff import Staff
from dibao.permissions import Permission as P
from oversight import trail
from oversight.pages import follow_ups
from oversight.pages.trail import changes_url, trail_url
from payments.models.batch import PaymentBatch
from payments.models.recovery import Recovery


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


@links.about(Case, Recovery)
def to_findings(row: Case | Recovery, staff: Staff) -> Iterator[Link]:
    """The inspections that found why it was opened."""
    yield from follow_ups.links_to(row, staff)


causes.register(follow_ups.KIND, find=follow_ups.causes_of, follow=follow_ups.follow)
