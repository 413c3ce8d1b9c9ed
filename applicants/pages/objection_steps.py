"""What may be done about one thing that somebody said: each step with its form, its permission and its action."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from applicants.actions import objections
from applicants.forms.objection_desk import CloseForm, FindingsForm, NoQuestion, TieForm
from applicants.models.objection import Objection
from dibao.forms import PlainForm
from dibao.guards import allows
from dibao.models.staff import Staff
from dibao.permissions import Permission as P

_COUNTY = "000000"


@dataclass(frozen=True)
class Step:
    """One button and what is asked beside it."""

    name: str
    label: StrOrPromise
    permission: P
    applies: Callable[[Objection, Staff], bool]
    act: Callable[[Objection, PlainForm, Staff, date], object]
    form: type[PlainForm] = NoQuestion


@dataclass(frozen=True)
class OfferedStep:
    step: Step
    form: PlainForm


def _may_answer(one: Objection, staff: Staff) -> bool:
    is_first = one.appeal_of is not None and one.appeal_of.answered_by_id == staff.pk
    is_mine = one.recorded_by_id == staff.pk
    is_theirs = not one.is_for_the_county or staff.posting.area_id.endswith(_COUNTY)
    return is_theirs and not is_mine and not is_first


STEPS: Sequence[Step] = (
    Step(
        "accept",
        _("受理"),
        P.OBJECTION_HANDLE,
        lambda one, _staff: one.awaits_acceptance,
        lambda one, _form, by, on: objections.accept(objection=one, by=by, on=on),
    ),
    Step(
        "tie",
        _("关联案件或者家庭"),
        P.OBJECTION_HANDLE,
        lambda one, _staff: not (one.case_id or one.household_id or one.area_id.endswith("000")),
        lambda one, form, by, on: objections.tie(objection=one, **form.cleaned_data, by=by, on=on),
        TieForm,
    ),
    Step(
        "ask",
        _("交乡镇核查"),
        P.OBJECTION_HANDLE,
        lambda one, _staff: (
            not one.awaits_acceptance
            and one.is_for_the_county
            and one.asked_on is None
            and not one.is_beyond_the_township
        ),
        lambda one, _form, by, on: objections.ask_township(objection=one, by=by, on=on),
    ),
    Step(
        "examine",
        _("上报核查情况"),
        P.OBJECTION_EXAMINE,
        lambda one, _staff: one.asked_on is not None and one.found_on is None,
        lambda one, form, by, on: objections.report_findings(
            objection=one, text=form.cleaned_data["text"], by=by, on=on
        ),
        FindingsForm,
    ),
    Step(
        "close",
        _("答复，办结"),
        P.OBJECTION_RESOLVE,
        _may_answer,
        lambda one, form, by, on: objections.close(
            objection=one, closing=objections.Closing(**form.cleaned_data), by=by, on=on
        ),
        CloseForm,
    ),
)


def step_named(name: str) -> Step | None:
    return next((step for step in STEPS if step.name == name), None)


def form_of(step: Step, one: Objection, staff: Staff, data: QueryDict | None) -> PlainForm:
    if step.form is TieForm:
        return TieForm(data, objection=one, staff=staff)
    return step.form(data)


def steps_for(one: Objection, staff: Staff, sent: OfferedStep | None) -> list[OfferedStep]:
    """What this posting may do now; the one that was sent with its errors stays among them."""
    offered = []
    for step in STEPS:
        is_open = one.is_open and allows(staff, step.permission) and step.applies(one, staff)
        if sent is not None and sent.step is step:
            offered.append(sent)
        elif is_open:
            offered.append(OfferedStep(step, form_of(step, one, staff, None)))
    return offered
