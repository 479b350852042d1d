"""Annotators' decisions back from Doccano."""
