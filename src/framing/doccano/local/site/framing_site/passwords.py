"""Every place where a password is checked: logging in and changing it, with the wait for who guesses."""

import hmac
import json
import math

from dj_rest_auth.serializers import PasswordChangeSerializer
from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.auth.models import User
from rest_framework.authtoken.models import Token
from rest_framework.exceptions import Throttled

from framing_site.guesses import Guesses

_guesses = Guesses()


class Hasher(Argon2PasswordHasher):
    """Argon2id at the cost that OWASP names for servers: 19 MiB, two passes, one lane.

    Django's own choice, PBKDF2, takes six times as long here, so that a class that logs in waits, and yet costs
    less to who tries passwords on graphics cards.
    """

    time_cost = 2
    memory_cost = 19 * 1024  # KiB
    parallelism = 1


class Backend(ModelBackend):
    """Django's check of name and password. Whoever calls it gets the wait, by whatever way the password came."""

    def authenticate(self, request, username=None, password=None, **kwargs):
        """The user, or None if name or password is wrong.

        Raises:
            Throttled: too many were wrong in a row; this one was not looked at.
        """
        if username is None or password is None:
            return None
        if _is_framings_own(username, password):  # 144 random bits; nobody keeps the owner out by guessing
            return super().authenticate(request, username, password, **kwargs)
        account = begin(username)
        user = super().authenticate(request, username, password, **kwargs)
        if user is not None:
            _guesses.right(account)
        return user


class ChangePassword(PasswordChangeSerializer):
    """A new password for who knows the old one. Tokens given for the old one end."""

    def validate_old_password(self, value):
        """The old password, if it is right; guessed here, it counts as guessed at the login."""
        account = begin(self.user.get_username())
        found = super().validate_old_password(value)
        _guesses.right(account)
        return found

    def save(self):
        """Store it. The session that asked goes on; other sessions and the token do not."""
        super().save()
        Token.objects.filter(user=self.user).delete()


def begin(username):
    """Count a try for the account, which is what `Guesses` knows it by.

    The stored hash is part of that, so a new password from the owner (framing server password) ends the wait.

    Raises:
        Throttled: it has to wait.
    """
    stored = User.objects.filter(username=username).values_list("password", flat=True).first()
    account = (username, stored or "")
    wait_s = _guesses.begin(account)
    if wait_s:
        seconds = math.ceil(wait_s)
        refusal = Throttled(
            detail=f"Too many wrong passwords for this account. Try again in {seconds} s, "
            "or ask who runs this server for a new password."
        )
        refusal.wait = seconds  # given to it, it would add a sentence of its own
        raise refusal
    return account


def _is_framings_own(username, password):
    try:
        secrets = json.loads((settings.HOME / "secrets.json").read_text(encoding="utf-8"))
        own = (secrets["username"], secrets["password"])
    except (OSError, ValueError, KeyError):
        return False
    same = hmac.compare_digest(own[1].encode(), password.encode("utf-8", "surrogatepass"))
    return same and username == own[0]
