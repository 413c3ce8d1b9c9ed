"""Economic checks: asked for by the township, started, answered and closed by the county, contested by the family."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applicants.actions import check_files, checks
from applicants.authorisations import adults_without_authorisation
from applicants.comparison import compared
from applicants.deliverables import DeliverableKind
from applicants.forms.checks import (
    AnswerForm,
    CheckFileForm,
    ContestForm,
    RequestForm,
    answer_forms,
)
from applicants.models.check import CheckFile, EconomicCheck
from applicants.pages.checks import (
    answers_table,
    checks_table,
    compared_table,
    files_table,
    signers_of,
    sources_of,
    title_of_list,
)
from applicants.pages.waiting import url_of_letter
from applicants.sheets.check_results import write_list
from applicants.views.answering import acted, made
from applicants.views.fetching import case_for, check_file_for, check_for
from dibao import audit, clock
from dibao.guards import allows, require
from dibao.http import StaffRequest
from dibao.idempotency import once
from dibao.models.audit import ReadKind
from dibao.paging import in_order
from dibao.permissions import Permission as P
from dibao.sheets.limits import MEBIBYTE, ROSTER_LIMITS

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LATEST = 10


@require_http_methods(["GET", "POST"])
@once
def new(request: StaffRequest, pk: int) -> HttpResponse:
    """Which registers to ask about those who signed."""
    case, on = case_for(request, pk, P.CHECK_REQUEST), clock.today()
    given = checks.may_be_checked(case, on=on)
    form = RequestForm(request.POST or None)
    if form.is_valid():
        sources = form.cleaned_data["sources"]
        if acted(form, lambda: checks.request(case=case, sources=sources, by=request.user, on=on)):
            messages.success(request, _("已提请县里核对。"))
            return redirect("applicants:case", case.pk)
    signers = signers_of([one.person for one in given], adults_without_authorisation(case, on=on))
    return render(
        request, "applicants/checks/new.html", {"case": case, "form": form, "signers": signers}
    )


@require_safe
def detail(request: StaffRequest, pk: int) -> HttpResponse:
    """What was asked, answered and found, beside what the family declared."""
    check = check_for(request, pk, P.CASE_VIEW)
    audit.log_read(
        ReadKind.VIEW, by=request.user, household=check.case.household, subject=_("经济状况核对")
    )
    answers = list(check.answers.select_related("person").order_by("person", "pk"))
    incomes, properties = check.case.incomes.all(), check.case.properties.all()
    context = {
        "case": check.case,
        "check": check,
        "sources": sources_of(check),
        "people": [one.person for one in check.subjects.select_related("person").order_by("pk")],
        "compared": compared_table(check, compared(check.sources, incomes, properties, answers)),
        "answers": answers_table(answers),
        "may_answer": allows(request.user, P.CHECK_ANSWER) and not check.is_closed,
        "may_contest": _may_contest(request, check),
        "tell_url": _tell_url(request, check),
    }
    return render(request, "applicants/checks/detail.html", context)


def _may_contest(request: StaffRequest, check: EconomicCheck) -> bool:
    is_open = check.is_closed and check.case.status == "accepted"
    is_last = not hasattr(check, "repeated_by")
    return is_open and is_last and allows(request.user, P.CHECK_REQUEST)


def _tell_url(request: StaffRequest, check: EconomicCheck) -> str:
    """办法 Art 18: what was found beyond the declaration is told to the applicant, once."""
    is_told = hasattr(check, "delivery") or not check.has_differences
    if is_told or not allows(request.user, P.LETTER_DELIVER):
        return ""
    return url_of_letter(DeliverableKind.CHECK, check.pk)


@require_POST
@once
def start(request: StaffRequest, pk: int) -> HttpResponse:
    """Begin a check that a township asked for."""
    check = check_for(request, pk, P.CHECK_ANSWER)
    checks.start(check=check, by=request.user, on=clock.today())
    return redirect("applicants:check", check.pk)


@require_http_methods(["GET", "POST"])
@once
def answers(request: StaffRequest, pk: int) -> HttpResponse:
    """Write down what registers answered on paper; a blank row has not answered yet."""
    check = check_for(request, pk, P.CHECK_ANSWER)
    check.require_open("close", by=request.user)
    forms = answer_forms(request.POST or None, checks.unanswered(check))
    wrong = [form for form in forms if form.is_bound and not form.is_valid()]
    if request.method == "POST" and not wrong:
        said = [form for form in forms if form.is_answered]
        if _kept(request, check, said or forms[:1]):
            return redirect("applicants:check", check.pk)
    audit.log_read(ReadKind.VIEW, by=request.user, household=check.case.household)
    context = {"case": check.case, "check": check, "rows": forms, "error_forms": forms}
    return render(request, "applicants/checks/answers.html", context)


def _kept(request: StaffRequest, check: EconomicCheck, said: list[AnswerForm]) -> bool:
    """Whether the rows were kept; a refusal stands on the first of them, in its own words."""
    found = [form.answer() for form in said if form.is_answered]
    return not said or acted(
        said[0],
        lambda: checks.answer(check=check, answers=found, by=request.user, on=clock.today()),
    )


@require_http_methods(["GET", "POST"])
@once
def close(request: StaffRequest, pk: int) -> HttpResponse:
    """End the check; whoever has not answered is written down so."""
    check = check_for(request, pk, P.CHECK_ANSWER)
    check.require_open("close", by=request.user)
    if request.method == "POST":
        checks.close(check=check, by=request.user, on=clock.today())
        messages.success(request, _("核对已结束，结果已告诉乡镇。"))
        return redirect("applicants:check", check.pk)
    context = {"case": check.case, "check": check, "waiting": checks.unanswered(check)}
    return render(request, "applicants/checks/close.html", context)


@require_http_methods(["GET", "POST"])
@once
def contest(request: StaffRequest, pk: int) -> HttpResponse:
    """The applicant's objection to a result; the same is checked again."""
    check = check_for(request, pk, P.CHECK_REQUEST)
    form = ContestForm(request.POST or None)
    if form.is_valid():
        text = form.cleaned_data["text"]
        if acted(
            form,
            lambda: checks.contest(check=check, text=text, by=request.user, on=clock.today()),
        ):
            messages.success(request, _("已登记异议，县里重新核对。"))
            return redirect("applicants:case", check.case_id)
    context = {"case": check.case, "check": check, "form": form}
    return render(request, "applicants/checks/contest.html", context)


@require_safe
def listing(request: StaffRequest) -> HttpResponse:
    """The county's checks that are under way, the oldest request first to be seen, and the files that came."""
    require(request.user, P.CHECK_ANSWER)
    rows = (
        EconomicCheck.objects.visible_to(request.user)
        .open()
        .select_related("case__household__head", "case__area")
    )
    files = CheckFile.objects.visible_to(request.user).select_related("loaded_by")
    context = {
        "table": checks_table(in_order(rows, request.GET, key="pk"), request.user),
        "files": files_table(files.order_by("-loaded_at")[:_LATEST]),
    }
    return render(request, "applicants/checks/list.html", context)


@require_safe
def export(request: StaffRequest) -> HttpResponse:
    """The list that registers are asked by, with whole ID numbers; fetching it is written down."""
    require(request.user, P.CHECK_ANSWER)
    rows = check_files.list_to_ask(request.user)
    subject = _("核对名单 %(count)d项") % {"count": len(rows)}
    audit.log_read(ReadKind.EXPORT, by=request.user, subject=subject)
    on = clock.today()
    response = HttpResponse(write_list(rows, title=title_of_list(on)), content_type=_XLSX)
    response["Content-Disposition"] = f'attachment; filename="check-list-{on:%Y%m%d}.xlsx"'
    return response


@require_http_methods(["GET", "POST"])
@once
def file_new(request: StaffRequest) -> HttpResponse:
    """Drop a file of results; a worker reads it whole or names what is wrong."""
    require(request.user, P.CHECK_ANSWER)
    form = CheckFileForm(request.POST or None, files=request.FILES or None)
    if form.is_valid():
        upload = form.cleaned_data["file"]
        said = {"name": str(upload.name), "content": upload.read(), "by": request.user}
        file = made(form, lambda: check_files.receive(**said))
        if file is not None:
            return redirect("applicants:check_file", file.pk)
    limits = {"rows": ROSTER_LIMITS.rows, "size": ROSTER_LIMITS.packed // MEBIBYTE}
    return render(request, "applicants/checks/file_new.html", {"form": form, "limits": limits})


@require_safe
def file_detail(request: StaffRequest, pk: str) -> HttpResponse:
    """What came of a file; the page asks again while a worker reads it."""
    file = check_file_for(request, pk, P.CHECK_ANSWER)
    context = {
        "file": file,
        "refusals": file.refusal.splitlines(),
        "refresh_seconds": None if file.is_read else 3,
    }
    return render(request, "applicants/checks/file.html", context)
