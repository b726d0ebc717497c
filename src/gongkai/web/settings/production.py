"""For production: whatever differs from place to place, and every secret, comes from the environment.

``docs/operator.md`` lists the variables.  What is missing is named when the office starts.
"""

import os

from gongkai.web.settings.base import *  # noqa: F403
from gongkai.web.settings.base import CACHES, DATA, GONGKAI_PROXIES
from gongkai.web.settings.environment import (
    database,
    listed,
    logging_to,
    needed,
    number,
    sealing_keys,
    shared_cache,
    switched,
)

SECRET_KEY = needed("GONGKAI_SECRET_KEY", "the key that signs sessions, fifty random characters or more")
SECRET_KEY_FALLBACKS = listed(os.environ.get("GONGKAI_SECRET_KEY_BEFORE", ""))
GONGKAI_SEALING_KEYS = sealing_keys(SECRET_KEY, *SECRET_KEY_FALLBACKS)
DEBUG = False
ALLOWED_HOSTS = listed(needed("GONGKAI_HOSTS", "the names under which the office is reached, with commas"))
CSRF_TRUSTED_ORIGINS = [f"https://{'*' if host.startswith('.') else ''}{host}" for host in ALLOWED_HOSTS if host != "*"]
# A thread of a worker holds one connection at a time: as many as there are threads is enough.
DATABASES = {
    "default": database(
        needed("GONGKAI_DATABASE", "postgresql://user:password@host:5432/name, or sqlite:////folder/gongkai.sqlite3"),
        DATA,
        pool=number("GONGKAI_THREADS", 8),
    )
}
CACHES = CACHES | {"default": shared_cache(os.environ.get("GONGKAI_CACHE", "").strip())}

# Only a proxy that always sets these headers itself may be believed: see docs/operator.md.
if GONGKAI_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    USE_X_FORWARDED_HOST = False
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]
SECURE_HSTS_SECONDS = number("GONGKAI_HSTS_SECONDS", 31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = switched("GONGKAI_HSTS_SUBDOMAINS")
# Other names of the domain, and the lists of browsers, are not this office's to decide on.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"

STATIC_ROOT = DATA / "static"
WHITENOISE_USE_FINDERS = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

LOGGING = logging_to({"class": "logging.StreamHandler", "stream": "ext://sys.stdout"})

DEFAULT_FROM_EMAIL = SERVER_EMAIL = os.environ.get("GONGKAI_MAIL_FROM", "")
EMAIL_HOST = os.environ.get("GONGKAI_MAIL_HOST", "")
EMAIL_PORT = number("GONGKAI_MAIL_PORT", 587)
EMAIL_HOST_USER = os.environ.get("GONGKAI_MAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("GONGKAI_MAIL_PASSWORD", "")
EMAIL_USE_TLS = True
EMAIL_TIMEOUT = 20
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend"
