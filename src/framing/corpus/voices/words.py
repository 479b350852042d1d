"""Words of a sentence with their places, and names that are found in them under any ending.

Names and offices are looked up word by word in tables, not by one large pattern: a table does not
grow slower with the gazetteer. A word is compared by its stem, since Russian and Kazakh inflect.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, product
from typing import Generic, NamedTuple, TypeVar

# A stretch of NUL is a quotation that was covered up, see `framing.corpus.voice`.
TOKEN = re.compile(r"\w++(?:[-’'.&]\w++)*+[’']?|\0++|[^\w\s\"“”„‟«»‹›‘’'`]")
QUOTATION = "\0"
T = TypeVar("T")
_LONGEST = 40  # letters of a word that is looked up; no name is longer
_MOST_KEPT = 50_000  # words of which something is remembered; a corpus has no end of words

_ENGLISH_ENDINGS = ("s", "es", "’s", "'s", "s’", "s'", "’", "'", "es’")
_RUSSIAN_ENDINGS = """
    а е ё и й о у ы ь ю я ам ам ами ах ая его ее ей ем ём ему ею ие ий им ими их ия ию ое ой ом ому ого ою ов ев ёв ую
    ые ый ым ыми ых юю ям ями ях яя ии ией иям иями иях ья ье
"""
_PLURALS = ("", "лар", "лер", "дар", "дер", "тар", "тер")
_POSSESSIVES = ("", "ы", "і", "сы", "сі", "ымыз", "іміз", "ның", "нің")
_CASES = """
    ның нің дың дің тың тің ға ге қа ке на не а е да де та те нда нде дан ден тан тен нан нен ды ді ты ті ны ні н мен
    бен пен дағы дегі тағы тегі ндағы ндегі
"""
_SUFFIXES = {
    plural + possessive + case for plural, possessive, case in product(_PLURALS, _POSSESSIVES, ("", *_CASES.split()))
}
_ENDINGS = frozenset({"", *_ENGLISH_ENDINGS, *_RUSSIAN_ENDINGS.split(), *_SUFFIXES, *("-" + end for end in _SUFFIXES)})
_NOMINATIVES = re.compile(r"(?<=\w{3})(?:ий|ый|ая|яя|ое|ее|ые|ие|[аоеыиійьяё])$")
_SOFTENED = {"қ": "ғ", "к": "г", "п": "б"}  # before a vowel in Kazakh


class Memo(dict[str, T]):
    """What a function says about words; it is asked once for each, since news says the same words again and again.

    A dict that fills itself, so that all words of a sentence are looked up within one call of `map`.
    """

    __slots__ = ("_function",)

    def __init__(self, function: Callable[[str], T]) -> None:
        """`function` is pure; its answers to words of more than 40 letters are not kept."""
        super().__init__()
        self._function = function

    def __missing__(self, word: str) -> T:
        """Ask the function."""
        answer = self._function(word)
        if len(word) <= _LONGEST:
            if len(self) >= _MOST_KEPT:
                self.clear()
            self[word] = answer
        return answer


def _split(word: str) -> tuple[str, ...]:
    return (word,) if word.isalnum() else tuple(TOKEN.findall(word))


_PIECES = Memo(_split)  # what stands between white space to its tokens
_LOW = Memo(str.lower)


class Tokens:
    """The words and marks of a sentence: as they stand (`shown`), in lower case (`low`), and where.

    Lists beside each other, since most sentences are read for a word or two and offsets are rarely asked for.
    """

    __slots__ = ("_text", "count", "low", "shown")

    def __init__(self, text: str, words: Sequence[str] | None = None) -> None:
        """Marks of quotation are left out, they stand in no one's way; `words` is `text.split()` if that is there."""
        words = text.split() if words is None else words
        self.shown: list[str] = list(chain.from_iterable(map(_PIECES.__getitem__, words)))
        self.low = list(map(_LOW.__getitem__, self.shown))
        self.count = len(self.shown)
        self._text = text

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Where in the sentence tokens `first` to `last` stand; between tokens are only space and quotation marks."""
        text, at = self._text, 0
        if text.count(self.shown[first]) > 1:  # else there is one place where it can be
            for shown in self.shown[:first]:
                at = text.index(shown, at) + len(shown)
        start = at = text.index(self.shown[first], at)
        for shown in self.shown[first : last + 1]:
            at = text.index(shown, at) + len(shown)
        return start, at


def count_tokens(text: str) -> int:
    """How many tokens `text` has."""
    return sum(map(len, map(_PIECES.__getitem__, text.split())))


class Name(NamedTuple, Generic[T]):
    """What was found: how many tokens it takes, and what it means."""

    length: int
    meaning: T


class _Entry(NamedTuple, Generic[T]):
    """A name without its first word: for each other word what it may start with, and whether it then ends anyhow."""

    rest: tuple[tuple[tuple[str, bool], ...], ...]
    is_in_capitals: bool
    meaning: T
    found: Name[T]


class Names(Generic[T]):
    """Names of one or more words, each with a meaning; the longest wins.

    A name in capitals of up to four letters (`UN`) is found in capitals only; a word that ends in
    `*` matches every word that starts so; all others match in any case and with any ending.
    """

    def __init__(self, meanings: Iterable[tuple[str, T]]) -> None:
        """Index names by the stem of their first word; of two equal names the first counts."""
        self._by_first: dict[str, list[_Entry[T]]] = {}
        self._entries = Memo(self._look_up)
        for name, meaning in meanings:
            words = [match.group() for match in re.finditer(r"\w++(?:[-’'.&]\w++)*+\*?", name[:200])]
            if not words:
                continue
            capitals = len(words) == 1 and words[0].isupper() and len(words[0]) <= 4
            first, *rest = (word.lower() for word in words)
            entry = _Entry(tuple(map(_patterns, rest)), capitals, meaning, Name(len(words), meaning))
            for variant in set(_variants(first)):
                self._by_first.setdefault(variant, []).append(entry)
        for entries in self._by_first.values():
            entries.sort(key=lambda entry: -len(entry.rest))
        self._may_begin = _beginnings(key.removesuffix("*") for key in self._by_first)

    def at(self, tokens: Tokens, index: int) -> Name[T] | None:
        """The longest name that starts at token `index`."""
        for rest, capitals, _, found in self._entries[tokens.low[index]]:
            if capitals and not tokens.shown[index][:2].isupper():
                continue
            if not rest:
                return found
            at = index + 1
            for patterns in rest:
                if at == tokens.count or not _matches(patterns, tokens.low[at]):
                    break
                at += 1
            else:
                return found
        return None

    def may_start(self, word: str, is_wanted: Callable[[T], bool] = lambda _: True) -> bool:
        """Whether any name whose meaning is wanted starts with this word, which is in lower case."""
        return self._may_begin(word) and any(is_wanted(entry.meaning) for entry in self._entries[word])

    def may_go_on(self, word: str) -> bool:
        """Whether a name of several words starts with this word, which is in lower case."""
        return any(entry.rest for entry in self._entries[word])

    def second_words(self, is_wanted: Callable[[T], bool]) -> Callable[[str], bool]:
        """A test whether a word in lower case is the second of a name whose meaning is wanted."""
        entries = [entry for group in self._by_first.values() for entry in group if is_wanted(entry.meaning)]
        seconds = tuple({pattern for entry in entries for patterns in entry.rest[:1] for pattern in patterns})
        may_begin = _beginnings(stem for stem, _ in seconds)
        return lambda word: may_begin(word) and _matches(seconds, word)

    def may_be_of(self, is_wanted: Callable[[T], bool]) -> Callable[[str], bool]:
        """A quick test whether a word may be the first or second of a name whose meaning is wanted; sure of a no."""
        names = [(key, entry) for key, group in self._by_first.items() for entry in group if is_wanted(entry.meaning)]
        firsts = [key.removesuffix("*") for key, _ in names]
        seconds = [stem for _, entry in names for patterns in entry.rest[:1] for stem, _ in patterns]
        return _beginnings((*firsts, *seconds))

    def _look_up(self, word: str) -> list[_Entry[T]]:
        found: list[_Entry[T]] = []
        if len(word) <= _LONGEST and self._may_begin(word):
            for cut in range(len(word), 0, -1):
                stem = word[:cut]
                if stem in self._by_first and word[cut:] in _ENDINGS:
                    found += self._by_first[stem]
                if stem + "*" in self._by_first:
                    found += self._by_first[stem + "*"]
        found.sort(key=lambda entry: -len(entry.rest))
        return found


def _beginnings(stems: Iterable[str]) -> Callable[[str], bool]:
    """A test whether a word may begin with one of the stems; sure of a no, which it is of most words of a corpus."""
    found = frozenset(stem[:4] for stem in stems)
    return lambda word: word[:4] in found or word[:3] in found or word[:2] in found or word[:1] in found


def is_form_of(word: str, stem: str) -> bool:
    """Whether `word`, in lower case, is `stem` with an ending."""
    return word.startswith(stem) and word[len(stem) :] in _ENDINGS


def stem_of(name: str) -> str:
    """What all forms of a name have in common."""
    return _STEMS[name]


def _stem_of(name: str) -> str:
    low = name.lower()
    for ending in ("’s", "'s", "’", "'"):
        low = low.removesuffix(ending)
    return _stem(low)


_STEMS = Memo(_stem_of)


def _patterns(word: str) -> tuple[tuple[str, bool], ...]:
    return tuple((variant.rstrip("*"), variant.endswith("*")) for variant in dict.fromkeys(_variants(word)))


def _matches(patterns: tuple[tuple[str, bool], ...], word: str) -> bool:
    for stem, is_open in patterns:  # noqa: SIM110 - any() takes twice as long
        if word.startswith(stem) and (is_open or word[len(stem) :] in _ENDINGS):
            return True
    return False


def _stem(word: str) -> str:
    return _NOMINATIVES.sub("", word) if word[0] > "\u0400" else word


def _variants(word: str) -> Iterator[str]:
    """What endings are added to: the word itself in Kazakh, a shorter stem in Russian."""
    yield word
    stem = _stem(word)
    yield stem
    if stem[-1] in _SOFTENED and len(stem) > 3 and stem[0] > "\u0400":
        yield stem[:-1] + _SOFTENED[stem[-1]]
    elif stem.endswith("y") and len(stem) > 3 and stem.isascii():
        yield stem[:-1] + "ie"  # ministry, ministries


def split_list(text: str) -> Iterator[str]:
    """The entries of an inventory: one per `|` or line."""
    for line in text.replace("|", "\n").splitlines():
        if entry := line.strip():
            yield entry


def meanings_of(lists: Mapping[T, Iterable[str]]) -> Iterator[tuple[str, T]]:
    """Each entry of each list with the list's meaning."""
    for meaning, texts in lists.items():
        for text in texts:
            for entry in split_list(text):
                yield entry, meaning
