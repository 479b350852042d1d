"""Cues: the words that say that something is told by somebody, and the stretch that names who.

A cue is a verb of reporting with its subject, a phrase such as `according to` with its object, or
the mention of a source by somebody who relays it. English has the subject before the verb, or after
it behind a quotation; Russian on either side; Kazakh at the start of the clause, with the verb last.
"""

from collections.abc import Sequence
from typing import NamedTuple

from framing.corpus.voices.cue_words import Phrase, Verb, cue_words, words_of
from framing.corpus.voices.sources import Home, Source, Sources
from framing.corpus.voices.words import QUOTATION, Token

_MARKS = frozenset(",;:.!?…—–-―−()[]")
_STOPS = frozenset(";:.!?…()")
_DASHES = frozenset("—–-―−")

_PASSIVE = words_of("PASSIVE")
_LINKING = words_of("LINKING")
_PRONOUNS = words_of("PRONOUNS")
_OWN = words_of("OWN")
_SUBORDINATORS = words_of("SUBORDINATORS")
_CLAUSES = words_of("CLAUSES")
_RELATIVES = words_of("RELATIVES")
_COMPLEMENTS = words_of("COMPLEMENTS")
_NOUN_LEADS = words_of("NOUN_LEADS")
_NEGATIONS = words_of("NEGATIONS")
_LEADS = words_of("LEADS")
_AND = frozenset(("and", "и", "және"))
_LONGEST_SUBJECT = 24  # tokens
_LONGEST_OBJECT = 14


class Cue(NamedTuple):
    """One cue of a sentence, with its source.

    `rule` is the name of the rule; `source` is None for a pronoun, whose offsets are then in
    `pronoun`; `at` is the token of the cue; `is_inner` that it stands behind the words it belongs to.
    """

    rule: str
    at: int
    source: Source | None
    pronoun: tuple[int, int] | None
    is_act: bool = False
    trails: bool = False
    is_chant: bool = False


class CueReader:
    """Reads the cues of sentences by one set of sources."""

    def __init__(self, sources: Sources) -> None:
        """`sources` knows the gazetteer and the general nouns."""
        self.sources = sources
        self._words = cue_words()

    def is_trigger(self, text: str) -> bool:
        """Whether any word of `text` could be a cue; quick, and never wrong about a no."""
        return not self._words.triggers.isdisjoint(text.split())

    def is_verb(self, word: str) -> bool:
        """Whether `word` is a form of a verb of reporting."""
        return word.lower() in self._words.verbs

    def cues(self, tokens: Sequence[Token], home: Home) -> list[Cue]:
        """The cues among `tokens`, in order."""
        found: list[Cue] = []
        index = 0
        verbs, phrases = self._words.verbs, self._words.phrases
        while index < len(tokens):
            low = tokens[index].low
            length = 1
            cue: Cue | None = None
            if low in phrases and (phrase := _phrase_at(tokens, index, phrases[low])):
                length = len(phrase.words)
                cue = self._of_phrase(tokens, index, phrase, home)
            elif low in phrases and _has_pronoun_within(tokens, index, phrases[low]):
                length = 3  # по его словам, in her words
                pronoun = tokens[index + 1]
                cue = Cue("according-to", index, None, (pronoun.start, pronoun.end))
            elif low in verbs:
                cue = self._of_verb(tokens, index, verbs[low], home, found)
            if cue is not None:
                found.append(cue)
            index += length
        return found

    # -- phrases ---------------------------------------------------------------------------------------------------

    def _of_phrase(self, tokens: Sequence[Token], at: int, phrase: Phrase, home: Home) -> Cue | None:
        if phrase.kind == "impersonal":
            return Cue("unnamed-source", at, None, None)
        if phrase.kind == "verb":
            return self._kazakh(tokens, at, len(phrase.words), Verb("kk"), home)
        rule = "according-to" if phrase.kind == "according" else "citing"
        if phrase.source_follows:
            start = at + len(phrase.words)
            end = self._object_end(tokens, start)
            return self._cue(rule, at, tokens, start, end, home)
        start = self._clause_start(tokens, at)
        if phrase.kind == "citing":
            start = max(start, at - 5)
        return self._cue(rule, at, tokens, start, at, home)

    def _object_end(self, tokens: Sequence[Token], start: int) -> int:
        """The end of a noun phrase that starts at `start`; past one comma if only a name stands before it."""
        end = start
        while end < len(tokens) and end - start < _LONGEST_OBJECT:
            token = tokens[end]
            if token.shown[0] == QUOTATION or token.shown in _STOPS or token.shown in _DASHES:
                break
            if token.shown == "," and not self._is_apposition(tokens, start, end):
                break
            if end > start and (token.low in _RELATIVES or token.low in _COMPLEMENTS):
                break
            if end > start and token.low in self._words.verbs and not self._words.verbs[token.low].may_be_noun:
                break
            end += 1
        return end

    def _is_apposition(self, tokens: Sequence[Token], start: int, comma: int) -> bool:
        """Whether what follows the comma tells who the bare name before it is."""
        if comma - start > 4 or not all(token.shown[0].isupper() for token in tokens[start:comma]):
            return False
        if any(self.sources.names_somebody(tokens, index) for index in range(start, comma)):
            return False
        following = range(comma + 1, min(comma + 6, len(tokens)))
        return any(self.sources.names_somebody(tokens, index) for index in following)

    # -- verbs -----------------------------------------------------------------------------------------------------

    def _of_verb(self, tokens: Sequence[Token], at: int, verb: Verb, home: Home, found: Sequence[Cue]) -> Cue | None:
        if verb.language == "kk":
            return self._kazakh(tokens, at, 1, verb, home)
        before = _skip_links(tokens, at)
        if verb.language == "en" and at + 1 < len(tokens) and tokens[at + 1].low == "by":
            return self._passive(tokens, at, before, home)
        previous = tokens[before] if before >= 0 else None
        if previous is not None and previous.low in _NEGATIONS:
            return None
        if verb.language == "en" and previous is not None and previous.low in _PASSIVE and not verb.is_participle:
            return self._passive(tokens, at, before, home)
        if verb.language == "en" and _is_other_use(tokens, at, before):
            return None
        if verb.language == "en" and previous is not None and self._is_noun(tokens, before, at, verb):
            return None
        rule = "reported-verb"
        if self._is_inverted(tokens, at, before, verb):
            start = at + 1
            while start < len(tokens) and tokens[start].low in _LINKING:
                start += 1
            cue = self._cue(rule, at, tokens, start, self._object_end(tokens, start), home, verb, trails=True)
            if cue is not None:
                return cue
        if before < 0:
            return None
        start, is_subordinate = self._subject_start(tokens, before, verb, [cue.at for cue in found])
        if is_subordinate:
            return None
        if start > before:  # the verb shares the subject of the one before it: `and added`
            return None
        return self._cue(rule, at, tokens, start, before + 1, home, verb, trails=_trails(tokens, at))

    def _passive(self, tokens: Sequence[Token], at: int, before: int, home: Home) -> Cue | None:
        following = [token.low for token in tokens[at + 1 : at + 3]]
        if following[:2] in (["as", "saying"], ["as", "telling"]):
            start, _ = self._subject_start(tokens, before - 1, Verb("en"))
            return self._cue("reported-verb", at, tokens, start, before, home)
        for index in range(at + 1, min(at + 8, len(tokens))):
            if tokens[index].shown in _MARKS:
                break
            if tokens[index].low == "by":
                return self._cue("reported-verb", at, tokens, index + 1, self._object_end(tokens, index + 1), home)
        return None

    def _is_noun(self, tokens: Sequence[Token], before: int, at: int, verb: Verb) -> bool:
        """Whether an English form is no finite verb here."""
        previous = tokens[before]
        if previous.low in _NOUN_LEADS and previous.low not in _PRONOUNS:
            return not (previous.low in ("some", "many", "all", "others") and not verb.may_be_noun)
        if not verb.may_be_noun or previous.low in _PRONOUNS or previous.low in _RELATIVES:
            return False
        if previous.shown[0] == QUOTATION or previous.shown in _DASHES:
            return False
        if previous.shown in _MARKS and not (before and tokens[before - 1].shown[0] == QUOTATION):
            return True
        following = tokens[at + 1].low if at + 1 < len(tokens) else ""
        if following in ("of", "for", "from", "against", "by", "in", "were", "was", "are", "is", "have", "had"):
            return verb.is_act is False or following not in ("for", "on")
        return not (previous.shown[0].isupper() or self.sources.names_somebody(tokens, before))

    def _is_inverted(self, tokens: Sequence[Token], at: int, before: int, verb: Verb) -> bool:
        """Whether the one who says it stands after the verb."""
        if at + 1 >= len(tokens) or tokens[at + 1].low in _COMPLEMENTS:
            return False
        following = tokens[at + 1]
        if following.shown in _MARKS or following.shown[0] == QUOTATION:
            return False
        if before < 0:
            return verb.language == "ru"
        previous = tokens[before]
        if verb.language == "ru":
            return previous.low in _LEADS or previous.shown in _MARKS or previous.shown[0] == QUOTATION
        if previous.shown[0] == QUOTATION:
            return True
        if previous.shown in _DASHES:
            return True
        if previous.low == "as":
            return True
        if previous.shown != ",":
            return False
        if before > 0 and tokens[before - 1].shown[0] == QUOTATION:
            return True
        return before > 6 and len(tokens) - at <= 12 and not verb.is_act

    def _subject_start(
        self, tokens: Sequence[Token], before: int, verb: Verb, cues: Sequence[int] = ()
    ) -> tuple[int, bool]:
        """Where the subject that ends at `before` begins, and whether its clause only tells a circumstance."""
        index = before
        if verb.is_participle and verb.language == "en":
            if before >= 0 and tokens[before].shown == ",":
                return _first_of_sentence(tokens, before), False
            return before + 1, False
        if verb.is_participle:
            return _first_of_sentence(tokens, before), False
        commas = 0
        while index >= 0 and before - index < _LONGEST_SUBJECT:
            token = tokens[index]
            low = token.low
            if token.shown[0] == QUOTATION or token.shown in _STOPS:
                break
            if low in _SUBORDINATORS:
                return index + 1, True
            if low in _RELATIVES:
                index -= 1
                while index >= 0 and tokens[index].low in ("in", "of", "with", "в", "о", "у", "с"):
                    index -= 1
                if index >= 0 and tokens[index].shown == ",":
                    index -= 1
                before = index
                commas = 1
                continue
            if token.shown in _DASHES and index < before:
                break
            if token.shown == ",":
                if any(between.low in _AND for between in tokens[index + 1 : before + 1]):
                    pass  # a list: `ministers, mayors and judges said`
                elif index == before:  # the end of an apposition: `Ann Lind, the mayor, said`
                    commas = -1
                elif commas > 0 or not (commas < 0 or self._is_aside(tokens, index + 1, before + 1)):
                    break
                else:
                    commas += 2
            elif low in _CLAUSES and not (low in ("and", "и") and self._joins_names(tokens, index, before)):
                break
            elif index in cues or (index < before and low in self._words.verbs and not self._words.verbs[low].may_be_noun):
                break
            index -= 1
        if commas == -1 and verb.language == "en":  # `The lease, announced in May, ...`: a participle
            return before + 1, False
        return index + 1, False

    def _is_aside(self, tokens: Sequence[Token], start: int, end: int) -> bool:
        """Whether the stretch between a comma and the verb is no subject: `, on Monday evening,`."""
        return not any(
            tokens[index].shown[0].isupper()
            or tokens[index].low in _PRONOUNS
            or tokens[index].low in ("the", "a", "an")
            or self.sources.names_somebody(tokens, index)
            for index in range(start, end)
        )

    def _joins_names(self, tokens: Sequence[Token], index: int, before: int) -> bool:
        """Whether an `and` stands within a subject, not before a second verb."""
        return index < before and any(
            token.shown[0].isupper() or self.sources.names_somebody(tokens, at)
            for at, token in enumerate(tokens[index + 1 : before + 1], index + 1)
        )

    def _kazakh(self, tokens: Sequence[Token], at: int, length: int, verb: Verb, home: Home) -> Cue | None:
        """The subject begins the sentence; or it follows the verb that closes a quotation: `– деді ол`."""
        after = at + length
        if after < len(tokens) and tokens[after].shown not in _MARKS and not verb.is_participle:
            end = self._object_end(tokens, after)
            if end == len(tokens) or tokens[end].shown in _MARKS:
                cue = self._cue("reported-verb", at, tokens, after, end, home, verb, trails=True)
                if cue is not None:
                    return cue
            return None if verb.is_act or tokens[after].low not in _CLAUSES else None
        start = self._clause_start(tokens, at)
        return self._cue("reported-verb", at, tokens, start, at, home, verb)

    def _clause_start(self, tokens: Sequence[Token], at: int) -> int:
        for index in range(at - 1, -1, -1):
            if tokens[index].shown in (";", ".", "!", "?"):
                return index + 1
        return 0

    # -- sources ---------------------------------------------------------------------------------------------------

    def _cue(
        self,
        rule: str,
        at: int,
        tokens: Sequence[Token],
        start: int,
        end: int,
        home: Home,
        verb: Verb | None = None,
        *,
        trails: bool = False,
    ) -> Cue | None:
        """The cue if tokens `start` to `end` name somebody, by a noun, a name or a pronoun."""
        is_act, is_chant = (verb.is_act, verb.is_chant) if verb else (False, False)
        if end <= start:
            return None
        first = tokens[start]
        if first.low in _PRONOUNS and (end - start == 1 or (verb is not None and verb.language == "kk")):
            return Cue(rule, at, None, (first.start, first.end), is_act, trails, is_chant)
        is_kazakh = verb is not None and verb.language == "kk"
        source = self.sources.find(tokens, start, end, home, kazakh_subject=is_kazakh)
        if source is not None and source.known:
            return Cue(rule, at, source, None, is_act, trails, is_chant)
        for index in range(start, end):
            low = tokens[index].low
            if low in _PRONOUNS:
                return Cue(rule, at, None, (tokens[index].start, tokens[index].end), is_act, trails, is_chant)
            if low in _OWN:
                return None
        if source is None and (is_chant or (not is_act and _has_content(tokens, at, trails=trails))):
            source = _noun_phrase(tokens, start, end)
        return Cue(rule, at, source, None, is_act, trails, is_chant) if source is not None else None


def _phrase_at(tokens: Sequence[Token], index: int, phrases: Sequence[Phrase]) -> Phrase | None:
    """The longest phrase that starts here."""
    for phrase in phrases:
        if all(
            index + offset < len(tokens) and tokens[index + offset].low == word for offset, word in enumerate(phrase.words)
        ):
            return phrase
    return None


def _has_pronoun_within(tokens: Sequence[Token], index: int, phrases: Sequence[Phrase]) -> bool:
    if index + 2 >= len(tokens) or tokens[index + 1].low not in _PRONOUNS:
        return False
    return any(phrase.words[1:2] == (tokens[index + 2].low,) for phrase in phrases) or (
        tokens[index].low == "in" and tokens[index + 2].low in ("words", "view", "opinion", "account")
    )


def _is_other_use(tokens: Sequence[Token], at: int, before: int) -> bool:
    """Whether an English verb does something else than tell: `declared a curfew`, `responded with force`."""
    low = tokens[at].low
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    if following is None or following.shown[0] == QUOTATION:
        return False
    if low == "states":
        return following.low != "that"
    if low.startswith("declar"):
        return following.low in ("a", "an", "martial", "war", "victory", "independence", "his", "her", "its")
    if low.startswith("respond"):
        return following.low in ("to", "with", "by")
    return False


def _has_content(tokens: Sequence[Token], at: int, *, trails: bool) -> bool:
    """Whether something that is told stands beside the verb, so that an unknown subject may be a person."""
    following = tokens[at + 1].low if at + 1 < len(tokens) else ""
    return trails or following in _COMPLEMENTS or following in (":", ",") or any(
        token.shown[0] == QUOTATION for token in tokens
    )


def _skip_links(tokens: Sequence[Token], at: int) -> int:
    """The index of what stands before the verb, past `has`, `also` and adverbs."""
    before = at - 1
    while before >= 0 and (
        tokens[before].low in _LINKING or (tokens[before].low.endswith("ly") and tokens[before].low.isascii())
    ):
        before -= 1
    return before


def _trails(tokens: Sequence[Token], at: int) -> bool:
    """Whether a clause with its subject comes after the words that it belongs to: `..., the ministry said.`"""
    return at + 1 >= len(tokens) or tokens[at + 1].shown in _MARKS


def _first_of_sentence(tokens: Sequence[Token], before: int) -> int:
    for index in range(before, -1, -1):
        if tokens[index].shown in _STOPS or tokens[index].shown[0] == QUOTATION:
            return index + 1
    return 0


def _noun_phrase(tokens: Sequence[Token], start: int, end: int) -> Source | None:
    """Somebody whom no list knows: the words nearest to the verb, from an article or four words back."""
    words = [token for token in tokens[start:end] if token.shown not in _MARKS]
    if not words or words[-1].shown[0] == QUOTATION:
        return None
    first = max(0, len(words) - 4)
    for index in range(len(words) - 1, -1, -1):
        if words[index].low in ("the", "a", "an", "one", "some", "another"):
            first = index
            break
    return Source("other", "", words[first].start, words[-1].end)


