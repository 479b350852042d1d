"""Doccano's settings for one machine and one process: closed by default, no worker, no other host.

Started by `framing server up`, which sets DOCCANO_HOME. The secret key comes from a file there that only
its owner can read, so that it stands in no command line and no environment. So does the way to a PostgreSQL.
"""

import json
import os
from pathlib import Path

from config.settings.production import *  # noqa: F403
from config.settings.production import DATABASES, INSTALLED_APPS, MIDDLEWARE, REST_FRAMEWORK

from framing_site.outgoing import read_hosts

HOME = Path(os.environ["DOCCANO_HOME"])
SECRET_KEY = json.loads((HOME / "secrets.json").read_text(encoding="utf-8"))["secret_key"]

DEBUG = False
# Names that this server may be called by; more only after `framing server up --host` or `--public-url`.
ALLOWED_HOSTS = ["127.0.0.1", "localhost", *os.environ.get("FRAMING_SITE_HOSTS", "").split()]
CSRF_TRUSTED_ORIGINS = os.environ.get("FRAMING_SITE_ORIGIN", "").split()
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = any(origin.startswith("https:") for origin in CSRF_TRUSTED_ORIGINS)
SECURE_PROXY_SSL_HEADER = None  # a header of a proxy decides nothing here: anybody could send it
CSRF_FAILURE_VIEW = "framing_site.guard.refuse_forgery"
ROOT_URLCONF = "framing_site.urls"

# Hosts that automatic labelling may send texts to; without any it is off (auto_labelling.py).
AUTO_LABELLING = read_hosts(os.environ.get("FRAMING_AUTO_LABELLING", ""))

AUTHENTICATION_BACKENDS = ["framing_site.passwords.Backend"]
OLD_PASSWORD_FIELD_ENABLED = True  # who finds a computer left alone shall not take the account over
PASSWORD_HASHERS = [
    "framing_site.passwords.Hasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",  # of databases made before; each login replaces one
]

# Upload only for staff; the other five views of the upload package have no address at all (urls.py).
STAFF = ["rest_framework.permissions.IsAdminUser"]
_UPLOAD_VIEWS = ("GET_FETCH", "GET_LOAD", "POST_PROCESS", "GET_RESTORE", "DELETE_REVERT", "PATCH_PATCH")
DJANGO_DRF_FILEPOND_PERMISSION_CLASSES = dict.fromkeys(_UPLOAD_VIEWS, STAFF)
# Uploads must lie under BASE_DIR, or the upload package answers 500. Inside the environment they would be
# shared by every instance, and a read-only environment would break.
BASE_DIR = str(HOME)
DJANGO_DRF_FILEPOND_UPLOAD_TMP = str(HOME / "uploads")
MEDIA_ROOT = str(HOME / "media")
DJANGO_DRF_FILEPOND_FILE_STORE_PATH = MEDIA_ROOT
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
MAX_UPLOAD_SIZE = 256 * 1024**2

_ELSEWHERE = HOME / "database.json"
if _ELSEWHERE.exists():
    DATABASES["default"] = {
        "ENGINE": "django.db.backends.postgresql",
        **json.loads(_ELSEWHERE.read_text(encoding="utf-8")),  # NAME, USER, PASSWORD, HOST, PORT, OPTIONS
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,  # the database may have been restarted
    }
else:
    DATABASES["default"].update(
        ENGINE="framing_site.sqlite",
        NAME=str(HOME / "db.sqlite3"),
        OPTIONS={"timeout": 30},
    )

# Tasks run in the request that asks for them: no worker to start, none to forget. The extended result
# keeps the arguments, by which the guard knows whose project an export belongs to.
CELERY_BROKER_URL = "memory://"
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_STORE_EAGER_RESULT = True
CELERY_RESULT_EXTENDED = True

_LEFT_OUT = {
    "health_check.contrib.celery",  # there is no worker whose health could be asked
    "corsheaders",  # no other origin may read an answer
}
INSTALLED_APPS = [app for app in INSTALLED_APPS if app not in _LEFT_OUT]
MIDDLEWARE = [
    "framing_site.guard.Headers",
    *(name for name in MIDDLEWARE if not name.startswith("corsheaders.")),
    "framing_site.bodies.Bodies",
    "framing_site.turns.Turns",
    "framing_site.once.Once",
    "framing_site.guard.Guard",
]
REST_FRAMEWORK = {
    **REST_FRAMEWORK,
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    # No forms: a page of another site can send one, and its files would be written down before anybody is asked for.
    "DEFAULT_PARSER_CLASSES": ["framing_site.parsing.Json"],
    "DEFAULT_PAGINATION_CLASS": "framing_site.paging.Pages",
}

X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

# Letters would go to the log; there are none to send.
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

# One file, at most 3 x 1 MB. Lines name a path and an error, never the body of a request.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {
        "file": {
            "class": "framing_site.log.LogFile",
            "filename": str(HOME / "server.log"),
            "maxBytes": 1_000_000,
            "backupCount": 2,
            "formatter": "line",
            "delay": True,
        }
    },
    "root": {"handlers": ["file"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.request": {"level": "ERROR"},  # who was refused what is no news, and would fill the file
        "django.security": {"level": "ERROR"},
        "kombu": {"level": "ERROR"},  # it warns that the broker has no host; there is no broker
    },
}
