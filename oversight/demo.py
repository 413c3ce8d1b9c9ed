"""The demonstration's publications: what the public reads of the months."""

from dibao import chain_checks, chains, scope
from dibao.demo import steps
from dibao.demo.era import Era
from dibao.demo.loading import Load
from dibao.demo.staff import Offices
from dibao.levels import AreaLevel
from dibao.models.area import Area
from dibao.models.audit_chain import AuditBlock
from dibao.roles import Role
from oversight.actions import publications, report_runs
from oversight.models.month_figures import MonthFigures
from oversight.models.report_run import ReportRun
from oversight.statistics import caseload, spending
from oversight.statistics.periods import Period

STEP = "published months"

# The same sums that publishing a month writes down, for all settled months of the past at once.
_FIGURES = """
INSERT INTO oversight_monthfigures (
    area_code, month, households, persons, class_1_persons, class_2_persons, class_3_persons, class_1_amount,
    class_2_amount, class_3_amount, due_amount, paid_amount, in_flight_amount, failed_amount, held_amount, published_on)
SELECT b.area_code, b.month, count(*), sum(l.covered_count),
       coalesce(sum(l.covered_count) FILTER (WHERE l.benefit_class = 1), 0),
       coalesce(sum(l.covered_count) FILTER (WHERE l.benefit_class = 2), 0),
       coalesce(sum(l.covered_count) FILTER (WHERE l.benefit_class = 3), 0),
       coalesce(sum(l.given) FILTER (WHERE l.benefit_class = 1), 0),
       coalesce(sum(l.given) FILTER (WHERE l.benefit_class = 2), 0),
       coalesce(sum(l.given) FILTER (WHERE l.benefit_class = 3), 0),
       sum(l.given), coalesce(sum(l.given) FILTER (WHERE l.status = 'paid'), 0), 0, 0,
       coalesce(sum(l.given) FILTER (WHERE l.status = 'held'), 0), b.month + 14
FROM payments_paymentbatch b JOIN (
    SELECT *, base_amount + supplement_amount AS given FROM payments_paymentline) l ON l.batch_id = b.id
WHERE b.status = 'settled' AND b.kind = 'regular' AND b.month < %s
GROUP BY b.id
"""


def load_published_months(era: Era) -> int:
    """The figures of the months before the closed one, as if each had been published in its middle; how many months."""
    with Load(MonthFigures) as load:
        load.execute(_FIGURES, [era.closed_month.first_day])
        load.execute(steps.MARK, [STEP])
    return len(era.months_paid()) - 1


def keep_reports(era: Era, offices: Offices) -> int:
    """The closed month's caseload and spending as the prefecture keeps them, once; how many there are then."""
    prefecture = Area.objects.get(level=AreaLevel.PREFECTURE)
    officer = offices.at(prefecture.code, Role.PREFECTURE_OFFICER)
    month = Period.month(era.closed_month)
    with scope.of(officer, action="demo"):
        if not ReportRun.objects.exists():
            for report in (caseload.REPORT, spending.REPORT):
                report_runs.keep(
                    report=report,
                    area=prefecture,
                    period=month,
                    rows_by="",
                    by=officer,
                    on=era.today,
                )
        return ReportRun.objects.count()


def publish_closed_month(county: Area, offices: Offices, era: Era) -> None:
    """Publish the closed month through the action: figures, and the villages' standing lists."""
    finance = offices.at(county.code, Role.COUNTY_FINANCE)
    with scope.of(finance, action="demo"):
        done = MonthFigures.objects.filter(area=county, month=era.closed_month).exists()
        if not done:
            publications.publish_month(
                county=county, month=era.closed_month, by=finance, on=era.today
            )


def seal_everything() -> int:
    """Seal traces and histories, keep the heads, and verify all of it; how many entries there are."""
    if not AuditBlock.objects.exists():
        # Heads of a demonstration that was dropped say nothing of this one.
        chains.forget_heads()
    chains.seal()
    chains.write_heads()
    with scope.everywhere(action="demo"):
        return chain_checks.keep().entry_count
