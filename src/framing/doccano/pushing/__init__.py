"""Sentences to Doccano, each exactly once."""
