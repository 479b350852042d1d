"""Our settings with a password hasher that takes no time: for tests only."""

from framing_site.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
