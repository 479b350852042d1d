"""Test sentences that we know the right behaviour on, run on a model: negation, speakers, names, typing errors."""
