"""The two times in which the demonstration prefecture can live."""

from dataclasses import dataclass
from datetime import date

from dibao.values.months import BenefitMonth

# How far back the books reach, from the closed month: families that a list brought in were paid before the law came.
_MONTHS_OF_BOOKS = 24


class EraRefused(Exception):
    """The demonstration cannot live on that day."""


@dataclass(frozen=True)
class Era:
    """A business date with the rules that ship for it; `first_month` is the first that was decided by them."""

    name: str
    today: date
    rules: str
    first_month: BenefitMonth

    @property
    def open_month(self) -> BenefitMonth:
        """The month whose batches are being worked on."""
        return BenefitMonth.of(self.today)

    @property
    def closed_month(self) -> BenefitMonth:
        """The month that went through to its end; the reports speak of it."""
        return self.open_month.previous()

    @property
    def first_paid(self) -> BenefitMonth:
        """The first month of those families whom a list brought in."""
        return min(self.first_month, self.closed_month.plus(1 - _MONTHS_OF_BOOKS))

    def months(self) -> list[BenefitMonth]:
        """From the first month decided by the rules to the closed one."""
        return list(BenefitMonth.range(self.first_month, self.closed_month))

    def months_paid(self) -> list[BenefitMonth]:
        """From the first month that anybody was paid for to the closed one."""
        return list(BenefitMonth.range(self.first_paid, self.closed_month))


# The first application under each law, three postings or one, a decision: then comes the first month.
_FIRST_MONTHS = {"2008": BenefitMonth(2007, 2), "today": BenefitMonth(2026, 8)}
_RULES = {"2008": "2007", "today": "2026"}


def era_of(name: str, *, today: date) -> Era:
    """The era of that name on a day; raises EraRefused before its law has a closed month to show."""
    era = Era(name=name, today=today, rules=_RULES[name], first_month=_FIRST_MONTHS[name])
    if era.closed_month < era.first_month:
        raise EraRefused(
            f"The law of this era has no closed month yet on {today}; the first one is {era.first_month}."
        )
    return era
