"""Bring the database in DOCCANO_HOME to Doccano's schema and fill in its roles. Safe to run twice."""

import django
from django.core.management import call_command


def main() -> None:
    """Migrate, add the three roles, and fold the write-ahead log into the file, so that the file can be copied."""
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("create_roles", verbosity=0)
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


if __name__ == "__main__":
    main()
