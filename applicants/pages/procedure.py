"""The procedure on a case's page: its limits, what obliges the county, what must be told, what is done aside."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.actions.duties import MAY_RECORD
from applicants.deliverables import HANDED_OVER, LABELS, DeliverableKind, Subject, Waiting
from applicants.eligibility.codes import ProcedureStep
from applicants.limits import LimitState
from applicants.models.case import Case, CaseStatus
from applicants.models.delivery import LetterDelivery
from applicants.models.objection import Objection
from applicants.models.visit import VisitPurpose
from applicants.pages.case_file import CaseFile
from applicants.pages.lines import Button, Task, Words, url_of
from applicants.pages.places import place_of
from applicants.pages.waiting import remaining_of, url_of_letter
from applicants.steps import Clock
from dibao.display import day_text, with_note
from dibao.guards import allows
from dibao.models.staff import Staff
from dibao.permissions import Permission as P
from dibao.tables import Cell, Column, Row, Table

_UNDER_WAY = (CaseStatus.ACCEPTED, CaseStatus.PROPOSED, CaseStatus.ON_NOTICE)


def limits_table(file: CaseFile) -> Table:
    """Each limit with the day that started it, the day that ends it, and the days used and left."""
    return Table(
        caption=_("各环节的期限"),
        columns=[
            Column(_("事项")),
            Column(_("期限")),
            Column(_("起算日"), "date"),
            Column(_("到期日"), "date"),
            Column(_("已用"), "number"),
            Column(_("剩余"), "number"),
            Column(_("情况"), "status"),
        ],
        rows=[_limit_row(state) for state in file.limits],
    )


def _limit_row(state: LimitState) -> Row:
    step = ProcedureStep.of(state.limit.step)
    due = Cell(state.due, note="" if state.is_certain else _("节假日未登记，可能变动"))
    return Row.of(
        Cell(_now(step.label), note=state.limit.article),
        _length(state),
        state.start,
        due,
        state.used,
        _left(state),
        _standing(state),
    )


def _length(state: LimitState) -> str:
    words = {"number": state.limit.number}
    if state.is_in_working_days:
        return _now("%(number)d个工作日") % words
    return _now("%(number)d天") % words


def _left(state: LimitState) -> int | str:
    if state.is_done or state.is_stopped:
        return ""
    return _now("超%(days)d") % {"days": -state.left} if state.is_late else state.left


def _standing(state: LimitState) -> Cell:
    if state.is_done:
        done = _("超期办结") if state.is_late else _("按期办结")
        return Cell(done, tone="warn" if state.is_late else "done", note=day_text(state.done_on))
    if state.is_stopped:
        return Cell(_("已终止"), tone="stopped")
    return Cell(
        _("已超期") if state.is_late else _("期限内"), tone="bad" if state.is_late else "doing"
    )


def county_visit_task(file: CaseFile, staff: Staff) -> list[Task]:
    """The county's own look, where something obliges it."""
    if not (file.relatives or file.duties):
        return []
    label = _("县级入户核查")
    done = [v for v in file.visits if v.purpose == VisitPurpose.COUNTY and v.is_signed]
    since = max((duty.recorded_at for duty in file.duties), default=None)
    is_seen = any(since is None or (v.signed_at is not None and v.signed_at > since) for v in done)
    if is_seen:
        return [Task(label=label, status=_("已核查"), tone="done", hint=str(done[-1].visited_on))]
    may_go = file.case.status in (CaseStatus.PROPOSED, CaseStatus.ON_NOTICE)
    url = url_of("visit_new", file.case) if may_go and allows(staff, P.DUTY_VISIT_RECORD) else ""
    return [Task(label=label, status=_("未核查"), tone="warn", url=url, hint=_why(file))]


def _why(file: CaseFile) -> Words:
    return file.duties[-1].get_reason_display() if file.duties else _("近亲属备案")


def letter_task(file: CaseFile, staff: Staff) -> list[Task]:
    """The letter of a refusal or an ending, until it has arrived."""
    kind, subject = None, file.decision or file.ending
    if file.decision is not None and file.decision.outcome in HANDED_OVER:
        kind = DeliverableKind.DECISION
    elif file.ending is not None:
        kind = DeliverableKind.ENDING
    if kind is None or subject is None:
        return []
    delivery = delivery_of(subject)
    if delivery is not None:
        hint = with_note(delivery.get_way_display(), delivery.delivered_on)
        return [Task(label=LABELS[kind], status=_("已送达"), tone="done", hint=hint)]
    url = url_of_letter(kind, subject.pk) if allows(staff, P.LETTER_DELIVER) else ""
    return [Task(label=LABELS[kind], status=_("待送达"), tone="warn", url=url)]


def delivery_of(subject: Subject) -> LetterDelivery | None:
    """How something reached whom it concerns, if it did."""
    return getattr(subject, "delivery", None)


def tell_url(objection: Objection, staff: Staff) -> str:
    """Where an answered objection is told to whoever made it, while it is not."""
    is_told = bool(objection.told_way) or delivery_of(objection) is not None
    if is_told or objection.answered_on is None or not allows(staff, P.LETTER_DELIVER):
        return ""
    return url_of_letter(DeliverableKind.OBJECTION, objection.pk)


def side_buttons(file: CaseFile, staff: Staff) -> list[Button]:
    """What does not take the case on: a complaint, more time, its end for non-cooperation."""
    case = file.case
    if case.status not in _UNDER_WAY:
        return []
    found = []
    if MAY_RECORD & staff.permissions:
        found.append(
            Button(_("登记投诉举报"), url_of("duty_new", case), tone="quiet", is_step=False)
        )
    if allows(staff, P.CASE_EXTEND) and _may_be_extended(file):
        found.append(
            Button(_("延长期限"), url_of("case_extend", case), tone="quiet", is_step=False)
        )
    if allows(staff, P.CASE_END):
        found.append(Button(_("终止办理"), url_of("case_end", case), tone="quiet", is_step=False))
    return found


def _may_be_extended(file: CaseFile) -> bool:
    terms = file.case.rules.as_terms()
    return file.extension is None and terms.limit(ProcedureStep.DECISION_EXTENDED) is not None


def letters_table(
    found: Sequence[Waiting], cases: Mapping[int, Case], staff: Staff, clock: Clock
) -> Table:
    """Everything that waits to be told, with the days that a refusal's letter has."""
    return Table(
        caption=_("待告知、待送达"),
        columns=[
            Column(_("户主")),
            Column(_("村")),
            Column(_("事项")),
            Column(_("作出日期"), "date"),
            Column(_("剩余时间")),
            Column(_("下一步")),
        ],
        rows=[_letter_row(one, cases[one.case], staff, clock) for one in found],
        empty=_("没有要告知或送达的。"),
    )


def _letter_row(one: Waiting, case: Case, staff: Staff, clock: Clock) -> Row:
    remaining = remaining_of(one, case, clock)
    is_late = remaining is not None and remaining.is_late
    return Row.of(
        str(case.household.head),
        place_of(case.area, staff),
        LABELS[one.kind],
        one.since,
        Cell(str(remaining or ""), tone="bad" if is_late else ""),
        Cell(_("登记送达"), url=url_of_letter(one.kind, one.pk)),
        url=url_of("case", case),
    )
