"""Addresses of the report desk."""

from django.urls import path

from gongkai.web.annual import views

urlpatterns = [
    path("", views.bodies_page, name="annual"),
    path("<int:pk>/<int:year>/", views.year_page, name="year"),
    path("<int:pk>/<int:year>/cell/<str:cell>/", views.cell_page, name="cell"),
    path("<int:pk>/<int:year>/file/<str:name>/", views.file_page, name="file"),
]
