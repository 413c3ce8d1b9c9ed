"""What the prefecture's work report of 2008 printed about July 2008, with its own words.

Source: 农村低保工作总结 (2008), section 一、基本情况:
"截至2008年7月，全市有6.04万人享受农村低保，月发放低保金308万多元，月人均补助水平51元，
其中一类对象5409人，月保障标准77元，二类对象31622人，月保障标准52元，三类对象23397人，月保障标准42元";
"总人口305万人，其中农村人口219万人".
The 60,428 persons are the sum of its three classes, which it rounds to 6.04万.
"""

from dataclasses import dataclass
from decimal import Decimal

from dibao.values.months import BenefitMonth


@dataclass(frozen=True)
class PrintedReport:
    """One month as a report printed it; amounts in yuan, the report's words beside the rounded ones."""

    month: BenefitMonth
    source: str
    class_persons: dict[int, int]
    class_amounts: dict[int, Decimal]
    persons_words: str
    money: Decimal
    money_words: str
    average: Decimal
    average_words: str
    rural_population: int
    rural_population_words: str

    @property
    def persons(self) -> int:
        return sum(self.class_persons.values())

    @property
    def money_of_classes(self) -> Decimal:
        """Class amount times persons, which the report does not print."""
        return sum(
            (self.class_amounts[number] * count for number, count in self.class_persons.items()),
            start=Decimal(0),
        )

    @property
    def money_of_average(self) -> Decimal:
        """Its rounded average times its persons: what its printed sum comes from."""
        return self.average * self.persons


_JULY_2008 = PrintedReport(
    month=BenefitMonth(2008, 7),
    source="2008年农村低保工作总结",
    class_persons={1: 5_409, 2: 31_622, 3: 23_397},
    class_amounts={1: Decimal(77), 2: Decimal(52), 3: Decimal(42)},
    persons_words="6.04万人",
    money=Decimal(3_080_000),
    money_words="308万多元",
    average=Decimal(51),
    average_words="51元",
    rural_population=2_190_000,
    rural_population_words="219万人",
)


def of_month(month: BenefitMonth) -> PrintedReport | None:
    """The printed report of a month; None for every month but the one that it speaks of."""
    return _JULY_2008 if month == _JULY_2008.month else None
