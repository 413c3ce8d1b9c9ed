"""Rectifications: given by who leads the inspection, answered by the township, accepted or sent back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from applicants.views.answering import acted, made
from applicants.views.uploads import upload_of
from dibao import audit, clock
from dibao.guards import allows, require, require_any
from dibao.http import StaffRequest
from dibao.idempotency import once
from dibao.models.audit import ReadKind
from dibao.paging import newest_first
from dibao.permissions import Permission as P
from oversight.actions import follow_ups, rectifications
from oversight.forms.follow_ups import FollowUpForm
from oversight.forms.rectifications import (
    AnswerForm,
    JudgeForm,
    RectificationFilter,
    RectificationForm,
)
from oversight.models.inspection_visit import Verdict
from oversight.models.rectification import Rectification
from oversight.pages.follow_ups import openings_of, openings_table, untied_of
from oversight.pages.rectifications import (
    MAY_LOOK,
    answers_of,
    rectification_facts,
    rectification_table,
    rectifications_of,
    ways_on,
)
from oversight.views.inspection_visits import visit_for
from oversight.workflow import RectificationStatus


@require_safe
def listing(request: StaffRequest) -> HttpResponse:
    """What is not put right, unless asked otherwise; thirty a page."""
    require_any(request.user, MAY_LOOK)
    audit.log_read(ReadKind.VIEW, by=request.user, subject=_("抽查整改"))
    chosen = RectificationFilter(request.GET)
    page = newest_first(chosen.applied(rectifications_of(request.user)), request.GET)
    context = {"filter": chosen, "table": rectification_table(page, on=clock.today())}
    return render(request, "oversight/rectifications/list.html", context)


@require_http_methods(["GET", "POST"])
@once
def new(request: StaffRequest, pk: int) -> HttpResponse:
    """Give a visit's findings to the township."""
    require(request.user, P.INSPECTION_PREPARE)
    visit, by, on = visit_for(request, pk), request.user, clock.today()
    form = RectificationForm(request.POST or None, on=on)
    if form.is_valid():
        task = made(
            form, lambda: rectifications.give(visit=visit, by=by, on=on, **form.cleaned_data)
        )
        if task is not None:
            messages.success(request, _("已交办乡镇整改。"))
            return redirect("oversight:rectification", task.pk)
    audit.log_read(ReadKind.VIEW, by=by, household=visit.household, subject=visit.inspection.title)
    context = {
        "visit": visit,
        "form": form,
        "findings": visit.answers.exclude(verdict=Verdict.AGREES).order_by("pk"),
    }
    return render(request, "oversight/rectifications/new.html", context)


@require_http_methods(["GET", "POST"])
@once
def detail(request: StaffRequest, pk: int) -> HttpResponse:
    """What is to be put right and what was answered; the township answers here, the county judges here."""
    require_any(request.user, MAY_LOOK)
    task = get_object_or_404(rectifications_of(request.user), pk=pk)
    by, is_sent = request.user, request.method == "POST"
    openings = openings_of(task.visit, by)
    untied = untied_of(task.visit, openings)
    tie_form = FollowUpForm(
        request.POST if is_sent and "tie" in request.POST else None, openings=untied
    )
    if tie_form.is_valid() and _tied(request, task, tie_form):
        return redirect("oversight:rectification", task.pk)
    is_sent = is_sent and not tie_form.is_bound
    is_judging = task.status == RectificationStatus.ANSWERED and allows(by, P.INSPECTION_PREPARE)
    is_answering = task.status == RectificationStatus.OPEN and allows(by, P.INSPECTION_ANSWER)
    form: AnswerForm | JudgeForm | None = None
    if is_judging:
        form = JudgeForm(request.POST if is_sent else None)
    elif is_answering:
        form = AnswerForm(request.POST if is_sent else None, files=request.FILES or None)
    if is_sent and form is not None and form.is_valid() and _done(request, task, form):
        return redirect("oversight:rectification", task.pk)
    audit.log_read(ReadKind.VIEW, by=by, household=task.household, subject=_("抽查整改"))
    context = {
        "task": task,
        "facts": rectification_facts(task, on=clock.today()),
        "answers": answers_of(task),
        "since": openings_table(task.visit, openings),
        "tie_form": tie_form if untied else None,
        "ways": ways_on(task, by),
        "form": form,
        "is_judging": is_judging,
    }
    return render(request, "oversight/rectifications/detail.html", context)


def _tied(request: StaffRequest, task: Rectification, form: FollowUpForm) -> bool:
    by, on, row = request.user, clock.today(), form.chosen()
    done = acted(form, lambda: follow_ups.tie(visit=task.visit, to=row, by=by, on=on))
    if done:
        messages.success(request, _("已记下。"))
    return done


def _done(request: StaffRequest, task: Rectification, form: AnswerForm | JudgeForm) -> bool:
    by, on, typed = request.user, clock.today(), form.cleaned_data
    if isinstance(form, JudgeForm):
        said, is_accepted = _("复核结果已记下。"), typed["answer"] == "yes"
        judgement = typed["judgement"]
        done = acted(
            form,
            lambda: rectifications.judge(
                rectification=task, is_accepted=is_accepted, judgement=judgement, by=by, on=on
            ),
        )
    else:
        said, words = _("整改结果已报，等复核。"), typed["words"]
        upload = upload_of(typed["evidence"]) if typed["evidence"] else None
        done = acted(
            form,
            lambda: rectifications.answer(
                rectification=task, words=words, upload=upload, by=by, on=on
            ),
        )
    if done:
        messages.success(request, said)
    return done
