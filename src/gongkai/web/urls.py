"""Addresses of the office."""

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import include, path

urlpatterns = [
    path("login/", LoginView.as_view(template_name="kernel/login.html"), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("annual/", include("gongkai.web.annual.urls")),
    path("", include("gongkai.web.cases.urls")),
]
