"""A study in Doccano to a file, and from a file to another Doccano."""
