"""Addresses for machines: known by token, not by session, so that neither login page nor CSRF stands before them."""

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, path

from gongkai.web.api.calendar import feed
from gongkai.web.api.v1 import api, openapi

OPERATIONS = [pattern for pattern in api.urls[0] if isinstance(pattern, URLPattern) and pattern.name != "api-root"]
for pattern in OPERATIONS:
    login_not_required(pattern.callback)

urlpatterns = [
    *OPERATIONS,
    path("openapi.json", login_not_required(openapi), name="api-openapi"),
    path("calendar/<str:key>.ics", login_not_required(feed), name="calendar"),
]
