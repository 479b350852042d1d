"""From decisions of several people to one label for each sentence and frame, with how it came about."""
