"""For the tests: a fixed day, a quick password hash, a database of its own."""

from pathlib import Path
from tempfile import TemporaryDirectory

from gongkai.web.settings.base import *  # noqa: F403
from gongkai.web.settings.base import DATABASES

# A file, as in use: threads that share a database in memory do not wait for each other.
_FOLDER = TemporaryDirectory(prefix="gongkai-test-")  # goes with the process, write-ahead log and all
DATABASES["default"]["TEST"] = {"NAME": Path(_FOLDER.name, "test.sqlite3")}

GONGKAI_FILES = Path(_FOLDER.name, "files")
SECRET_KEY = "for tests only"
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
GONGKAI_TODAY = "2024-09-20"
