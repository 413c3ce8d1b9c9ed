"""The reports that there are, in the order in which they are read; one module each, and one line here."""

from typing import Final

from oversight.statistics import (
    aid_answers,
    aid_given,
    aid_take_up,
    caseload,
    changes,
    deadlines,
    funds_by_source,
    objections,
    people,
    rechecks,
    spending,
    spot_checks,
    staff,
    work_fund,
)
from oversight.statistics.measures import Report

REPORTS: Final[tuple[Report, ...]] = (
    caseload.REPORT,
    people.REPORT,
    changes.REPORT,
    spending.REPORT,
    funds_by_source.REPORT,
    work_fund.REPORT,
    deadlines.REPORT,
    rechecks.REPORT,
    objections.REPORT,
    spot_checks.REPORT,
    staff.REPORT,
    aid_given.REPORT,
    aid_take_up.REPORT,
    aid_answers.REPORT,
)
_BY_KEY: Final = {report.key: report for report in REPORTS}


def report_of(key: str) -> Report | None:
    return _BY_KEY.get(key)
