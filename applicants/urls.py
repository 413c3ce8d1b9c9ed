"""Addresses of the desk."""

from django.urls import path

from applicants.views import (
    cases,
    documents,
    entry,
    grants,
    households,
    notices,
    objections,
    papers,
    precheck,
    review,
    search,
)

app_name = "applicants"

urlpatterns = [
    path("search/", search.search, name="search"),
    path("cases/", cases.listing, name="cases"),
    path("cases/new/", precheck.precheck, name="case_new"),
    path("cases/entry/", entry.new, name="case_entry"),
    path("cases/estimate/", entry.estimate, name="estimate"),
    path("cases/<int:pk>/", cases.detail, name="case"),
    path("cases/<int:pk>/edit/", entry.edit, name="case_edit"),
    path("cases/<int:pk>/check/", cases.check, name="case_check"),
    path("cases/<int:pk>/assess/", cases.assess, name="case_assess"),
    path("cases/<int:pk>/propose/", cases.propose, name="case_propose"),
    path("cases/<int:pk>/withdraw/", cases.withdraw, name="case_withdraw"),
    path("cases/<int:pk>/documents/", documents.of_case, name="case_documents"),
    path(
        "cases/<int:pk>/materials/<slug:kind>/",
        documents.answer,
        name="material_answer",
    ),
    path("cases/<int:pk>/objection/", objections.lodge, name="objection_new"),
    path("cases/<int:pk>/application/", papers.application, name="case_application"),
    path("cases/<int:pk>/letter/", papers.letter, name="case_letter"),
    path("cases/<int:pk>/confirm/", review.confirm, name="case_confirm"),
    path("cases/<int:pk>/refuse/", review.refuse, name="case_refuse"),
    path("cases/<int:pk>/send-back/", review.send_back, name="case_send_back"),
    path("objections/<int:pk>/answer/", objections.answer, name="objection_answer"),
    path("review/", review.listing, name="review"),
    path("review/<int:pk>/", review.detail, name="review_case"),
    path("households/unnamed/", households.unnamed, name="unnamed"),
    path("households/<int:pk>/", households.detail, name="household"),
    path("documents/<uuid:pk>/", documents.file, name="document_file"),
    path("documents/<uuid:pk>/small/", documents.small, name="document_thumbnail"),
    path("documents/<uuid:pk>/void/", documents.void, name="document_void"),
    path("households/<int:pk>/documents/", documents.of_household, name="household_documents"),
    path("households/<int:pk>/apply/", entry.again, name="case_again"),
    path("households/<int:pk>/reveal/", households.reveal, name="member_reveal"),
    path(
        "households/<int:pk>/members/<uuid:person>/",
        households.name_member,
        name="member_name",
    ),
    path("grants/<int:pk>/end/", grants.end, name="grant_end"),
    path("notices/", notices.listing, name="notices"),
    path("notices/new/", notices.new, name="notice_new"),
    path("notices/<int:pk>/", notices.detail, name="notice"),
]
