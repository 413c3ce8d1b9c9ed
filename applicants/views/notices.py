"""Notices of the posting's area: what runs, what may be posted, the way from a choice to a frozen list."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from applicants import notice_words
from applicants.actions import notices
from applicants.forms.notices import ChoiceOfCases
from applicants.models.case import Case
from applicants.models.notice import NoticeStage, PublicNotice
from applicants.models.objection_kinds import ObjectionKind
from applicants.pages.notices import (
    KINDS,
    RUNNING,
    days_left_words,
    entry_table,
    notice_table,
    of_kind,
    waiting_of,
)
from dibao import audit, clock
from dibao.display import day_text
from dibao.errors import Refused
from dibao.guards import allows, require
from dibao.http import StaffRequest
from dibao.idempotency import once
from dibao.models.area import Area
from dibao.models.audit import ReadKind
from dibao.paging import newest_first
from dibao.permissions import Permission as P

Group = tuple[Area, str, list[Case]]


@require_safe
def listing(request: StaffRequest) -> HttpResponse:
    """Running notices, those over, or the standing lists; and what waits to be posted."""
    require(request.user, P.CASE_VIEW)
    on, kind = clock.today(), request.GET.get("kind", RUNNING)
    kind = kind if kind in KINDS else RUNNING
    rows = PublicNotice.objects.visible_to(request.user).select_related("area")
    page = newest_first(of_kind(rows, kind, on=on), request.GET)
    may_post = allows(request.user, P.NOTICE_POST)
    context = {
        "kind": kind,
        "kinds": KINDS,
        "table": notice_table(page, request.user, kind, on=on),
        "waiting": waiting_of(notices.candidates(request.user, on=on)) if may_post else [],
    }
    return render(request, "applicants/notices/list.html", context)


@require_safe
def detail(request: StaffRequest, pk: int) -> HttpResponse:
    """One notice with its frozen list, its public address and poster, and the objections to it."""
    require(request.user, P.CASE_VIEW)
    rows = PublicNotice.objects.visible_to(request.user).select_related("area", "frozen_by")
    notice, on = get_object_or_404(rows, pk=pk), clock.today()
    audit.log_read(ReadKind.VIEW, by=request.user, subject=f"{_('公示')} {notice.pk}")
    context = {
        "notice": notice,
        "table": entry_table(notice.entries.order_by("position")),
        "objections": notice.objections.filter(kind=ObjectionKind.OBJECTION)
        .select_related("case__household__head")
        .order_by("pk"),
        "days_left": days_left_words(notice, on=on),
        "is_running": notice.starts_on <= on <= notice.ends_on,
    }
    return render(request, "applicants/notices/detail.html", context)


@require_http_methods(["GET", "POST"])
@once
def new(request: StaffRequest) -> HttpResponse:
    """Choose, preview as the village will see it, freeze."""
    require(request.user, P.NOTICE_POST)
    group = _group(request)
    if group is None and request.method == "POST":
        raise Refused(_("这一榜已经没有待公示的家庭，可能已有人公示。打开公示页查看。"))
    if group is None:
        groups = notices.candidates(request.user, on=clock.today())
        return render(request, "applicants/notices/choose.html", {"waiting": waiting_of(groups)})
    form = ChoiceOfCases(request.POST or None, candidates=group[2])
    if form.is_valid() and "freeze" in request.POST:
        return _frozen(request, group, form)
    if form.is_valid() and "change" not in request.POST:
        return _previewed(request, group, form)
    context = {"form": form, "village": group[0], "stage": NoticeStage(group[1])}
    return render(request, "applicants/notices/new.html", context)


def _group(request: StaffRequest) -> Group | None:
    """The village and stage that the address names; None where none is named, or none of its cases waits."""
    code, stage = request.GET.get("village", ""), request.GET.get("stage", "")
    if not code:
        return None
    groups = notices.candidates(request.user, on=clock.today())
    found = [
        (village, waits_for, cases)
        for (village, waits_for), cases in groups.items()
        if village.pk == code and stage in ("", waits_for)
    ]
    if not found and not request.user.posting.area.contains(code):
        raise Http404
    return found[0] if len(found) == 1 else None


def _previewed(request: StaffRequest, group: Group, form: ChoiceOfCases) -> HttpResponse:
    village, stage, _cases = group
    chosen = form.chosen
    notice = notices.draft_of(village=village, stage=stage, cases=chosen, on=clock.today())
    context = {
        "notice": notice,
        "title": notice_words.title(notice),
        "opening": notice_words.opening(notice),
        "how_to_object": notice_words.how_to_object(notice),
        "chosen": chosen,
        "entries": notices.drafts_of(chosen),
        "form": form,
    }
    return render(request, "applicants/notices/preview.html", context)


def _frozen(request: StaffRequest, group: Group, form: ChoiceOfCases) -> HttpResponse:
    village, stage, _cases = group
    notice = notices.freeze(
        village=village, stage=stage, cases=form.chosen, by=request.user, on=clock.today()
    )
    words = _("已定稿公示，编号%(number)s，到%(last)s 24时。打印海报，张贴到村公示栏。")
    messages.success(request, words % {"number": notice.number, "last": day_text(notice.ends_on)})
    return redirect("applicants:notice", notice.pk)
