"""The parts of `framing.corpus.clean`: what lines say and what stands beside them."""
