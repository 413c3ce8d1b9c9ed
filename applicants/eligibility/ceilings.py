"""The most that one person may be given a month under a rule set, whoever decides it; in yuan."""

from decimal import ROUND_UP, Decimal

from applicants.eligibility.codes import BenefitMethod
from applicants.eligibility.terms import FEN, Terms

MONTHS = 12
ZERO = Decimal("0.00")


def highest_base(terms: Terms, benefit_class: int) -> Decimal:
    """The amount of the class where classes are paid, else the whole line; raises KeyError for a class without one."""
    if terms.benefit_method is BenefitMethod.FIXED:
        return terms.class_amounts[benefit_class].quantize(FEN)
    units = (terms.income_line / MONTHS / terms.payment_unit).quantize(Decimal(1), ROUND_UP)
    return (units * terms.payment_unit).quantize(FEN)


def highest_supplement(terms: Terms) -> Decimal:
    """Nobody gets more than one supplement, so it is the largest of them."""
    return max((line.amount for line in terms.supplements), default=ZERO).quantize(FEN)
