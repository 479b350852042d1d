"""Give an account a new password, and end what was open under the old one. The server may run meanwhile.

The name comes as the first line of the standard input, as JSON; "known" or "unknown" is answered. Then comes the
password, the same way: it stands in no command line and no environment.
"""

import json
import sys

import django


def main() -> None:
    """Ask, change, answer "done"."""
    django.setup()
    from django.contrib.auth.models import User
    from rest_framework.authtoken.models import Token

    user = User.objects.filter(username=json.loads(sys.stdin.readline())).first()
    print("unknown" if user is None else "known", flush=True)  # noqa: T201
    drawn = sys.stdin.readline()
    if user is None or not drawn:
        return
    user.set_password(json.loads(drawn))  # sessions end by themselves: they hold a hash of the old one
    user.save(update_fields=["password"])
    Token.objects.filter(user=user).delete()
    print("done", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
