"""Work of this floor that others may ask for by name."""

from dibao import clock, jobs, scope
from dibao.models.job import JobRun
from dibao.models.staff import Staff
from dibao.values.months import BenefitMonth
from oversight.actions import publications


@jobs.handler("month:publish")
def publish_month(job: JobRun, by: Staff) -> jobs.Result:
    """Publish the month named in the job's `month` ("2008-07") for the job's county, on behalf of who settled it."""
    month = BenefitMonth.parse(str(job.arguments["month"]))
    with scope.of(by, action="month:publish"):
        figures = publications.publish_month(county=job.area, month=month, by=by, on=clock.today())
    return {"households": figures.households, "persons": figures.persons}
