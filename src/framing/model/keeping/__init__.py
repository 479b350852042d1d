"""A trained model as a folder: written, described and read with suspicion."""
