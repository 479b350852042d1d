"""From bytes of many kinds to texts: one module a question, all of them behind `framing.corpus.read`."""
