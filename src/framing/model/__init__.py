"""Gold labels to a model that can be trusted: a room each for learning, evaluation and keeping."""
