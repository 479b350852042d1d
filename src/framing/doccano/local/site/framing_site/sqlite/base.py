"""Django's SQLite backend, with readers that never wait and writers that wait for each other.

Django 4.2 opens a transaction as a reader. When it then wants to write and somebody else has written
meanwhile, SQLite answers "database is locked" at once, whatever the timeout. Taking the write lock at
the start makes the second writer wait its turn instead.
"""

from django.db.backends.sqlite3 import base


class DatabaseWrapper(base.DatabaseWrapper):
    """The stock backend with a write-ahead log and transactions that begin as writers."""

    def get_new_connection(self, conn_params):
        """A connection on a write-ahead log; labels of people are synced to the disk before we answer."""
        connection = super().get_new_connection(conn_params)
        connection.execute("PRAGMA journal_mode=WAL").close()
        connection.execute("PRAGMA synchronous=FULL").close()
        return connection

    def _start_transaction_under_autocommit(self):
        self.cursor().execute("BEGIN IMMEDIATE")
