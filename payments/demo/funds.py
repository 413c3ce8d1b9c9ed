"""Money of every level for each year of the demonstration, and the batches of past months borne by it in its order."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from math import ceil

from django.db import connections, transaction

from dibao import scope
from dibao.demo import steps
from dibao.demo.era import Era
from dibao.demo.loading import Load, Row
from dibao.demo.staff import Offices
from dibao.levels import AreaLevel
from dibao.models.area import Area
from dibao.roles import Role
from payments.actions import funds
from payments.actions.funds import FundEntered
from payments.models.fund import BatchFunding, FundEntry, FundKind, FundLevel

STEP = "funds"
_COLUMNS = (
    "id", "area_code", "kind", "year", "level", "amount", "document_number", "day", "purpose", "entered_by_id",
    "entered_at", "confirmed_by_id", "confirmed_at",
)  # fmt: skip
# Of a year's need, in percent; the county gives what these and the municipality leave, and a little more.
_CENTRAL, _PROVINCIAL, _COUNTYS_RESERVE = 42, 23, 8
_YUAN_PER_PERSON = 20
# Of a year's need, in tenths of a percent: one county gives less than the rule asks for.
_WORK = (31, 32, 25, 30, 33, 31)
_SPENT_FOR = (("印制申请表和公示栏", 30), ("入户调查车费", 25))

# What each county's past months cost, year by year, how many persons the last one had, and what it cost.
_NEEDS = """
SELECT area_code, extract(year FROM month)::int, sum(total_amount - held_amount),
       (array_agg(person_count ORDER BY month DESC))[1],
       (array_agg(total_amount ORDER BY month DESC))[1], extract(month FROM max(month))::int
FROM payments_paymentbatch WHERE is_historical GROUP BY 1, 2 ORDER BY 1, 2
"""
# Months one after the other along the year's cost, sources one after the other along what they gave: each bears what
# lies over it.
_BORNE = """
INSERT INTO payments_batchfunding (batch_id, area_code, year, level, amount, reason, made_at)
SELECT b.id, b.area_code, b.year, s.level, least(b.upto, s.upto) - greatest(b.upto - b.cost, s.upto - s.amount),
       'sealed', b.signed_at
FROM (SELECT id, area_code, signed_at, extract(year FROM month)::int AS year, total_amount - held_amount AS cost,
             sum(total_amount - held_amount) OVER (PARTITION BY area_code, extract(year FROM month) ORDER BY month)
                 AS upto
      FROM payments_paymentbatch WHERE is_historical) b
JOIN (SELECT e.area_code, e.year, e.level, e.amount,
             sum(e.amount) OVER (PARTITION BY e.area_code, e.year ORDER BY o.place) AS upto
      FROM payments_fundentry e JOIN payments_fundsource o ON o.level = e.level AND o.from_year = 2006
      WHERE e.kind = 'benefit') s
    ON s.area_code = b.area_code AND s.year = b.year
WHERE least(b.upto, s.upto) > greatest(b.upto - b.cost, s.upto - s.amount)
"""


def load_funds(era: Era) -> int:
    """Confirmed entries for every county and year, enough for the months to come; returns how many."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(_NEEDS)
        needs = cursor.fetchall()
    places = sorted({county for county, *_rest in needs})
    offices = Offices()
    rows = [
        row
        for county, year, cost, persons, monthly, last in needs
        for row in _year(
            offices, era, county, year, places.index(county),
            cost=cost + monthly * _months_to_come(era, year, last), persons=persons,
        )
    ]  # fmt: skip
    with Load(FundEntry, BatchFunding) as load:
        load.put(FundEntry, _COLUMNS, [(number, *row) for number, row in enumerate(rows, start=1)])
        load.execute(_BORNE)
        load.execute(steps.MARK, [STEP])
    return len(rows)


def _months_to_come(era: Era, year: int, last: int) -> int:
    """Of the year at hand all months to its end; years past are whole but for the month that is closed here."""
    if year == era.open_month.year:
        return 12 - last
    return 1 if year == era.closed_month.year else 0


def _year(
    offices: Offices, era: Era, county: str, year: int, number: int, *, cost: Decimal, persons: int
) -> Iterator[Row]:
    """What came in a year by its documents, and what the work fund paid for."""
    finance = offices.at(county, Role.COUNTY_FINANCE).pk
    second = offices.at(county, Role.COUNTY_FINANCE, 1).pk
    officer = offices.at(_prefecture(), Role.PREFECTURE_OFFICER).pk
    central = _whole(cost * _CENTRAL / 100)
    provincial = _whole(cost * _PROVINCIAL / 100)
    municipal = persons * _YUAN_PER_PERSON
    rest = _whole(cost * (100 + _COUNTYS_RESERVE) / 100) - central - provincial - municipal
    for level, amount, document, by in (
        (FundLevel.CENTRAL, central, f"财社〔{year}〕18号", finance),
        (FundLevel.PROVINCIAL, provincial, f"省财社〔{year}〕31号", finance),
        (FundLevel.MUNICIPAL, municipal, f"市财社〔{year}〕7号", officer),
        (FundLevel.COUNTY, rest, f"县财〔{year}〕5号", finance),
    ):
        # What few families need may be borne by the others.
        if amount > 0:
            yield _row(county, FundKind.BENEFIT, year, level, amount, document, "", by, second)
    work = _whole(cost * _WORK[number % len(_WORK)] / 1000)
    document = f"县财〔{year}〕9号"
    yield _row(county, FundKind.WORK, year, FundLevel.COUNTY, work, document, "", finance, second)
    for place, (purpose, percent) in enumerate(_SPENT_FOR, start=1):
        amount, voucher = work * percent // 100, f"支〔{year}〕{place}号"
        if amount:
            yield _row(
                county, FundKind.WORK_SPENDING, year, "", amount, voucher, purpose, finance, second
            )  # fmt: skip


def _row(
    county: str, kind: str, year: int, level: str, amount: int, document: str, purpose: str, by: int, second: int
) -> Row:  # fmt: skip
    day = date(year, 1, 4)
    entered, confirmed = f"{day} 10:00:00+08", f"{day} 16:00:00+08"
    kind, level = FundKind(kind).value, FundLevel(level).value if level else ""
    return (
        county,
        kind,
        year,
        level,
        amount,
        document,
        day,
        purpose,
        by,
        entered,
        second,
        confirmed,
    )


def _whole(amount: Decimal) -> int:
    """Whole hundreds of yuan, upwards: budgets are round."""
    return ceil(amount / 100) * 100


def _prefecture() -> str:
    return Area.objects.get(level=AreaLevel.PREFECTURE).code


def give_one(era: Era, offices: Offices, *, county: str) -> int:
    """Municipal money of the year that the county has still to confirm."""
    step = f"funds {county}"
    if steps.is_done(step):
        return 0
    officer = offices.at(_prefecture(), Role.PREFECTURE_OFFICER)
    entry = FundEntered(
        kind=FundKind.BENEFIT,
        level=FundLevel.MUNICIPAL.value,
        year=era.open_month.year,
        amount=Decimal(2_000),
        document_number=f"市财社〔{era.open_month.year}〕22号",
        day=era.today,
    )
    with transaction.atomic():
        with scope.of(officer, action="demo"):
            place = Area.objects.get(pk=county)
            funds.enter(county=place, entry=entry, by=officer, on=era.today)
        steps.mark_done(step)
    return 1
