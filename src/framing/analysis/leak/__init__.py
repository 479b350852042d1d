"""How much of a difference between groups hangs on names, places and loaded words."""
