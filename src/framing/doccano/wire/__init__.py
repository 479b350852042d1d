"""How we speak to a Doccano: the client, bounds, errors, every request."""
