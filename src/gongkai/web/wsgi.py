"""The WSGI application for a production server; the settings are those of production unless said otherwise."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai.web.settings.production")
application = get_wsgi_application()
