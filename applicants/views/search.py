"""Finding a household from any page: one box, several keys, exactly one hit opens it."""

import re

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from applicants.models.case import Case
from applicants.models.household import Household
from applicants.pages.households import found_table
from dibao import audit
from dibao.guards import require
from dibao.http import StaffRequest
from dibao.models.audit import ReadKind
from dibao.paging import newest_first
from dibao.permissions import Permission as P
from dibao.values.identity import clean_text

_CASE_NUMBER = re.compile(r"\d{4}-(\d{7,9})")


@require_safe
def search(request: StaffRequest) -> HttpResponse:
    """By name, initials, ID number or its last six or four, phone or its last four, file number, case number."""
    require(request.user, P.CASE_VIEW)
    typed = clean_text(request.GET.get("q", ""))[:60]
    if not typed:
        return render(request, "applicants/search.html", {"search_text": ""})
    case = _case_numbered(request, typed)
    if case is not None:
        return redirect("applicants:case", case.pk)
    found = Household.objects.visible_to(request.user).found_by(typed)
    page = newest_first(found.select_related("head", "area"), request.GET)
    audit.log_read(ReadKind.SEARCH, by=request.user, subject=audit.masked(typed))
    if len(page.rows) == 1 and not (page.pager.previous or page.pager.next):
        return redirect("applicants:household", page.rows[0].pk)
    context = {
        "search_text": typed,
        "table": found_table(page, request.user, typed),
        "is_found": bool(page.rows),
    }
    return render(request, "applicants/search.html", context)


def _case_numbered(request: StaffRequest, typed: str) -> Case | None:
    number = _CASE_NUMBER.fullmatch(typed)
    if number is None:
        return None
    case = Case.objects.visible_to(request.user).filter(pk=int(number[1])).first()
    return case if case is not None and case.number == typed else None
