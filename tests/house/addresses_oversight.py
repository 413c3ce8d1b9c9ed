"""Addresses of reports, inspections and the audit trail."""

from dibao.permissions import Permission as P
from tests.house.addresses_everything import HELP_REPORTS
from tests.house.addressing import Kind, of

REPORTS = (
    *(
        of(
            f"oversight:statistics_{page}",
            Kind.LIST,
            P.REPORT_VIEW,
            keys={"key": f"'{key}'"},
            **more,
        )
        for key in HELP_REPORTS
        for page, more in (
            ("report", {"posts": True}),
            ("rows", {"read": "view", "also": frozenset({P.CASE_VIEW})}),
        )
    ),
    of("oversight:report", Kind.LIST, P.REPORT_VIEW),
    of(
        "oversight:report",
        Kind.VILLAGE,
        P.REPORT_VIEW,
        query={"area": "village", "month": "'2008-05'"},
        read="view",
    ),
    of("oversight:report_export", Kind.LIST, P.REPORT_VIEW, read="export"),
    of("oversight:dashboard", Kind.LIST, P.REPORT_VIEW),
    of("oversight:statistics", Kind.LIST, P.REPORT_VIEW),
    of("oversight:seed_figures", Kind.LIST, P.REPORT_VIEW),
    of(
        "oversight:statistics_report",
        Kind.LIST,
        P.REPORT_VIEW,
        keys={"key": "'caseload'"},
        posts=True,
    ),
    of(
        "oversight:statistics_rows",
        Kind.LIST,
        P.REPORT_VIEW,
        keys={"key": "'caseload'"},
        read="view",
    ),
    of(
        "oversight:report_run",
        Kind.COUNTY,
        P.REPORT_VIEW,
        keys={"pk": "report_run"},
        posts=True,
    ),
    # No batch was named.
    of(
        "oversight:publications",
        Kind.LIST,
        P.BATCH_SETTLE,
        posts=True,
        answers=frozenset({404}),
    ),
)
INSPECTIONS = (
    of("oversight:inspections", Kind.LIST, P.INSPECTION_PREPARE, P.INSPECTION_VISIT),
    of("oversight:inspection_new", Kind.LIST, P.INSPECTION_PREPARE, posts=True),
    of(
        "oversight:inspection",
        Kind.COUNTY,
        P.INSPECTION_PREPARE,
        P.INSPECTION_VISIT,
        keys={"pk": "inspection"},
        read="view",
    ),
    of(
        "oversight:inspection_step",
        Kind.COUNTY,
        P.INSPECTION_PREPARE,
        keys={"pk": "planned_inspection", "step": "'freeze'"},
        posts=True,
        read="view",
    ),
    of(
        "oversight:inspection_paper",
        Kind.COUNTY,
        P.INSPECTION_PREPARE,
        P.INSPECTION_VISIT,
        keys={"pk": "inspection", "paper": "'routes'"},
        read="print",
    ),
    # An inspector whom nobody drew for this family knocks in vain.
    of(
        "oversight:inspection_visit",
        Kind.VILLAGE,
        P.INSPECTION_PREPARE,
        knocks=frozenset({P.INSPECTION_VISIT}),
        keys={"pk": "inspection_visit"},
        posts=True,
        read="view",
    ),
    of(
        "oversight:rectification_new",
        Kind.VILLAGE,
        P.INSPECTION_PREPARE,
        keys={"pk": "inspection_visit"},
        posts=True,
        read="view",
    ),
    of(
        "oversight:rectifications",
        Kind.LIST,
        P.INSPECTION_ANSWER,
        P.INSPECTION_PREPARE,
        read="view",
    ),
    of(
        "oversight:rectification",
        Kind.VILLAGE,
        P.INSPECTION_ANSWER,
        P.INSPECTION_PREPARE,
        keys={"pk": "rectification"},
        posts=True,
        read="view",
    ),
    of("oversight:public_inspections", Kind.PUBLIC),
    of("oversight:public_inspection", Kind.PUBLIC, keys={"pk": "inspection"}),
)


AUDIT = (
    of("oversight:trail", Kind.LIST, P.AUDIT_VIEW, read="view"),
    # Administrators read the trail and nobody's file.
    of(
        "oversight:changes",
        Kind.VILLAGE,
        P.AUDIT_VIEW,
        also=frozenset({P.CASE_VIEW}),
        keys={"kind": "'applicants-case'", "key": "ready"},
        read="view",
    ),
    of("oversight:readers", Kind.VILLAGE, P.READ_LOG_VIEW, keys={"pk": "household"}, read="view"),
    of("oversight:chains", Kind.LIST, P.AUDIT_VIEW),
)
