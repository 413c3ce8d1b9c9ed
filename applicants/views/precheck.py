"""Search before create: a family is looked for by its head's name and number before anything is entered."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from applicants.actions.households import is_taken
from applicants.forms.households import PrecheckForm
from applicants.models.household import Household
from applicants.pages.entry import left_on_new_page
from applicants.pages.households import found_table
from applicants.views.entry import family_page
from dibao import audit
from dibao.guards import require
from dibao.http import StaffRequest
from dibao.models.audit import ReadKind
from dibao.paging import SIZE, Page
from dibao.permissions import Permission as P
from dibao.tables import Pager
from dibao.values.identity import IdNumber


@require_http_methods(["GET", "POST"])
def precheck(request: StaffRequest) -> HttpResponse:
    """Ask; show who is known by that name or number; with nobody known, open the entry page at once.

    A question writes nothing but the log of reads, so its form needs no key against a second press; and a key of its
    own would be used up by the entry page, so that going back and asking again would be refused.
    """
    require(request.user, P.CASE_ENTER)
    form = PrecheckForm(request.POST or None)
    if not form.is_valid():
        asked = {"form": form, "left": left_on_new_page(request.user)}
        return render(request, "applicants/entry/precheck.html", asked)
    name, number = form.cleaned_data["name"], form.cleaned_data["id_number"]
    audit.log_read(ReadKind.SEARCH, by=request.user, subject=f"{name} …{number.last4}")
    by_number = Household.objects.visible_to(request.user).found_by(number.number)
    found = list(_known(request, name, number))
    # A number that stands in another household is refused before anything is typed.
    taken = is_taken(number)
    if not taken and (not found or "is_new" in request.POST):
        return family_page(request, name=name, number=number.number)
    context = {
        "form": form,
        "table": found_table(Page(found, Pager()), request.user, number.number) if found else None,
        "is_taken": taken,
        "is_here": by_number.exists(),
    }
    return render(request, "applicants/entry/precheck.html", context)


def _known(request: StaffRequest, name: str, number: IdNumber) -> list[Household]:
    rows = Household.objects.visible_to(request.user)
    either = rows.found_by(number.number) | rows.found_by(name)
    return list(either.select_related("head", "area").distinct().order_by("-pk")[:SIZE])
