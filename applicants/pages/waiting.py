"""Buckets of the first page that are not of cases: checks at registers, and papers that must reach somebody."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from applicants.deliverables import LABELS, DeliverableKind, Waiting, as_waiting, waiting
from applicants.eligibility.codes import ProcedureStep
from applicants.models.case import Case, CaseKind
from applicants.models.check import EconomicCheck
from applicants.pages.places import place_of
from applicants.steps import Clock, Remaining
from applicants.workflow import CheckStatus
from dibao.models.staff import Staff
from dibao.worklist import SHOWN, Bucket, Task

Words = str | Promise


def check_buckets(staff: Staff, clock: Clock) -> list[Bucket]:
    """Checks to start, whose days run, and checks to be answered; the oldest request first."""
    rows = EconomicCheck.objects.visible_to(staff).select_related(
        "case__household__head", "case__area", "case__rule_set"
    )
    new = rows.filter(status=CheckStatus.REQUESTED)
    begun = rows.filter(status=CheckStatus.STARTED)
    return [
        _check_bucket("checks", new, _("待启动核对"), staff, clock, order=20),
        _check_bucket("answers", begun, _("核对中，待登记结果"), staff, clock, order=21),
    ]


def _check_bucket(
    key: str,
    rows: QuerySet[EconomicCheck],
    label: Words,
    staff: Staff,
    clock: Clock,
    *,
    order: int,
) -> Bucket:
    count = rows.count()
    shown = rows.order_by("requested_on", "pk")[:SHOWN] if count else []
    tasks = [_check_task(check, staff, clock) for check in shown]
    tone, order = _urgency(tasks, order=order)
    return Bucket(
        key=key,
        label=label,
        count=count,
        tasks=tasks,
        url=reverse("applicants:checks"),
        unit=ngettext_lazy("件", "件", count),
        tone=tone,
        order=order,
    )


def _check_task(check: EconomicCheck, staff: Staff, clock: Clock) -> Task:
    url, remaining = reverse("applicants:check", args=[check.pk]), None
    is_new = check.status == CheckStatus.REQUESTED
    if is_new:
        limit = clock.terms_of(check.case).limit(ProcedureStep.START_CHECK)
        remaining = clock.left(limit, check.requested_on)
    return Task(
        title=str(check.case.household.head),
        place=place_of(check.case.area, staff),
        stage=check.status_label,
        url=url,
        next_step=_("启动核对") if is_new else _("登记结果"),
        next_url=url,
        remaining=str(remaining or ""),
        is_late=remaining is not None and remaining.is_late,
    )


def _urgency(tasks: list[Task], *, order: int) -> tuple[str, int]:
    """The tone and the place of a bucket whose oldest rows these are: what is late stands with the late cases."""
    if any(task.is_late for task in tasks):
        return "bad", 0
    return ("doing" if tasks else ""), order


def letter_bucket(staff: Staff, clock: Clock) -> Bucket:
    """What must still be told or handed over, the oldest first (three queries at most)."""
    rows = waiting(staff)
    count = rows.count()
    found = list(as_waiting(rows[:SHOWN])) if count else []
    tasks = letter_tasks(found, staff, clock)
    tone, order = _urgency(tasks, order=15)
    return Bucket(
        key="letters",
        label=_("待告知、待送达"),
        count=count,
        tasks=tasks,
        url=reverse("applicants:letters"),
        unit=ngettext_lazy("件", "件", count),
        tone=tone,
        order=order,
    )


def letter_tasks(found: list[Waiting], staff: Staff, clock: Clock) -> list[Task]:
    """Rows about what waits, with whom it is for and how long it may take (one query)."""
    rows = Case.objects.select_related("household__head", "area", "rule_set")
    cases = rows.in_bulk([one.case for one in found]) if found else {}
    return [_letter_task(one, cases[one.case], staff, clock) for one in found]


def _letter_task(one: Waiting, case: Case, staff: Staff, clock: Clock) -> Task:
    remaining = remaining_of(one, case, clock)
    return Task(
        title=str(case.household.head),
        place=place_of(case.area, staff),
        stage=LABELS[one.kind],
        url=reverse("applicants:case", args=[case.pk]),
        next_step=_("登记送达"),
        next_url=url_of_letter(one.kind, one.pk),
        remaining=str(remaining or ""),
        is_late=remaining is not None and remaining.is_late,
    )


def remaining_of(one: Waiting, case: Case, clock: Clock) -> Remaining | None:
    """办法 Art 21 gives days to the letter of a refusal alone; all decisions about applications that wait are such."""
    if one.kind is not DeliverableKind.DECISION or case.kind != CaseKind.APPLICATION:
        return None
    return clock.left(clock.terms_of(case).limit(ProcedureStep.REFUSAL_LETTER), one.since)


def url_of_letter(kind: DeliverableKind, pk: int) -> str:
    return reverse("applicants:letter_deliver", args=[kind.value, pk])
