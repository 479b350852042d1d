"""Findings to pages that people read."""
