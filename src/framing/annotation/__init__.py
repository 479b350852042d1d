"""Decisions of people: what they say, where they are kept, and who is asked what."""
