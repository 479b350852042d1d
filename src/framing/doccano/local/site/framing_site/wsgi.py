"""The application that gunicorn serves: Doccano, with the account that framing works by."""

import json

from django.conf import settings
from django.core.wsgi import get_wsgi_application


def keep_account() -> None:
    """See to it that the account of secrets.json exists, may do everything, and has the password that stands there."""
    from django.contrib.auth.models import User

    secrets = json.loads((settings.HOME / "secrets.json").read_text(encoding="utf-8"))
    user, _ = User.objects.get_or_create(username=secrets["username"])
    if not (user.is_superuser and user.is_staff and user.is_active and user.check_password(secrets["password"])):
        user.is_superuser = user.is_staff = user.is_active = True
        user.set_password(secrets["password"])
        user.save()


application = get_wsgi_application()
keep_account()
