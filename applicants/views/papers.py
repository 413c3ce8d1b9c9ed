"""Papers of a case and a household, on a page for the browser's print or as PDF (`?as=pdf`).

They are signed and kept, so they are Chinese whatever language their printer reads.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import override
from django.views.decorators.http import require_safe

from applicants.letters import ending_letter_of, letter_of
from applicants.models.case import Case, CaseKind
from applicants.models.document import Document
from applicants.models.ending import CaseEnding
from applicants.models.household import Household
from applicants.models.meeting import ReviewMeeting
from applicants.models.person import Person
from applicants.pages.case_file import open_file
from applicants.papers.application import application_form
from applicants.papers.cover import file_cover
from applicants.papers.hearing import hearing_paper
from applicants.papers.letter import letter_paper
from applicants.papers.meeting import held_as, meeting_record
from applicants.papers.visit import seen_at, visit_form
from applicants.views.fetching import case_for, household_for, visit_for
from dibao import audit, clock
from dibao.guards import require
from dibao.http import StaffRequest
from dibao.models.audit import ReadKind
from dibao.papers import Paper
from dibao.permissions import Permission as P
from dibao.printing import pdf_of

_MARK = "演示数据，不作凭证"


def mark() -> str:
    """What a paper of the demonstration says of itself."""
    return _MARK if settings.DEMO else ""


def printed(
    request: StaffRequest, household: Household, write: Callable[[], Paper], *, name: str, back: str
) -> HttpResponse:
    """The paper that `write` gives, as a page or as PDF; `name` goes into the log of reads."""
    audit.log_read(ReadKind.PRINT, by=request.user, household=household, subject=name)
    with override(settings.LANGUAGE_CODE):
        paper = write()
        if request.GET.get("as") == "pdf":
            return as_pdf(paper)
        return render(request, "paper.html", {"paper": paper, "back_url": back})


def as_pdf(paper: Paper) -> HttpResponse:
    """The paper as a file that a browser shows."""
    response = HttpResponse(pdf_of(paper, on=clock.today()), content_type="application/pdf")
    name = f"{paper.title}-{paper.number}.pdf"
    response["Content-Disposition"] = content_disposition_header(False, name) or "inline"
    return response


def _of_case(case: Case) -> str:
    return reverse("applicants:case", args=[case.pk])


@require_safe
def application(request: StaffRequest, pk: int) -> HttpResponse:
    """The application and confirmation form; numbers by their last four."""
    case = case_for(request, pk, P.CASE_VIEW)
    return printed(
        request,
        case.household,
        lambda: application_form(open_file(case, on=clock.today()), mark=mark()),
        name="application",
        back=_of_case(case),
    )


@require_safe
def visit(request: StaffRequest, pk: int) -> HttpResponse:
    """The form for a visit to the house, with what the family said and room for what is seen."""
    case = case_for(request, pk, P.CASE_VIEW)
    return printed(
        request,
        case.household,
        lambda: visit_form(open_file(case, on=clock.today()), {}, mark=mark()),
        name="visit_form",
        back=_of_case(case),
    )


@require_safe
def meeting(request: StaffRequest, pk: int) -> HttpResponse:
    """The record of a village review meeting, to be filled in and signed there."""
    case = case_for(request, pk, P.CASE_VIEW)
    return printed(
        request,
        case.household,
        lambda: meeting_record(open_file(case, on=clock.today()), {}, mark=mark()),
        name="meeting_form",
        back=_of_case(case),
    )


@require_safe
def visit_made(request: StaffRequest, pk: int) -> HttpResponse:
    """The form of a visit that was made and signed, with what was found; 404 before."""
    seen = visit_for(request, pk, P.CASE_VIEW)
    if not seen.is_signed:
        raise Http404
    case = case_for(request, seen.case_id, P.CASE_VIEW)
    present = Person.objects.filter(pk__in=seen.present).order_by("pk")
    return printed(
        request,
        case.household,
        lambda: visit_form(
            open_file(case, on=clock.today()),
            seen_at(seen, [str(person) for person in present]),
            mark=mark(),
        ),
        name="visit",
        back=reverse("applicants:visit", args=[seen.pk]),
    )


@require_safe
def meeting_held(request: StaffRequest, pk: int) -> HttpResponse:
    """The record of a meeting that was held, as it was written down."""
    require(request.user, P.CASE_VIEW)
    held = get_object_or_404(ReviewMeeting.objects.visible_to(request.user), pk=pk)
    case = case_for(request, held.case_id, P.CASE_VIEW)
    return printed(
        request,
        case.household,
        lambda: meeting_record(open_file(case, on=clock.today()), held_as(held), mark=mark()),
        name="meeting",
        back=f"{_of_case(case)}#meetings",
    )


@require_safe
def letter(request: StaffRequest, pk: int) -> HttpResponse:
    """The written answer with reasons, articles and remedies; 404 until there is a decision."""
    case = case_for(request, pk, P.CASE_VIEW)
    decision = case.decisions.select_related("assessment").first()
    # Who was in benefit when the county came to this system has the letter of that time.
    if decision is None or case.kind == CaseKind.TAKEOVER:
        raise Http404
    return printed(
        request,
        case.household,
        lambda: letter_paper(
            letter_of(decision), number=case.number, place=str(case.area), mark=mark()
        ),
        name="letter",
        back=_of_case(case),
    )


@require_safe
def ending(request: StaffRequest, pk: int) -> HttpResponse:
    """That an application ended without a decision, and why; 404 where it did not."""
    case = case_for(request, pk, P.CASE_VIEW)
    ended = get_object_or_404(CaseEnding.objects.select_related("case__household"), case=case)
    return printed(
        request,
        case.household,
        lambda: letter_paper(
            ending_letter_of(ended), number=case.number, place=str(case.area), mark=mark()
        ),
        name="ending",
        back=_of_case(case),
    )


@require_safe
def hearing(request: StaffRequest, pk: int) -> HttpResponse:
    """The record of hearing a family, to be filled in and signed at its house, or as it was kept; 404 without a cut."""
    case = case_for(request, pk, P.CASE_VIEW)
    file = open_file(case, on=clock.today())
    if file.opinion is None or not file.opinion.is_cut:
        raise Http404
    return printed(
        request,
        case.household,
        lambda: hearing_paper(file, mark=mark()),
        name="hearing",
        back=_of_case(case),
    )


@require_safe
def cover(request: StaffRequest, pk: int) -> HttpResponse:
    """The cover of a household's file, with the list of what lies in it."""
    household = household_for(request, pk, P.CASE_VIEW)
    return printed(
        request,
        household,
        lambda: _cover_of(household),
        name="cover",
        back=reverse("applicants:household", args=[household.pk]),
    )


def _cover_of(household: Household) -> Paper:
    documents = Document.objects.valid().filter(household=household).with_people()
    return file_cover(
        household,
        list(household.grants.order_by("-first_month")),
        list(documents.order_by("added_at", "pk")),
        size=sum(one.is_counted for one in household.members()),
        mark=mark(),
    )
