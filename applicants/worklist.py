"""The cases' part of the first page: what each posting has to do next, counted in one query."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice
from urllib.parse import urlencode

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from applicants.lateness import OVERDUE, TODAY, rule_sets_near
from applicants.models.assessment import Assessment
from applicants.models.case import Case, CaseStatus
from applicants.models.change_report import ChangeReport
from applicants.models.household import Household, Membership
from applicants.models.override import Override
from applicants.models.transfer import Transfer
from applicants.pages.case_file import cases_of
from applicants.pages.change_reports import report_tasks
from applicants.pages.duplicates import duplicate_bucket, mending_bucket
from applicants.pages.leads import lead_bucket
from applicants.pages.lists import tasks_of
from applicants.pages.objection_list import objection_bucket
from applicants.pages.places import place_of
from applicants.pages.rechecks import recheck_tasks
from applicants.pages.referrals import referral_bucket
from applicants.pages.statements import statement_bucket
from applicants.pages.waiting import check_buckets, letter_bucket
from applicants.rechecks import due_until
from applicants.steps import ENDING, Clock, Step, is_waiting_for, with_steps
from dibao import worklist
from dibao.guards import allows
from dibao.models.staff import Staff
from dibao.permissions import Permission as P
from dibao.values.months import BenefitMonth
from dibao.worklist import SHOWN, Bucket, Shortcut, Task

Words = str | Promise

# A family that was given back is offered again or left where it is; after a month nobody needs to be told.
_GIVEN_BACK_SHOWN = timedelta(days=30)


@dataclass(frozen=True)
class Kind:
    """A bucket of cases: its filter's name, its words, whose it is."""

    key: str
    label: Words
    permissions: frozenset[P]
    tone: str = ""
    hint: Words = ""


KINDS = (
    Kind(Step.ANSWER, _("异议待答复"), frozenset({P.OBJECTION_RECORD, P.OBJECTION_RESOLVE}), "bad"),
    Kind(Step.FILL, _("草稿"), frozenset({P.CASE_ENTER})),
    Kind(Step.VISIT, _("待入户调查"), frozenset({P.VISIT_RECORD}), "doing"),
    Kind(Step.SIGN, _("调查表没有填完"), frozenset({P.VISIT_RECORD}), "doing"),
    Kind(Step.MEET, _("待民主评议"), frozenset({P.MEETING_RECORD}), "doing"),
    Kind(Step.CHECK, _("等核对结果"), frozenset({P.CHECK_REQUEST}), hint=_("县里在核对")),
    Kind(Step.ASSESS, _("待计算待遇"), frozenset({P.CASE_ASSESS}), "doing"),
    Kind(Step.PROPOSE, _("待提初审意见"), frozenset({P.CASE_PROPOSE}), "doing"),
    Kind(Step.HEAR, _("待听取意见"), frozenset({P.HEARING_RECORD}), "warn"),
    Kind(Step.POST, _("待张贴公示"), frozenset({P.NOTICE_POST}), "doing"),
    Kind(ENDING, _("公示快到期"), frozenset({P.NOTICE_POST}), "warn"),
    Kind(Step.COUNTY_VISIT, _("待县级入户"), frozenset({P.DUTY_VISIT_RECORD}), "doing"),
    Kind(Step.DECIDE, _("待决定"), frozenset({P.CASE_CONFIRM}), "doing"),
    Kind(
        Step.WAIT,
        _("公示中，等期满"),
        frozenset({P.CASE_CONFIRM}),
        hint=_("期满后才能决定"),
    ),
)


# Steps whose taker is late when they are; a draft has no limit, and nobody can hurry a notice.
LATE_IN = frozenset(Step) - {Step.FILL, Step.WAIT, Step.CHECK, Step.NONE}


worklist.begin_with(
    Shortcut(label=_("新增申请"), url_name="applicants:case_new", permission=P.CASE_ENTER)
)
worklist.begin_at(
    Shortcut(label=_("转介办理"), url_name="applicants:agency_inbox", permission=P.REFERRAL_ANSWER)
)


# What is late, or must be done today, whatever the step is.
LATE = Kind(OVERDUE, _("已超期"), frozenset(), "bad")
DUE = Kind(TODAY, _("今天到期"), frozenset(), "warn")


@worklist.provider
def cases_that_wait(staff: Staff, on: date) -> Iterable[Bucket]:
    """One bucket a kind, the late ones first; one query sorts all open cases, another names those that are shown."""
    kinds = [kind for kind in KINDS if kind.permissions & staff.permissions]
    if not kinds:
        return []
    clock = Clock(on)
    sorted_in = sort(kinds, staff, clock)
    _name({case.pk: case for cases in sorted_in.values() for case in cases[:SHOWN]})
    return [
        _bucket(
            kind,
            len(sorted_in[kind.key]),
            sorted_in[kind.key][:SHOWN],
            staff,
            clock,
            order,
        )
        for order, kind in enumerate((LATE, DUE, *kinds))
    ]


def sort(kinds: Sequence[Kind], staff: Staff, clock: Clock) -> dict[str, list[Case]]:
    """The open cases in each bucket; whose time began first, and is late first, stands first.

    By the same table as a list's filters (`Lateness`, `waits_for`), asked here of each row: as conditions of one
    query they made a text that took longer to write than the rows to read.
    """
    sorted_in: dict[str, list[Case]] = {OVERDUE: [], TODAY: [], **{kind.key: [] for kind in kinds}}
    mine = {kind.key for kind in kinds} & LATE_IN
    for case in _open_cases(staff, clock.on):
        left = clock.remaining(case) if case.step in mine else None
        if left is not None and left.due <= clock.on:
            sorted_in[OVERDUE if left.due < clock.on else TODAY].append(case)
        for kind in kinds:
            if is_waiting_for(kind.key, case, on=clock.on):
                sorted_in[kind.key].append(case)
    return sorted_in


def _name(cases: Mapping[int, Case]) -> None:
    """Give cases, by their keys, the family and the place that a row names (one query, or none)."""
    if not cases:
        return
    families = Case.objects.filter(pk__in=cases).select_related("household__head", "area")
    for named in families:
        cases[named.pk].household, cases[named.pk].area = named.household, named.area


def _open_cases(staff: Staff, on: date) -> list[Case]:
    """What sorting asks of each, without the columns of pages; each rule set is read once (two queries)."""
    rules = {one.pk: one for one in rule_sets_near(staff)}
    rows = with_steps(Case.objects.visible_to(staff).open(), on=on).order_by(F("began_on"), "pk")
    cases = list(rows)
    for case in cases:
        if case.rule_set_id in rules:
            case.rule_set = rules[case.rule_set_id]
    return cases


def _bucket(
    kind: Kind, count: int, rows: Iterable[Case], staff: Staff, clock: Clock, order: int
) -> Bucket:
    tasks = tasks_of(rows, staff, clock)
    if kind.key == Step.ANSWER and not allows(staff, P.OBJECTION_RESOLVE):
        tasks = [replace(task, next_step=_("看异议")) for task in tasks]
    return Bucket(
        key=kind.key,
        label=kind.label,
        count=count,
        tasks=tasks,
        url=f"{reverse('applicants:cases')}?{urlencode({'step': kind.key})}",
        unit=ngettext_lazy("件", "件", count),
        tone=kind.tone if count else "",
        hint=clock.warning if kind is LATE else kind.hint,
        order=order,
    )


@worklist.provider
def checks_that_wait(staff: Staff, on: date) -> Iterable[Bucket]:
    """What townships asked the county to check, and what registers have not answered yet."""
    return check_buckets(staff, Clock(on)) if allows(staff, P.CHECK_ANSWER) else []


@worklist.provider
def letters_that_wait(staff: Staff, on: date) -> Iterable[Bucket]:
    """Refusals, results and answers that have not reached those whom they concern."""
    return [letter_bucket(staff, Clock(on))] if allows(staff, P.LETTER_DELIVER) else []


@worklist.provider
def changes_told(staff: Staff, on: date) -> Iterable[Bucket]:
    """What villages and families told and nobody has answered, deaths with the nearest day first."""
    if not allows(staff, P.CASE_ENTER):
        return []
    waiting = ChangeReport.objects.visible_to(staff).waiting()
    counts = waiting.aggregate(n=Count("pk"), late=Count("pk", filter=Q(due_on__lt=on)))
    count, late = counts["n"], counts["late"]
    rows = waiting.select_related("household__head", "area", "person")
    ordered = rows.order_by(F("due_on").asc(nulls_last=True), "pk")
    first = list(ordered[:SHOWN]) if count else []
    return [
        Bucket(
            key="reports",
            label=_("变化报告待处理"),
            count=count,
            tasks=report_tasks(first, staff, on=on),
            url=reverse("applicants:change_reports"),
            unit=ngettext_lazy("件", "件", count),
            tone="bad" if late else "doing" if count else "",
            hint=_now("其中已超期%(count)d件") % {"count": late} if late else "",
            order=2,
        )
    ]


@worklist.provider
def families_to_look_at_again(staff: Staff, on: date) -> Iterable[Bucket]:
    """Families whose re-check is due by the end of the month, the overdue ones first; a township's in one query."""
    if not allows(staff, P.CASE_ENTER):
        return []
    area, until = staff.posting.area, BenefitMonth.of(on).last_day
    due = due_until(until, area, on=on, limit=SHOWN)
    late = _now("其中已超期%(count)d户") % {"count": due.overdue} if due.overdue else ""
    return [
        Bucket(
            key="rechecks",
            label=_("本月应核查"),
            count=due.count,
            tasks=recheck_tasks(due.first, staff, on=on),
            url=reverse("applicants:rechecks"),
            unit=ngettext_lazy("户", "户", due.count),
            tone="bad" if due.overdue else "doing" if due.count else "",
            hint=late,
            order=40,
        )
    ]


@worklist.provider
def leads_that_wait(staff: Staff, on: date) -> Iterable[Bucket]:
    """Families of whom somebody said that they may need help, and whom nobody has seen yet."""
    return [lead_bucket(staff)] if allows(staff, P.LEAD_FOLLOW) else []


@worklist.provider
def statements_that_wait(staff: Staff, on: date) -> Iterable[Bucket]:
    """What families stated on line, and nobody has called them about."""
    return [statement_bucket(staff, on=on)] if allows(staff, P.CASE_ENTER) else []


@worklist.provider
def voices_that_wait(staff: Staff, on: date) -> Iterable[Bucket]:
    """What people said, and the county has not answered or the township not looked into."""
    is_theirs = staff.permissions & {P.OBJECTION_HANDLE, P.OBJECTION_EXAMINE}
    return [objection_bucket(staff, on=on)] if is_theirs else []


@worklist.provider
def referrals_that_came_back(staff: Staff, on: date) -> Iterable[Bucket]:
    """What agencies refused or let run out, and nobody asked for again."""
    return [referral_bucket(staff, on=on)] if allows(staff, P.REFERRAL_SEND) else []


@worklist.provider
def pairs_to_look_at(staff: Staff, on: date) -> Iterable[Bucket]:
    """People and accounts that may be twice on the register: the county judges, the township knows them and puts right
    what is wrong."""
    if not staff.permissions & {P.DUPLICATE_JUDGE, P.CASE_ENTER}:
        return []
    buckets = [duplicate_bucket(staff)]
    return [*buckets, mending_bucket(staff)] if allows(staff, P.CASE_ENTER) else buckets


@worklist.provider
def members_without_names(staff: Staff, on: date) -> Iterable[Bucket]:
    """Households that came by a county's own list, whose other members are counted but unnamed."""
    if not allows(staff, P.CASE_ENTER):
        return []
    unnamed = households_with_unnamed(staff)
    count = unnamed.count()
    shown = unnamed.select_related("head", "area").order_by("pk")[:SHOWN] if count else []
    return [
        Bucket(
            key="unnamed",
            label=_("成员待具名"),
            count=count,
            tasks=[_naming_task(household, staff) for household in shown],
            url=reverse("applicants:unnamed"),
            unit=ngettext_lazy("户", "户", count),
            order=50,
        )
    ]


@worklist.provider
def families_on_their_way(staff: Staff, on: date) -> Iterable[Bucket]:
    """Families to be received, to be confirmed, and those that were given back within the month."""
    coming, leaving = Transfer.objects.coming_to(staff), Transfer.objects.leaving(staff)
    lately = on - _GIVEN_BACK_SHOWN
    kinds = [
        (P.CASE_ENTER, "transfer-offered", _("待接收的迁移"), coming.filter(status="offered")),
        (
            P.CASE_CONFIRM,
            "transfer-received",
            _("待确认的迁移和分并户"),
            coming.filter(status="received"),
        ),
        (
            P.CASE_ENTER,
            "transfer-declined",
            _("被退回的迁移和分并户"),
            leaving.filter(status="declined", handed_on__gte=lately),
        ),
    ]
    return [
        _transfer_bucket(key, label, rows, order)
        for order, (permission, key, label, rows) in enumerate(kinds, start=40)
        if allows(staff, permission)
    ]


def _transfer_bucket(key: str, label: Words, rows: QuerySet[Transfer], order: int) -> Bucket:
    count = rows.count()
    shown = rows.select_related("area", "from_area", "village").defer("dossier", "plan")
    return Bucket(
        key=key,
        label=label,
        count=count,
        tasks=[_transfer_task(one) for one in shown.order_by("handed_on", "pk")[:SHOWN]]
        if count
        else [],
        url=reverse("applicants:transfers"),
        unit=ngettext_lazy("户", "户", count),
        tone="doing" if count else "",
        order=order,
    )


def _transfer_task(transfer: Transfer) -> Task:
    url = reverse("applicants:transfer", args=[transfer.pk])
    return Task(
        title=transfer.head_name,
        place=str(transfer.from_area),
        stage=f"{transfer.get_kind_display()} {transfer.status_label}",
        url=url,
        next_step=_("打开"),
        next_url=url,
    )


def households_with_unnamed(staff: Staff) -> QuerySet[Household]:
    """Households of the posting's area with a present member who has no name yet."""
    unnamed = Membership.objects.filter(last_day__isnull=True, person__is_named=False)
    return Household.objects.visible_to(staff).filter(pk__in=unnamed.values("household"))


def _naming_task(household: Household, staff: Staff) -> Task:
    url = reverse("applicants:household", args=[household.pk])
    return Task(
        title=str(household.head),
        place=place_of(household.area, staff),
        stage=_("花名册接收"),
        url=url,
        next_step=_("补登成员"),
        next_url=f"{url}#members",
    )


@worklist.provider
def overrides_to_answer(staff: Staff, on: date) -> Iterable[Bucket]:
    """What somebody decided beside the rules and `staff` may agree to: not their own, nor of a case they entered."""
    if not allows(staff, P.OVERRIDE_AGREE):
        return []
    newer = Assessment.objects.filter(
        case=OuterRef("assessment__case"), pk__gt=OuterRef("assessment")
    )
    waiting = (
        Override.objects.visible_to(staff)
        .waiting()
        .filter(~Exists(newer), assessment__case__status=CaseStatus.ACCEPTED)
        .exclude(given_by=staff)
        .exclude(assessment__case__entered_by=staff)
    )
    keys = dict(waiting.order_by("assessment__case").values_list("assessment__case", "pk"))
    return [
        Bucket(
            key="override",
            label=_("人工核定待答复"),
            count=len(keys),
            tasks=_answer_tasks(dict(islice(keys.items(), SHOWN)), staff, on) if keys else [],
            unit=ngettext_lazy("件", "件", len(keys)),
            tone="doing" if keys else "",
            order=3,
        )
    ]


def _answer_tasks(overrides: Mapping[int, int], staff: Staff, on: date) -> list[Task]:
    """By case, what to answer about it."""
    rows = list(cases_of(staff, on=on).filter(pk__in=overrides).order_by("pk"))
    pages = [reverse("applicants:override_answer", args=[overrides[case.pk]]) for case in rows]
    tasks = tasks_of(rows, staff, Clock(on))
    return [
        replace(task, next_step=_("答复人工核定"), next_url=page)
        for task, page in zip(tasks, pages, strict=True)
    ]
