"""Gold labels to a model that can be trusted."""
