"""A Doccano on this machine."""
