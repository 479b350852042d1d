"""Our settings with a password hasher that takes no time: for tests only.

With a file `no-worker` in its folder the server is as a stock one whose worker nobody started: it takes tasks, and
they wait for ever.
"""

from framing_site.settings import *  # noqa: F403
from framing_site.settings import HOME, INSTALLED_APPS

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
if (HOME / "no-worker").exists():
    CELERY_TASK_ALWAYS_EAGER = False
    INSTALLED_APPS = [*INSTALLED_APPS, "health_check.contrib.celery"]
    HEALTHCHECK_CELERY_TIMEOUT = 1
