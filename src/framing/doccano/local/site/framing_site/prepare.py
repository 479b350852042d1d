"""Bring the database in DOCCANO_HOME to Doccano's schema and fill in its roles. Safe to run twice."""

import sys

import django
from django.core.management import call_command


def main() -> None:
    """Migrate, add the three roles, and fold the write-ahead log into the file, so that the file can be copied."""
    django.setup()
    from django.db import connection

    tables = connection.introspection.table_names()
    if tables and "django_migrations" not in tables:
        sys.exit("The database holds tables of something else. Give Doccano an empty one.")
    call_command("migrate", verbosity=0)
    call_command("create_roles", verbosity=0)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


if __name__ == "__main__":
    main()
