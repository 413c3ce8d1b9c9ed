"""The investigation as a case's page shows it: how far visits and review are, and what they found."""

from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.eligibility.codes import ReviewMeeting as MeetingRule
from applicants.models.case import CaseKind, CaseStatus
from applicants.models.meeting import MeetingConclusion, ReviewMeeting
from applicants.models.objection_kinds import HOLDS
from applicants.models.visit import HomeVisit, VisitConclusion, VisitPurpose
from applicants.pages.case_file import CaseFile
from applicants.pages.lines import Button, Task, Words, url_of
from applicants.steps import Step
from dibao.display import listed
from dibao.guards import allows
from dibao.models.staff import Staff
from dibao.permissions import Permission as P

_TONES = {
    VisitConclusion.AGREES: "done",
    VisitConclusion.DIFFERS: "warn",
    VisitConclusion.UNCLEAR: "warn",
}
_MEETING_TONES = {
    MeetingConclusion.TRUE: "done",
    MeetingConclusion.UNTRUE: "warn",
    MeetingConclusion.DISPUTED: "bad",
}
_UNDER_WAY = (CaseStatus.ACCEPTED, CaseStatus.PROPOSED, CaseStatus.ON_NOTICE)


def investigation_tasks(file: CaseFile, staff: Staff) -> list[Task]:
    """The visit, and the review where the rules or a dispute ask for one."""
    tasks = [_visit_task(file, staff)] if _is_visited(file) else []
    return [*tasks, _meeting_task(file, staff)] if asks_for_meeting(file) else tasks


def _is_visited(file: CaseFile) -> bool:
    is_asked = file.case.kind in (CaseKind.APPLICATION, CaseKind.RECHECK)
    return is_asked or bool(_of_township(file))


def _of_township(file: CaseFile) -> list[HomeVisit]:
    return [visit for visit in file.visits if visit.purpose == VisitPurpose.TOWNSHIP]


def asks_for_meeting(file: CaseFile) -> bool:
    """Whether villagers have, or should have, been asked."""
    if file.meetings:
        return True
    rules = file.case.rule_set
    is_asked = rules is not None and rules.as_terms().review_meeting is MeetingRule.ALWAYS
    is_new = file.case.kind == CaseKind.APPLICATION
    return is_new and (is_asked or _was_objected_to(file))


def _was_objected_to(file: CaseFile) -> bool:
    return any(one.status in HOLDS for one in file.objections)


def _visit_task(file: CaseFile, staff: Staff) -> Task:
    label = _("入户调查")
    visits = _of_township(file)
    draft = next((visit for visit in visits if not visit.is_signed), None)
    if draft is not None:
        left = {"number": len(draft.blocks_missing)}
        hint = _now("还差%(number)d屏") % left if draft.blocks_missing else _now("还没有签字")
        return Task(
            label=label, status=_("填写中"), tone="doing", url=url_of_visit(draft), hint=hint
        )
    if file.case.status not in _UNDER_WAY and not visits:
        is_draft = file.case.status == CaseStatus.DRAFT
        return Task(label=label, status=_("还不能办") if is_draft else _("没有记录"), tone="todo")
    may_go = allows(staff, P.VISIT_RECORD)
    if file.case.step == Step.VISIT:
        status = _("要再做一次") if visits else _("未调查")
        url = url_of("visit_new", file.case) if may_go else ""
        return Task(label=label, status=status, tone="warn" if visits else "todo", url=url)
    if not visits:
        return Task(label=label, status=_("未调查"), tone="todo")
    last = visits[-1]
    return Task(
        label=label,
        status=last.get_conclusion_display(),
        tone=_TONES[VisitConclusion(last.conclusion)],
        url=url_of_visit(last),
        hint=f"{last.visited_on.isoformat()} {listed(last.investigators)}",
    )


def _meeting_task(file: CaseFile, staff: Staff) -> Task:
    label = _("民主评议")
    if file.meetings:
        last = file.meetings[-1]
        return Task(
            label=label,
            status=last.get_conclusion_display(),
            tone=_MEETING_TONES[MeetingConclusion(last.conclusion)],
            url="#meetings",
            hint=last.held_on.isoformat(),
        )
    may_record = file.case.step == Step.MEET and allows(staff, P.MEETING_RECORD)
    if file.case.rules.as_terms().review_meeting is not MeetingRule.ALWAYS:
        hint = _("异议成立后，入户调查和民主评议选一样重新做")
        return Task(label=label, status=_("可以不办"), tone="todo", hint=hint)
    url = url_of("meeting_new", file.case) if may_record else ""
    return Task(label=label, status=_("未评议"), tone="todo", url=url)


def url_of_visit(visit: HomeVisit) -> str:
    return reverse("applicants:visit", args=[visit.pk])


def investigation_buttons(file: CaseFile, staff: Staff) -> list[Button]:
    """The next step where it is the township's to find something out."""
    case = file.case
    if case.step in (Step.VISIT, Step.SIGN) and allows(staff, P.VISIT_RECORD):
        return [Button(Step(case.step).label, url_of("visit_new", case))]
    if case.step == Step.MEET and allows(staff, P.MEETING_RECORD):
        return [Button(_("登记民主评议"), url_of("meeting_new", case))]
    return []


@dataclass(frozen=True)
class ShownVisit:
    """A visit as a line of the case's page."""

    visit: HomeVisit
    url: str
    who: str
    status: Words
    tone: str


@dataclass(frozen=True)
class Investigation:
    """The section about what was found out, with where more may be found out."""

    visits: list[ShownVisit] = field(default_factory=list)
    meetings: list[tuple[ReviewMeeting, str]] = field(default_factory=list)
    visit_url: str = ""
    meeting_url: str = ""

    @property
    def is_shown(self) -> bool:
        return bool(self.visits or self.meetings or self.visit_url or self.meeting_url)


def investigation_of(file: CaseFile, staff: Staff) -> Investigation:
    """Visits and meetings of the case, newest last."""
    is_open = file.case.status in _UNDER_WAY
    has_findings = any(visit.is_signed for visit in _of_township(file))
    may_visit = is_open and allows(staff, P.VISIT_RECORD)
    may_meet = is_open and has_findings and allows(staff, P.MEETING_RECORD)
    return Investigation(
        visits=[_shown(visit) for visit in file.visits],
        meetings=[
            (meeting, _MEETING_TONES[MeetingConclusion(meeting.conclusion)])
            for meeting in file.meetings
        ],
        visit_url=url_of("visit_new", file.case) if may_visit else "",
        meeting_url=url_of("meeting_new", file.case) if may_meet else "",
    )


def _shown(visit: HomeVisit) -> ShownVisit:
    status = visit.get_conclusion_display() if visit.is_signed else visit.get_status_display()
    tone = _TONES[VisitConclusion(visit.conclusion)] if visit.is_signed else "doing"
    return ShownVisit(visit, url_of_visit(visit), listed(visit.investigators), status, tone)
