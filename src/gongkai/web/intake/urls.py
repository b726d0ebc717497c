"""Addresses of intake, for staff."""

from django.urls import path

from gongkai.web.intake import views, views_erasure

urlpatterns = [
    path("", views.list_page, name="intake"),
    path("new/", views.new_page, name="intake-new"),
    path("looked-at/", views.accesses_page, name="accesses"),
    path("<int:pk>/", views.submission_page, name="submission"),
    path("<int:pk>/return/", views.return_page, name="submission-return"),
    path("<int:pk>/pass/", views.pass_page, name="submission-pass"),
    path("<int:pk>/erase/", views_erasure.submission_page, name="submission-erase"),
    path("matters/<int:pk>/erase/", views_erasure.matter_page, name="matter-erase"),
    path("erased/", views_erasure.list_page, name="erasures"),
    path("<int:pk>/applicant/", views.applicant_page, name="applicant"),
    path("<int:pk>/code/", views.code_page, name="submission-code"),
    path("<int:pk>/file/", views.upload_page, name="submission-upload"),
    path("<int:pk>/file/<int:file>/", views.attachment_page, name="attachment"),
]
