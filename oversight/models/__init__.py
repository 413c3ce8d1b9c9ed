"""Tables of the top floor: what was published about a month, and reports as they were worked out."""

from oversight.models.month_figures import MonthFigures
from oversight.models.report_run import ReportRun

__all__ = ["MonthFigures", "ReportRun"]
