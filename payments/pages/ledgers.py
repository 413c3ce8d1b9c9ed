"""A county's books on a page: each month's two sides, each comparison, and the rows behind a difference."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from dibao.tables import Cell, Column, Row, Table
from dibao.values.months import BenefitMonth
from payments.ledger_sides import Sides
from payments.ledgers import WORDS, Difference, Identity
from payments.models.comparison import LedgerComparison

# So many months are shown, the newest first; so many rows of a difference.
_MONTHS = 24
_SHOWN = 100


def identity_table(months: Mapping[BenefitMonth, Identity], address: str) -> Table:
    """What was due each month and where each fen of it is now; each month opens its comparison."""
    shown = sorted(months, reverse=True)[:_MONTHS]
    return Table(
        caption=_("应发 = 已发 + 未交银行 + 在途 + 失败 + 银行退回 + 暂缓 + 作废"),
        columns=[
            Column(_("月份"), "month"),
            Column(_("应发（元）"), "money"),
            Column(_("已发（元）"), "money"),
            Column(_("未交银行（元）"), "money"),
            Column(_("在途（元）"), "money"),
            Column(_("失败（元）"), "money"),
            Column(_("银行退回（元）"), "money"),
            Column(_("暂缓（元）"), "money"),
            Column(_("作废（元）"), "money"),
            Column(_("差额（元）"), "money"),
        ],
        rows=[_month_row(month, months[month], address) for month in shown],
        empty=_("还没有发放批次。"),
    )


def _month_row(month: BenefitMonth, sides: Identity, address: str) -> Row:
    return Row.of(
        month,
        sides.due,
        sides.paid,
        sides.waiting,
        sides.in_flight,
        sides.failed,
        sides.returned,
        sides.held,
        sides.void,
        Cell(sides.difference, tone="bad" if sides.difference else "good"),
        url=f"{address}month={month}",
    )


def side_table(sides: Sequence[Sides]) -> Table:
    """Each sum of the month as two places keep it."""
    return Table(
        caption=_("同一笔钱的两边"),
        columns=[
            Column(_("一边")),
            Column(_("金额（元）"), "money"),
            Column(_("另一边")),
            Column(_("金额（元）"), "money"),
            Column(_("差额（元）"), "money"),
        ],
        rows=[
            Row.of(
                str(one.left_words),
                one.left,
                str(one.right_words),
                one.right,
                Cell(one.difference, tone="bad" if one.difference else "good"),
            )
            for one in sides
        ],
    )


def check_table(found: Sequence[Difference]) -> Table:
    """Every comparison with how many rows of it differ."""
    counts, words = dict.fromkeys(WORDS, 0), dict(WORDS)
    for each in found:
        counts[each.check] = counts.get(each.check, 0) + 1
        words.setdefault(each.check, each.words)
    return Table(
        caption=_("逐项核对"),
        columns=[
            Column(_("如果不一致，就是")),
            Column(_("结果"), "status"),
            Column(_("行数"), "number"),
        ],
        rows=[
            Row.of(
                str(words[name]),
                Cell(_("不一致"), tone="bad") if count else Cell(_("一致"), tone="good"),
                count,
            )
            for name, count in counts.items()
        ],
    )


def difference_table(found: Sequence[Difference]) -> Table:
    """The rows that differ, with what stands on either side."""
    return Table(
        caption=_("不一致的内容"),
        columns=[
            Column(_("核对项")),
            Column(_("月份")),
            Column(_("对象")),
            Column(_("一边")),
            Column(_("另一边")),
        ],
        rows=[
            Row.of(
                str(one.words),
                one.month,
                Cell(subject_words(one.subject), url=_url_of(one.subject)),
                _shortened(one.left),
                _shortened(one.right),
            )
            for one in found[:_SHOWN]
        ],
        empty=_("全部一致。"),
    )


_NOUNS: Final[Mapping[str, StrOrPromise]] = {
    "account": _("账户"),
    "account sheet": _("账户采集表"),
    "batch": _("批次"),
    "dispute": _("争议"),
    "file": _("银行文件"),
    "fund entry": _("资金登记"),
    "grant": _("待遇"),
    "hold": _("缓发"),
    "household": _("家庭"),
    "line": _("明细"),
    "paying account": _("付款账户"),
    "person": _("人员"),
    "recovery": _("追回"),
    "recovery entry": _("追回的一笔"),
    "result": _("回盘"),
    "statement": _("资金报表"),
}
# The longest first: a fund entry is no entry of another kind.
_NOUN: Final = re.compile(rf"\b({'|'.join(sorted(_NOUNS, key=len, reverse=True))})\b")
_BATCH: Final = re.compile(r"(?:batch )?(\d{1,11})(?: .*)?")
_HOUSEHOLD: Final = re.compile(r".*\bhousehold (\d+)")
_LONG_HASH: Final = re.compile(r"\b([0-9a-f]{16})[0-9a-f]{48}\b")


def subject_words(subject: str) -> str:
    """What a comparison is about, in the words of the desk: 明细 2510; a bare number is a batch's."""
    if _BATCH.fullmatch(subject) and not subject.startswith("batch"):
        subject = f"batch {subject}"
    return _NOUN.sub(lambda noun: str(_NOUNS[noun[1]]), subject)


def _url_of(subject: str) -> str:
    """The household's months, or the batch, where the subject names one."""
    if household := _HOUSEHOLD.fullmatch(subject):
        return reverse("payments:household_months", args=[household[1]])
    if batch := _BATCH.fullmatch(subject):
        return reverse("payments:batch", args=[batch[1]])
    return ""


def _shortened(side: str) -> str:
    """As much of a check value as the other pages show."""
    return _LONG_HASH.sub(r"\1…", side)


def comparison_table(comparisons: Sequence[LedgerComparison]) -> Table:
    """Each county's last nightly comparison."""
    return Table(
        caption=_("最近一次夜间核对"),
        columns=[
            Column(_("县市区")),
            Column(_("核对时间"), "date"),
            Column(_("月份数"), "number"),
            Column(_("结果"), "status"),
        ],
        rows=[
            Row.of(
                one.area.name,
                one.compared_at.date(),
                one.month_count,
                Cell(_("不一致"), tone="bad", note=str(one.difference_count))
                if one.difference_count
                else Cell(_("一致"), tone="good"),
            )
            for one in comparisons
        ],
        empty=_("还没有夜间核对过。"),
    )
