"""Addresses of the settings of a body."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
