"""For the tests: a fixed day, a quick password hash, a database of its own.

``GONGKAI_TEST_DATABASE`` names a PostgreSQL server to run on (a database of its own is made there and
dropped again); without it they run on SQLite.
"""

import os
from pathlib import Path
from tempfile import TemporaryDirectory

from gongkai.web.settings.base import *  # noqa: F403
from gongkai.web.settings.environment import database

_FOLDER = TemporaryDirectory(prefix="gongkai-test-")  # goes with the process, write-ahead log and all
DATA = Path(_FOLDER.name)
_chosen = database(os.environ.get("GONGKAI_TEST_DATABASE", ""), DATA)
if _chosen["ENGINE"].endswith("sqlite3"):
    # A file, as in use: threads that share a database in memory do not wait for each other.
    _chosen["TEST"] = {"NAME": DATA / "test.sqlite3"}
else:
    _chosen["TEST"] = {"NAME": f"test_{_chosen['NAME'] or 'gongkai'}"}
    _chosen["NAME"] = "postgres"  # where one stands while it is made
# The tables are made from the models in a second, not by every migration in twenty;
# tests/web/test_tables.py proves that both give the same tables.
_chosen["TEST"]["MIGRATE"] = False
DATABASES = {"default": _chosen}

GONGKAI_FILES = Path(_FOLDER.name, "files")
SECRET_KEY = "for tests only"
GONGKAI_SEALING_KEYS = [SECRET_KEY]
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
GONGKAI_TODAY = "2024-09-20"
GONGKAI_SOFFICE = ""
