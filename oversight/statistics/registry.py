"""The reports that there are, in the order in which they are read; one module each, and one line here."""

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _

from oversight.statistics import (
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
from oversight.statistics.measures import Report, Words

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
)
_BY_KEY: Final = {report.key: report for report in REPORTS}


@dataclass(frozen=True)
class NotRecorded:
    """What a report would count if this system kept it; it says so rather than show zeros."""

    title: Words
    reason: Words


NOT_RECORDED: Final = (
    NotRecorded(_("1+X 救助平台情况表"), _("系统还不登记各成员单位的转介和救助，没有数可统计。")),
)


def report_of(key: str) -> Report | None:
    return _BY_KEY.get(key)
