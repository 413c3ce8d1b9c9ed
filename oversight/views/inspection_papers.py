"""Papers of an inspection, in Chinese like every paper: route sheets with codes, blank sheets, the report."""

from collections.abc import Callable, Mapping

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from applicants.views.papers import mark
from dibao import audit, clock
from dibao.guards import allows
from dibao.http import StaffRequest, on_paper
from dibao.models.audit import ReadKind
from dibao.permissions import Permission as P
from oversight import inspection_sentences
from oversight.inspection_reports import report_of
from oversight.models.inspection import Inspection
from oversight.models.inspection_visit import Verdict
from oversight.pages.follow_ups import outcome_table
from oversight.pages.inspection_reports import (
    finding_table,
    routes_of,
    share_table,
    township_table,
)
from oversight.pages.inspections import visits_of
from oversight.pages.stand_ins import notes_of, stand_in_table
from oversight.views.inspections import inspection_for

Context = dict[str, object]


@require_safe
def paper(request: StaffRequest, pk: int, paper: str) -> HttpResponse:
    """One of the papers: all families for who leads the inspection, those of one's own pair for an inspector."""
    if paper not in _PAPERS:
        raise Http404
    inspection = inspection_for(request, pk)
    if inspection.drawn_on is None:
        raise Http404
    with override(settings.LANGUAGE_CODE):
        context = {"inspection": inspection, "mark": mark(), "printed_on": clock.today()}
        template, told = _PAPERS[paper]
        return render(request, template, context | told(request, inspection))


def _routes(request: StaffRequest, inspection: Inspection) -> Context:
    visits = visits_of(inspection, request.user)
    files = [(visit.household_id, visit.area_id) for visit in visits]
    if files:
        audit.log_files_read(ReadKind.PRINT, by=request.user, files=files, subject=inspection.title)
    else:
        audit.log_read(ReadKind.PRINT, by=request.user, subject=inspection.title)
    addresses = [
        on_paper(request, reverse("oversight:inspection_visit", args=[visit.pk]))
        for visit in visits
    ]
    signers = [_("检查人员甲"), _("检查人员乙"), _("日期")]
    return {
        "routes": routes_of(visits, addresses, notes_of(inspection)),
        "signers": signers,
        "family_signers": [*signers[:2], _("户主或者家人"), signers[2]],
        "verdicts": [verdict.label for verdict in Verdict],
    }


def _report(request: StaffRequest, inspection: Inspection) -> Context:
    if not allows(request.user, P.INSPECTION_PREPARE):
        raise PermissionDenied
    audit.log_read(ReadKind.PRINT, by=request.user, subject=inspection.title)
    report = report_of(inspection)
    return {
        "report": report,
        "population": inspection_sentences.population_of(inspection),
        "size": inspection_sentences.size_of(inspection),
        "seed": inspection_sentences.seed_of(inspection),
        "tables": [
            share_table(report),
            township_table(report),
            finding_table(report),
            outcome_table(inspection),
            stand_in_table(inspection),
        ],
        "signers": [_("组织人"), _("检查人员"), _("单位负责人"), _("日期")],
    }


_PAPERS: Mapping[str, tuple[str, Callable[[StaffRequest, Inspection], Context]]] = {
    "routes": ("oversight/inspections/routes.html", _routes),
    "sheets": ("oversight/inspections/sheets.html", _routes),
    "report": ("oversight/inspections/report.html", _report),
}
