"""Gold labels to a trained model."""
