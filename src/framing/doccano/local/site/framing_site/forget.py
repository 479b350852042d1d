"""Delete accounts with all that they did, and leave no trace of them in the database's files. The server may run.

Names come as one line on the standard input, a list as JSON. The answer is a line: how many accounts were deleted.
"""

import json
import sys
import time

import django

_PATIENCE_S = 60  # until everybody who reads the write-ahead log has let go of it


def main() -> None:
    """Delete, write the database anew without the free pages, empty its log."""
    django.setup()
    from django.contrib.auth.models import User
    from django.contrib.sessions.models import Session
    from django.db import connection, transaction

    names = json.loads(sys.stdin.readline())
    with transaction.atomic():
        users = list(User.objects.filter(username__in=names))
        ids = {str(user.pk) for user in users}
        gone = [found.pk for found in Session.objects.all() if found.get_decoded().get("_auth_user_id") in ids]
        Session.objects.filter(pk__in=gone).delete()
        for user in users:
            user.delete()  # with labels, confirmations, comments, memberships and tokens
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")
            empty_log(cursor)
    print(len(users), flush=True)  # noqa: T201


def empty_log(cursor) -> None:
    """The write-ahead log at no length; what it held is in the database then."""
    end = time.monotonic() + _PATIENCE_S
    while True:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        busy, _, _ = cursor.fetchone()
        if not busy:
            return
        if time.monotonic() > end:
            sys.exit("The database is in use all the time: stop the server, and do it again.")
        time.sleep(0.2)


if __name__ == "__main__":
    main()
