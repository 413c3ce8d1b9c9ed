"""Addresses of the public pages and reports."""

from django.urls import path

from oversight.views import (
    apply,
    funds,
    guide,
    notices,
    progress,
    publications,
    report,
    self_check,
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
    path("public/leaflet/", guide.leaflet, name="leaflet"),
    path("public/self-check/", self_check.rough, name="self_check"),
    path("public/disclosure/", guide.disclosure, name="disclosure"),
    path("public/funds/", funds.use_of_funds, name="funds"),
    path("report/", report.report, name="report"),
    path("report/export/", report.export, name="report_export"),
    path("publications/", publications.publish, name="publications"),
]
