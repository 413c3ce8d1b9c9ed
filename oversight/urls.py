"""Addresses of the public pages and reports."""

from django.urls import URLPattern

app_name = "oversight"

urlpatterns: list[URLPattern] = []
