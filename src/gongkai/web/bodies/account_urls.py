"""Addresses of one's own account; no other page of the account library is served."""

from allauth.account.views import reauthenticate
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from django.urls import path

from gongkai.web.bodies import accounts

urlpatterns = [
    path("", factors.index, name="mfa_index"),
    path("password/", accounts.PasswordPage.as_view(), name="password"),
    path("welcome/<str:uidb64>/<str:token>/", accounts.WelcomePage.as_view(), name="welcome"),
    path("again/", reauthenticate, name="account_reauthenticate"),
    path("again/code/", factors.reauthenticate, name="mfa_reauthenticate"),
    path("code/", factors.authenticate, name="mfa_authenticate"),
    path("second-factor/", totp.activate_totp, name="mfa_activate_totp"),
    path("second-factor/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("recovery-codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("recovery-codes/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("sso/<slug:provider_id>/", accounts.sso_login, name="openid_connect_login"),
    path("sso/<slug:provider_id>/callback/", accounts.sso_callback, name="openid_connect_callback"),
]
