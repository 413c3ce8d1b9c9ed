"""The trail: who did what, how a row changed, and who looked at a family's file. The look itself is a look, too."""

from collections.abc import Sequence

from django.conf import settings
from django.db import models
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from applicants.models.household import Household
from dibao import audit, clock
from dibao.guards import require, require_any
from dibao.http import StaffRequest
from dibao.models.audit import ReadKind, ReadLog
from dibao.paging import newest_first
from dibao.permissions import Permission as P
from dibao.roles import READS_PLACED_ROWS
from oversight import row_changes, trail
from oversight.forms.trail import TrailFilter
from oversight.pages.trail import (
    changes_url,
    family_table,
    people_links,
    readers_table,
    trail_table,
    trail_url,
)

# What a family's sheet of paper holds; who wants more asks the inspectors for the list.
_ON_PAPER = 200


@require_safe
def events(request: StaffRequest) -> HttpResponse:
    """Deeds as sentences, newest first: of the posting's area, or of one case, batch, person, household or place."""
    by = request.user
    require(by, P.AUDIT_VIEW)
    asked = request.GET.get("of", "")
    subject = trail.subject_of(asked, by) if asked else None
    if asked and subject is None:
        raise Http404
    about = subject.row if subject else None
    _log(request, about, _("留痕 %s") % (about or ""))
    chosen = TrailFilter(request.GET, staff=by)
    page = newest_first(chosen.applied(trail.events_for(by), subject), request.GET)
    context = {
        "filter": chosen,
        "about": about,
        "people": people_links(about, by),
        "changes_url": changes_url(about) if about and by.permissions & READS_PLACED_ROWS else "",
        "table": trail_table(page, by, about=about),
    }
    return render(request, "oversight/trail/events.html", context)


@require_safe
def changes(request: StaffRequest, kind: str, key: str) -> HttpResponse:
    """Every change of one row with what stood there before and after."""
    by = request.user
    require(by, P.AUDIT_VIEW)
    require_any(by, READS_PLACED_ROWS)
    model = row_changes.model_named(kind)
    row = row_changes.row_of(model, key, by) if model else None
    if row is None:
        raise Http404
    what = f"{row._meta.verbose_name} {row}"
    _log(request, row, _("改动历史 %s") % what)
    context = {
        "what": what,
        "place": row.area,
        "changes": row_changes.changes_of(row, request.GET),
        "trail_url": trail_url(trail.name_of(row))
        if trail.is_named_in_addresses(row._meta.label_lower)
        else "",
    }
    return render(request, "oversight/trail/changes.html", context)


@require_safe
def readers(request: StaffRequest, pk: int) -> HttpResponse:
    """Who looked at a family's file; `?paper=1` is the sheet for the family, by unit and post."""
    by = request.user
    require(by, P.READ_LOG_VIEW)
    households = Household.objects.visible_to(by).select_related("head", "area")
    household = get_object_or_404(households, pk=pk)
    looks = ReadLog.objects.filter(household_key=household.pk)
    if request.GET.get("paper"):
        return _sheet(request, household)
    audit.log_read(ReadKind.VIEW, by=by, household=household, subject=_("查阅记录"))
    page = newest_first(looks, request.GET)
    context = {"household": household, "table": readers_table(page.rows, page)}
    return render(request, "oversight/trail/readers.html", context)


def _sheet(request: StaffRequest, household: Household) -> HttpResponse:
    """Chinese whatever language its printer reads; the newest looks, and how many there were in all."""
    audit.log_read(
        ReadKind.PRINT, by=request.user, household=household, subject=_("查阅记录告知单")
    )
    looks = ReadLog.objects.filter(household_key=household.pk).order_by("-pk")
    with override(settings.LANGUAGE_CODE):
        context = {
            "household": household,
            "table": family_table(list(looks[:_ON_PAPER])),
            "count": looks.count(),
            "limit": _ON_PAPER,
            "on": clock.today(),
        }
        return render(request, "oversight/trail/readers_paper.html", context)


def _log(request: StaffRequest, about: models.Model | None, subject: str) -> None:
    """Write the look into the file of every family that it is about, so that each of them can read of it."""
    families: Sequence[Household | None] = trail.families_of(about, request.user) or [None]
    for household in families:
        audit.log_read(ReadKind.VIEW, by=request.user, household=household, subject=subject)
