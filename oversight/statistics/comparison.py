"""Our figures beside those that a report printed, with the difference and why it is there. No queries."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from applicants.choices import BENEFIT_CLASSES
from dibao.display import count_text, yuan_text
from dibao.values.money import ZERO, yuan
from oversight.printed_2008 import PrintedReport
from oversight.statistics.figures import PlaceFigures, percent


@dataclass(frozen=True)
class Comparison:
    """One line: what it counts, our figure, the printed one in figures and in its own words, and a sentence."""

    key: str
    label: str
    unit: str
    ours: Decimal
    printed: Decimal
    words: str
    explanation: str
    # How many decimals the figures have: none for counts, two for yuan and shares.
    decimals: int = 2

    @property
    def difference(self) -> Decimal:
        """Ours less the printed one."""
        return self.ours - self.printed

    def written(self, figure: Decimal) -> str:
        """One of this line's figures with groups of three: 60,428 or 3,043,511.00."""
        return f"{figure:,.{self.decimals}f}"


def compare(
    ours: PlaceFigures, amounts: Mapping[int, Decimal], printed: PrintedReport
) -> list[Comparison]:
    """Hold the prefecture's month against the printed one; `amounts` are the class amounts in force, in yuan."""
    return [
        _persons(ours, printed),
        *_class_persons(ours, printed),
        *_class_amounts(amounts, printed),
        _money(ours, printed),
        _average(ours, printed),
        _population(ours, printed),
        _share(ours, printed),
    ]


def _persons(ours: PlaceFigures, printed: PrintedReport) -> Comparison:
    return Comparison(
        "persons",
        _("保障人数"),
        _("人"),
        Decimal(ours.persons),
        Decimal(printed.persons),
        _("%(words)s，三类相加%(persons)s人")
        % {"words": printed.persons_words, "persons": count_text(printed.persons)},
        _of_persons(ours.persons, printed.persons),
        decimals=0,
    )


def _class_persons(ours: PlaceFigures, printed: PrintedReport) -> Iterator[Comparison]:
    for number, label in BENEFIT_CLASSES:
        counted, stated = ours.of_class(number).persons, printed.class_persons[number]
        yield Comparison(
            f"class_{number}_persons",
            _("%(class)s对象") % {"class": label},
            _("人"),
            Decimal(counted),
            Decimal(stated),
            _("%(number)s人") % {"number": stated},
            _of_persons(counted, stated),
            decimals=0,
        )


def _class_amounts(amounts: Mapping[int, Decimal], printed: PrintedReport) -> Iterator[Comparison]:
    for number, label in BENEFIT_CLASSES:
        in_force, stated = amounts.get(number, ZERO), printed.class_amounts[number]
        same = in_force == stated
        yield Comparison(
            f"class_{number}_amount",
            _("%(class)s月保障标准") % {"class": label},
            _("元"),
            in_force,
            stated,
            _("%(amount)s元") % {"amount": stated},
            _("一致。") if same else _("当月生效的规则与印出的标准不同。"),
        )


def _money(ours: PlaceFigures, printed: PrintedReport) -> Comparison:
    if ours.due == printed.money_of_classes:
        why = _(
            "各类标准乘以人数，合计%(classes)s元。印出的“%(words)s”，是%(persons)s人乘以取整后的%(average)s元，"
            "即%(rounded)s元。"
        ) % {
            "classes": yuan_text(printed.money_of_classes),
            "words": printed.money_words,
            "persons": count_text(printed.persons),
            "average": printed.average,
            "rounded": yuan_text(printed.money_of_average),
        }
    else:
        why = _("人数或标准与印出的不同，金额随之不同；印出的人数按标准应是%(classes)s元。") % {
            "classes": yuan_text(printed.money_of_classes)
        }
    return Comparison(
        "money", _("月发放金额"), _("元"), ours.due, printed.money, printed.money_words, why
    )


def _average(ours: PlaceFigures, printed: PrintedReport) -> Comparison:
    exact = yuan(printed.money_of_classes / printed.persons)
    average = ours.average or ZERO
    if average == exact:
        why = _("%(money)s元除以%(persons)s人，得%(exact)s元；印出的%(words)s是进位取整的数。") % {
            "money": yuan_text(printed.money_of_classes),
            "persons": count_text(printed.persons),
            "exact": exact,
            "words": printed.average_words,
        }
    else:
        why = _("人数或标准与印出的不同，人均随之不同。")
    return Comparison(
        "average",
        _("月人均补助水平"),
        _("元"),
        average,
        printed.average,
        printed.average_words,
        why,
    )


def _population(ours: PlaceFigures, printed: PrintedReport) -> Comparison:
    counted, stated = ours.rural_population or 0, printed.rural_population
    return Comparison(
        "rural_population",
        _("农村人口"),
        _("人"),
        Decimal(counted),
        Decimal(stated),
        printed.rural_population_words,
        _("一致。") if counted == stated else _("登记的农村人口与印出的不同。"),
        decimals=0,
    )


def _share(ours: PlaceFigures, printed: PrintedReport) -> Comparison:
    stated = percent(printed.persons, printed.rural_population)
    return Comparison(
        "share",
        _("占农村人口"),
        "%",
        ours.share or ZERO,
        stated,
        _("未印出，按%(population)s算") % {"population": printed.rural_population_words},
        _("一致。") if ours.share == stated else _("人数或人口与印出的不同，比例随之不同。"),
    )


def _of_persons(ours: int, printed: int) -> str:
    if ours == printed:
        return _("一致。")
    number = count_text(abs(ours - printed))
    if ours > printed:
        return _("本系统比印出的多%(number)s人。") % {"number": number}
    return _("本系统比印出的少%(number)s人。") % {"number": number}
