"""Decisions of people, and what they agree on."""
