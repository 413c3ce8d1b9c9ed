"""Files of a case and of a household: listed, taken in, shown, put aside."""

import logging
import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from applicants.actions import documents
from applicants.actions.documents import Added
from applicants.forms.documents import DocumentsForm, MaterialForm, VoidForm
from applicants.materials import missing_of
from applicants.models.case import Case
from applicants.models.document import Document, DocumentKind
from applicants.models.household import Household
from applicants.models.person import Person
from applicants.pages.case_file import open_file
from applicants.pages.documents import checklist_table, limits_sentence, shown
from applicants.views.answering import acted
from applicants.views.fetching import case_for, household_for
from applicants.views.uploads import upload_of
from dibao import audit, clock
from dibao.errors import Refused
from dibao.files import storage
from dibao.files.kinds import MediaType
from dibao.files.pictures import thumbnail
from dibao.files.serving import InertResponse
from dibao.files.storage import FileMissing
from dibao.guards import allows, require
from dibao.http import StaffRequest
from dibao.idempotency import once
from dibao.models.audit import ReadKind
from dibao.permissions import Permission as P
from dibao.sealing import SealBroken
from dibao.wording import in_words

log = logging.getLogger(__name__)


@require_http_methods(["GET", "POST"])
@once
def of_case(request: StaffRequest, pk: int) -> HttpResponse:
    """What the application needs and has; more files, several at once."""
    case = case_for(request, pk, P.CASE_VIEW)
    form = _form(request, case.household)
    if request.method == "POST" and _taken_in(request, form, case.household, case):
        return redirect("applicants:case_documents", case.pk)
    audit.log_read(ReadKind.VIEW, by=request.user, household=case.household, subject=_("材料"))
    file = open_file(case, on=clock.today())
    is_told = file.is_editable and allows(request.user, P.CASE_ENTER)
    context = {
        "case": case,
        "file": file,
        "may_tell": is_told and bool(missing_of(file.materials) or file.missing_notices),
        "table": checklist_table(case, file.materials, request.user),
        **_listed(request, form, file.documents),
    }
    return render(request, "applicants/documents/case.html", context)


@require_http_methods(["GET", "POST"])
@once
def of_household(request: StaffRequest, pk: int) -> HttpResponse:
    """Files of the family that belong to none of its cases."""
    household = household_for(request, pk, P.CASE_VIEW)
    form = _form(request, household)
    if request.method == "POST" and _taken_in(request, form, household, None):
        return redirect("applicants:household_documents", household.pk)
    audit.log_read(ReadKind.VIEW, by=request.user, household=household, subject=_("材料"))
    found = list(household.documents.filter(case=None).with_people().order_by("added_at", "pk"))
    context = {
        "household": household,
        "cases": household.cases.order_by("-pk"),
        **_listed(request, form, found),
    }
    return render(request, "applicants/documents/household.html", context)


def _form(request: StaffRequest, household: Household) -> DocumentsForm:
    people = [member.person for member in household.members()]
    if request.method == "POST":
        require(request.user, P.DOCUMENT_ADD)
        return DocumentsForm(request.POST, files=request.FILES, people=people)
    asked: dict[str, object] = {name: request.GET.get(name, "") for name in ("kind", "person")}
    known = {str(person.pk) for person in people}
    if asked["person"] not in known:
        del asked["person"]
    return DocumentsForm(people=people, initial=asked)


def _listed(request: StaffRequest, form: DocumentsForm, found: list[Document]) -> dict[str, object]:
    listed = shown(found, request.user)
    return {
        "documents": [one for one in listed if one.document.voided_on is None],
        "voided": [one for one in listed if one.document.voided_on is not None],
        "form": form if allows(request.user, P.DOCUMENT_ADD) else None,
        "limits": limits_sentence(),
    }


def _taken_in(
    request: StaffRequest, form: DocumentsForm, household: Household, case: Case | None
) -> bool:
    """Keep what can be kept; where nothing can, the form says why of each file."""
    if not form.is_valid():
        return False
    typed = form.cleaned_data
    added = documents.add_all(
        household=household,
        case=case,
        kind=typed["kind"],
        person=typed["person"],
        uploads=[upload_of(sent) for sent in typed["sent"]],
        by=request.user,
        on=clock.today(),
    )
    sentences = [f"{one.name}：{in_words(one.refusal)}" for one in added.turned]
    if not added.kept:
        for sentence in sentences:
            form.add_error("chosen", sentence)
        return False
    _tell(request, added, sentences)
    return True


def _tell(request: StaffRequest, added: Added, sentences: list[str]) -> None:
    count = len(added.kept)
    messages.success(
        request,
        ngettext("已存%(count)d个文件。", "已存%(count)d个文件。", count) % {"count": count},
    )
    for sentence in sentences:
        messages.error(request, sentence)


def _document_for(request: StaffRequest, pk: uuid.UUID, permission: P) -> Document:
    require(request.user, permission)
    rows = Document.objects.visible_to(request.user).select_related("household__head", "case")
    return get_object_or_404(rows, pk=pk)


@require_safe
def file(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """The file itself: a picture is shown, a PDF is saved."""
    document = _document_for(request, pk, P.CASE_VIEW)
    audit.log_read(
        ReadKind.VIEW, by=request.user, household=document.household, subject=str(document)
    )
    content, media_type = _content_of(document), MediaType(document.media_type)
    return InertResponse(content, media_type, name=document.file_name)


@require_safe
def small(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """A picture too small to read a number on; the page that shows it is in the log of reads."""
    document = _document_for(request, pk, P.CASE_VIEW)
    if not document.is_picture:
        raise Http404
    picture = thumbnail(_content_of(document))
    return InertResponse(picture, MediaType.JPEG, name=document.file_name)


def _content_of(document: Document) -> bytes:
    try:
        return storage.fetch(document.pk)
    except (FileMissing, SealBroken):
        log.exception("document %s cannot be read", document.pk)
        raise Refused(_("这份材料的文件打不开：记下时间，告诉系统管理员。")) from None


@require_http_methods(["GET", "POST"])
@once
def void(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Put a file aside, with the reason."""
    document = _document_for(request, pk, P.DOCUMENT_ADD)
    form = VoidForm(request.POST or None)
    if form.is_valid():
        reason, on = form.cleaned_data["reason"], clock.today()
        said = {"document": document, "reason": reason, "by": request.user, "on": on}
        if acted(form, lambda: documents.void(**said)):
            return _back(document)
    audit.log_read(
        ReadKind.VIEW, by=request.user, household=document.household, subject=str(document)
    )
    context = {"one": shown([document], request.user)[0], "form": form}
    return render(request, "applicants/documents/void.html", context)


def _back(document: Document) -> HttpResponse:
    if document.case_id is None:
        return redirect("applicants:household_documents", document.household_id)
    return redirect("applicants:case_documents", document.case_id)


@require_http_methods(["GET", "POST"])
@once
def answer(request: StaffRequest, pk: int, kind: str) -> HttpResponse:
    """What the office says of a material that is not there as a file."""
    case = case_for(request, pk, P.DOCUMENT_ADD)
    if kind not in DocumentKind.values:
        raise Http404
    person, form = _person(request, case), MaterialForm(request.POST or None)
    if form.is_valid():
        said = {"case": case, "kind": DocumentKind(kind), "person": person, **form.cleaned_data}
        if acted(form, lambda: documents.answer(by=request.user, on=clock.today(), **said)):
            return redirect("applicants:case_documents", case.pk)
    audit.log_read(ReadKind.VIEW, by=request.user, household=case.household, subject=_("材料"))
    context = {"case": case, "kind": DocumentKind(kind), "person": person, "form": form}
    return render(request, "applicants/documents/answer.html", context)


def _person(request: StaffRequest, case: Case) -> Person | None:
    """The member that the address names; 404 for anybody else."""
    asked = request.GET.get("person", "")
    if not asked:
        return None
    people = {str(member.person_id): member.person for member in case.household.members()}
    if asked not in people:
        raise Http404
    return people[asked]
