"""How far a case is: the list of what there is to do, the line of stages, and what may be pressed next."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from applicants.authorisations import is_adult, without_authorisation
from applicants.deadlines import PostingState
from applicants.materials import missing_of
from applicants.models.case import CaseStatus
from applicants.models.grant import Outcome
from applicants.models.notice import NoticeStage
from applicants.models.override import Override
from applicants.pages.case_file import CaseFile
from applicants.pages.checks import check_task
from applicants.pages.investigation import investigation_buttons, investigation_tasks
from applicants.pages.lines import Button, Task, Words, url_of
from applicants.pages.overrides import may_answer
from applicants.pages.procedure import county_visit_task, letter_task, side_buttons
from applicants.pages.trace import OUTCOME_TONES
from applicants.steps import Step
from dibao.display import month_day_text
from dibao.guards import allows
from dibao.models.staff import Staff
from dibao.permissions import Permission as P

__all__ = ["Button", "Stage", "Task", "buttons_of", "stages_of", "tasks_of", "url_of"]


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One stop of the stage line component."""

    label: Words
    state: str
    by: str = ""
    at: date | None = None
    note: Words = ""


def tasks_of(file: CaseFile, staff: Staff) -> list[Task]:
    """The sections of an application in the order of the procedure, each with where it stands."""
    return [
        _entry_task(file, staff),
        _documents_task(file),
        _consents_task(file),
        _relatives_task(file),
        _acceptance_task(file),
        check_task(file, staff),
        *investigation_tasks(file, staff),
        assessment_task(file),
        _opinion_task(file, staff),
        *[_posting_task(file, state) for state in file.postings],
        *county_visit_task(file, staff),
        decision_task(file, staff),
        *letter_task(file, staff),
    ]


def _entry_task(file: CaseFile, staff: Staff) -> Task:
    may_edit = file.is_editable and allows(staff, P.CASE_ENTER)
    return Task(
        label=_("申请资料"),
        status=_("填写中") if file.case.status == CaseStatus.DRAFT else _("已填"),
        tone="doing" if file.case.status == CaseStatus.DRAFT else "done",
        url=url_of("case_edit" if may_edit else "case_check", file.case),
    )


def _documents_task(file: CaseFile) -> Task:
    """Materials are asked for while the case is worked on; afterwards the list only leads to the files."""
    url, missing = url_of("case_documents", file.case), len(missing_of(file.materials))
    if missing and file.is_editable:
        words = _now("缺%(count)d项") % {"count": missing}
        return Task(label=_("材料"), status=words, tone="warn", url=url, hint=_awaited(file))
    words = ngettext("%(count)d个文件", "%(count)d个文件", len(file.documents))
    return Task(
        label=_("材料"), status=words % {"count": len(file.documents)}, tone="done", url=url
    )


def _awaited(file: CaseFile) -> str:
    """What the family was told and until when, while it has not brought everything."""
    if file.awaited is None:
        return ""
    days = {
        "told": month_day_text(file.awaited.given_on),
        "due": month_day_text(file.awaited.due_on),
    }
    return _now("%(told)s已一次性告知，%(due)s前补齐") % days


def _consents_task(file: CaseFile) -> Task:
    label, url = _("承诺和授权"), url_of("case_consents", file.case)
    waiting = without_authorisation(file.members, file.authorisations)
    adults = [person for person in waiting if is_adult(person, on=file.on)]
    if adults and file.is_editable:
        words = ngettext("%(count)d人未签", "%(count)d人未签", len(adults))
        return Task(label=label, status=words % {"count": len(adults)}, tone="warn", url=url)
    words = ngettext("%(count)d人已签", "%(count)d人已签", len(file.authorisations))
    return Task(
        label=label, status=words % {"count": len(file.authorisations)}, tone="done", url=url
    )


def _relatives_task(file: CaseFile) -> Task:
    label, url = _("近亲属备案"), url_of("case_relatives", file.case)
    if file.relatives:
        words = _now("已备案，县里要入户调查")
        return Task(label=label, status=_("已备案"), tone="warn", url=url, hint=words)
    if any(one.declares_relatives for one in file.authorisations):
        return Task(label=label, status=_("申明有，未备案"), tone="bad", url=url)
    return Task(label=label, status=_("没有备案"), tone="done", url=url)


def _acceptance_task(file: CaseFile) -> Task:
    if file.case.accepted_on is None:
        return Task(label=_("受理"), status=_("未受理"), tone="todo")
    words = _now("%(day)s受理") % {"day": file.case.accepted_on.isoformat()}
    return Task(label=_("受理"), status=_("已受理"), tone="done", hint=words)


def assessment_task(file: CaseFile) -> Task:
    """Whether the file was judged, and is still the file that was."""
    label = _("待遇计算")
    if file.assessment is None:
        can_begin = file.case.status == CaseStatus.ACCEPTED
        return Task(label=label, status=_("未计算") if can_begin else _("还不能办"), tone="todo")
    if file.is_outdated:
        return Task(
            label=label, status=_("要重算"), tone="warn", hint=_("计算以后资料改过或退回过")
        )
    if file.override is not None and file.override.is_agreed is not False:
        return _overridden_task(label, file.override)
    verdict = file.assessment.as_verdict()
    return Task(
        label=label,
        status=file.assessment.get_outcome_display(),
        tone=OUTCOME_TONES[verdict.outcome],
        url="#trace",
    )


def _why_no_opinion_yet(file: CaseFile) -> Words:
    if file.override is not None and file.override.is_waiting:
        return _("人工核定待第二人答复")
    if file.case.step != Step.PROPOSE:
        return _now("先办：%(step)s") % {"step": Step(file.case.step).label}
    return ""


def _overridden_task(label: Words, override: Override) -> Task:
    if override.is_waiting:
        hint = _("人工核定待第二人答复")
        return Task(label=label, status=_("待答复"), tone="warn", url="#override", hint=hint)
    return Task(label=label, status=_("两人已核定"), tone="done", url="#override")


def _opinion_task(file: CaseFile, staff: Staff) -> Task:
    label = _("初审意见")
    if file.opinion is not None:
        return Task(
            label=label,
            status=file.opinion.get_proposal_display(),
            tone="done",
            hint=file.opinion.given_by.name,
        )
    if file.case.status != CaseStatus.ACCEPTED or file.assessment is None or file.is_outdated:
        return Task(label=label, status=_("还不能办"), tone="todo", hint=_("先计算待遇"))
    hint = _why_no_opinion_yet(file)
    if hint:
        return Task(label=label, status=_("还不能办"), tone="todo", hint=hint)
    check = f"{url_of('case_check', file.case)}#opinion"
    url = check if allows(staff, P.CASE_PROPOSE) else ""
    return Task(label=label, status=_("未提出"), tone="todo", url=url)


def _posting_task(file: CaseFile, state: PostingState) -> Task:
    label = NoticeStage(state.stage).label
    if state.notice is None:
        return Task(label=label, status=_("未公示"), tone="todo")
    url = reverse("applicants:notice", args=[state.notice.pk])
    doubt = state.doubt(on=file.on)
    if state.is_over(on=file.on):
        return Task(label=label, status=_("已期满"), tone="done", url=url, hint=doubt)
    left = _now("还差%(days)d天") % {"days": state.days_left(on=file.on)}
    hint = f"{left} {doubt}".strip()
    return Task(label=label, status=_("公示中"), tone="doing", url=url, hint=hint)


# Outcomes after which the family gets nothing, or soon nothing.
_ENDS = (Outcome.REFUSE, Outcome.END, Outcome.GRACE)


def decision_task(file: CaseFile, staff: Staff) -> Task:
    """What the county decided, or whether it may."""
    label = _("县级决定")
    if file.decision is not None:
        return Task(
            label=label,
            status=file.decision.get_outcome_display(),
            tone="stopped" if file.decision.outcome in _ENDS else "good",
            hint=f"{file.decision.decided_by.name} {file.decision.decided_on.isoformat()}",
        )
    if file.case.status in (CaseStatus.WITHDRAWN, CaseStatus.ENDED):
        return Task(label=label, status=file.case.status_label, tone="stopped")
    if file.case.step == "decide":
        url = url_of("review_case", file.case) if allows(staff, P.CASE_CONFIRM) else ""
        return Task(label=label, status=_("待决定"), tone="doing", url=url)
    return Task(label=label, status=_("还不能办"), tone="todo")


def stages_of(file: CaseFile) -> list[Stage]:
    """Entered, accepted, proposed, posted, decided: with who and when."""
    done = _stages_done(file)
    stages = []
    for number, (label, by, at) in enumerate(_stops(file)):
        state = "done" if number < done else "current" if number == done else "todo"
        if file.case.status in (CaseStatus.WITHDRAWN, CaseStatus.ENDED) and number >= done:
            state = "stopped" if number == done else "todo"
        stages.append(Stage(label=label, state=state, by=by, at=at))
    return stages


def _stages_done(file: CaseFile) -> int:
    if file.decision is not None:
        return 5
    if file.postings and file.is_decidable:
        return 4
    if file.opinion is not None and not file.is_outdated:
        return 3
    return 2 if file.case.accepted_on else 1


def _stops(file: CaseFile) -> list[tuple[Words, str, date | None]]:
    case, opinion, decision = file.case, file.opinion, file.decision
    last = next((state.notice for state in file.postings[::-1] if state.notice), None)
    return [
        (_("录入"), case.entered_by.name, case.opened_on),
        (_("受理"), "", case.accepted_on),
        (
            _("初审"),
            opinion.given_by.name if opinion else "",
            opinion.given_on if opinion else None,
        ),
        (_("公示"), "", last.ends_on if last else None),
        (
            _("县级决定"),
            decision.decided_by.name if decision else "",
            decision.decided_on if decision else None,
        ),
    ]


def buttons_of(file: CaseFile, staff: Staff) -> list[Button]:
    """What `staff` may do now, the next step first; from the table of moves and the state of the file."""
    case = file.case
    found = investigation_buttons(file, staff)
    if case.status == CaseStatus.ACCEPTED and allows(staff, P.CASE_ASSESS):
        found += assess_button(file)
    found += override_buttons(file, staff)
    for move in case.moves_open_to(staff):
        found += _move_buttons(move.name, str(move.label), file)
    is_open_to_objections = file.running and case.status == CaseStatus.ON_NOTICE
    if is_open_to_objections and allows(staff, P.OBJECTION_RECORD):
        url = url_of("objection_new", case)
        found.append(Button(_("登记异议"), url, tone="quiet", is_step=False))
    found += side_buttons(file, staff)
    return sorted(found, key=lambda button: (button.tone != "", not button.is_step))


# 办法 Art 19: judged once the facts are found; the numbers may be looked at before.
_JUDGING = (Step.ASSESS, Step.PROPOSE)


def assess_button(file: CaseFile) -> list[Button]:
    """Judge the file, or judge it anew."""
    is_next = (file.assessment is None or file.is_outdated) and file.case.step in _JUDGING
    label = _("计算待遇") if file.assessment is None else _("重新计算")
    url = url_of("case_assess", file.case)
    return [Button(label, url, is_sent=True, tone="" if is_next else "quiet")]


def override_buttons(file: CaseFile, staff: Staff) -> list[Button]:
    """Proposing one where none is, and answering the one that waits."""
    override, assessment = file.override, file.assessment
    if file.case.status != CaseStatus.ACCEPTED or assessment is None or file.is_outdated:
        return []
    if override is not None and override.is_waiting:
        url = reverse("applicants:override_answer", args=[override.pk])
        return [Button(_("答复人工核定"), url)] if may_answer(override, file.case, staff) else []
    if (override is not None and override.is_agreed) or not allows(staff, P.OVERRIDE_GIVE):
        return []
    # Where the numbers give no class there is no other way on.
    is_needed = assessment.outcome == "needs_review" and assessment.benefit_class is None
    url = url_of("override_give", file.case)
    return [Button(_("人工核定"), url, tone="" if is_needed else "quiet", is_step=is_needed)]


def _move_buttons(move: str, label: str, file: CaseFile) -> list[Button]:
    """A move's button leads to its page; where the step cannot be done yet there is none."""
    case = file.case
    is_judged = file.assessment is not None and not file.is_outdated
    is_judged = is_judged and not (file.override is not None and file.override.is_waiting)
    if move == "accept":
        return [Button(_("打开资料，受理"), url_of("case_edit", case))]
    if move == "withdraw":
        return [Button(label, url_of("case_withdraw", case), tone="quiet", is_step=False)]
    if move == "propose":
        url = f"{url_of('case_check', case)}#opinion"
        return [Button(label, url)] if is_judged and case.step == Step.PROPOSE else []
    if move == "post":
        url = f"{reverse('applicants:notice_new')}?village={case.area_id}"
        return [Button(label, url)] if case.step == "post" else []
    # An upheld objection reopens the case by itself.
    return [] if move in ("end", "reopen") else _county_buttons(move, label, file)


def _county_buttons(move: str, label: str, file: CaseFile) -> list[Button]:
    pages = {"confirm": "case_confirm", "refuse": "case_refuse", "send_back": "case_send_back"}
    is_refusal = file.opinion is not None and file.opinion.proposal == "refuse"
    if move == "confirm" and is_refusal:
        return []
    tone = "" if move == "confirm" or (move == "refuse" and is_refusal) else "quiet"
    return [Button(label, url_of(pages[move], file.case), tone=tone)]
