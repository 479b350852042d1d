"""What to label next: a slice drawn by chance, for figures, and sentences that teach most, for a model."""
