"""Addresses of notices."""

from django.urls import path

from gongkai.web.jobs import views

urlpatterns = [
    path("", views.notices_page, name="notices"),
    path("wishes/", views.wishes_page, name="wishes"),
    path("background/", views.work_page, name="work"),
]
