"""How far a look at a benefit is: its tasks, its stages, and what may be pressed next."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from applicants.models.case import CaseStatus
from applicants.pages.case_file import CaseFile
from applicants.pages.investigation import investigation_buttons, investigation_tasks
from applicants.pages.lines import Button, Task, Words, url_of
from applicants.pages.procedure import letter_task
from applicants.pages.tasks import (
    Stage,
    assess_button,
    assessment_task,
    decision_task,
    override_buttons,
)
from applicants.steps import Step
from dibao.guards import allows
from dibao.models.staff import Staff
from dibao.permissions import Permission as P

Stop = tuple[Words, str, date | None]


def tasks_of(file: CaseFile, staff: Staff) -> list[Task]:
    """Family, what was seen at its house, numbers, opinion, the family's word where a cut asks for it, decision."""
    return [
        _family_task(file, staff),
        *investigation_tasks(file, staff),
        assessment_task(file),
        _opinion_task(file, staff),
        *_hearing_tasks(file, staff),
        decision_task(file, staff),
        *letter_task(file, staff),
    ]


def _family_task(file: CaseFile, staff: Staff) -> Task:
    may_edit = file.is_editable and allows(staff, P.CASE_ENTER)
    url = url_of("case_edit" if may_edit else "case_check", file.case)
    return Task(label=_("家庭情况"), status=_("已填"), tone="done", url=url)


def _opinion_task(file: CaseFile, staff: Staff) -> Task:
    label = _("初审意见")
    if file.opinion is not None:
        status = file.opinion.get_proposal_display()
        return Task(label=label, status=status, tone="done", hint=file.opinion.given_by.name)
    may_propose = file.case.status == CaseStatus.ACCEPTED and allows(staff, P.CASE_PROPOSE)
    url = f"{url_of('case_check', file.case)}#opinion" if may_propose else ""
    return Task(label=label, status=_("未提出"), tone="todo", url=url)


def asks_for_hearing(file: CaseFile) -> bool:
    """社会救助法 Art 48: whether the case's rules have the family heard about what is proposed now."""
    is_cut = file.opinion is not None and file.opinion.is_cut
    return is_cut and file.case.rules.as_terms().hearing_before_cut


def _hearing_tasks(file: CaseFile, staff: Staff) -> list[Task]:
    if not asks_for_hearing(file):
        return []
    label = _("听取意见")
    heard = [one for one in file.hearings if file.opinion and one.opinion_id == file.opinion.pk]
    if heard:
        words = heard[-1].get_stance_display()
        return [Task(label=label, status=words, tone="done", url="#hearings")]
    may_record = file.case.step == Step.HEAR and allows(staff, P.HEARING_RECORD)
    url = url_of("hearing_new", file.case) if may_record else ""
    return [Task(label=label, status=_("还没有听取"), tone="warn", url=url)]


def stages_of(file: CaseFile) -> list[Stage]:
    """Begun, proposed, heard, decided: with who and when."""
    done, is_over = _stages_done(file), file.case.status == CaseStatus.WITHDRAWN
    stages = []
    for number, (label, by, at) in enumerate(_stops(file)):
        state = "done" if number < done else "current" if number == done else "todo"
        if is_over and number == done:
            state = "stopped"
        stages.append(Stage(label=label, state=state, by=by, at=at))
    return stages


def _stages_done(file: CaseFile) -> int:
    stops = len(_stops(file))
    if file.decision is not None:
        return stops
    if file.opinion is None or file.case.status == CaseStatus.ACCEPTED:
        return 1
    return stops - 1 if file.case.step == Step.DECIDE else 2


def _stops(file: CaseFile) -> list[Stop]:
    case, opinion, decision = file.case, file.opinion, file.decision
    heard = file.hearings[-1] if file.hearings else None
    hearing: list[Stop] = [
        (
            _("听取意见"),
            heard.recorded_by.name if heard else "",
            heard.held_on if heard else None,
        )
    ]
    return [
        (_("立案"), case.entered_by.name, case.opened_on),
        (
            _("初审"),
            opinion.given_by.name if opinion else "",
            opinion.given_on if opinion else None,
        ),
        *(hearing if asks_for_hearing(file) else []),
        (
            _("县级决定"),
            decision.decided_by.name if decision else "",
            decision.decided_on if decision else None,
        ),
    ]


def buttons_of(file: CaseFile, staff: Staff) -> list[Button]:
    """What `staff` may do now, the next step first."""
    case = file.case
    found = investigation_buttons(file, staff)
    if file.is_editable and allows(staff, P.CASE_ENTER):
        found.append(Button(_("改家庭情况"), url_of("case_edit", case), tone="quiet"))
    if case.status == CaseStatus.ACCEPTED and allows(staff, P.CASE_ASSESS):
        found += assess_button(file)
    found += override_buttons(file, staff)
    if case.step == Step.HEAR and allows(staff, P.HEARING_RECORD):
        found.append(Button(_("记录听取意见"), url_of("hearing_new", case)))
    for move in case.moves_open_to(staff):
        found += _move_buttons(move.name, str(move.label), file)
    return sorted(found, key=lambda button: (button.tone != "", not button.is_step))


def _move_buttons(move: str, label: str, file: CaseFile) -> list[Button]:
    """A benefit is looked at without notice and without refusal, so only some of the moves have buttons."""
    case = file.case
    is_judged = file.assessment is not None and not file.is_outdated
    if move == "withdraw":
        url = url_of("case_withdraw", case)
        return [Button(_("撤销"), url, tone="quiet", is_step=False)]
    if move == "propose":
        tone = "" if is_judged else "quiet"
        return [Button(label, f"{url_of('case_check', case)}#opinion", tone=tone)]
    if move == "confirm" and case.step == Step.DECIDE:
        return [Button(_("作决定"), url_of("change_decide", case))]
    if move == "send_back":
        return [Button(label, url_of("case_send_back", case), tone="quiet")]
    return []
