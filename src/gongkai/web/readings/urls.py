"""Addresses of the readings."""

from django.urls import path

from gongkai.web.readings import views

urlpatterns = [
    path("", views.list_page, name="readings"),
    path("take/", views.take_page, name="reading_take"),
    path("<int:pk>/", views.review_page, name="reading"),
    path("<int:pk>/page/<int:page>/", views.look_page, name="reading_page"),
    path("<int:pk>/settle/", views.settle_page, name="reading_settle"),
    path("<int:pk>/confirm/", views.confirm_page, name="reading_confirm"),
    path("<int:pk>/file/<str:name>/", views.file_page, name="reading_file"),
    path("<int:pk>/use/", views.use_page, name="reading_use"),
    path("source/<int:pk>/<int:year>/", views.source_page, name="reading_source"),
    path("original/<int:pk>/", views.original_page, name="reading_original"),
]
