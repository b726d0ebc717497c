"""Addresses of the workbench."""

from django.urls import path

from gongkai.web.cases import views

urlpatterns = [
    path("", views.today_page, name="today"),
    path("matters/", views.list_page, name="matters"),
    path("matters/new/<str:kind>/", views.open_page, name="open"),
    path("matters/<int:pk>/", views.matter_page, name="matter"),
    path("matters/<int:pk>/enter/<str:name>/", views.fact_page, name="enter"),
]
