"""Where lines and sentences end."""
