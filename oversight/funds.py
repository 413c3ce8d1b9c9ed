"""Published months added up: one row per month or per county, plain values."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from dibao.values.money import ZERO, yuan
from dibao.values.months import BenefitMonth
from oversight.models.month_figures import MonthFigures


@dataclass(frozen=True)
class Use:
    """Counts and yuan of one month, over one county or several."""

    month: BenefitMonth
    counties: int = 0
    households: int = 0
    persons: int = 0
    due: Decimal = ZERO
    paid: Decimal = ZERO
    waiting: Decimal = ZERO

    @property
    def average(self) -> Decimal | None:
        return yuan(self.due / self.persons) if self.persons else None

    def plus(self, figures: MonthFigures) -> "Use":
        """This with one county's figures; what is neither paid nor void waits: held, failed or with the bank."""
        return Use(
            self.month,
            self.counties + 1,
            self.households + figures.households,
            self.persons + figures.persons,
            self.due + figures.due_amount,
            self.paid + figures.paid_amount,
            self.waiting + figures.due_amount - figures.paid_amount,
        )


def by_month(rows: Iterable[MonthFigures]) -> list[Use]:
    """One row per month, in the order in which the months first come."""
    months: dict[BenefitMonth, Use] = {}
    for figures in rows:
        months[figures.month] = months.get(figures.month, Use(figures.month)).plus(figures)
    return list(months.values())
