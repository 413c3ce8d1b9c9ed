"""Rule sets: read in words, drafted in a form, compared, put in force by a second person."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from applicants.actions import policies
from applicants.forms.policies import Draft, NewDraftForm
from applicants.models.policy import RuleSet
from applicants.pages.policies import list_table, open_rule_set
from applicants.views.answering import acted, made
from dibao import clock
from dibao.errors import Refused
from dibao.forms import PlainForm
from dibao.guards import allows, require, require_any
from dibao.http import StaffRequest
from dibao.idempotency import once
from dibao.permissions import Permission as P

_READERS = frozenset({P.RULE_SET_EDIT, P.RULE_SET_ACTIVATE, P.WHAT_IF_RUN})


@require_safe
def listing(request: StaffRequest) -> HttpResponse:
    """The rules that concern the posting's area."""
    require_any(request.user, _READERS)
    rows = RuleSet.objects.of_place(request.user.posting.area)
    found = rows.select_related("area", "drafted_by", "activated_by").order_by("-first_day", "area")
    may_draft = allows(request.user, P.RULE_SET_EDIT)
    context = {"table": list_table(list(found)), "may_draft": may_draft}
    return render(request, "applicants/policies/list.html", context)


@require_safe
def detail(request: StaffRequest, pk: int) -> HttpResponse:
    """Every clause of one set, and what it changes of the one before."""
    require_any(request.user, _READERS)
    opened = open_rule_set(_rule_set_for(request, pk), request.user)
    return render(request, "applicants/policies/detail.html", {"opened": opened})


@require_http_methods(["GET", "POST"])
@once
def new(request: StaffRequest) -> HttpResponse:
    """Begin a draft as a copy."""
    require(request.user, P.RULE_SET_EDIT)
    area = request.user.posting.area
    in_force = RuleSet.objects.of_place(area).filter(first_day__lte=clock.today())
    newest = in_force.order_by("-first_day", "-area").first()
    form = NewDraftForm(request.POST or None, area=area, in_force=newest)
    if form.is_valid():
        said = {"area": area, "by": request.user, **form.cleaned_data}
        draft = made(form, lambda: policies.draft(**said))
        if draft is not None:
            return redirect("applicants:rule_set_edit", draft.pk)
    return render(request, "applicants/policies/new.html", {"form": form, "area": area})


@require_http_methods(["GET", "POST"])
@once
def edit(request: StaffRequest, pk: int) -> HttpResponse:
    """Write a draft anew."""
    require(request.user, P.RULE_SET_EDIT)
    rule_set = _rule_set_for(request, pk)
    if rule_set.area_id != request.user.posting.area_id or rule_set.status != "draft":
        raise Refused(_("这份规则已经生效，不能再改。要改就起草新的一份。"))
    draft = Draft(rule_set, request.POST or None)
    if draft.is_valid() and acted(draft.head, lambda: _revise(request, rule_set, draft)):
        messages.success(request, _("草案已存。核对变化和问题后，交另一人启用。"))
        return redirect("applicants:rule_set", rule_set.pk)
    context = {"rule_set": rule_set, "draft": draft, "form": draft.head}
    return render(request, "applicants/policies/edit.html", context)


def _revise(request: StaffRequest, rule_set: RuleSet, draft: Draft) -> RuleSet:
    said = draft.head.cleaned_data
    return policies.revise(
        rule_set=rule_set,
        terms=draft.as_terms(),
        first_day=said["first_day"],
        seen=said["seen"],
        by=request.user,
    )


@require_http_methods(["GET", "POST"])
@once
def activate(request: StaffRequest, pk: int) -> HttpResponse:
    """What would change from which day, and the word of the second person."""
    require(request.user, P.RULE_SET_ACTIVATE)
    rule_set = _rule_set_for(request, pk)
    form = PlainForm(request.POST or None)
    if request.method == "POST" and acted(
        form,
        lambda: policies.activate(rule_set=rule_set, by=request.user, on=clock.today()),
    ):
        messages.success(request, _("规则已启用，从起始日期起受理的申请按它办理。"))
        return redirect("applicants:rule_set", rule_set.pk)
    opened = open_rule_set(rule_set, request.user)
    context = {"opened": opened, "form": form}
    return render(request, "applicants/policies/activate.html", context)


def _rule_set_for(request: StaffRequest, pk: int) -> RuleSet:
    rows = RuleSet.objects.of_place(request.user.posting.area)
    return get_object_or_404(rows.select_related("area", "drafted_by", "activated_by"), pk=pk)
