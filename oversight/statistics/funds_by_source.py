"""What each level of government assigned to the year, and what the batches took of it, up to the end of the period."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dibao.levels import AreaLevel
from dibao.permissions import Permission as P
from oversight.statistics.listings import FUNDS
from oversight.statistics.measures import Measure, Report, Unit
from payments.models.fund import FundLevel

# What a source bears is dated by the month of its batch, whenever it was taken.
_ROWS: Final = """
SELECT e.id * 2 AS row_key, e.area_code, e.document_number AS document, e.kind, e.level, e.day, e.amount,
       NULL::bigint AS batch_id, 'allocated' AS side, e.day >= %(first_day)s AS is_now
FROM payments_fundentry e
WHERE e.area_code >= %(low)s AND e.area_code < %(high)s AND e.kind = 'benefit' AND e.confirmed_at IS NOT NULL
  AND e.year = %(year)s AND e.day <= %(last_day)s
UNION ALL
SELECT f.id * 2 + 1, f.area_code, to_char(b.month, 'YYYY-MM'), 'batch', f.level, b.month, f.amount, b.id, 'used',
       b.month >= %(first)s
FROM payments_batchfunding f JOIN payments_paymentbatch b ON b.id = f.batch_id
WHERE f.area_code >= %(low)s AND f.area_code < %(high)s AND f.year = %(year)s AND b.month <= %(last)s
"""
_LABELS: Final = {
    FundLevel.CENTRAL: (_("中央下拨"), _("用中央")),
    FundLevel.PROVINCIAL: (_("省级下拨"), _("用省级")),
    FundLevel.MUNICIPAL: (_("市级下拨"), _("用市级")),
    FundLevel.COUNTY: (_("县级安排"), _("用县级")),
}


def _sum(key: str, label: Promise, meaning: Promise, where: str) -> Measure:
    return Measure(key, label, Unit.YUAN, meaning, "sum(amount)", where)


def _of(side: str, number: int, meaning: Promise) -> tuple[Measure, ...]:
    return tuple(
        _sum(
            f"{side}_{level.value}",
            labels[number],
            meaning,
            f"side = '{side}' AND level = '{level.value}'",
        )
        for level, labels in _LABELS.items()
    )


REPORT: Final = Report(
    key="funds",
    title=_("农村低保资金来源情况表"),
    about=_("各级当年下拨的低保资金，批次用了多少，还剩多少"),
    rows=_ROWS,
    measures=(
        _sum(
            "allocated",
            _("累计下拨"),
            _("当年度、期末以前到账并经第二人确认的低保资金。"),
            "side = 'allocated'",
        ),
        *_of("allocated", 0, _("累计下拨中来自这一级的。")),
        _sum(
            "used_now",
            _("本期使用"),
            _("本期各批次从资金来源归集的金额，结清时退回的已减。"),
            "side = 'used' AND is_now",
        ),
        _sum("used", _("累计使用"), _("当年一月起各批次归集的金额。"), "side = 'used'"),
        *_of("used", 1, _("累计使用中出自这一级的。")),
        Measure(
            "left",
            _("结余"),
            Unit.YUAN,
            _("累计下拨减累计使用。"),
            "sum(CASE side WHEN 'used' THEN -amount ELSE amount END)",
        ),
    ),
    listing=FUNDS,
    reads=P.REPORT_VIEW,
    pictures=(("used_central", "used_provincial", "used_municipal", "used_county"),),
    levels=frozenset({AreaLevel.PREFECTURE, AreaLevel.COUNTY}),
    finest=AreaLevel.COUNTY,
    is_of_money=True,
)
