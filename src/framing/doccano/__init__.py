"""Doccano: the tables it takes and gives, every request we make, and a local server."""
