"""A model and sentences to probabilities."""
