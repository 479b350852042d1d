"""The people of one document: whose voice a bare name has that was told with an office elsewhere."""

from collections.abc import Sequence
from typing import NamedTuple

from framing.corpus.voices.sources import Home, Source, Sources, surname
from framing.corpus.voices.words import Tokens, count_tokens, is_form_of

_MOST_SEARCHES = 100  # for the first mention of an unknown name, per document, so that time stays linear
_MENTIONS = 3  # of a name that are looked at


class Speaker(NamedTuple):
    """Somebody who was found to speak: the voice, the words, and what told the voice."""

    voice: str
    words: str
    known: str
    is_medium: bool = False


class People:
    """Those whom one document names, as they become known."""

    def __init__(self, texts: Sequence[str], sources: Sources, home: Home) -> None:
        """`texts` are those of the coded sentences of the document."""
        self._texts, self._sources, self._home = texts, sources, home
        self._known: dict[str, Speaker] = {}  # by surname
        self._searches = 0

    def speaker(self, tokens: Tokens, text: str, source: Source, offset: int = 0) -> Speaker:
        """The one whom `source` names; `text` is what `tokens` are of, from `offset` on."""
        start, end = tokens.span(self._sources.name_before(tokens, source.first), source.last)
        words = text[offset + start : offset + end]
        name = surname(words)
        if source.known:
            speaker = Speaker(source.voice, words, source.known, source.is_medium)
            if name:
                self._known.setdefault(name, speaker)
            return speaker
        before = self._known_as(name) if name else None
        if before is None and name and self._searches < _MOST_SEARCHES:
            self._searches += 1
            before = self._first_mention(words, name)
        if before is not None:
            return Speaker(before.voice, words, before.known, before.is_medium)
        return Speaker(source.voice, words, "")

    def _known_as(self, name: str) -> Speaker | None:
        """Whom a name belongs to that was met before, maybe with another ending."""
        for end in range(len(name), 3, -1):
            speaker = self._known.get(name[:end])
            if speaker is not None and is_form_of(name, name[:end]):
                return speaker
        return None

    def _first_mention(self, words: str, name: str) -> Speaker | None:
        """Whom the document says a bare name belongs to: `Mayor Ivan Petrov came` beside `Petrov said`."""
        shown = words.split()[-1]
        if self._sources.names_somebody(Tokens(shown), 0):
            return None  # Sputnik Kazakhstan: not what is told beside the country
        shown = shown[: max(4, len(name) - 4)]
        mentions = 0
        for text in self._texts:
            at = text.find(shown)
            if at < 0:
                continue
            tokens = Tokens(text)
            place = min(count_tokens(text[:at]), tokens.count - 1)  # less where the name is in a word: `anti-Petrov`
            source = self._beside(tokens, place)
            if source is not None:
                speaker = Speaker(source.voice, words, source.known, source.is_medium)
                self._known[name] = speaker
                return speaker
            mentions += 1
            if mentions == _MENTIONS:
                break
        return None

    def _beside(self, tokens: Tokens, place: int) -> Source | None:
        """What tells who the name at token `place` is: before it, after a comma, or before one."""
        first = place
        while first > 0 and place - first < 7 and tokens.low[first - 1] not in ",;:.":
            first -= 1
        stretches = [(first, place + 1)]
        if place + 1 < tokens.count and tokens.low[place + 1] == ",":
            stretches.append((place + 2, min(place + 8, tokens.count)))
        if first > 1 and tokens.low[first - 1] == ",":
            stretches.append((max(0, first - 5), first - 1))
        for start, end in stretches:
            source = self._sources.find(tokens, start, end, self._home)
            if source is not None and source.known and not source.is_land:
                return source
        return None
