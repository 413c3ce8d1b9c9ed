"""Inspections: listed, planned, taken step by step, printed, reported."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe
from django_stubs_ext import StrOrPromise

from applicants.views.answering import acted, made
from dibao import audit, clock
from dibao.forms import PlainForm
from dibao.guards import allows, require, require_any
from dibao.http import StaffRequest
from dibao.idempotency import once
from dibao.models.audit import ReadKind
from dibao.paging import newest_first
from dibao.permissions import Permission as P
from dibao.tables import Table
from oversight.actions import inspections
from oversight.forms.inspections import (
    CancelForm,
    InspectionFilter,
    InspectionForm,
    SecondReadingForm,
    SeedForm,
)
from oversight.models.inspection import Inspection
from oversight.pages.inspections import (
    inspection_facts,
    inspection_table,
    inspections_of,
    inspector_table,
    stratum_table,
    visit_table,
    visits_of,
)
from oversight.pages.stand_ins import notes_of
from oversight.workflow import InspectionStatus

MAY_LOOK: Final = frozenset({P.INSPECTION_PREPARE, P.INSPECTION_VISIT})


@require_safe
def listing(request: StaffRequest) -> HttpResponse:
    """The inspections of the posting's area, the newest first; thirty a page."""
    require_any(request.user, MAY_LOOK)
    chosen = InspectionFilter(request.GET)
    page = newest_first(chosen.applied(inspections_of(request.user)), request.GET)
    context = {
        "filter": chosen,
        "table": inspection_table(page),
        "may_plan": allows(request.user, P.INSPECTION_PREPARE),
    }
    return render(request, "oversight/inspections/list.html", context)


@require_http_methods(["GET", "POST"])
@once
def new(request: StaffRequest) -> HttpResponse:
    """Plan an inspection."""
    require(request.user, P.INSPECTION_PREPARE)
    by, on = request.user, clock.today()
    form = InspectionForm(request.POST or None, staff=by, on=on)
    if form.is_valid():
        inspection = made(form, lambda: inspections.plan(plan=form.plan(), by=by, on=on))
        if inspection is not None:
            messages.success(request, _now("已拟定。核对名单范围，再定名单。"))
            return redirect("oversight:inspection", inspection.pk)
    return render(request, "oversight/inspections/new.html", {"form": form})


@require_safe
def detail(request: StaffRequest, pk: int) -> HttpResponse:
    """What is drawn from, how far it is, who goes where; whoever does not lead it sees their own families."""
    inspection = inspection_for(request, pk)
    audit.log_read(ReadKind.VIEW, by=request.user, subject=inspection.title)
    is_frozen = inspection.frozen_on is not None
    is_drawn = inspection.drawn_on is not None
    context = {
        "inspection": inspection,
        "facts": inspection_facts(inspection),
        "strata": stratum_table(inspection) if is_frozen else None,
        "inspectors": inspector_table(inspection) if is_frozen else None,
        "visits": _visits(inspection, request) if is_drawn else None,
        "steps": [
            (name, one.label) for name, one in STEPS.items() if one.is_open(inspection, request)
        ],
        "is_frozen": is_frozen,
        "is_drawn": is_drawn,
        "may_prepare": allows(request.user, P.INSPECTION_PREPARE),
    }
    return render(request, "oversight/inspections/detail.html", context)


def _visits(inspection: Inspection, request: StaffRequest) -> Table:
    return visit_table(visits_of(inspection, request.user), notes_of(inspection))


@require_http_methods(["GET", "POST"])
@once
def step(request: StaffRequest, pk: int, step: str) -> HttpResponse:
    """One step of an inspection, asked for once more before it is done."""
    if step not in STEPS:
        raise Http404
    chosen = STEPS[step]
    require(request.user, chosen.permission)
    inspection = inspection_for(request, pk)
    form = chosen.form(request.POST if request.method == "POST" else None)
    if form.is_valid() and acted(form, lambda: chosen.do(inspection, form, request)):
        return redirect("oversight:inspection", inspection.pk)
    audit.log_read(ReadKind.VIEW, by=request.user, subject=inspection.title)
    context = {
        "inspection": inspection,
        "facts": inspection_facts(inspection),
        "step": chosen,
        "form": form,
    }
    return render(request, "oversight/inspections/step.html", context)


def inspection_for(request: StaffRequest, pk: int) -> Inspection:
    """The inspection; PermissionDenied before it is looked for."""
    require_any(request.user, MAY_LOOK)
    return get_object_or_404(inspections_of(request.user), pk=pk)


Do = Callable[[Inspection, PlainForm, StaffRequest], object]


@dataclass(frozen=True)
class Step:
    """One step: from which status, whose, what it says and does."""

    label: StrOrPromise
    status: InspectionStatus
    permission: P
    consequence: StrOrPromise
    form: type[PlainForm]
    do: Do

    def is_open(self, inspection: Inspection, request: StaffRequest) -> bool:
        """Whether its button is shown: whoever typed a seed is not asked to read it again."""
        if inspection.status != self.status or not allows(request.user, self.permission):
            return False
        seed = inspection.seeds.open().first() if inspection.frozen_on else None
        if self.do is _draw:
            return seed is not None and seed.entered_by_id != request.user.pk
        if self.do is _enter_seed:
            return seed is None
        if self.do is _cancel:
            return not inspection.seeds.exists()
        return True


def _freeze(inspection: Inspection, form: PlainForm, request: StaffRequest) -> None:
    inspections.freeze(inspection=inspection, by=request.user, on=clock.today())
    messages.success(request, _now("名单已定，校验值已经公开。到取数那一天再录种子。"))


def _enter_seed(inspection: Inspection, form: PlainForm, request: StaffRequest) -> None:
    if not isinstance(form, SeedForm):
        raise TypeError("a seed is typed into its own form")
    entry, by = form.entry(), request.user
    inspections.enter_seed(inspection=inspection, entry=entry, by=by, on=clock.today())
    messages.success(request, _now("种子已录，等另一人对着来源再录一次。"))


def _draw(inspection: Inspection, form: PlainForm, request: StaffRequest) -> None:
    digits, by = form.cleaned_data["digits"], request.user
    drawn = inspections.draw(inspection=inspection, digits=digits, by=by, on=clock.today())
    if drawn.is_running:
        messages.success(request, _now("两次录的一样，已经抽好。打印路线单，通知检查人员。"))
    else:
        messages.error(request, _now("两次录的不一样，没有抽取。对着来源重新录种子。"))


def _cancel(inspection: Inspection, form: PlainForm, request: StaffRequest) -> None:
    reason = form.cleaned_data["reason"]
    inspections.cancel(inspection=inspection, reason=reason, by=request.user, on=clock.today())
    messages.success(request, _now("已取消，留在列表里。"))


def _close(inspection: Inspection, form: PlainForm, request: StaffRequest) -> None:
    inspections.close(inspection=inspection, by=request.user, on=clock.today())
    messages.success(request, _now("检查已结束，报告定稿。"))


_I = InspectionStatus
STEPS: Final[Mapping[str, Step]] = {
    "freeze": Step(
        _("定名单"),
        _I.PLANNED,
        P.INSPECTION_PREPARE,
        _("按上面的范围定下名单、检查人员和回避，校验值当场公开。定了以后名单和取数办法都不能改。"),
        PlainForm,
        _freeze,
    ),
    "seed": Step(
        _("录种子"),
        _I.FROZEN,
        P.INSPECTION_PREPARE,
        _("录了种子就不能再取消这次抽查。另一人对着来源再录一次，两次一样就抽取。"),
        SeedForm,
        _enter_seed,
    ),
    "draw": Step(
        _("核对种子并抽取"),
        _I.FROZEN,
        P.INSPECTION_VISIT,
        _("两次录的一样，当场抽出家庭和检查人员，只抽这一次；不一样的，作废重录。"),
        SecondReadingForm,
        _draw,
    ),
    "close": Step(
        _("结束检查"),
        _I.DRAWN,
        P.INSPECTION_PREPARE,
        _("全部查完、两人确认以后才能结束。报告就此定稿；整改接着办。"),
        PlainForm,
        _close,
    ),
    "cancel_plan": Step(
        _("取消检查"),
        _I.PLANNED,
        P.INSPECTION_PREPARE,
        _("取消的留在列表里，写明原因。"),
        CancelForm,
        _cancel,
    ),
    "cancel": Step(
        _("取消检查"),
        _I.FROZEN,
        P.INSPECTION_PREPARE,
        _("名单的校验值已经公开，取消也是公开的。录了种子以后不能再取消。"),
        CancelForm,
        _cancel,
    ),
}
