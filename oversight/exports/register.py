"""Makes this floor's lists known to whoever exports."""

from applicants.exports import shapes
from oversight.exports import pages

for shape in (
    pages.InspectionExport(),
    pages.InspectionVisitExport(),
    pages.RectificationExport(),
):
    shapes.add(shape)
