"""A lesson in media literacy from sentences, labels and a model: a pack that needs nothing installed, and a class."""
