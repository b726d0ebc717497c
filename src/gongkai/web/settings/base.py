"""Settings that every place of use shares."""

from __future__ import annotations

import os
from pathlib import Path

from gongkai.web.settings.accounts import *  # noqa: F403
from gongkai.web.settings.environment import database, number

DATA = Path(os.environ.get("GONGKAI_DATA", "data"))
"""Where uploaded files lie, and unless said otherwise the database and its key."""

GONGKAI_FILES = DATA / "files"
"""Where files that came in lie."""

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "gongkai.web.kernel",
    "gongkai.web.bodies",
    "gongkai.web.jobs",
    "gongkai.web.cases",
    "gongkai.web.intake",
    "gongkai.web.flow",
    "gongkai.web.letters",
    "gongkai.web.annual",
    "gongkai.web.readings",
    "gongkai.web.explorer",
    "gongkai.web.portal",
    "gongkai.web.api",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "gongkai.web.kernel.middleware.proxied",
    "gongkai.web.kernel.log.numbered",
    "gongkai.web.kernel.middleware.askable",
    "gongkai.web.kernel.middleware.headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "gongkai.web.bodies.middleware.Posts",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "gongkai.web.kernel.errors.Refused",
    "axes.middleware.AxesMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "gongkai.web.kernel.context.office",
                "gongkai.web.kernel.look.look",
                "gongkai.web.flow.context.waiting",
            ]
        },
    }
]
CACHES = {
    alias: {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": alias}
    for alias in ("default", "process")
}
"""``default`` counts what is limited, together for all processes there are; ``process`` is each one's own."""
DATABASES = {"default": database(os.environ.get("GONGKAI_DATABASE", ""), DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "gongkai.web.urls"
WSGI_APPLICATION = "gongkai.web.wsgi.application"
LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True
X_FRAME_OPTIONS = "DENY"
FILE_UPLOAD_PERMISSIONS = 0o600
GONGKAI_PROXIES = number("GONGKAI_PROXIES", 0)
"""How many proxies of the office stand in front: only their entries in ``X-Forwarded-For`` are believed."""
GONGKAI_TODAY: str | None = None
"""A fixed day for demonstrations and tests; otherwise the day of the clock."""

TASKS = {"default": {"BACKEND": "gongkai.web.jobs.backend.OfficeBackend"}}
GONGKAI_BROKER = os.environ.get("GONGKAI_BROKER", "")
"""``amqp://…`` or ``redis://…``: background work by Celery.  Empty: by the embedded worker."""
GONGKAI_QUEUE = os.environ.get("GONGKAI_QUEUE", "gongkai")
GONGKAI_HEARTBEAT = float(os.environ.get("GONGKAI_HEARTBEAT", "5"))
"""Seconds between two signs of life of a worker."""
GONGKAI_TICK = 60
"""Seconds between two ticks of the embedded worker."""
GONGKAI_DAILY = {
    "gongkai.web.cases.tasks.columns_daily": 0,
    "gongkai.web.annual.tasks.counts_daily": 1,
    "gongkai.web.cases.reminders.compare_all": 2,
    "gongkai.web.explorer.tasks.measure_daily": 2,
    "gongkai.web.jobs.engine.prune": 3,
    "gongkai.web.intake.tasks.pass_daily": 0,
    "gongkai.web.intake.tasks.purge_daily": 4,
    "gongkai.web.api.hooks.prune": 3,
    "gongkai.web.cases.reminders.remind": 6,
    "gongkai.web.flow.inquiries_settle.settle": 6,
    "gongkai.web.jobs.mail.send_daily": 8,
}
"""What happens once a day, and from which hour on."""
GONGKAI_HOOK_NETWORKS = [one for one in os.environ.get("GONGKAI_HOOK_NETWORKS", "").split(",") if one]
"""Inner networks (``10.2.0.0/16``) to which webhooks may be sent; without them none is."""
GONGKAI_SITE = os.environ.get("GONGKAI_SITE", "http://127.0.0.1:8000")
"""Where people reach the office: the beginning of every link in an e-mail."""
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = DATA / "mail"
DEFAULT_FROM_EMAIL = os.environ.get("GONGKAI_MAIL_FROM", "gongkai@localhost")
GONGKAI_SOFFICE = os.environ.get("GONGKAI_SOFFICE", "soffice")
"""The program that turns letters into PDF for a look; empty for none."""
