"""Logging in: lock-out, sessions, second factor, single sign-on."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured


def single_sign_on(given: Mapping[str, str]) -> dict[str, Any]:
    """The OpenID Connect provider that the environment names, or none.

    ``GONGKAI_OIDC_URL`` (the issuer), ``GONGKAI_OIDC_CLIENT``, ``GONGKAI_OIDC_SECRET``, and where wanted
    ``GONGKAI_OIDC_NAME`` (the words on the button) and ``GONGKAI_OIDC_CLAIM`` (the claim that is a user
    name here).  Raises ``ImproperlyConfigured`` for a part that is missing or a connection in the clear:
    what the provider says is believed because the connection is the provider's.
    """
    address = given.get("GONGKAI_OIDC_URL", "")
    if not address:
        return {"openid_connect": {"APPS": []}}
    parts = urlsplit(address)
    if parts.scheme != "https" and parts.hostname not in ("localhost", "127.0.0.1", "::1"):
        raise ImproperlyConfigured("GONGKAI_OIDC_URL must begin with https://")
    missing = [name for name in ("GONGKAI_OIDC_CLIENT", "GONGKAI_OIDC_SECRET") if not given.get(name)]
    if missing:
        raise ImproperlyConfigured(f"GONGKAI_OIDC_URL is set, but not {' and '.join(missing)}")
    app = {
        "provider_id": "oidc",
        "name": given.get("GONGKAI_OIDC_NAME") or "统一身份认证",
        "client_id": given["GONGKAI_OIDC_CLIENT"],
        "secret": given["GONGKAI_OIDC_SECRET"],
        "settings": {"server_url": address, "claim": given.get("GONGKAI_OIDC_CLAIM") or "preferred_username"},
    }
    return {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}


def words(written: str) -> frozenset[str]:
    """The words of a list with commas."""
    return frozenset(filter(None, (word.strip() for word in written.split(","))))


AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "gongkai.web.bodies.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
PASSWORD_RESET_TIMEOUT = 3 * 24 * 3600
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "today"
LOGOUT_REDIRECT_URL = "login"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"

AXES_HANDLER = "gongkai.web.bodies.lockout.Lockout"
AXES_FAILURE_LIMIT = 5
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"], "ip_address"]
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_CALLABLE = "gongkai.web.bodies.lockout.locked_out"
AXES_CLIENT_IP_CALLABLE = "gongkai.web.bodies.lockout.address_of"
AXES_VERBOSE = False


GONGKAI_SECOND_FACTOR_ROLES = words(os.environ.get("GONGKAI_SECOND_FACTOR_ROLES", ""))
"""Roles that must log in with a second factor, besides the bodies that ask for it themselves."""
ACCOUNT_ADAPTER = "gongkai.web.bodies.adapters.Accounts"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
MFA_ADAPTER = "gongkai.web.bodies.adapters.SecondFactor"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "政府信息公开"
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
SOCIALACCOUNT_ADAPTER = "gongkai.web.bodies.adapters.SingleSignOn"
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_PROVIDERS = single_sign_on(os.environ)
