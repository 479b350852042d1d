"""The words of the pages for classes and for anyone who tries a model: one file for each language."""
