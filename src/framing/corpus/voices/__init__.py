"""The parts of `framing.corpus.voice`: quotations, cues, sources, and the words of three languages."""
