"""Who labels which sentence, and exercises for annotators."""
