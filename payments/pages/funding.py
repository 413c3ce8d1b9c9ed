"""From which sources a batch is paid, or would be."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from dibao.display import yuan_text
from dibao.tables import Cell, Column, Row, Table
from dibao.values.money import ZERO
from payments.funds import Coverage, borne_by, coverage_of
from payments.models.batch import PaymentBatch
from payments.models.fund import FundLevel
from payments.workflow import SIGNED, BatchStatus


@dataclass(frozen=True)
class Funding:
    """A sentence on how the money stands, bad where it does not suffice, and the sources behind it."""

    sentence: str | Promise
    table: Table | None = None
    is_short: bool = False


def funding_of(batch: PaymentBatch) -> Funding | None:
    """What sources bear of a signed batch, what they would bear of one to come; none of a void one (one query)."""
    if batch.status == BatchStatus.VOID:
        return None
    if batch.status in SIGNED:
        return _borne(borne_by(batch))
    return _planned(batch, coverage_of(batch))


def _borne(parts: dict[FundLevel, Decimal]) -> Funding:
    if not parts:
        return Funding(_("签发时没有登记这一年的低保资金，没有归集资金来源。"))
    table = Table(
        caption=_("资金来源"),
        columns=[Column(_("资金来源")), Column(_("金额（元）"), "money")],
        rows=[Row.of(level.label, parts[level]) for level in FundLevel if level in parts],
        total=Row.of(_("合计"), sum(parts.values(), ZERO)),
    )
    return Funding(_("签发时按顺序从各级资金里出；没有发成的结清时退回。"), table)


def _planned(batch: PaymentBatch, found: Coverage) -> Funding:
    said = {"year": batch.month.year, "wanted": yuan_text(found.wanted)}
    if not found.is_kept:
        return Funding(_now("%(year)s年没有登记低保资金下拨，不查资金够不够。") % said)
    if found.short:
        sentence = _now(
            "%(year)s年的低保资金不够：要%(wanted)s元，还差%(short)s元，不能批准和签发。"
        )
        return Funding(
            sentence % (said | {"short": yuan_text(found.short)}), _plan_table(found), is_short=True
        )
    return Funding(_now("%(year)s年的低保资金够发：要%(wanted)s元。") % said, _plan_table(found))


def _plan_table(found: Coverage) -> Table:
    parts = found.borne()
    return Table(
        caption=_("资金来源"),
        columns=[
            Column(_("资金来源")),
            Column(_("现有结余（元）"), "money"),
            Column(_("这个批次用（元）"), "money"),
        ],
        rows=[Row.of(s.level.label, s.left, parts[s.level]) for s in found.sources],
        total=Row.of(
            _("合计"),
            found.left,
            Cell(sum(parts.values(), ZERO), tone="bad" if found.short else ""),
        ),
    )
