"""How well a model does on documents that it has not seen."""
