"""The check page of each step: what it freezes, how much it is about, and the form that takes it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.pages.cards import Fact
from dibao.display import count_text, day_text, month_text, yuan_text
from dibao.guards import allows, require_any
from dibao.models.audit import AuditEvent
from dibao.models.staff import Staff
from dibao.permissions import Permission
from dibao.values import money
from dibao.workflow import Move, MoveRefused
from payments.actions import batches, settlement_days
from payments.actions.batch_lines import figures_without, to_draw_anew
from payments.actions.batches import before_of
from payments.bookings import OUTCOMES_AT_THE_BANK
from payments.forms.batches import ApproveForm, DayForm, PasswordForm, ReasonForm, StepForm
from payments.jobs import ask_to_draw_anew
from payments.models.batch import PaymentBatch
from payments.pages.batch import signed
from payments.pages.batches import size_of
from payments.pages.overview import outcomes_of
from payments.pages.stages import STEP_OF
from payments.workflow import BATCH_WORKFLOW

Words = str | Promise


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step of a batch as a page: its words, its form, its action."""

    consequence: Words
    done: Words
    action: Callable[..., object]
    form: type[StepForm] = StepForm
    is_last_signature: bool = False
    is_danger: bool = False
    # A step aside is named by its act alone; the others say how many households they are about.
    is_counted: bool = True

    # What the action asks of the calendar.
    is_dated: bool = False
    # The move whose permission and statuses it goes by, where that has another name.
    as_move: str = ""

    def take(self, *, batch: PaymentBatch, form: StepForm, by: Staff, on: date) -> object:
        """Do it, with the reason, the sentence or the day where the form asks for one."""
        words = {name: form.cleaned_data[name] for name in _WORDS if name in form.fields}
        return self.action(batch=batch, by=by, **words, **({"on": on} if self.is_dated else {}))


_WORDS = ("reason", "sentence", "day")


def _resubmit(*, batch: PaymentBatch, by: Staff) -> object:
    """Have the draft drawn anew without the rows that were taken out, and submitted where nothing else has changed."""
    promised = figures_without(batch, to_draw_anew(batch))
    return ask_to_draw_anew(batch=batch, by=by, submits=promised)


STEPS: Mapping[str, Step] = {
    "submit": Step(
        consequence=_("提交后明细不能再改。发现不对，由复核人退回编制，再重新编制。"),
        done=_("已提交复核。下一步：县级审核复核。"),
        action=batches.submit,
        is_dated=True,
    ),
    "resubmit": Step(
        consequence=_(
            "取出的户列为暂缓，其余不变的话，重新编制以后直接提交复核；还有别的变动就停在编制中。"
        ),
        done=_("正在重新编制。"),
        action=_resubmit,
        as_move="submit",
    ),
    "settlement_day": Step(
        consequence=_("只改结算日，名单、金额和校验值都不变。"),
        done=_("结算日已改。"),
        action=settlement_days.change,
        form=DayForm,
        is_counted=False,
        is_dated=True,
        as_move="submit",
    ),
    "review": Step(
        consequence=_("复核通过后送批准人。您以后不能再批准或签发这个批次。"),
        done=_("复核通过。下一步：县级批准。"),
        action=batches.review,
    ),
    "approve": Step(
        consequence=_("批准后送财务签发。您以后不能再签发这个批次；要退回，由财务退回编制。"),
        done=_("已批准。下一步：县级财务签发。"),
        action=batches.approve,
        form=ApproveForm,
    ),
    "sign": Step(
        consequence=_("您是最后一名签字人，签发后名单锁定：户数、金额和账户都不能再改。"),
        done=_("已签发，名单锁定。下一步：生成银行文件。"),
        action=batches.sign,
        form=PasswordForm,
        is_last_signature=True,
    ),
    "settle": Step(
        consequence=_("结清后批次不能再改，当月资金发放情况随后公布。失败和暂缓的户不在已发之内。"),
        done=_("已结清。当月资金发放情况正在公布。"),
        action=batches.settle,
    ),
    "send_back": Step(
        consequence=_("退回后已有的签字全部取消，县级经办改好以后从提交复核重新开始。"),
        done=_("已退回编制，原因会显示给县级经办。"),
        action=batches.send_back,
        form=ReasonForm,
        is_counted=False,
    ),
    "void": Step(
        consequence=_("作废后这个批次的每一户都不发放，不能恢复；这个月可以重新编制一个批次。"),
        done=_("批次已作废。这个月可以重新编制。"),
        action=batches.void,
        form=ReasonForm,
        is_danger=True,
        is_counted=False,
    ),
}


def step_named(name: str) -> Step:
    """The step of an address; a name that is none is as absent as a missing page."""
    if name not in STEPS:
        raise Http404
    return STEPS[name]


def moves_of(name: str) -> list[Move]:
    """The moves behind a step: which of them it is depends on where the batch stands."""
    step = STEPS[name].as_move or name
    return [move for move in BATCH_WORKFLOW.moves if STEP_OF.get(move.name) == step]


def require_step(name: str, by: Staff) -> None:
    """PermissionDenied unless the posting may take the step from one status at least."""
    permissions: frozenset[Permission] = frozenset(move.permission for move in moves_of(name))
    require_any(by, permissions)


def open_move(batch: PaymentBatch, name: str, by: Staff) -> Move:
    """The move that the step is from here for this post; PermissionDenied for a post that never takes it.

    Raises MoveRefused where the batch has moved on, to nobody or to another post, with who moved it, and when.
    """
    require_step(name, by)
    mine = [move for move in moves_of(name) if allows(by, move.permission)]
    found = next((move for move in mine if batch.status in move.sources), None)
    if found is None:
        raise MoveRefused(_too_late(batch, mine[0]))
    return found


def _too_late(batch: PaymentBatch, move: Move) -> str:
    key = {"object_kind": PaymentBatch._meta.label_lower, "object_key": str(batch.pk)}
    last = AuditEvent.objects.filter(**key).order_by("-pk").first()
    words = {"move": move.label, "status": batch.status_label}
    if last is None:
        return _now("“%(move)s”没有办成：批次现在的状态是“%(status)s”。") % words
    return _now("“%(move)s”没有办成：%(name)s %(at)s 办过以后，批次的状态是“%(status)s”。") % {
        **words,
        "name": last.staff_name,
        "at": day_text(last.at),
    }


def facts_of(batch: PaymentBatch) -> list[Fact]:
    """What is signed for: counts, the sum in figures and in words, what is held, the change, the hash."""
    before = before_of(batch)
    change = signed(batch.total_amount, before.total_amount) if before else ""
    return [
        Fact(label=_("批次号"), value=batch.number),
        Fact(label=_("户数和人数"), value=_people(batch)),
        Fact(label=_("金额"), value=_yuan(batch.total_amount)),
        Fact(label=_("金额大写"), value=money.in_words(batch.total_amount)),
        Fact(label=_("交银行"), value=_part(batch.payable_count, batch.payable_amount)),
        Fact(label=_("暂缓"), value=_part(batch.held_count, batch.held_amount)),
        Fact(
            label=_now("比%(month)s") % {"month": month_text(batch.month.previous())},
            value=_now("%(amount)s元") % {"amount": change} if change else _now("没有上月批次"),
        ),
        Fact(label=_("结算日"), value=day_text(batch.settlement_day)),
        Fact(label=_("名册校验值"), value=batch.lines_hash[:16]),
    ]


def settlement_facts(batch: PaymentBatch) -> list[Fact]:
    """What became of each line, for who closes the batch (one query)."""
    outcomes = outcomes_of(batch)
    return [
        Fact(label=status.label, value=_part(outcomes[status].count, outcomes[status].amount))
        for status in OUTCOMES_AT_THE_BANK
        if status in outcomes
    ]


def _people(batch: PaymentBatch) -> str:
    return _now("%(households)s户，%(persons)s人") % {
        "households": count_text(batch.line_count),
        "persons": count_text(batch.person_count),
    }


def _part(count: int, amount: object) -> str:
    return _now("%(count)s户，%(amount)s元") % {
        "count": count_text(count),
        "amount": yuan_text(money.yuan(str(amount))),
    }


def _yuan(amount: object) -> str:
    return _now("%(amount)s元") % {"amount": yuan_text(money.yuan(str(amount)))}


_TITLES: Mapping[str, Words] = {
    "resubmit": _("重新编制并提交"),
    "settlement_day": _("改结算日"),
}


def title_of_step(name: str, move: Move) -> str:
    """What the step is called: as its move, but for those that are none of their own."""
    return str(_TITLES.get(name, move.label))


def button_of(step: Step, title: str, batch: PaymentBatch) -> str:
    """The button names the act and its size: 批准（4,120户）."""
    if not step.is_counted:
        return title
    return _now("%(move)s（%(size)s）") % {"move": title, "size": size_of(batch.line_count)}
