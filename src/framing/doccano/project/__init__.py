"""A project in Doccano: its card, labels, guideline, people, sentences as rows, and what was answered."""
