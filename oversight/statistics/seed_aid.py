"""What the report of 2008 printed about 1+X, beside what the agencies recorded here; with the base of its 100 %.

55,366 premiums are 91.6 % of the 60,428 people of July 2008: what was printed as 100 % refers to an earlier head count,
so the month is named whose head count here comes nearest.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.db.models import Count, Sum
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext as _

from applicants.models.aid import AidItem, AidTerms
from applicants.models.grant import Grant
from applicants.models.referral import ReferralPart
from dibao.display import NOTHING, count_text, listed, month_text, yuan_text
from dibao.models.agency import Agency
from dibao.models.area import Area
from dibao.values.money import ZERO
from dibao.values.months import BenefitMonth
from oversight.printed_2008 import PrintedReport
from oversight.statistics.figures import percent
from oversight.statistics.periods import Period
from oversight.statistics.seed_lines import MONTH, SeedFigure, line_of

_PREMIUM: Final = "nrcms_premium"
# What hospitals take off, in the order in which the report names it.
_TAKEN_OFF: Final = ("ward_fee", "examination_fee", "registration_fee")
_PREMIUMS: Final = 55_366
_MONEY: Final = Decimal(10_000_000)
_HALF_YEAR: Final = Period.half(2008, 1)
_YEARS: Final = (Period.year(2007), Period.year(2008))
# The decision on the benefit is of August 2006.
_FIRST: Final = BenefitMonth(2006, 8)


@dataclass(frozen=True)
class AidCounted:
    """Agencies that take part, people whose premium was paid, shares that are taken off, yuan by year, and how many
    people were in benefit each month up to the report's."""

    agencies: int
    premium: int | None
    premiums: int
    taken_off: Mapping[str, Decimal | None]
    value: Mapping[int, Decimal]
    head_counts: Mapping[BenefitMonth, int]

    @property
    def nearest(self) -> BenefitMonth | None:
        """The month with the head count that comes nearest to the premiums printed, the later of two."""
        return min(
            self.head_counts,
            key=lambda month: (
                abs(self.head_counts[month] - _PREMIUMS),
                -month.first_day.toordinal(),
            ),
            default=None,
        )


def aid_counted(prefecture: Area) -> AidCounted:
    """Six statements, within the scope at hand."""
    parts = ReferralPart.objects.within(prefecture)
    premium = AidItem.objects.filter(code=_PREMIUM).first()
    in_half = parts.filter(
        referral__item=premium,
        delivered_on__range=(_HALF_YEAR.first_day, _HALF_YEAR.last_day),
    )
    value = (
        parts.filter(delivered_on__range=(_YEARS[0].first_day, _YEARS[-1].last_day))
        .annotate(year=ExtractYear("delivered_on"))
        .order_by()
        .values_list("year")
        .annotate(Sum("value"))
    )
    return AidCounted(
        agencies=Agency.objects.taking_part().count(),
        premium=premium.pk if premium else None,
        premiums=in_half.aggregate(n=Count("referral__person", distinct=True))["n"],
        taken_off=_taken_off(),
        value=dict(value),
        head_counts=_head_counts(prefecture),
    )


def _taken_off() -> dict[str, Decimal | None]:
    """The share of a fee that is waived, by benefit, as the terms of the report's month say."""
    terms = AidTerms.objects.in_force(on=MONTH.last_day).filter(item__code__in=_TAKEN_OFF)
    return {one.item.code: one.as_rule().share for one in terms.select_related("item")}


def _head_counts(prefecture: Area) -> dict[BenefitMonth, int]:
    """People in benefit in each month that has any, worked out of when grants begin and end."""
    grants = Grant.objects.within(prefecture).filter(first_month__lte=MONTH)
    spans = (
        grants.order_by().values_list("first_month", "last_month").annotate(Sum("covered_count"))
    )
    counts = dict.fromkeys(BenefitMonth.range(_FIRST, MONTH), 0)
    for first, last, persons in spans:
        for month in BenefitMonth.range(max(first, _FIRST), min(last or MONTH, MONTH)):
            counts[month] += persons
    return {month: count for month, count in counts.items() if count}


def lines_of_aid(found: AidCounted, persons: int, printed: PrintedReport) -> list[SeedFigure]:
    """Lines 22 to 25; `persons` are those in benefit in the report's month, as this system counts them."""
    return [
        line_of(22, _("救助体系成员单位"), "16", found.agencies, 16, ""),
        line_of(
            "23",
            _("2008年上半年资助参加新农合（人）"),
            _("55,366人"),
            found.premiums,
            _PREMIUMS,
            "",
            opens=("aid-given", "persons"),
            period=str(_HALF_YEAR),
            benefit=found.premium,
        ),
        SeedFigure(
            "23",
            _("参合率"),
            "100%",
            _share(found.premiums, persons),
            "—",
            _base_words(found, printed),
            ("caseload", "persons"),
            str(found.nearest or MONTH),
        ),
        SeedFigure(
            "24",
            _("住院床位费、检查费减免"),
            _("20%，挂号费免"),
            _taken_off_words(found.taken_off),
            "—",
            _("按2008年7月有效的帮扶条款，依次是床位费、检查费、挂号费。"),
        ),
        line_of(
            25,
            _("2007年以来1+X救助资金（元）"),
            _("1,000多万元"),
            sum(found.value.values(), ZERO),
            _MONEY,
            _(
                "各单位登记的折合金额，减免的也算。报告没有写算到哪个月，本系统是2007、2008两年已经登记的。"
            ),
        ),
        *(
            SeedFigure(
                "25",
                _("其中%(period)s（元）") % {"period": year.label},
                "—",
                yuan_text(found.value.get(year.first.year, ZERO)),
                "—",
                "",
                ("aid-given", "value"),
                str(year),
            )
            for year in _YEARS
        ),
    ]


def _share(part: int, whole: int) -> str:
    return f"{percent(part, whole)}%" if whole else "—"


def _base_words(found: AidCounted, printed: PrintedReport) -> str:
    """Of whom the printed share can be 100, in words."""
    words = _(
        "本系统的比例按2008年7月在保的人算。55,366除以7月的60,428是%(share)s%%，少%(gap)s人，所以印出的百分之百按的是更早的人数。"
    ) % {
        "share": f"{Decimal(100 * _PREMIUMS) / printed.persons:.1f}",
        "gap": count_text(printed.persons - _PREMIUMS),
    }
    if found.nearest is None:
        return words
    count = found.head_counts[found.nearest]
    return words + _(
        "本系统各月在保人数里，最接近55,366的是%(month)s，%(count)s人，差%(gap)s人。"
    ) % {
        "month": month_text(found.nearest),
        "count": count_text(count),
        "gap": count_text(abs(count - _PREMIUMS)),
    }


def _taken_off_words(shares: Mapping[str, Decimal | None]) -> str:
    if not shares:
        return NOTHING
    return listed(
        "—" if code not in shares else _written_share(shares[code]) for code in _TAKEN_OFF
    )


def _written_share(share: Decimal | None) -> str:
    """What is no share of a fee is the whole of it."""
    return _("全免") if share is None else f"{share * 100:.0f}%"
