"""A page and a small HTTP API over one model."""
