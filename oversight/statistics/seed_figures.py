"""The twenty-six figures that the report of 2008 printed, each beside what this system counts, with the reason.

Readings of the whole prefecture, some fifteen statements. What the system does not keep has no figure, and the remark
says so; nothing stands here that was not counted, but the printed side and the reasons.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from django.db.models import Min, Sum
from django.db.models.functions import Left
from django.utils.translation import gettext as _

from applicants.models.grant import Grant
from applicants.models.policy import RuleSet, RuleSetStatus
from dibao.display import count_text, month_text, with_note, yuan_text
from dibao.levels import AreaLevel
from dibao.models.area import Area
from dibao.values.money import ZERO, yuan
from dibao.values.months import BenefitMonth
from oversight.printed_2008 import PrintedReport
from oversight.statistics import caseload, staff
from oversight.statistics.engine import Result, work_out
from oversight.statistics.figures import percent
from oversight.statistics.measures import Asked, Figure
from oversight.statistics.periods import Period
from oversight.statistics.seed_aid import AidCounted, aid_counted, lines_of_aid
from oversight.statistics.seed_lines import MONTH, SeedFigure, line_of
from payments.funds import WORK_SHARE, per_person
from payments.models.fund import FundEntry, FundKind, FundLevel

_TWO_YEARS: Final = (2007, 2008)


@dataclass(frozen=True)
class Counted:
    """What the system counts, for all lines at once."""

    prefecture: Area
    counties: int
    caseload: Mapping[str, Figure]
    amounts: Mapping[int, Decimal]
    rule_set: RuleSet | None
    begun: BenefitMonth | None
    everywhere: BenefitMonth | None
    people: Mapping[str, Figure]
    district: str
    of_district: Mapping[str, Figure]
    per_person: Decimal
    funds: Mapping[tuple[int, str, str], Decimal]
    aid: AidCounted


def counted(prefecture: Area, *, on: date) -> Counted:
    """Everything that the lines need, within the scope at hand."""
    in_july = work_out(
        caseload.REPORT, Asked(prefecture, Period.month(MONTH), AreaLevel.COUNTY, on)
    )
    at_work = work_out(staff.REPORT, Asked(prefecture, Period.month(MONTH), AreaLevel.COUNTY, on))
    begun = _first_months(prefecture)
    rule_set = (
        RuleSet.objects.filter(
            area=prefecture, status=RuleSetStatus.ACTIVE, first_day__lte=MONTH.last_day
        )
        .order_by("-first_day")
        .first()
    )
    district, of_district = _district(at_work)
    return Counted(
        prefecture=prefecture,
        counties=len(in_july.places),
        caseload=in_july.total.figures,
        amounts=dict(rule_set.as_terms().class_amounts) if rule_set else {},
        rule_set=rule_set,
        begun=min(begun.values(), default=None),
        everywhere=max(begun.values(), default=None),
        people=at_work.total.figures,
        district=district,
        of_district=of_district,
        per_person=per_person(MONTH.year),
        funds=_funds(),
        aid=aid_counted(prefecture),
    )


def _first_months(prefecture: Area) -> dict[str, BenefitMonth]:
    """When the first family of each county was in benefit."""
    grants = Grant.objects.within(prefecture).values_list(Left("area_id", 6))
    return dict(grants.annotate(first=Min("first_month")).order_by())


def _district(at_work: Result) -> tuple[str, Mapping[str, Figure]]:
    """The report names its district by a letter: the one here is who posts the most people to townships."""
    most = max(at_work.places, key=lambda place: place.figures["sent"] or 0, default=at_work.total)
    return most.area.name, most.figures


def _funds() -> dict[tuple[int, str, str], Decimal]:
    """Confirmed entries by year, kind and level."""
    entries = FundEntry.objects.confirmed().filter(year__in=_TWO_YEARS)
    sums = entries.values_list("year", "kind", "level").annotate(Sum("amount")).order_by()
    return {(year, kind, level): amount for year, kind, level, amount in sums}


def lines_of(found: Counted, printed: PrintedReport) -> list[SeedFigure]:
    """All lines in the order of the report."""
    return [
        *_of_the_place(found, printed),
        *_of_people_and_money(found, printed),
        *_of_rules(found),
        *_of_staff(found, printed),
        *_of_funds(found, printed),
        *lines_of_aid(found.aid, int(found.caseload["persons"] or 0), printed),
        _supervision(),
    ]


def _of_the_place(found: Counted, printed: PrintedReport) -> list[SeedFigure]:
    place = found.prefecture
    return [
        line_of(1, _("县级单位"), "6", found.counties, 6, "", opens=("caseload", "")),
        line_of(
            2,
            _("面积（平方公里）"),
            _("1.24万"),
            None if place.land_km2 is None else int(place.land_km2),
            12_400,
            "",
            opens=("", "areas"),
        ),
        line_of(
            "3", _("总人口"), _("305万"), place.total_population, 3_050_000, "", opens=("", "areas")
        ),
        line_of(
            "3",
            _("农村人口"),
            _("219万"),
            place.rural_population,
            printed.rural_population,
            _coverage(place, int(found.caseload["persons"] or 0)),
            opens=("caseload", ""),
        ),
    ]


def _coverage(place: Area, persons: int) -> str:
    """The share of the rural population in benefit; nothing to say where the population is not recorded."""
    if not place.rural_population:
        return ""
    share = percent(persons, place.rural_population)
    return with_note(_("覆盖率%(share)s%%") % {"share": share}, _("按农村人口"))


def _of_people_and_money(found: Counted, printed: PrintedReport) -> list[SeedFigure]:
    figures = found.caseload
    agrees = figures["amount"] == printed.money_of_classes
    gap = printed.money - printed.money_of_classes
    money = (
        _(
            "各类标准乘以人数是%(classes)s元，比印出的少%(gap)s元（1.2%%，每人0.60元）。"
            "任何一种类别与标准的搭配都得不出308万；报告没有说明，多半是人均51元取整后乘出来的。"
        )
        % {"classes": yuan_text(printed.money_of_classes), "gap": yuan_text(gap)}
        if agrees
        else _("人数或标准与印出的不同，金额随之不同。")
    )
    average = (
        _("50.37元进位成51元；51元乘以%(persons)s人才是308万。")
        % {"persons": count_text(printed.persons)}
        if agrees
        else ""
    )
    lines = [
        line_of(
            4,
            _("2008年7月享受农村低保的人"),
            _("6.04万人"),
            figures["persons"],
            printed.persons,
            _("印出的是三类相加60,428人取整。"),
            opens=("caseload", "persons"),
        ),
        line_of(
            5, _("月发放低保金（元）"), printed.money_words, figures["amount"], printed.money, money,
            opens=("caseload", "amount"),
        ),
        line_of(
            6, _("月人均补助水平（元）"), printed.average_words, figures["average"], printed.average, average,
            opens=("caseload", ""),
        ),
    ]  # fmt: skip
    words = {1: _("一类对象"), 2: _("二类对象"), 3: _("三类对象")}
    for number, stated in printed.class_persons.items():
        key = f"class_{number}_persons"
        share = percent(stated, printed.persons)
        lines.append(
            line_of(
                6 + number,
                words[number],
                _("%(number)s人") % {"number": stated},
                figures[key],
                stated,
                _("占%(share)s%%。") % {"share": share} if figures[key] == stated else "",
                opens=("caseload", key),
            )
        )
    return lines


def _of_rules(found: Counted) -> list[SeedFigure]:
    words = {
        1: _("一类月保障标准（元）"),
        2: _("二类月保障标准（元）"),
        3: _("三类月保障标准（元）"),
    }
    lines = [
        line_of(
            9 + number,
            words[number],
            _("%(amount)s元") % {"amount": stated},
            found.amounts.get(number),
            stated,
            "",
            opens=("", "rule_set"),
        )
        for number, stated in {1: Decimal(77), 2: Decimal(52), 3: Decimal(42)}.items()
    ]
    said = {
        "begun": month_text(found.begun),
        "everywhere": month_text(found.everywhere),
    }
    lines.append(
        SeedFigure(
            "13",
            _("决定、试点、全市推开"),
            _("2006年8月、2006年10月、2007年1月"),
            _("最早发放%(begun)s，各县都有%(everywhere)s") % said,
            "—",
            _("按待遇的起始月份，决定的下一个月起发；市政府决定的日期看规则的文号。"),
            ("", "rule_set"),
        )
    )
    return lines


def _of_staff(found: Counted, printed: PrintedReport) -> list[SeedFigure]:
    people, district = found.people["people"], found.of_district
    burden = yuan(Decimal(printed.persons) / 63)
    same = _("报告里的f区，这里按派驻乡镇最多的%(district)s。") % {"district": found.district}
    return [
        line_of(
            14, _("市社会救助管理局人员"), _("10人（在编7人、聘用3人）"), found.people["bureau"], 10,
            _("任职登记不分在编和聘用。"), opens=("staff", "bureau"),
        ),
        line_of(
            "15", _("f区低保专管员"), _("16人"), district["people"], 16, same, opens=("staff", "offices")
        ),
        line_of(
            "15", _("其中派驻乡镇"), _("9人"), district["sent"], 9, same, opens=("staff", "sent")
        ),
        line_of(
            16, _("全市专职人员"), _("63人"), people, 63,
            _("一名专职人员服务%(burden)s名低保对象。") % {"burden": f"{burden:.0f}"}, opens=("staff", "people"),
        ),
    ]  # fmt: skip


def _of_funds(found: Counted, printed: PrintedReport) -> list[SeedFigure]:
    this_year, two_years = (MONTH.year,), _TWO_YEARS
    both = _sum_of(found, FundKind.BENEFIT, this_year, (FundLevel.MUNICIPAL, FundLevel.COUNTY))
    municipal = _sum_of(found, FundKind.BENEFIT, two_years, (FundLevel.MUNICIPAL,))
    work = _sum_of(found, FundKind.WORK, two_years, tuple(FundLevel))
    due = yuan(printed.persons * found.per_person)
    year = str(MONTH.year)
    return [
        line_of(
            17, _("市级定补（每人每年，元）"), _("20元"), found.per_person, 20,
            _("60,428人乘以20元，2008年应是%(due)s元。") % {"due": yuan_text(due)}, opens=("", "funds"),
        ),
        line_of(
            18, _("2008年市县配套资金（元）"), _("400万元"), both, 4_000_000,
            _("本系统是市、县两级当年下拨合计，县级按兜底全额安排；报告只印了配套的数。"), opens=("funds", ""),
            period=year,
        ),
        line_of(
            19, _("两年市级资金（元）"), _("184万元"), municipal, 1_840_000,
            _by_year(found, FundKind.BENEFIT, (FundLevel.MUNICIPAL,))
            + _("184万元除以20元是92,000人年；2008年用60,428，2007年剩31,572，说得通。"),
            opens=("funds", ""), period=year,
        ),
        line_of(
            20, _("工作经费不低于低保支出的（%）"), "3%", WORK_SHARE * 100, 3, "", opens=("work-fund", ""),
            period=year,
        ),
        line_of(
            21, _("两年工作经费（元）"), _("84万元"), work, 840_000,
            _by_year(found, FundKind.WORK, tuple(FundLevel))
            + _("84万元的3%规则对应支出2,800万元；19个月按308万元算是5,852万元，要176万元。")
            + _("规则可能没有做到，或者2007年支出较低。"),
            opens=("work-fund", ""), period=year,
        ),
    ]  # fmt: skip


def _sum_of(
    found: Counted, kind: FundKind, years: Iterable[int], levels: Sequence[FundLevel]
) -> Decimal:
    amounts = (found.funds.get((year, kind, level), ZERO) for year in years for level in levels)
    return sum(amounts, ZERO)


def _by_year(found: Counted, kind: FundKind, levels: Sequence[FundLevel]) -> str:
    """How much each of the two years bears, since a report opens one year at a time."""
    first, second = (yuan_text(_sum_of(found, kind, (year,), levels)) for year in _TWO_YEARS)
    return _("本系统2007年%(first)s元，2008年%(second)s元。") % {"first": first, "second": second}


def _supervision() -> SeedFigure:
    return SeedFigure(
        "26",
        _("监督：政府检查、部门检查、媒体、公众"),
        _("“四位一体”"),
        _("异议、举报和投诉按渠道登记"),
        "—",
        _("四路各有多少，看异议、举报和投诉情况表；抽查看监督检查情况表。"),
        ("objections", ""),
    )
