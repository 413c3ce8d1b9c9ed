"""Lists of the pages of money: batches, what came back, what is held, owed back, disputed, allotted."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import ClassVar

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applicants.exports.filtered import query_of
from applicants.exports.listed import Listed, Looked, head, looked
from applicants.exports.shapes import Asked, ListColumn
from dibao.models.staff import Staff
from dibao.permissions import Permission
from dibao.sheets.writing import Kind
from payments.bookings import IS_RETURNED, Booking
from payments.forms.account_changes import ChangeFilter
from payments.forms.batches import BatchFilter
from payments.forms.disputes import DisputeFilter
from payments.forms.funds import FundFilter
from payments.forms.holds import HoldFilter
from payments.forms.recoveries import RecoveryFilter
from payments.models.account import Account
from payments.models.batch import PaymentBatch
from payments.models.dispute import Dispute
from payments.models.fund import FundEntry
from payments.models.hold import PaymentHold
from payments.models.line import PaymentLine
from payments.models.recovery import Recovery
from payments.pages.account_changes import READERS
from payments.pages.accounts import failed_lines
from payments.workflow import LineStatus

_DAY, _COUNT, _MONEY = Kind.DAY, Kind.COUNT, Kind.MONEY
_READS_MONEY = frozenset({Permission.BATCH_VIEW})


def _ending(last4: object) -> str:
    """A number as a masked list shows it."""
    return f"****{last4}" if last4 else ""


def _account(prefix: str = "account__") -> tuple[Looked, Looked]:
    """The account by its bank and last four; whole numbers go out in the rosters alone."""
    return (
        looked("bank", "开户银行", f"{prefix}bank_name", width=20),
        Looked(ListColumn("last4", "账号后4位"), f"{prefix}number_last4", (), _ending),
    )


class BatchList(Listed):
    """The batches of a county, or of all counties of a prefecture."""

    key: ClassVar = "batches"
    title: ClassVar[str | Promise] = _("发放批次名单")
    needs: ClassVar = _READS_MONEY
    is_of_villages: ClassVar = False
    model: ClassVar = PaymentBatch
    table: ClassVar = (
        looked("month", "月份"),
        looked("kind", "种类", width=16),
        looked("status", "状态"),
        looked("lines", "户数", "line_count", _COUNT, width=10, is_summed=True),
        looked("persons", "人数", "person_count", _COUNT, width=10, is_summed=True),
        looked("amount", "金额", "total_amount", _MONEY, is_summed=True),
        looked("held", "暂缓户数", "held_count", _COUNT, width=10, is_summed=True),
        looked("held_amount", "暂缓金额", kind=_MONEY, is_summed=True),
        looked("prepared_by", "编制", "prepared_by__name"),
        looked("reviewed_by", "复核", "reviewed_by__name"),
        looked("approved_by", "批准", "approved_by__name"),
        looked("signed_by", "签发", "signed_by__name"),
        looked("signed_at", "签发日期", kind=_DAY),
    )

    def chosen(self, query: QueryDict, by: Staff, on: date) -> BatchFilter:
        return BatchFilter(query, staff=by)

    def found(self, asked: Asked) -> QuerySet[PaymentBatch]:
        chosen = BatchFilter(query_of(asked.filters), staff=asked.by)
        return chosen.applied(PaymentBatch.objects.visible_to(asked.by))


class ReturnedList(Listed):
    """The lines of a month that the bank did not pay, or that came back after it had."""

    key: ClassVar = "returned"
    title: ClassVar[str | Promise] = _("银行退回名单")
    needs: ClassVar = _READS_MONEY
    has_month: ClassVar = True
    model: ClassVar = PaymentLine
    table: ClassVar = (
        *head(),
        looked("kind", "种类"),
        looked("amount", "金额", kind=_MONEY, is_summed=True),
        looked("status", "状态"),
        looked("failure_reason", "失败原因", width=20),
        looked("holder", "账户名称", "account__holder"),
        *_account(),
    )

    def found(self, asked: Asked) -> QuerySet[PaymentLine]:
        came_back = Q(status=LineStatus.FAILED) & ~Q(booking=Booking.ARRIVED) | IS_RETURNED
        lines = PaymentLine.objects.visible_to(asked.by).standing()
        return lines.filter(came_back, month=asked.month)


class FailedList(Listed):
    """The households that money does not reach, each by its newest line, as the township mends them."""

    key: ClassVar = "failed"
    title: ClassVar[str | Promise] = _("没有发到账户的户")
    needs: ClassVar = frozenset({Permission.ACCOUNT_EDIT})
    model: ClassVar = PaymentLine
    table: ClassVar = (
        *head(),
        looked("month", "最近一笔"),
        looked("amount", "金额", kind=_MONEY, is_summed=True),
        looked("status", "状态"),
        looked("failure_reason", "失败原因", width=20),
        looked("hold", "暂缓原因", "hold__reason", width=20),
        *_account(),
    )

    def filters_in(self, asked: Mapping[str, str], by: Staff) -> dict[str, str]:
        return {"show": "county"} if asked.get("show") == "county" else {}

    def words_of(self, filters: Mapping[str, str], by: Staff) -> Sequence[str]:
        return [str(_("县里与银行核对") if filters.get("show") else _("乡镇更正账户"))]

    def found(self, asked: Asked) -> QuerySet[PaymentLine]:
        return failed_lines(asked.by, asked.filters.get("show", ""))


class HoldList(Listed):
    """The holds that stand, or those that the page was asked for."""

    key: ClassVar = "holds"
    title: ClassVar[str | Promise] = _("缓发名单")
    needs: ClassVar = _READS_MONEY
    model: ClassVar = PaymentHold
    table: ClassVar = (
        *head(),
        looked("reason", "缓发原因", width=20),
        looked("note", "说明", width=24),
        looked("first_month", "起始月份"),
        looked("last_month", "终止月份"),
        looked("placed_by", "登记人", "placed_by__name"),
        looked("placed_at", "登记日期", kind=_DAY),
        looked("lifted_by", "解除人", "lifted_by__name"),
        looked("lifted_at", "解除日期", kind=_DAY),
        looked("lift_reason", "解除理由", width=24),
    )

    def chosen(self, query: QueryDict, by: Staff, on: date) -> HoldFilter:
        return HoldFilter(query, staff=by)

    def found(self, asked: Asked) -> QuerySet[PaymentHold]:
        chosen = HoldFilter(query_of(asked.filters), staff=asked.by)
        return chosen.applied(PaymentHold.objects.visible_to(asked.by))


class RecoveryList(Listed):
    """The recoveries that are not closed, or those that the page was asked for."""

    key: ClassVar = "recoveries"
    title: ClassVar[str | Promise] = _("追回名单")
    needs: ClassVar = _READS_MONEY
    model: ClassVar = Recovery
    table: ClassVar = (
        *head(),
        looked("cause", "原因", width=20),
        looked("status", "状态"),
        looked("amount", "追回金额", kind=_MONEY, is_summed=True),
        looked("instalment", "每月抵扣", kind=_MONEY),
        looked("first_month", "从哪个月起抵扣"),
        looked("return_by", "退回期限", kind=_DAY),
        looked("proposed_by", "提出人", "proposed_by__name"),
        looked("proposed_on", "提出日期", kind=_DAY),
        looked("decided_by", "决定人", "decided_by__name"),
        looked("decided_on", "决定日期", kind=_DAY),
    )

    def chosen(self, query: QueryDict, by: Staff, on: date) -> RecoveryFilter:
        return RecoveryFilter(query, staff=by)

    def found(self, asked: Asked) -> QuerySet[Recovery]:
        chosen = RecoveryFilter(query_of(asked.filters), staff=asked.by)
        return chosen.applied(Recovery.objects.visible_to(asked.by))


class DisputeList(Listed):
    """What a bank said twice and differently."""

    key: ClassVar = "disputes"
    title: ClassVar[str | Promise] = _("银行结果争议名单")
    needs: ClassVar = _READS_MONEY
    model: ClassVar = Dispute
    table: ClassVar = (
        *head("line__household__head"),
        looked("month", "月份", "line__month"),
        looked("amount", "金额", "line__amount", _MONEY, is_summed=True),
        looked("opened_on", "登记日期", kind=_DAY),
        looked("resolution", "结论", width=20),
        looked("letter", "银行函号", "letter_number", width=20),
        looked("resolved_by", "了结人", "resolved_by__name"),
        looked("resolved_on", "了结日期", kind=_DAY),
    )

    def chosen(self, query: QueryDict, by: Staff, on: date) -> DisputeFilter:
        return DisputeFilter(query, staff=by)

    def found(self, asked: Asked) -> QuerySet[Dispute]:
        chosen = DisputeFilter(query_of(asked.filters), staff=asked.by)
        return chosen.applied(Dispute.objects.visible_to(asked.by))


class FundList(Listed):
    """What was allotted and spent beside, entry by entry."""

    key: ClassVar = "funds"
    title: ClassVar[str | Promise] = _("资金登记簿")
    needs: ClassVar = _READS_MONEY
    is_of_villages: ClassVar = False
    model: ClassVar = FundEntry
    table: ClassVar = (
        looked("kind", "种类", width=20),
        looked("year", "年度", width=8),
        looked("level", "资金来源"),
        looked("amount", "金额", kind=_MONEY, is_summed=True),
        looked("document", "文号", "document_number", width=20),
        looked("day", "日期", kind=_DAY),
        looked("purpose", "用途", width=24),
        looked("entered_by", "登记人", "entered_by__name"),
        looked("confirmed_by", "确认人", "confirmed_by__name"),
        looked("confirmed_at", "确认日期", kind=_DAY),
        looked("declined_by", "退回人", "declined_by__name"),
    )

    def chosen(self, query: QueryDict, by: Staff, on: date) -> FundFilter:
        return FundFilter(query, staff=by, on=on)

    def found(self, asked: Asked) -> QuerySet[FundEntry]:
        chosen = FundFilter(query_of(asked.filters), staff=asked.by, on=asked.on)
        return chosen.applied(FundEntry.objects.visible_to(asked.by))


class AccountChangeList(Listed):
    """Changes of accounts that wait, or what the page was asked for."""

    key: ClassVar = "account_changes"
    title: ClassVar[str | Promise] = _("收款账户变更名单")
    needs: ClassVar = READERS
    model: ClassVar = Account
    table: ClassVar = (
        *head(),
        looked("holder", "账户名称"),
        looked("relation", "与本户的关系", width=16),
        *_account(""),
        looked("status", "状态"),
        looked("reason", "变更原因", width=24),
        looked("proposed_on", "提出日期", kind=_DAY),
        looked("opened_by", "提出人", "opened_by__name"),
        looked("told_on", "告知日期", kind=_DAY),
        looked("confirmed_by", "确认人", "confirmed_by__name"),
        looked("confirmed_on", "确认日期", kind=_DAY),
        looked("starts_on", "启用日期", kind=_DAY),
    )

    def chosen(self, query: QueryDict, by: Staff, on: date) -> ChangeFilter:
        return ChangeFilter(query, staff=by)

    def found(self, asked: Asked) -> QuerySet[Account]:
        chosen = ChangeFilter(query_of(asked.filters), staff=asked.by)
        return chosen.applied(Account.objects.visible_to(asked.by), on=asked.on)
