"""Words hidden from a model: names of outlets, places, and the words that a codebook uses for its frames. Pure.

A name counts in all forms that its language gives it, as where it is told who speaks. What is hidden becomes one mark,
so that the words around it do not come to stand side by side and make a pair that nobody wrote.
"""

from collections.abc import Iterable, Sequence

from framing.analysis.leak.cities import CITIES
from framing.codebook import Codebook
from framing.corpus.voices.countries import COUNTRIES
from framing.corpus.voices.words import Names, Tokens
from framing.model.learning.codebook_words import frame_texts, plain_words, telling_texts

MARK = "\N{HORIZONTAL ELLIPSIS}"  # no letter, so it is part of no word and of no piece of one
LETTERS = 5  # of a loaded word that count, as in framing.model.evaluation.dictionary
_SHORTEST = 3  # letters of a name: shorter ones are other words too


def place_names() -> tuple[str, ...]:
    """Countries, their people, capitals and seats of power, and the larger cities of Kazakhstan; `*`: any ending.

    All in English, Russian and Kazakh.
    """
    lists = (*(each for lists in COUNTRIES.values() for each in lists), *CITIES)
    return tuple(word for each in lists for word in each.split("|") if word)


def outlet_names(outlets: Iterable[str]) -> tuple[str, ...]:
    """Names by which texts call these outlets: as they are, and without the end of an internet address."""
    shown = {name.strip() for name in outlets}
    sites = {name.removeprefix("www.").partition(".")[0] for name in shown if "." in name and " " not in name}
    return tuple(sorted(name for name in shown | sites if len(name) >= _SHORTEST))


def loaded_words(codebook: Codebook, frame: str, texts: Sequence[str]) -> tuple[str, ...]:
    """The words that the codebook uses for a frame, in its name, definition, rules and examples, by five letters.

    Words that tell no frame from another do not count; they are told from the texts.
    """
    there, words = plain_words(texts)
    told = telling_texts(frame_texts(codebook), there, words)[codebook.keys.index(frame)].split()
    return tuple(sorted({word if len(word) < LETTERS else f"{word[:LETTERS]}*" for word in told}))


class Hider:
    """Hides words and names of one or more words, the longest first."""

    def __init__(self, hidden: Iterable[str]) -> None:
        """`hidden`: as they are written, in any case; one that ends in `*` has any ending."""
        self._names = Names((name, True) for name in hidden)

    def hide(self, texts: Sequence[str]) -> tuple[list[str], list[int]]:
        """The texts with what is hidden made a mark, and how many words that were in each."""
        found, counts = [], []
        for text in texts:
            hidden, words = self._hide(text)
            found.append(hidden)
            counts.append(words)
        return found, counts

    def _hide(self, text: str) -> tuple[str, int]:
        tokens = Tokens(text)
        pieces: list[str] = []
        behind = at = count = 0
        while at < tokens.count:
            name = self._names.at(tokens, at) if self._names.may_start(tokens.low[at]) else None
            if name is None:
                at += 1
                continue
            start, end = tokens.span(at, at + name.length - 1)
            pieces += [text[behind:start], MARK]
            behind, count, at = end, count + name.length, at + name.length
        return "".join([*pieces, text[behind:]]), count
