"""The county's queue, and what has changed since the family was last judged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.deadlines import PostingState
from applicants.forms.decisions import QueueFilter
from applicants.models.assessment import Assessment, TownshipOpinion
from applicants.models.case import Case, CaseQuerySet
from applicants.models.grant import Grant
from applicants.models.notice import NoticeStage
from applicants.models.objection_kinds import ObjectionStatus
from applicants.models.override import agreed_on, payable_of, with_overrides
from applicants.pages.case_file import CaseFile
from applicants.pages.places import place_of
from applicants.pages.tasks import url_of
from applicants.steps import Clock, Remaining, Step
from dibao.display import month_day_text, yuan_text
from dibao.models.staff import Staff
from dibao.paging import Page
from dibao.tables import Cell, Column, Row, Table

_SHOWN = {
    QueueFilter.READY: Q(step=Step.DECIDE),
    QueueFilter.WAITING: Q(step__in=(Step.WAIT, Step.POST)),
    QueueFilter.REFUSALS: Q(step=Step.DECIDE, proposal="refuse"),
    QueueFilter.OBJECTIONS: Q(step=Step.ANSWER),
}


def queue(cases: CaseQuerySet, chosen: QueueFilter, *, on: date) -> CaseQuerySet:
    """The cases that the filter names, from `cases_of`."""
    chosen.is_valid()
    asked = chosen.cleaned_data
    if asked.get("area"):
        cases = cases.within(asked["area"])
    if asked.get("days"):
        cases = cases.filter(Q(notices_until__lte=on - timedelta(days=asked["days"])))
    show = asked.get("show", QueueFilter.READY)
    if show == QueueFilter.DOUBTS:
        doubtful = Assessment.objects.filter(outcome="needs_review").values("pk")
        return cases.filter(Q(step=Step.DECIDE, latest_assessment__in=doubtful))
    return cases.filter(_SHOWN[show])


def queue_table(page: Page[Case], staff: Staff, *, on: date) -> Table:
    """A page of the queue with what the reviewer sorts by."""
    clock = Clock(on)
    figures = _figures(page.rows)
    return Table(
        caption=_("县级审核"),
        columns=[
            Column(_("户主")),
            Column(_("村")),
            Column(_("初审意见")),
            Column(_("类别")),
            Column(_("月保障金（元）"), "money"),
            Column(_("公示期满日"), "date"),
            Column(_("剩余时间")),
            Column(_("提示"), "status"),
        ],
        rows=[_row(case, staff, figures.get(case.pk), clock.remaining(case)) for case in page.rows],
        empty=_("没有待决定的案件。公示期满的案件会自动列在这里；还在公示的，选“公示中”查看。"),
        pager=page.pager,
    )


def _figures(cases: Sequence[Case]) -> dict[int, Assessment]:
    rows = with_overrides(
        Assessment.objects.filter(pk__in=[case.latest_assessment for case in cases])
    )
    return {assessment.case_id: assessment for assessment in rows}


def _row(case: Case, staff: Staff, judged: Assessment | None, remaining: Remaining | None) -> Row:
    is_late = remaining is not None and remaining.is_late
    proposals = dict(TownshipOpinion.Proposal.choices)
    payable = payable_of(judged) if judged else None
    return Row.of(
        str(case.household.head),
        place_of(case.area, staff),
        proposals.get(case.proposal or "", ""),
        payable.class_label if payable else "",
        payable.total_amount if payable else None,
        case.notices_until,
        Cell(str(remaining or ""), tone="bad" if is_late else ""),
        _flag(case, judged),
        url=url_of("review_case", case),
    )


def _flag(case: Case, judged: Assessment | None) -> Cell:
    if case.has_objection:
        return Cell(_("有异议"), tone="bad")
    if judged and agreed_on(judged):
        return Cell(_("两人核定"), tone="warn")
    if judged and judged.outcome == "needs_review":
        return Cell(_("需人工核定"), tone="warn")
    return Cell("")


def still_missing(file: CaseFile) -> list[str]:
    """Everything that keeps the case from its decision: postings, open objections, a visit that the county owes."""
    found = [_posting_in_words(state, on=file.on) for state in file.postings]
    open_count = sum(one.status == ObjectionStatus.OPEN for one in file.objections)
    if open_count:
        found.append(_now("有%(count)d件异议没有办结") % {"count": open_count})
    if file.case.lacks_county_visit:
        found.append(_now("县里还没有入户核查"))
    return [words for words in found if words]


def _posting_in_words(state: PostingState, *, on: date) -> str:
    stage = NoticeStage(state.stage).label
    if state.notice is None:
        return _now("%(stage)s还没有张贴，要公示%(days)d天") % {"stage": stage, "days": state.days}
    if state.is_over(on=on):
        return ""
    last = month_day_text(state.notice.ends_on)
    return _now("%(stage)s到%(last)s24时") % {"stage": stage, "last": last}


@dataclass(frozen=True)
class Change:
    """One figure then and now."""

    label: str | Promise
    before: str
    now: str


def changes_of(file: CaseFile) -> list[Change]:
    """What differs from the family's last grant, or else from the case's assessment before this one (two queries)."""
    now = file.assessment
    if now is None:
        return []
    household = file.case.household_id
    grant = Grant.objects.filter(household=household).order_by("-first_month").first()
    if grant is not None:
        return _since_grant(grant, now)
    before = file.case.assessments.filter(pk__lt=now.pk).order_by("-pk").first()
    return _since_assessment(before, now) if before is not None else []


def _since_grant(grant: Grant, assessment: Assessment) -> list[Change]:
    now = payable_of(assessment)
    pairs = [
        (_("类别"), grant.get_benefit_class_display(), str(now.class_label)),
        (_("保障人数"), str(grant.covered_count), str(now.covered)),
        (_("月保障金（元）"), yuan_text(grant.total_amount), yuan_text(now.total_amount)),
    ]
    return [Change(label, before, after) for label, before, after in pairs if before != after]


def _since_assessment(before: Assessment, now: Assessment) -> list[Change]:
    pairs = [(label, _figure(before, name), _figure(now, name)) for label, name in _COMPARED]
    return [Change(label, then, after) for label, then, after in pairs if then != after]


_COMPARED = (
    (_("结果"), "outcome"),
    (_("类别"), "benefit_class"),
    (_("家庭人口"), "counted"),
    (_("保障人数"), "covered"),
    (_("人均年收入（元）"), "per_capita_income"),
    (_("月保障金（元）"), "total_amount"),
)


def _figure(assessment: Assessment, name: str) -> str:
    match name:
        case "outcome":
            return str(assessment.get_outcome_display())
        case "benefit_class":
            return str(assessment.get_benefit_class_display() or _now("无"))
        case "per_capita_income" | "total_amount":
            return yuan_text(getattr(assessment, name))
    return str(getattr(assessment, name))
