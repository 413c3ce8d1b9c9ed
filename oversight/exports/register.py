"""Makes this floor's lists known to whoever exports."""

from applicants.exports import shapes
from oversight.exports import pages
from oversight.exports.statistics import of_report
from oversight.statistics.registry import REPORTS

for shape in (
    pages.InspectionExport(),
    pages.InspectionVisitExport(),
    pages.RectificationExport(),
    *map(of_report, REPORTS),
):
    shapes.add(shape)
