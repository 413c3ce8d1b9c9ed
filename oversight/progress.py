"""How far a matter is, in a villager's words: what happened, what comes next, by when, and whom to call."""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applicants.asked_after import (
    ApplicationStands,
    Number,
    ReceiptNumber,
    StatementStands,
    VoiceNumber,
    VoiceStands,
    application_of,
    statement_of,
    voice_of,
)
from applicants.limits import decision_due
from applicants.models.case import Case, CaseStatus
from applicants.models.objection_kinds import ObjectionStatus
from applicants.models.policy import RuleSet
from applicants.models.statement import StatementAnswer
from dibao.models.area import Area
from dibao.models.holiday import Holiday
from oversight import slips


@dataclass(frozen=True, kw_only=True)
class Progress:
    """The answer to a question; `village` is the code of the place whose notices matter now, where some do."""

    number: str
    title: str
    day: date | None
    sentences: tuple[str, ...]
    office: Area
    # What people say is answered by the county; the rest by the township.
    is_of_county: bool = False
    # The way to an appeal, where there is one: a slip, see `oversight.slips`.
    appeal: str = ""
    # The number to ask with from here on, where there is another one.
    goes_on_as: str = ""
    village: str = ""


def of(number: Number, *, digits: str, on: date) -> Progress | None:
    """None where there is nothing of that number and those digits; the receipt of what somebody said needs none."""
    if isinstance(number, VoiceNumber):
        voice = voice_of(number)
        return _of_voice(number.text, voice, on) if voice else None
    if isinstance(number, ReceiptNumber):
        statement = statement_of(number, digits=digits)
        return _of_statement(number.text, statement, on) if statement else None
    application = application_of(number, digits=digits)
    return _of_application(number.text, application, on) if application else None


def _of_statement(number: str, stands: StatementStands, on: date) -> Progress:
    office = Area.objects.get(pk=stands.township)
    title, sentences = _told(stands, office, on)
    return Progress(
        number=number,
        title=title,
        day=stands.answered_on or stands.received_on,
        sentences=sentences,
        office=office,
        goes_on_as=stands.case_number,
    )


def _told(stands: StatementStands, office: Area, on: date) -> tuple[str, tuple[str, ...]]:
    match stands.answer:
        case StatementAnswer.TAKEN_UP:
            title = _("已填成正式的申请")
            return title, (_("乡镇已和家庭一起把申请填完整。以后用案号问办到哪一步。"),)
        case StatementAnswer.NOT_REACHED:
            title = _("已办结：多次联系不上")
            again = _("按留的电话多次联系不上。还想申请的，打乡镇的电话，或者重新填一次。")
            return title, (again,)
        case StatementAnswer.WITHDRAWN:
            title = _("已办结：本人不申请")
            return title, (_("乡镇联系时，家里说不申请。以后还可以申请。"),)
        case StatementAnswer.DUPLICATE:
            # Not that there is another statement: whoever asks may not be who made that one.
            title = _("已办结：不再单独办理")
            return title, (_("要问原因的，打乡镇的电话，报这个编号。"),)
    return _waiting(stands, office, on)


def _waiting(stands: StatementStands, office: Area, on: date) -> tuple[str, tuple[str, ...]]:
    """No law says how soon a township calls, so the days that passed are told and none is promised."""
    days = (on - stands.received_on).days
    waited = _("已经等了%(days)d天。") % {"days": days} if days else _("是今天提交的。")
    call = _("工作人员打留的电话联系；没有接到电话的，打下面的电话问，不用再填一次。")
    if not stands.is_handed_on:
        return _("乡镇已收到，等工作人员打电话"), (waited, call)
    named = {"office": office.path}
    moved = _("不归原来填的乡镇办，已转给%(office)s人民政府。") % named
    return _("已转给%(office)s") % named, (moved, waited, call)


def _of_voice(number: str, stands: VoiceStands, on: date) -> Progress:
    title, day, sentences = _heard(stands, on)
    return Progress(
        number=number,
        title=title,
        day=day,
        sentences=sentences,
        office=Area.objects.get(pk=stands.county),
        is_of_county=True,
        appeal=slips.slip(number, to="appeal") if stands.may_be_appealed else "",
    )


_ANSWERED: dict[str, str | Promise] = {
    ObjectionStatus.UPHELD: gettext_lazy("已答复：反映的情况成立"),
    ObjectionStatus.PARTLY: gettext_lazy("已答复：反映的情况部分成立"),
    ObjectionStatus.DISMISSED: gettext_lazy("已答复：反映的情况不成立"),
    ObjectionStatus.WITHDRAWN: gettext_lazy("已办结：本人撤回"),
}


def _heard(stands: VoiceStands, on: date) -> tuple[str, date | None, tuple[str, ...]]:
    """The stage and the day of the answer; what was said and what was found is told to whoever calls, not here."""
    if stands.status == ObjectionStatus.REDIRECTED:
        title = _("已转%(office)s办理") % {"office": stands.redirected_to}
        return title, stands.answered_on, (_("不归民政部门管，由那里答复。"),)
    if stands.status != ObjectionStatus.OPEN:
        how = _("核查的情况打下面的电话问，报回执号。")
        again = _("不服答复的，可以提出复查一次，由县里另外的人办理。")
        ways = (how,) if stands.is_appeal else (how, again)
        return str(_ANSWERED[stands.status]), stands.answered_on, ways
    if stands.accepted_on is None and stands.accept_due is not None:
        return _("已收到，还没有受理"), stands.lodged_on, _by(stands.accept_due, stands, on)
    if stands.accepted_on is None:
        held = _("按公示的异议核查；没有办结以前，这户不予确认。")
        return _("已收到，正在核查"), stands.lodged_on, (held, *_by(None, stands, on))
    title = _("已受理，乡镇正在核查") if stands.asked_on else _("已受理，正在核查")
    return title, stands.accepted_on, _by(None, stands, on)


def _by(accept_due: date | None, stands: VoiceStands, on: date) -> tuple[str, ...]:
    said = []
    if accept_due is not None:
        said.append(_("%(day)s前决定是否受理。") % {"day": date_format(accept_due, "DATE_FORMAT")})
    if stands.answer_due is not None:
        said.append(_("%(day)s前答复。") % {"day": date_format(stands.answer_due, "DATE_FORMAT")})
        if stands.answer_due < on:
            said.append(_("已经超过答复的日期，可以打下面的电话催办。"))
    return tuple(said)


def _of_application(number: str, stands: ApplicationStands, on: date) -> Progress:
    title, day, sentences = _step(stands, on)
    is_posted = stands.status == CaseStatus.ON_NOTICE
    return Progress(
        number=number,
        title=title,
        day=day,
        sentences=sentences,
        office=Area.objects.get(pk=stands.township),
        village=stands.village if is_posted else "",
    )


def _step(stands: ApplicationStands, on: date) -> tuple[str, date | None, tuple[str, ...]]:
    due = _due(stands)
    match stands.status:
        case CaseStatus.DRAFT:
            next_step = _("材料齐了，乡镇受理，开始算办理的天数。")
            return _("已登记，还没有受理"), stands.opened_on, (next_step,)
        case CaseStatus.ACCEPTED:
            next_step = _("乡镇在调查核实家庭情况，会上门。")
            return _("已受理，正在调查"), stands.accepted_on, (next_step, *due)
        case CaseStatus.PROPOSED:
            next_step = _("乡镇已提出初审意见，下一步按规定公示、由县级民政部门决定。")
            return _("已初审"), stands.accepted_on, (next_step, *due)
        case CaseStatus.ON_NOTICE:
            return *_on_notice(stands, on), (_("期满没有异议的，由县级民政部门决定。"), *due)
        case CaseStatus.CONFIRMED:
            next_step = _("决定由乡镇书面告知。保障金从决定的下一个月起发。")
            return _("已确认，可以享受低保"), stands.ended_on, (next_step,)
        case CaseStatus.REFUSED:
            next_step = _("书面告知由乡镇送达，写明理由，也写明不服怎么办。")
            return _("没有确认"), stands.ended_on, (next_step,)
        case CaseStatus.WITHDRAWN:
            return _("已撤回"), stands.ended_on, (_("以后还可以申请。"),)
    ended = _("书面告知由乡镇送达，写明理由。愿意配合的，可以重新申请。")
    return _("已终止办理"), stands.ended_on, (ended,)


def _on_notice(stands: ApplicationStands, on: date) -> tuple[str, date | None]:
    if stands.notices_until is None or stands.notices_until < on:
        return _("公示期满，等决定"), stands.notices_until
    last = date_format(stands.notices_until, "DATE_FORMAT")
    return _("正在公示，到%(last)s") % {"last": last}, None


def _due(stands: ApplicationStands) -> tuple[str, ...]:
    """By which day the procedure ends, as the case's own rules set it; nothing where they set none."""
    if stands.rule_set is None:
        return ()
    rules = RuleSet.objects.get(pk=stands.rule_set)
    case = Case(accepted_on=stands.accepted_on)
    calendar, is_extended = Holiday.objects.calendar(), stands.is_extended
    day = decision_due(case, rules.as_terms(), calendar, is_extended=is_extended)
    if day is None:
        return ()
    return (_("按规定，%(day)s前办结。") % {"day": date_format(day, "DATE_FORMAT")},)
