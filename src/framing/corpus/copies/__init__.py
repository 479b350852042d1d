"""Which documents and lines repeat others."""
