"""Addresses of the public pages and reports."""

from django.urls import path

from oversight.views import (
    apply,
    dashboard,
    funds,
    guide,
    inspection_lists,
    inspection_papers,
    inspection_visits,
    inspections,
    notices,
    progress,
    publications,
    rectifications,
    report,
    seed_figures,
    statistics,
    villages,
    voices,
)

app_name = "oversight"

urlpatterns = [
    path("n/<slug:token>/", notices.notice, name="notice"),
    path("n/<slug:token>/poster/", notices.poster, name="poster"),
    path("public/", villages.start, name="start"),
    path("public/villages/<slug:code>/", villages.village, name="village"),
    path("public/apply/", apply.apply, name="apply"),
    path("public/objection/", voices.speak, name="speak"),
    path("public/lead/", voices.point_out, name="point_out"),
    path("public/progress/", progress.ask, name="progress"),
    path("public/how-to-apply/", guide.how_to_apply, name="guide"),
    path("public/disclosure/", guide.disclosure, name="disclosure"),
    path("public/funds/", funds.use_of_funds, name="funds"),
    path("report/", report.report, name="report"),
    path("report/export/", report.export, name="report_export"),
    path("dashboard/", dashboard.overview, name="dashboard"),
    path("statistics/", statistics.index, name="statistics"),
    path("statistics/runs/<int:pk>/", statistics.run, name="report_run"),
    path("statistics/figures-of-2008/", seed_figures.seed_figures, name="seed_figures"),
    path("statistics/<slug:key>/", statistics.report, name="statistics_report"),
    path("statistics/<slug:key>/rows/", statistics.rows, name="statistics_rows"),
    path("publications/", publications.publish, name="publications"),
    path("inspections/", inspections.listing, name="inspections"),
    path("inspections/new/", inspections.new, name="inspection_new"),
    path("inspections/<int:pk>/", inspections.detail, name="inspection"),
    path("inspections/<int:pk>/<slug:step>/", inspections.step, name="inspection_step"),
    path(
        "inspections/<int:pk>/papers/<slug:paper>/",
        inspection_papers.paper,
        name="inspection_paper",
    ),
    path("inspection-visits/<int:pk>/", inspection_visits.visit, name="inspection_visit"),
    path("inspection-visits/<int:pk>/rectification/", rectifications.new, name="rectification_new"),
    path("rectifications/", rectifications.listing, name="rectifications"),
    path("rectifications/<int:pk>/", rectifications.detail, name="rectification"),
    path("public/inspections/", inspection_lists.listing, name="public_inspections"),
    path("public/inspections/<int:pk>/", inspection_lists.detail, name="public_inspection"),
]
