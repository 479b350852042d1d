"""Every place where a password is checked: logging in and changing it, with the wait for who guesses."""

import hashlib
import hmac
import json
import logging
import math
import secrets
import threading
from contextlib import contextmanager

from dj_rest_auth.serializers import PasswordChangeSerializer
from dj_rest_auth.views import LoginView
from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.auth.models import User
from django.core import signing
from rest_framework.authtoken.models import Token
from rest_framework.exceptions import Throttled

from framing_site.guesses import Guesses

_guesses = Guesses()
_log = logging.getLogger(__name__)
# A check is meant to cost much. More at a time would leave nothing to those who are in already. Logins have as many
# threads (worker.py), so only what comes by another way ever waits here.
_AT_A_TIME = threading.BoundedSemaphore(2)
_PATIENCE_S = 0.5
_SALT = "framing: logged in here before"
_PATH = "/v1/auth/login/"
_REMEMBERED_S = 365 * 24 * 3600
_MOST_REMEMBERED = 10  # accounts per browser: more cookies would make its requests too long


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
        with _checking():
            account = begin(username, browser_of(request, username))
            user = super().authenticate(request, username, password, **kwargs)
        if user is not None:
            _guesses.right(account)
        return user


class Login(LoginView):
    """Doccano's login, after which the browser is known to be one that the person uses.

    Wrong passwords from there are counted by themselves, so that nobody keeps a classmate out by guessing elsewhere.
    """

    def post(self, request, *args, **kwargs):
        """As before, with a cookie for this account."""
        answer = super().post(request, *args, **kwargs)
        if answer.status_code == 200:
            self._remember(request, answer, self.user.get_username())
        return answer

    def _remember(self, request, answer, username):
        name = _cookie(username)
        others = [other for other in request.COOKIES if other.startswith(_cookie("")[:6]) and other != name]
        for other in others[: max(0, len(others) + 1 - _MOST_REMEMBERED)]:
            answer.delete_cookie(other, path=_PATH, samesite="Lax")
        answer.set_cookie(
            name,
            signing.dumps([username, secrets.token_urlsafe(9)], salt=_SALT),
            max_age=_REMEMBERED_S,
            path=_PATH,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )


def browser_of(request, username):
    """The mark of a browser in which this account has logged in before; "" of any other."""
    try:
        known, mark = signing.loads(request.COOKIES[_cookie(username)], salt=_SALT, max_age=_REMEMBERED_S)
    except (AttributeError, KeyError, ValueError, TypeError, signing.BadSignature):
        return ""
    return mark if known == username else ""


def _cookie(username):
    return "known_" + hashlib.sha256(username.encode("utf-8", "surrogatepass")).hexdigest()[:16]


class ChangePassword(PasswordChangeSerializer):
    """A new password for who knows the old one. Tokens given for the old one end."""

    def validate_old_password(self, value):
        """The old password, if it is right; guessed here, it counts as guessed at the login."""
        with _checking():
            account = begin(self.user.get_username())
            found = super().validate_old_password(value)
        _guesses.right(account)
        return found

    def save(self):
        """Store it. The session that asked goes on; other sessions and the token do not."""
        super().save()
        Token.objects.filter(user=self.user).delete()


@contextmanager
def _checking():
    """While a password is checked; whoever waits for that holds a thread that others need, so nobody waits for long.

    Raises:
        Throttled: others are checked. It does not count as a try.
    """
    if not _AT_A_TIME.acquire(timeout=_PATIENCE_S):
        refusal = Throttled(detail="Many log in at this moment. Try again.")
        refusal.wait = 1
        raise refusal
    try:
        yield
    finally:
        _AT_A_TIME.release()


def begin(username, browser=""):
    """Count a try for the account, which is what `Guesses` knows it by, in a browser that it knows or elsewhere.

    The stored hash is part of that, so a new password from the owner (framing server password) ends the wait.

    Raises:
        Throttled: it has to wait.
    """
    stored = User.objects.filter(username=username).values_list("password", flat=True).first()
    account = (username, stored or "", browser)
    wait_s = _guesses.begin(account)
    if wait_s:
        _log.warning("Too many wrong passwords for the account %.200r: the next try waits %.0f s", username, wait_s)
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
