"""Addresses of the interface for agencies' systems; a change that breaks a system gets another version."""

from django.urls import path

from applicants.api import endpoints, operations
from dibao.api.doors import nothing_else

app_name = "api"
urlpatterns = [
    path("openapi.json", operations.openapi, name="openapi"),
    path("referrals", endpoints.referral_list, name="referrals"),
    path("referrals/<str:key>", endpoints.referral, name="referral"),
    path("referrals/<str:key>/accept", endpoints.accept, name="accept"),
    path("referrals/<str:key>/deliver", endpoints.deliver, name="deliver"),
    path("referrals/<str:key>/refuse", endpoints.refuse, name="refuse"),
    path("referrals/<str:key>/redirect", endpoints.redirect, name="redirect"),
    # Programs are told in their own language that there is nothing.
    path("<path:rest>", nothing_else(), name="absent"),
]
