"""Doccano's settings for one machine and one process: closed by default, no worker, no other host.

Started by `framing server up`, which sets DOCCANO_HOME. The secret key comes from a file there that only
its owner can read, so that it stands in no command line and no environment.
"""

import json
import os
from pathlib import Path

from config.settings.production import *  # noqa: F403
from config.settings.production import DATABASES, INSTALLED_APPS, MIDDLEWARE, REST_FRAMEWORK

HOME = Path(os.environ["DOCCANO_HOME"])
SECRET_KEY = json.loads((HOME / "secrets.json").read_text(encoding="utf-8"))["secret_key"]

DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
CSRF_TRUSTED_ORIGINS = []
SECURE_PROXY_SSL_HEADER = None  # there is no proxy in front whose word could be taken
CSRF_FAILURE_VIEW = "framing_site.guard.refuse_forgery"
ROOT_URLCONF = "framing_site.urls"

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
    "framing_site.once.Once",
    "framing_site.guard.Guard",
]
REST_FRAMEWORK = {**REST_FRAMEWORK, "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"]}

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
