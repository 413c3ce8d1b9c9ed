"""Tables of the top floor: what was published about a month, without persons."""

from oversight.models.month_figures import MonthFigures

__all__ = ["MonthFigures"]
