"""Groups compared: differences between shares, which of them hold, and which would have been seen."""
