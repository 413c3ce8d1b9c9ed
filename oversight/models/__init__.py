"""Tables of the top floor: months as published, reports as worked out, and what inspections looked at and found."""

from oversight.models.follow_up import FollowUp
from oversight.models.inspection import Inspection, InspectionSeed, SeedSource, SubjectKind
from oversight.models.inspection_list import (
    BarredFor,
    InspectionInspector,
    InspectionList,
    InspectionStratum,
    InspectionSubject,
    InspectorBar,
)
from oversight.models.inspection_visit import (
    InspectedItem,
    InspectionAnswer,
    InspectionPhoto,
    InspectionVisit,
    Verdict,
)
from oversight.models.month_figures import MonthFigures
from oversight.models.rectification import Rectification, RectificationAnswer
from oversight.models.report_run import ReportRun
from oversight.models.stand_in import AwayFor, StandIn

__all__ = [
    "AwayFor",
    "BarredFor",
    "FollowUp",
    "InspectedItem",
    "Inspection",
    "InspectionAnswer",
    "InspectionInspector",
    "InspectionList",
    "InspectionPhoto",
    "InspectionSeed",
    "InspectionStratum",
    "InspectionSubject",
    "InspectionVisit",
    "InspectorBar",
    "MonthFigures",
    "Rectification",
    "RectificationAnswer",
    "ReportRun",
    "SeedSource",
    "StandIn",
    "SubjectKind",
    "Verdict",
]
