"""A corpus of any size to files of scores: cut into chunks, scored by one process or many, each chunk written once."""
