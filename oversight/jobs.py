"""Work of this floor that others may ask for by name."""

from dibao import clock, jobs, scope
from dibao.models.job import JobRun
from dibao.models.staff import Staff
from dibao.values.months import BenefitMonth
from oversight.actions import publications
from oversight.models.month_figures import MonthFigures


@jobs.handler("month:publish")
def publish_month(job: JobRun, by: Staff) -> jobs.Result:
    """Publish `month` ("2008-07") of the job's county for who settled it; what was published stays as it is."""
    month = BenefitMonth.parse(str(job.arguments["month"]))
    with scope.of(by, action="month:publish"):
        figures = MonthFigures.objects.filter(area=job.area, month=month).first()
        if figures is None:
            figures = publications.publish_month(
                county=job.area, month=month, by=by, on=clock.today()
            )
    return {"households": figures.households, "persons": figures.persons}
