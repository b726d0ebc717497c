"""Addresses of the pages on which people look after tokens and hooks."""

from django.urls import path

from gongkai.web.api import views

urlpatterns = [
    path("tokens/", views.tokens_page, name="tokens"),
    path("hooks/", views.hooks_page, name="hooks"),
]
