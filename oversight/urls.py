"""Addresses of the public pages and reports."""

from django.urls import path

from oversight.views import (
    apply,
    dashboard,
    funds,
    guide,
    notices,
    progress,
    publications,
    report,
    seed_figures,
    statistics,
    villages,
)

app_name = "oversight"

urlpatterns = [
    path("n/<slug:token>/", notices.notice, name="notice"),
    path("n/<slug:token>/poster/", notices.poster, name="poster"),
    path("public/", villages.start, name="start"),
    path("public/villages/<slug:code>/", villages.village, name="village"),
    path("public/apply/", apply.apply, name="apply"),
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
]
