"""Who is in benefit on the last day of the period: households, persons, class and money, beside the rural population.

A grant's months say who is in benefit, whatever became of the payment: a held month is a month in benefit.
"""

from typing import Final

from django.db import connection
from django.utils.translation import gettext_lazy as _

from dibao.levels import AreaLevel
from dibao.permissions import Permission as P
from oversight.statistics.listings import GRANTS
from oversight.statistics.measures import (
    POPULATION,
    Asked,
    Attribute,
    Measure,
    Quotient,
    Report,
    Tie,
    Unit,
    Words,
)

IN_BENEFIT: Final = """
SELECT g.id AS row_key, g.area_code, g.household_id, g.benefit_class, g.covered_count, g.supplement_amount,
       g.total_amount AS amount, g.first_month
FROM applicants_grant g
WHERE g.area_code >= %(low)s AND g.area_code < %(high)s
  AND g.first_month <= %(last)s AND (g.last_month IS NULL OR g.last_month >= %(last)s)
"""
# Left the grants of a county, right what its batch of that month sealed.
_TIES: Final = """
SELECT b.id, a.name, g.households, g.persons, g.amount, t.households, t.persons, t.amount
FROM payments_paymentbatch b JOIN dibao_area a ON a.code = b.area_code
CROSS JOIN LATERAL (
    SELECT sum(household_count) AS households, sum(person_count) AS persons, sum(given_amount) AS amount
    FROM payments_batchtally WHERE batch_id = b.id AND kind = 'all') t
LEFT JOIN (
    SELECT left(g.area_code, 6) AS county, count(*) AS households, sum(covered_count) AS persons, sum(amount) AS amount
    FROM ({rows}) g GROUP BY 1) g ON g.county = left(b.area_code, 6)
WHERE b.area_code >= %(low)s AND b.area_code < %(high)s AND b.month = %(last)s AND b.kind = 'regular'
  AND b.status IN ('sealed', 'filed', 'sent', 'settled')
ORDER BY b.area_code
"""


def _ties(asked: Asked) -> list[Tie]:
    """Households, persons and yuan of each county beside its sealed batch (one query)."""
    if asked.area.level not in (AreaLevel.PREFECTURE, AreaLevel.COUNTY):
        return []
    with connection.cursor() as cursor:
        cursor.execute(_TIES.format(rows=IN_BENEFIT), asked.values)
        rows = cursor.fetchall()
    month = asked.period.last
    words = (_("在保户数"), _("在保人数"), _("月保障金（元）"))
    return [
        Tie(what, name, str(month), ours or 0, theirs or 0, _("签发的批次"), batch)
        for batch, name, *sides in rows
        for what, ours, theirs in zip(words, sides[:3], sides[3:], strict=True)
    ]


def _class(number: int, label: tuple[Words, Words]) -> tuple[Measure, Measure]:
    where = f"benefit_class = {number}"
    return (
        Measure(
            f"class_{number}_persons",
            label[0],
            Unit.PERSONS,
            _("待遇类别为这一类的家庭的保障人数。"),
            "sum(covered_count)",
            where,
        ),
        Measure(
            f"class_{number}_amount",
            label[1],
            Unit.YUAN,
            _("待遇类别为这一类的家庭的月保障金。"),
            "sum(amount)",
            where,
        ),
    )


REPORT: Final = Report(
    key="caseload",
    title=_("农村低保对象情况表"),
    about=_("期末在保的户数、人数、类别和月保障金，占农村人口的比例"),
    rows=IN_BENEFIT,
    measures=(
        Measure(
            "households",
            _("户数"),
            Unit.HOUSEHOLDS,
            _("期末最后一天在保的户：待遇的起止月份包含期末月份，缓发的、渐退期内的都算。"),
        ),
        Measure(
            "persons",
            _("人数"),
            Unit.PERSONS,
            _("期末在保户的保障人数，不是家庭人口。"),
            "sum(covered_count)",
        ),
        *_class(1, (_("一类人数"), _("一类金额"))),
        *_class(2, (_("二类人数"), _("二类金额"))),
        *_class(3, (_("三类人数"), _("三类金额"))),
        Measure(
            "amount",
            _("月保障金"),
            Unit.YUAN,
            _("期末在保户一个月应得的保障金与分类施保金之和，不管发没发。"),
            "sum(amount)",
        ),
        Measure(
            "supplement_households",
            _("分类施保户数"),
            Unit.HOUSEHOLDS,
            _("期末在保户中有分类施保金的户。"),
            where="supplement_amount > 0",
        ),
        Measure(
            "supplement",
            _("分类施保金"),
            Unit.YUAN,
            _("月保障金中的分类施保金。"),
            "sum(supplement_amount)",
            "supplement_amount > 0",
        ),
        Quotient(
            "average",
            _("月人均"),
            Unit.YUAN,
            _("月保障金除以人数。"),
            part="amount",
            whole="persons",
        ),
        Attribute(POPULATION, _("农村人口"), Unit.PERSONS, _("区划登记的农村人口。")),
        Quotient(
            "share",
            _("占农村人口"),
            Unit.SHARE,
            _("人数除以农村人口。"),
            part="persons",
            whole=POPULATION,
            factor=100,
        ),
    ),
    listing=GRANTS,
    reads=P.REPORT_VIEW,
    pictures=(("persons",), ("class_1_persons", "class_2_persons", "class_3_persons")),
    ties=_ties,
    is_of_money=True,
    notes=(
        _("批次签发以后才决定的新增、停发和调整会让在保数与批次不同，差额在下面指明是哪个批次。"),
    ),
)
