"""Whose words they are: the voice of a stretch of a sentence that names somebody.

The gazetteer of the codebook knows the names of the event. What it does not name is judged by
general nouns (`ministry`, `protesters`, `experts`) and by the country an office belongs to.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, cached_property
from itertools import compress
from typing import NamedTuple

from framing.corpus.voices.countries import COUNTRIES
from framing.corpus.voices.cue_words import LANGUAGES, words_of
from framing.corpus.voices.lands import Lands
from framing.corpus.voices.words import Memo, Names, Tokens, is_form_of, meanings_of, split_list, stem_of

ELSEWHERE = "elsewhere"  # some country that is not named
_UNSURE = ""  # whether a country is named depends on the next words
_VOICES_WITHOUT_COUNTRY = {"own": "outlet", "protest": "protester", "alliance": "foreign_official"}  # by kind of noun

_KINDS = {
    "head": "HEADS",  # first, since of two equal entries the first counts
    "member": "MEMBERS",
    "supporter": "SUPPORTERS",
    "elsewhere": "NEIGHBOURS",
    "office": "OFFICE",
    "protest": "PROTEST",
    "alliance": "ALLIANCE",
    "diplomat": "DIPLOMAT",
    "medium": "MEDIA",
    "state": "STATE_OWNED",
    "other": "OTHER",
    "own": "OWN_SIDE",
    "text": "TEXTS",
}
_PREPOSITIONS = words_of("PREPOSITIONS")
_TIMES = words_of("TIMES")
_OWN = words_of("OWN")
_ARTICLES = words_of("ARTICLES")
_OBJECT_CASES = re.compile(
    r"(?:[ғгқкн][ае]|(?<=[^аәеоөуұүыіи])[дт][ыі]|(?<=[аәеоөуұүыіи])н[ыі]|[дт][ае]|[дтн][ае]н|[ыі]н|[мбп]ен)$"
)
_POSSESSED = re.compile(r"(?:[ыі]|[нтд][ыі]ң)$")
_RUSSIAN_ADJECTIVE = re.compile(r"ск(?:ий|ая|ое|ие|ого|ому|им|ом|ой|ую|их|ими)$")
_GENITIVES = ("ның", "нің", "дың", "дің", "тың", "тің")
_GRAMMAR = Memo(lambda word: (word.isascii(), word.endswith(_GENITIVES)))  # English, and a Kazakh genitive
_PARTS = words_of("PARTS")
_FORMER = words_of("FORMER")
_POSSESSIVES = words_of("POSSESSIVES")
_NO_CASES = words_of("NO_CASES")
_NO_SOURCES = frozenset(("country", "seat", "state", "elsewhere"))  # kinds of nouns that go with another
_MARKS = frozenset(",;:.!?…—–-()[]")


_CERTAINLY = 1_000_000  # more often than a text names any country
_NEAR = 4  # tokens
_MANY = 8  # times that a country is named which is home for certain
_PLENTY = 20  # mentions of countries
_WORDS = 3  # of the name of a country
_AT_RALLY = 7  # tokens
_RALLIES = tuple(words_of("RALLIES"))
_EXILE = frozenset(("fled", "exile", "exiled"))
_SHARES = frozenset(("с", "со", "with", "to", "told", "tells"))


class Source(NamedTuple):
    """Who was found: the voice, what told it (`gazetteer`, `lexicon` or nothing), the first and the last token."""

    voice: str
    known: str
    first: int
    last: int
    is_medium: bool = False
    is_land: bool = False
    is_name: bool = False  # capitalised words, unknown otherwise
    speaks_for: bool = False  # a spokesman or member of somebody who is not named
    stands_for: bool = False  # a text or an office known from before: `the message`, `the ministry`

    @property
    def is_somebody(self) -> bool:
        """Whether a list or at least a capital letter says that this is no clause."""
        return bool(self.known) or self.is_name


class _Hit(NamedTuple):
    at: int
    length: int
    kind: str
    value: str  # a voice, or a country
    is_english: bool
    is_genitive: bool  # in Kazakh, of something else


class _Meaning(NamedTuple):
    kind: str
    value: str = ""


def _is_land(meaning: _Meaning) -> bool:
    return meaning.kind in ("country", "seat")


@cache
def _lexicon() -> Names[_Meaning]:
    lists: dict[_Meaning, list[str]] = {
        _Meaning(kind): [getattr(language, name) for language in LANGUAGES] for kind, name in _KINDS.items()
    }
    entries = list(meanings_of(lists))
    for code, (country, seats) in COUNTRIES.items():
        entries += meanings_of({_Meaning("country", code): [country], _Meaning("seat", code): [seats]})
    for language in LANGUAGES:
        nouns = list(split_list(getattr(language, "ALLIANCES", "")))
        regions = [f"{region} {noun}" for region in split_list(getattr(language, "REGIONS", "")) for noun in nouns]
        states = [f"{noun} {which}" for which in split_list(getattr(language, "OF_STATES", "")) for noun in nouns]
        entries += [(name, _Meaning("alliance")) for name in (*regions, *states)]
    return Names(entries)


class Sources:
    """Finds sources by one gazetteer, for any number of documents."""

    def __init__(self, gazetteer: Mapping[str, Sequence[str]], voices: Iterable[str]) -> None:
        """The general nouns apply only to voices of `voices`; names of the gazetteer have any voice it gives."""
        self._voices = frozenset(voices)
        self._names: Names[str] = Names((name, voice) for voice, names in gazetteer.items() for name in names)
        self._lexicon = _lexicon()
        self.own_names = "\n".join(gazetteer.get("official", ())).lower()
        self.foreign_names = "\n".join(gazetteer.get("foreign_official", ())).lower()
        self._is_start = Memo(lambda low: self._names.may_start(low) or self._lexicon.may_start(low))
        self._is_start_of_land = Memo(lambda low: self._lexicon.may_start(low, _is_land))
        self._is_second_of_land = self._lexicon.second_words(_is_land)
        self._may_be_of_land = self._lexicon.may_be_of(_is_land)
        self._lands = Memo(self._lands_of)
        self.home_by_gazetteer = self._most_named(name.split() for name in gazetteer.get("official", ()))[0]

    def home_of(self, texts: Iterable[Sequence[str]]) -> tuple[str, int]:
        """The country most named in `texts`, each split at white space, and how often; empty if none is."""
        return (self.home_by_gazetteer, _CERTAINLY) if self.home_by_gazetteer else self._most_named(texts)

    def _most_named(self, texts: Iterable[Sequence[str]]) -> tuple[str, int]:
        """The country most named; the one named first counts for two more, since news starts at home."""
        counts: Counter[str] = Counter()
        named = 0
        for words in texts:
            if named >= _PLENTY and max(counts.values()) > 0.8 * named:
                break  # the rest will not change it
            lands = [land for some in filter(None, map(self._lands.__getitem__, words)) for land in some]
            if _UNSURE in lands:
                lands = self._lands_among(Tokens("", words))
            for land in lands:
                points = 1 if named else 3
                counts[land] += points
                named += points
        return counts.most_common(1)[0] if counts else ("", 0)

    def _lands_of(self, word: str) -> Sequence[str]:
        """The countries that a word names, as white space parts it, whatever stands beside it; or `_UNSURE`.

        The second word gives away a name of several words: `gambia`, since `the` is in every sentence.
        """
        if word.isalnum() and not self._may_be_of_land(word.lower()):
            return ()
        tokens = Tokens(word)
        lands = self._lands_among(tokens)
        if any(map(self._is_second_of_land, tokens.low)) or (lands and any(map(self._lexicon.may_go_on, tokens.low))):
            return (_UNSURE,)
        return lands

    def _lands_among(self, tokens: Tokens) -> list[str]:
        """The countries that are named among `tokens`, in order."""
        starts = compress(range(tokens.count), map(self._is_start_of_land.__getitem__, tokens.low))
        found = [self._lexicon.at(tokens, index) for index in starts]
        return [name.meaning.value for name in found if name is not None and _is_land(name.meaning)]

    def names_somebody(self, tokens: Tokens, index: int) -> bool:
        """Whether a name or noun of a source starts at token `index`."""
        return self._is_start[tokens.low[index]] and (
            self._names.at(tokens, index) is not None
            or ((found := self._lexicon.at(tokens, index)) is not None and found.meaning.kind != "state")
        )

    def is_word(self, word: str) -> bool:
        """Whether a list knows the word, as a country or as anything else."""
        return self._lexicon.at(Tokens(word), 0) is not None

    def is_head(self, tokens: Tokens, index: int) -> bool:
        """Whether the word is one such as `spokesman`, of whom it must be told for whom he speaks."""
        found = self._lexicon.at(tokens, index)
        return found is not None and found.meaning.kind in ("head", "member")

    def name_before(self, tokens: Tokens, first: int) -> int:
        """The first token of a name that stands before what tells who it is: `Ann Lind, 34, a teacher`.

        It is `first` if there is none; a place, a time or one word that begins the sentence is no name.
        """
        last = first - 1
        while last > 0 and (tokens.low[last] == "," or tokens.low[last].isdigit()):
            last -= 1
        if last < 0 or tokens.low[first - 1] != ",":
            return first
        start = last + 1
        while start > 0 and last - start < 4 and _is_capital(tokens, start - 1, sentence_start=True):
            if self.names_somebody(tokens, start - 1):
                return first
            start -= 1
        return first if start > last or (start == last == 0) or tokens.low[start - 1] in _PREPOSITIONS else start

    def find(
        self,
        tokens: Tokens,
        start: int,
        end: int,
        home: "Home",
        *,
        kazakh_subject: bool = False,
        names_only: bool = False,
    ) -> Source | None:
        """The source that tokens `start` to `end` name; None if there is no noun or name that could be one.

        `kazakh_subject` leaves out what the case shows to be no subject; `names_only` ends what is found
        with its last capital letter, where no verb bounds it.
        """
        hits = self._hits(tokens, start, end)
        if kazakh_subject:
            texts = hits[:1] if len(hits) == 1 and hits[0].kind == "text" else []
            hits = [hit for hit in hits if not _is_object(tokens.low[hit.at + hit.length - 1])] or texts
            while hits and hits[-1].is_genitive:
                del hits[-1]
        if len(hits) > 1:
            hits = [hit for hit in hits if not _is_addressee(hit, tokens.low)] or hits
        chosen = _choose(hits)
        if chosen is not None and (chosen.kind == "other" or tokens.low[chosen.at - 1] in _FORMER):
            chosen = _protester_besides(chosen, hits, tokens.low)
        if chosen is None:
            land = self._land(tokens, hits, start, end, home)
            return land or self._unknown_land(_bare_name(tokens, start, end), tokens, home)
        if chosen.kind in ("office", "head", "other") and not _EXILE.isdisjoint(tokens.low[end : end + 4]):
            chosen = chosen._replace(kind="protest")  # the senator who fled
        elif chosen.kind == "other" and _is_at_rally(tokens.low, chosen, start, end):
            chosen = chosen._replace(kind="protest")
        elif chosen.kind == "head" and _speaks_for_firm(tokens, chosen, hits):
            chosen = chosen._replace(kind="member")
        voice = self._voice_of(tokens, chosen, hits, home)
        first, last = _phrase(tokens, start, end, chosen, names_only=kazakh_subject or names_only)
        known = "gazetteer" if chosen.kind == "name" else "lexicon"
        is_medium = chosen.kind == "medium" or (chosen.kind == "name" and voice == "other")
        refers = chosen.kind == "text" or (
            chosen.kind in ("medium", "office", "head")
            and first == last - 1
            and tokens.low[first] in _ARTICLES
            and tokens.shown[last].islower()
        )
        speaks_for = chosen.kind in ("head", "member")
        return Source(voice, known, first, last, is_medium and voice == "other", False, False, speaks_for, refers)

    def _hits(self, tokens: Tokens, start: int, end: int) -> list[_Hit]:
        hits: list[_Hit] = []
        behind = start
        low = tokens.low
        new = tuple.__new__
        for index in compress(range(start, end), map(self._is_start.__getitem__, low[start:end])):
            if index < behind:  # a part of the name before
                continue
            name = self._names.at(tokens, index)
            if name is not None and index + name.length <= end:
                length, kind, value = name.length, "name", name.meaning
            else:
                noun = self._lexicon.at(tokens, index)
                if noun is None or index + noun.length > end:
                    continue
                length, (kind, value) = noun
            behind = index + length
            is_english, is_genitive = _GRAMMAR[low[behind - 1]]
            is_genitive = is_genitive and (behind == tokens.count or low[behind] not in _PARTS)
            hits.append(new(_Hit, (index, length, kind, value, is_english, is_genitive)))
        return hits

    def _voice_of(self, tokens: Tokens, chosen: _Hit, hits: Sequence[_Hit], home: "Home") -> str:
        if chosen.kind == "name":
            return chosen.value
        country = _sender(chosen, hits) if chosen.kind == "diplomat" else _country_of(chosen, hits)
        country = country or self._place(tokens, chosen)
        foreign = country == ELSEWHERE or (country != "" and not home.is_country(country))
        if country == "" and chosen.kind in ("office", "head", "diplomat"):
            foreign = _is_of_other(tokens, chosen) or home.is_abroad(tokens, chosen)
            country = ELSEWHERE if foreign else ""
        voice = _VOICES_WITHOUT_COUNTRY.get(chosen.kind, "other")
        if chosen.kind == "supporter":
            voice = "other" if _follows_office(chosen, hits) else "protester"
        elif chosen.kind in ("office", "head"):
            voice = "foreign_official" if foreign else "official"
        elif chosen.kind == "diplomat":
            voice = "foreign_official" if country == "" or foreign else "official"
        elif chosen.kind == "medium" and any(hit.kind == "state" for hit in hits):
            voice = "other" if foreign else "official"
        return self._allowed(voice)

    def _place(self, tokens: Tokens, chosen: _Hit) -> str:
        """The country that a sentence has named before: `In Paris, the minister said`, `Peru …, its minister said`."""
        if chosen.at > 1 and not _POSSESSIVES.isdisjoint(tokens.low[max(0, chosen.at - 2) : chosen.at]):
            return next((hit.value for hit in self._hits(tokens, 0, chosen.at) if hit.kind in ("country", "seat")), "")
        if chosen.at < 3 or tokens.low[0] not in ("in", "в"):
            return ""
        found = self._lexicon.at(tokens, 1)
        if found is None or found.meaning.kind not in ("country", "seat") or tokens.low[1 + found.length] != ",":
            return ""
        return found.meaning.value

    def _allowed(self, voice: str) -> str:
        return voice if voice in self._voices else "other"

    def _land(self, tokens: Tokens, hits: Sequence[_Hit], start: int, end: int, home: "Home") -> Source | None:
        """A country or its capital that speaks itself: `Moscow said`."""
        for hit in hits:
            if hit.kind not in ("country", "seat"):
                continue
            after = hit.at + hit.length
            is_adjective = hit.is_english or _RUSSIAN_ADJECTIVE.search(tokens.low[hit.at]) is not None
            if is_adjective and after < end and tokens.shown[after][0].islower() and tokens.low[after] not in _TIMES:
                continue
            if hit.at > start and tokens.shown[hit.at - 1][0].isupper() and tokens.low[hit.at - 1] not in _PREPOSITIONS:
                continue  # a part of a name
            voice = "official" if home.is_country(hit.value) else "foreign_official"
            return Source(self._allowed(voice), "lexicon", hit.at, after - 1, is_land=True)
        return None

    def _unknown_land(self, name: Source | None, tokens: Tokens, home: "Home") -> Source | None:
        """The same name with the voice of a country, if it is one that no list knows."""
        land = home.lands.named(tokens.shown[name.last]) if name is not None and name.last - name.first < _WORDS else ""
        if name is None or not land or not home.lands.is_certain(land):
            return name
        voice = "official" if land == home.land else "foreign_official"
        return Source(self._allowed(voice), "lexicon", name.first, name.last, is_land=True)


class Home:
    """The country a document is about; counted when it is first needed, and unknown ones only if it may be one."""

    def __init__(self, sources: Sources, texts: Sequence[str], words: Sequence[Sequence[str]]) -> None:
        """`texts` are the sentences of the document, `words` the same split at white space."""
        self._sources, self._texts, self._words = sources, texts, words

    @cached_property
    def _counted(self) -> tuple[str, int]:
        return self._sources.home_of(self._words)

    @cached_property
    def lands(self) -> Lands:
        """The countries of the document that no list knows; none where a known one is home for certain."""
        known = self._sources
        found = Lands(self._texts, known.is_word, known.own_names, known.foreign_names)
        is_counted = "_counted" in vars(self) or bool(known.home_by_gazetteer)
        if not is_counted and not found.scores:
            return found  # whether a known country is home for certain needs not be counted
        return Lands((), known.is_word) if self._counted[1] >= _MANY else found

    @cached_property
    def country(self) -> str:
        """Its key in COUNTRIES; empty if the text names none, or tells more of an unknown one."""
        country, count = self._counted
        land = self.lands.home
        return "" if land and self.lands.scores[land] > count else country

    def is_country(self, country: str) -> bool:
        """Whether `country` is the home; unknown ones are not looked for if it is not even named most."""
        return country == self._counted[0] and country == self.country

    @property
    def land(self) -> str:
        """The same for a country that no list knows: the stem of its name."""
        return "" if self.country else self.lands.home

    def is_abroad(self, tokens: Tokens, office: "_Hit") -> bool:
        """Whether an office belongs to a country that no list knows, and that is not the home of the text."""
        land = self.lands.beside(tokens, office.at, office.length)
        if not land or (self.country and office.kind != "diplomat"):
            return False
        return land != self.land


def _choose(hits: Sequence[_Hit]) -> _Hit | None:
    """The hit that is the head of the phrase: the first; but a `leader` or `spokesman` belongs to his people."""
    nouns = [hit for hit in hits if hit.kind not in _NO_SOURCES]
    if len(nouns) < 2:
        return nouns[0] if nouns else None
    while len(nouns) > 1 and nouns[0].is_genitive and nouns[1].kind not in ("head", "member"):
        del nouns[0]  # Kazakh: relatives of miners have the miners first
    first = nouns[0]
    following = nouns[1:]
    if following and first.kind == "office" and following[0].kind == "protest" and following[0].at - first.at <= 3:
        return following[0]  # депутат от оппозиции
    if first.kind == "supporter":
        near = [hit for hit in following if hit.kind in ("protest", "name")]
        return near[0] if near and near[0] is following[0] else first
    if first.kind in ("head", "member"):
        next_hit = next((hit for hit in hits if hit.at > first.at), None)
        if first.kind == "head" and next_hit is not None and next_hit.kind in ("country", "elsewhere"):
            return first  # heads of many states
        if following:
            return _choose_after_head(first, following)
        return first
    for hit in following:  # English compounds: the last word counts, `government critics`
        adjacent = hit.at == first.at + first.length
        if (
            not (adjacent and hit.is_english)
            or hit.kind in ("head", "member", "name")
            or first.kind in ("name", "protest")
        ):
            break
        first = hit
    names = [hit for hit in nouns if hit.kind == "name"]
    if names and first.kind in ("office", "diplomat", "alliance", "medium"):
        return names[0]
    return first


def _protester_besides(chosen: _Hit, hits: Sequence[_Hit], low: Sequence[str]) -> _Hit:
    """A protester who is or was something else: `a student and one of the organisers`."""
    for hit in hits:
        between = low[chosen.at : hit.at]
        if hit.kind == "protest" and hit.at > chosen.at and ("and" in between or chosen.kind == "office"):
            return hit
    return chosen


def _choose_after_head(head: _Hit, following: Sequence[_Hit]) -> _Hit:
    chosen = _choose(following)
    return head if chosen is None else chosen


def _country_of(chosen: _Hit, hits: Sequence[_Hit]) -> str:
    """The country that goes with a noun: the nearest before it, else the first after it."""
    before = [hit for hit in hits if hit.at < chosen.at and chosen.at - hit.at <= 4]
    after = [hit for hit in hits if 0 < hit.at - chosen.at <= 6]
    for hit in (*reversed(before), *after):
        if hit.kind in ("country", "seat"):
            return hit.value
        if hit.kind == "elsewhere":
            return ELSEWHERE
    return ""


@cache
def _people_stems() -> tuple[str, ...]:
    return tuple({stem_of(entry) for language in LANGUAGES for entry in split_list(language.PEOPLE)})


def _is_at_rally(low: Sequence[str], hit: _Hit, start: int, end: int) -> bool:
    """Whether ordinary people speak where others protest: `a teacher at the rally`, not a doctor or a reporter."""
    if not any(word.startswith(_RALLIES) for word in low[max(start, hit.at - 2) : min(end, hit.at + _AT_RALLY)]):
        return False
    return any(is_form_of(low[hit.at], stem) for stem in _people_stems())


def _speaks_for_firm(tokens: Tokens, head: _Hit, hits: Sequence[_Hit]) -> bool:
    """Whether it is a `spokesman for Acme`, of whom no list knows more."""
    after = head.at + head.length
    return (
        after + 1 < tokens.count
        and tokens.low[after] == "for"
        and tokens.shown[after + 1][0].isupper()
        and not any(hit.at > head.at for hit in hits)
    )


def _is_of_other(tokens: Tokens, office: _Hit) -> bool:
    """Whether it is `its foreign minister`: of a country named before, which is seldom the home of the news."""
    words = tokens.low[office.at : office.at + office.length]
    before = tokens.low[office.at - 1] if office.at else ""
    return before in _POSSESSIVES and office.length > 1 and words[0] in ("foreign", "сыртқы")


def _follows_office(supporter: _Hit, hits: Sequence[_Hit]) -> bool:
    """Whether somebody supports who governs: `a supporter of the president`, `supporters of the ruling party`."""
    return any(hit.kind == "office" and abs(hit.at - supporter.at) <= _NEAR for hit in hits)


def _is_addressee(hit: _Hit, low: Sequence[str]) -> bool:
    """Whether a noun is the one who is told: `сообщил журналистам министр`."""
    if hit.kind == "own":  # shared with our newsroom, told this newspaper
        return not _SHARES.isdisjoint(low[max(0, hit.at - 2) : hit.at])
    return hit.kind in ("medium", "other") and low[hit.at].endswith(("ам", "ям"))


def _is_object(word: str) -> bool:
    """Whether a Kazakh word stands in a case that a subject never has."""
    return word not in _NO_CASES and _OBJECT_CASES.search(word) is not None


def _sender(diplomat: _Hit, hits: Sequence[_Hit]) -> str:
    """The country that sends a diplomat: the first that is named; one named only after him may be his host."""
    for hit in hits:
        if hit.kind == "elsewhere":
            return ELSEWHERE
        if hit.kind in ("country", "seat"):
            return hit.value if hit.at < diplomat.at or hit.at == hits[0].at else ELSEWHERE
    return ""


def _phrase(tokens: Tokens, start: int, end: int, hit: _Hit, *, names_only: bool = False) -> tuple[int, int]:
    """First and last token of the noun phrase around a hit."""
    first, last = hit.at, hit.at + hit.length - 1
    while first > start and hit.at - first < 5 and tokens.low[first - 1] not in _BOUNDS:
        first -= 1
    joints = 0
    while last + 1 < end and last - hit.at < 12:
        shown, low = tokens.shown[last + 1], tokens.low[last + 1]
        if shown in _MARKS or low in _TIMES or shown[0] == "\0":
            break
        if names_only and not shown[0].isupper() and (low in _NO_CASES or not _POSSESSED.search(low)):
            break
        if low in _PREPOSITIONS:
            if low not in ("of", "for", "in", "at", "to", "по", "в", "при") or joints or last + 2 >= end:
                break
            joints += 1
        last += 1
    return first, last


_BOUNDS = _MARKS | _PREPOSITIONS | _TIMES | _OWN  # of a noun phrase


def _bare_name(tokens: Tokens, start: int, end: int) -> Source | None:
    """The last run of capitalised words, not counting a common word that only starts the sentence."""
    last = end - 1
    while last >= start and not _is_capital(tokens, last, sentence_start=last == 0):
        last -= 1
    if last < start:
        return None
    first = last
    while first - 1 >= start and _is_capital(tokens, first - 1, sentence_start=False):
        first -= 1
    if first == 0 and (tokens.low[0] in _PREPOSITIONS or tokens.low[0] in _TIMES):
        first += 1
    return Source("other", "", first, last, is_name=True) if first <= last else None


def _is_capital(tokens: Tokens, index: int, *, sentence_start: bool) -> bool:
    low = tokens.low[index]
    if not tokens.shown[index][0].isupper() or low in _TIMES:
        return False
    return not sentence_start or low not in _PREPOSITIONS


def surname(text: str) -> str:
    """The stem of the last capitalised word of a name, by which it is known later on; empty if there is none.

    What stands behind a comma is no more of the name.
    """
    for word in reversed(text.split(",")[0].split()):
        if word[:1].isupper() and len(word) > 3:
            return stem_of(word.strip(",.;:»”\"'"))
    return ""
