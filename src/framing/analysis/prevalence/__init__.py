"""Shares of units, corrected by those of them that people labelled because they were drawn by chance."""
