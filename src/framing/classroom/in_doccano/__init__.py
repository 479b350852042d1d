"""A class that labels in a Doccano of its own, which is wiped after the lesson."""
