"""Label, measure and compare the framing of news sentences."""

__version__ = "0.1.0"
