"""Shares over time with the mix of outlets held fixed, and the periods in which their level changed."""
