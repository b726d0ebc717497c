"""Addresses of the office."""

from django.contrib.auth.views import LogoutView
from django.urls import include, path

from gongkai.web import monitor
from gongkai.web.bodies.accounts import LoginPage
from gongkai.web.kernel import look

urlpatterns = [
    path("login/", LoginPage.as_view(), name="login"),
    path("login/", LoginPage.as_view(), name="account_login"),  # the name by which the account library knows it
    path("logout/", LogoutView.as_view(), name="logout"),
    path("look/", look.turn, name="look"),
    path("account/", include("gongkai.web.bodies.account_urls")),
    path("settings/", include("gongkai.web.bodies.urls")),
    path("notices/", include("gongkai.web.jobs.urls")),
    path("applications/", include("gongkai.web.intake.urls")),
    path("inbox/", include("gongkai.web.flow.urls")),
    path("letters/", include("gongkai.web.letters.urls")),
    path("readings/", include("gongkai.web.readings.urls")),
    path("annual/", include("gongkai.web.annual.urls")),
    path("explorer/", include("gongkai.web.explorer.urls")),
    path("portal/", include("gongkai.web.portal.urls")),
    path("settings/", include("gongkai.web.api.pages")),
    path("api/v1/", include("gongkai.web.api.urls")),
    path("healthz", monitor.healthz_page, name="healthz"),
    path("readyz", monitor.readyz_page, name="readyz"),
    path("metrics", monitor.metrics_page, name="metrics"),
    path("", include("gongkai.web.cases.urls")),
]
handler400 = "gongkai.web.kernel.errors.malformed"
handler500 = "gongkai.web.kernel.errors.broken"
