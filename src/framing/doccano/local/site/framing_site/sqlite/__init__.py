"""SQLite for many hands: a database backend of Django."""
