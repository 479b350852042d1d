"""Cues: the words that say that something is told by somebody, and the stretch that names who.

A cue is a verb of reporting with its subject, a phrase such as `according to` with its object, or
the mention of a source by somebody who relays it. English has the subject before the verb, or after
it behind a quotation; Russian on either side; Kazakh at the start of the clause, with the verb last.
"""

from collections.abc import Sequence
from itertools import compress
from typing import NamedTuple

from framing.corpus.voices.cue_words import Phrase, Verb, cue_words, words_of
from framing.corpus.voices.sources import Home, Source, Sources
from framing.corpus.voices.words import QUOTATION, Memo, Tokens

_MARKS = frozenset(",;:.!?…—–-―−()[]")
_STOPS = frozenset(";:.!?…()")
_DASHES = frozenset("—–-―−")
_QUOTES_OR_STOPS = frozenset((QUOTATION, ",", *_STOPS, *_DASHES))

_PASSIVE = words_of("PASSIVE")
_LINKING = words_of("LINKING")
_PRONOUNS = words_of("PRONOUNS")
_OWN = words_of("OWN")
_SUBORDINATORS = words_of("SUBORDINATORS")
_CLAUSES = words_of("CLAUSES")
_RELATIVES = words_of("RELATIVES")
_COMPLEMENTS = words_of("COMPLEMENTS")
_NOUN_LEADS = words_of("NOUN_LEADS")
_BEFORE_NOUNS = _NOUN_LEADS - _PRONOUNS
_NEGATIONS = words_of("NEGATIONS")
_LEADS = words_of("LEADS")
_ALSO_NEGATED = words_of("ALSO_NEGATED")
_PREPOSITIONS = words_of("PREPOSITIONS")
_BESIDE = (_PREPOSITIONS | words_of("TIMES")) - _COMPLEMENTS - {"about", "against", "of"}  # on Monday, to reporters
_AUXILIARIES = words_of("AUXILIARIES")
_SPEECH_ENDS = frozenset((*_DASHES, QUOTATION, ","))
_LEADING = words_of("LEADING")
_POSSESSIVES = words_of("POSSESSIVES")
_AND = frozenset(("and", "и", "және"))
_LONGEST_SUBJECT = 24  # tokens
_LONGEST_OBJECT = 14
_LONGEST_CLAUSE = 80
_NO_ADVERBS = frozenset(
    ("ally", "anomaly", "assembly", "daily", "emily", "family", "italy", "kelly", "monopoly", "rally", "weekly")
)
_IS_LINK = Memo(  # or an adverb
    lambda word: word in _LINKING or (word.endswith("ly") and word.isascii() and word not in _NO_ADVERBS)
)
_NUMBERS = frozenset(("a", "an", "one", "two", "three", "four", "five", "ten", "several", "hundreds", "thousands"))
_OTHER_USES = ("states", "declar", "dismissed", "point", "offer", "speak", "spoke", "put", "respond")  # as they begin
_HAS_OTHER_USE = Memo(lambda word: word.startswith(_OTHER_USES))
_MOST_CUES = 12  # of one sentence; more are no news


class Cue(NamedTuple):
    """One cue of a sentence, with its source.

    `rule` is the name of the rule; `source` is None for a pronoun, whose token is then `pronoun`, and
    for an unnamed source; `at` is the token of the cue; `trails` that it stands behind what is told.
    """

    rule: str
    at: int
    source: Source | None
    pronoun: int | None
    is_act: bool = False
    trails: bool = False
    is_chant: bool = False


class CueReader:
    """Reads the cues of sentences by one set of sources."""

    def __init__(self, sources: Sources) -> None:
        """`sources` knows the gazetteer and the general nouns."""
        self.sources = sources
        self._words = cue_words()
        self._any_triggers = self._words.triggers | self._words.weak_triggers
        self._may_bound = Memo(self._may_bound_clause)
        self._may_end = Memo(self._may_end_object)

    def is_trigger(self, text: str) -> bool:
        """Whether any word of `text` could be a cue; quick, and never wrong about a no."""
        return self.triggered([text.split()]) != []

    def triggered(self, sentences: Sequence[Sequence[str]]) -> list[int]:
        """The indices of those `sentences`, each split at white space, for which `is_trigger` holds."""
        has_none, has_no_strong = self._any_triggers.isdisjoint, self._words.triggers.isdisjoint
        return [
            index
            for index, words in enumerate(sentences)
            if not has_none(words) and (not has_no_strong(words) or self._has_weak_trigger(words))
        ]

    def _has_weak_trigger(self, words: Sequence[str]) -> bool:
        weak = self._words.weak_triggers
        before = compress(words, map(weak.__contains__, words[1:]))
        return any(word.lower() not in _BEFORE_NOUNS for word in before)

    def is_verb(self, word: str) -> bool:
        """Whether `word` is a form of a verb of reporting."""
        return word.lower() in self._words.verbs

    def may_tell(self, word: str) -> bool:
        """Whether `word`, behind a dash, may begin what tells who spoke."""
        low = word.lower()
        return low in self._words.verbs or low in self._words.dialogue

    def cues(self, tokens: Tokens, home: Home) -> list[Cue]:
        """The cues among `tokens`, in order."""
        found: list[Cue] = []
        behind = 0  # the tokens before are part of a phrase
        verbs, phrases, starts = self._words.verbs, self._words.phrases, self._words.starts
        for index in compress(range(tokens.count), map(starts.__contains__, tokens.low)):
            if index < behind:
                continue
            if len(found) == _MOST_CUES:
                break
            low = tokens.low[index]
            length = 1
            cue: Cue | None = None
            if low in phrases and (found_at := _phrase_at(tokens.low, index, phrases[low])):
                start, phrase = found_at
                length = start + len(phrase.words) - index
                cue = self._of_phrase(tokens, start, phrase, home)
            elif low in phrases and _has_pronoun_within(tokens.low, index, phrases[low]):
                cue = Cue("according-to", index, None, index - 1)
            elif low in verbs:
                cue = self._of_verb(tokens, index, verbs[low], home, found)
            if cue is not None:
                found.append(cue)
            behind = index + length
        return found

    # -- phrases ---------------------------------------------------------------------------------------------------

    def _of_phrase(self, tokens: Tokens, at: int, phrase: Phrase, home: Home) -> Cue | None:
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
        if phrase.kind == "citing":  # the nearest noun, past which the one who cites is
            for first in range(at - 1, max(start, at - 6) - 1, -1):
                cue = self._cue(rule, at, tokens, first, at, home)
                if cue is not None and cue.source is not None and cue.source.known:
                    return cue
        return self._cue(rule, at, tokens, start, at, home)

    def _object_end(self, tokens: Tokens, start: int) -> int:
        """The end of a noun phrase that starts at `start`; past one comma if only a name stands before it."""
        low = tokens.low
        longest = min(tokens.count, start + _LONGEST_OBJECT)
        for end in range(start, longest):
            word = low[end]
            if not self._may_end[word]:
                continue
            if word[0] == QUOTATION or word in _STOPS or word in _DASHES:
                return end
            if word == ",":
                if not self._goes_on(tokens, start, end):
                    return end
            elif end > start and not (word in _RELATIVES and word not in _COMPLEMENTS and low[end - 1] == ","):
                return end
        return max(start, longest)

    def _may_end_object(self, word: str) -> bool:
        """Whether an object may end before `word`; it never does before another one."""
        return (
            word[0] in _QUOTES_OR_STOPS
            or word in _COMPLEMENTS
            or word in _RELATIVES
            or (word in self._words.verbs and not self._words.verbs[word].may_be_noun)
        )

    def _goes_on(self, tokens: Tokens, start: int, comma: int) -> bool:
        """Whether who speaks is told on past a comma: after a bare name, an age, or a bare `spokesman`."""
        if comma == start or tokens.low[comma - 1].isdigit() or self._is_apposition(tokens, start, comma):
            return comma > start
        is_country_next = comma + 1 < tokens.count and tokens.shown[comma + 1][0].isupper()
        return is_country_next and "," in tokens.low[start:comma] and self.sources.is_head(tokens, comma - 1)

    def _is_apposition(self, tokens: Tokens, start: int, comma: int) -> bool:
        """Whether what follows the comma tells who the bare name before it is."""
        opening = tokens.low[comma + 1 : comma + 3]
        if opening[:1] and opening[0] in _RELATIVES and not (len(opening) == 2 and opening[1] in _LEADING):
            return False
        if comma - start > 4 or not all(shown[0].isupper() for shown in tokens.shown[start:comma]):
            return False
        if any(self.sources.names_somebody(tokens, index) for index in range(start, comma)):
            return False
        following = range(comma + 1, min(comma + 8, tokens.count))
        return any(self.sources.names_somebody(tokens, index) for index in following)

    # -- verbs -----------------------------------------------------------------------------------------------------

    def _of_verb(self, tokens: Tokens, at: int, verb: Verb, home: Home, found: Sequence[Cue]) -> Cue | None:
        if verb.language == "kk":
            return self._kazakh(tokens, at, 1, verb, home)
        before = _skip_links(tokens, at)
        if verb.language == "en" and tokens.low[at + 1 : at + 2] == ["by"]:
            return self._passive(tokens, at, before, home)
        previous = tokens.low[before] if before >= 0 else None
        if previous is not None and previous in _NEGATIONS and tokens.low[at] not in _ALSO_NEGATED:
            return None
        if verb.language == "en" and previous is not None and previous in _PASSIVE:
            if not verb.is_participle:
                return self._passive(tokens, at, before, home)
            verb = verb._replace(is_participle=False, may_be_noun=False)  # has been saying
            before = _skip_links(tokens, before)
            previous = tokens.low[before] if before >= 0 else None
        if verb.language == "en" and _is_other_use(tokens, at, before):
            return None
        if verb.language == "en" and previous is not None and self._is_noun(tokens, before, at, verb):
            return None
        rule = "reported-verb"
        if self._ends_aside(tokens.low, before, verb):
            cue = self._cue(rule, at, tokens, *self._subject(tokens, before, verb), home, verb)
            if cue is not None and (cue.source is None or cue.source.known):
                return cue
        if self._is_inverted(tokens, at, before, verb):
            start = at + 1
            while start < tokens.count and tokens.low[start] in _LINKING:
                start += 1
            cue = self._cue(rule, at, tokens, start, self._object_end(tokens, start), home, verb, trails=True)
            if cue is not None and (self._is_told(tokens, before) or cue.source is None or cue.source.is_somebody):
                return cue
        if before < 0:
            return None
        if verb.is_participle:
            if found:
                return None  # `said ..., adding that`: the subject is the same
            return self._cue(rule, at, tokens, *self._subject_of_sentence(tokens, before, verb), home, verb)
        start, end = self._subject(tokens, before, verb, [cue.at for cue in found])
        if start >= end:  # the verb shares the subject of the one before it: `and added`; or tells a circumstance
            return None
        return self._cue(rule, at, tokens, start, end, home, verb, trails=_trails(tokens, at))

    def _passive(self, tokens: Tokens, at: int, before: int, home: Home) -> Cue | None:
        following = tokens.low[at + 1 : at + 3]
        if following[:2] in (["as", "saying"], ["as", "telling"]):
            return self._cue("reported-verb", at, tokens, *self._subject(tokens, before - 1, Verb("en")), home)
        for index in range(at + 1, min(at + 8, tokens.count)):
            if tokens.shown[index] in _MARKS:
                break
            if tokens.low[index] == "by":
                return self._cue("reported-verb", at, tokens, index + 1, self._object_end(tokens, index + 1), home)
        return None

    def _is_noun(self, tokens: Tokens, before: int, at: int, verb: Verb) -> bool:
        """Whether an English form is no finite verb here."""
        previous = tokens.low[before]
        if previous in _NOUN_LEADS and previous not in _PRONOUNS:
            return not (previous in ("some", "many", "all", "others") and not verb.may_be_noun)
        if previous in ("first", "last", "latest", "only") and before and tokens.low[before - 1] in _BEFORE_NOUNS:
            return True  # the last reported position
        if verb.may_be_noun and self._closes(tokens, before, at):
            return False
        if not verb.may_be_noun or previous in _PRONOUNS or previous in _RELATIVES:
            return False
        if previous[0] == QUOTATION or previous in _DASHES:
            return False
        if previous in _MARKS and not (before and tokens.shown[before - 1][0] == QUOTATION):
            return True
        following = tokens.low[at + 1] if at + 1 < tokens.count else ""
        if following in ("of", "for", "from", "against", "by", "in", "were", "was", "are", "is", "have", "had"):
            return verb.is_act is False or following not in ("for", "on")
        return not (tokens.shown[before][0].isupper() or self.sources.names_somebody(tokens, before))

    def _closes(self, tokens: Tokens, before: int, at: int) -> bool:
        """Whether a subject and its verb stand behind a comma at the end, as in `..., the agency estimates`."""
        if not _ends(tokens, at + 1) or at + 2 < tokens.count:
            return False
        comma = next((index for index in range(before, max(0, before - 8), -1) if tokens.low[index] == ","), 0)
        return comma > 0 and (
            tokens.low[comma + 1] in ("the", "a", "an") or self.sources.names_somebody(tokens, comma + 1)
        )

    def _is_inverted(self, tokens: Tokens, at: int, before: int, verb: Verb) -> bool:
        """Whether the one who says it stands after the verb."""
        if at + 1 >= tokens.count or tokens.low[at + 1] in _COMPLEMENTS:
            return False
        following = tokens.low[at + 1]
        if following in _MARKS or following[0] == QUOTATION or (verb.language == "en" and following in _PREPOSITIONS):
            return False
        if verb.language == "en" and following in _PRONOUNS and not _ends(tokens, at + 2):
            return False  # said it would
        if before < 0:
            return verb.language == "ru"
        previous = tokens.low[before]
        if verb.language == "ru":
            if previous.endswith("о") and before > 0 and (low := tokens.low[before - 1])[0] in _SPEECH_ENDS:
                return low[0] != "," or not verb.is_act  # — устало говорит он
            return previous in _LEADS or (previous in _MARKS and not verb.is_act) or previous[0] == QUOTATION
        if previous[0] == QUOTATION or previous in _DASHES or previous == "as":
            return True
        if previous != ",":
            return False
        if before > 0 and tokens.shown[before - 1][0] == QUOTATION:
            return True
        if verb.is_act or tokens.count - at > 12:
            return False
        return "," not in tokens.low[:before] or before > 6

    def _ends_aside(self, low: Sequence[str], before: int, verb: Verb) -> bool:
        """Whether two commas may stand around something between the subject and its verb."""
        return verb.language == "en" and before > 2 and low[before] == "," and "," in low[max(0, before - 16) : before]

    def _is_told(self, tokens: Tokens, before: int) -> bool:
        """Whether what stands before the verb is certainly told: a quotation, or a clause with a dash."""
        return before < 0 or tokens.low[before] != "," or (before > 0 and tokens.low[before - 1][0] == QUOTATION)

    def _subject_of_sentence(self, tokens: Tokens, before: int, verb: Verb) -> tuple[int, int]:
        """The subject of a participle: what begins the sentence, up to its verb."""
        if verb.language == "en" and (before < 0 or tokens.low[before] != ","):
            return 0, 0
        start = end = _first_of_sentence(tokens, before)
        while end <= before and tokens.low[end] not in _PASSIVE and tokens.low[end] not in _LINKING:
            end += 1
        return start, end

    def _subject(self, tokens: Tokens, before: int, verb: Verb, cues: Sequence[int] = ()) -> tuple[int, int]:
        """The subject of a verb, which ends at `before` or, past a relative clause, earlier; empty if there is none.

        A clause that only tells a circumstance, `after the minister said so`, has none for us.
        """
        low = tokens.low
        if before > 1 and low[before].isdigit() and low[before - 1] == ",":
            before -= 2  # an age
        index = before
        is_apposition = before >= 0 and low[before] == ","  # its end: `Ann Lind, the mayor, said`
        commas = 0
        may_bound = self._may_bound
        while index >= 0 and before - index < _LONGEST_SUBJECT:
            word = low[index]
            if not may_bound[word] and index not in cues:
                index -= 1
                continue
            if word in _SUBORDINATORS and not (is_apposition and commas == 1):
                return 0, 0
            if word in _RELATIVES:
                before = index = _before_relative(low, index)
                if before > 1 and low[before].isdigit() and low[before - 1] == ",":
                    before = index = before - 2
                is_apposition, commas = False, 1
                continue
            if word == ",":
                commas += 1
                if commas > 1 + is_apposition and not self._is_list(low, index, before):
                    break
                if not is_apposition and not self._may_reach_past(tokens, index, before):
                    break
            elif self._bounds_clause(tokens, index, before, cues):
                break
            index -= 1
        if is_apposition and commas == 1 and verb.language == "en":  # `The lease, announced in May, ...`: a participle
            return 0, 0
        return index + 1, before + 1

    def _bounds_clause(self, tokens: Tokens, index: int, before: int, cues: Sequence[int]) -> bool:
        """Whether the subject that ends at `before` begins after token `index`."""
        word = tokens.low[index]
        if word[0] == QUOTATION or word in _STOPS or index in cues:
            return True
        if word in _CLAUSES:
            return not (word in _AND and self._joins_names(tokens, index, before))
        if index == before:
            return False
        verb = self._words.verbs.get(word)
        return word in _DASHES or (verb is not None and not verb.may_be_noun)

    def _may_bound_clause(self, word: str) -> bool:
        """Whether `word` may be where a clause begins; of another one it is sure that a subject goes on past it."""
        verb = self._words.verbs.get(word)
        is_verb = verb is not None and not verb.may_be_noun
        return (
            is_verb or word[0] in _QUOTES_OR_STOPS or word in _SUBORDINATORS or word in _RELATIVES or word in _CLAUSES
        )

    def _may_reach_past(self, tokens: Tokens, comma: int, before: int) -> bool:
        return self._is_list(tokens.low, comma, before) or self._is_aside(tokens, comma + 1, before + 1)

    def _is_list(self, low: Sequence[str], comma: int, before: int) -> bool:
        """Whether the comma stands in a list: `ministers, mayors and judges said`."""
        return not _AND.isdisjoint(low[comma + 1 : before + 1])

    def _is_aside(self, tokens: Tokens, start: int, end: int) -> bool:
        """Whether the stretch between a comma and the verb is no subject: `, on Monday evening,`."""
        return not any(
            tokens.shown[index][0].isupper()
            or tokens.low[index] in _PRONOUNS
            or tokens.low[index] in ("the", "a", "an")
            or self.sources.names_somebody(tokens, index)
            for index in range(start, end)
        )

    def _joins_names(self, tokens: Tokens, index: int, before: int) -> bool:
        """Whether an `and` stands within a subject, not before a second verb."""
        return index < before and any(
            tokens.shown[at][0].isupper() or self.sources.names_somebody(tokens, at)
            for at in range(index + 1, before + 1)
        )

    def _kazakh(self, tokens: Tokens, at: int, length: int, verb: Verb, home: Home) -> Cue | None:
        """The subject begins the sentence; or it follows the verb that closes a quotation: `– деді ол`."""
        after = at + length
        if after < tokens.count and tokens.low[after] in _NEGATIONS:
            return None
        if verb.is_chant and tokens.low[at - 1 : at] != ["деп"]:
            return None  # shouting without words
        while after < tokens.count and tokens.low[after] in _AUXILIARIES:
            after += 1
        if after < tokens.count and tokens.shown[after] not in _MARKS and not verb.is_participle:
            end = self._object_end(tokens, after)
            if end == tokens.count or tokens.shown[end] in _MARKS:
                cue = self._cue("reported-verb", at, tokens, after, end, home, verb, trails=True)
                if cue is not None:
                    return cue
        start = self._clause_start(tokens, at)
        return self._cue("reported-verb", at, tokens, start, at, home, verb)

    def _clause_start(self, tokens: Tokens, at: int) -> int:
        first = max(0, at - _LONGEST_CLAUSE)
        for index in range(at - 1, first - 1, -1):
            if tokens.shown[index] == ";":
                return index + 1
        return first

    # -- sources ---------------------------------------------------------------------------------------------------

    def _cue(
        self,
        rule: str,
        at: int,
        tokens: Tokens,
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
        if _is_pronoun(tokens, start) and (end - start == 1 or (verb is not None and verb.language == "kk")):
            return Cue(rule, at, None, start, is_act, trails, is_chant)
        is_kazakh = verb is not None and verb.language == "kk"
        source = self.sources.find(tokens, start, end, home, kazakh_subject=is_kazakh)
        if not _NEGATIONS.isdisjoint(tokens.low[start : start + 2]):
            return None  # `nobody from the ministry said`
        if _is_pronoun(tokens, end - 1) and tokens.low[end - 1] not in _POSSESSIVES:
            return Cue(rule, at, None, end - 1, is_act, trails, is_chant)  # in his letter he said
        if source is not None and source.speaks_for and tokens.low[source.first] in _POSSESSIVES:
            return Cue(rule, at, None, source.first, is_act, False, is_chant)  # its spokesman said
        if source is not None and source.known:
            return Cue(rule, at, source, None, is_act, trails, is_chant)
        for index in range(start, end):
            low = tokens.low[index]
            if low in _PRONOUNS:
                return Cue(rule, at, None, index, is_act, trails, is_chant)
            if low in _OWN:
                return None
        if source is None and (verb is None or is_chant or (not is_act and _has_content(tokens, at, trails=trails))):
            source = _noun_phrase(tokens, start, end, is_first=is_kazakh)
        return Cue(rule, at, source, None, is_act, trails, is_chant) if source is not None else None


def pronoun_cue(tokens: Tokens) -> Cue | None:
    """The cue of a pronoun right behind a quotation: `— We stay, — smiles she`."""
    for index in range(tokens.count - 1):
        if tokens.low[index][0] == QUOTATION:
            for at in range(index + 1, min(index + 6, tokens.count)):
                if _is_pronoun(tokens, at):
                    return Cue("quotation-tail", at, None, at, trails=True)
    return None


def is_bare(tokens: Tokens, cue: Cue) -> bool:
    """Whether a sentence tells no more than who speaks: `The mayor said on Monday`, `Об этом сообщил мэр`.

    One word more may stand beside the cue and its source, as in `told reporters`, and what a preposition begins.
    """
    if cue.is_act:
        return False  # accused the mayor
    source = cue.source
    first, last = (source.first, source.last) if source else (cue.pronoun or 0, cue.pronoun or 0)
    parts = sorted(((cue.at, cue.at), (first, last)))
    beside = (tokens.low[: parts[0][0]], tokens.low[parts[0][1] + 1 : parts[1][0]], tokens.low[parts[1][1] + 1 :])
    return all(map(_is_no_clause, beside))


def _is_no_clause(low: Sequence[str]) -> bool:
    """Whether a stretch has no room for a subject with its verb."""
    if not _COMPLEMENTS.isdisjoint(low):
        return False
    words = [word for word in low if word not in _MARKS and word not in _LINKING]
    return len(words) <= 1 or not _BESIDE.isdisjoint(words[:2])


def _phrase_at(low: Sequence[str], index: int, phrases: Sequence[tuple[int, Phrase]]) -> tuple[int, Phrase] | None:
    """The longest phrase whose rarest word stands at `index`, and where it starts."""
    for offset, phrase in phrases:
        start = index - offset
        if start >= 0 and tuple(low[start : start + len(phrase.words)]) == phrase.words:
            return start, phrase
    return None


def _has_pronoun_within(low: Sequence[str], index: int, phrases: Sequence[tuple[int, Phrase]]) -> bool:
    """Whether the phrase has a pronoun in its middle: `по его словам`, `in her words`."""
    if index < 2 or low[index - 1] not in _PRONOUNS:
        return False
    return any(phrase.kind == "according" and phrase.words[0] == low[index - 2] for _, phrase in phrases)


def _is_other_use(tokens: Tokens, at: int, before: int) -> bool:
    """Whether an English verb does something else than tell: `declared a curfew`, `responded with force`."""
    low = tokens.low[at]
    if not _HAS_OTHER_USE[low]:
        return False
    following = tokens.low[at + 1] if at + 1 < tokens.count else ""
    if not following or following[0] == QUOTATION:
        return False
    if low == "states":
        return following != "that"
    if low.startswith("declar"):
        return following not in _COMPLEMENTS and following not in _MARKS
    if low == "dismissed":
        return "as" not in tokens.low[at : at + 10]
    if low.startswith("point"):
        return following != "out"
    if low.startswith("offer"):
        return following[0].isdigit() or following in _NUMBERS
    if low in ("speak", "speaks", "spoke"):
        return following in ("at", "for", "in", "on", "with")
    if low == "put":
        return following != "it"
    if low.startswith("respond"):
        return following in ("to", "with", "by")
    return False


def _has_content(tokens: Tokens, at: int, *, trails: bool) -> bool:
    """Whether something that is told stands beside the verb, so that an unknown subject may be a person."""
    following = tokens.low[at + 1] if at + 1 < tokens.count else ""
    return (
        trails
        or following in _COMPLEMENTS
        or following in (":", ",")
        or any(shown[0] == QUOTATION for shown in tokens.shown[max(0, at - _LONGEST_CLAUSE) : at + _LONGEST_CLAUSE])
    )


def _before_relative(low: Sequence[str], index: int) -> int:
    """The index of the last token before `, in which` or `who`."""
    index -= 1
    while index >= 0 and low[index] in ("in", "of", "with", "в", "о", "у", "с"):
        index -= 1
    return index - 1 if index >= 0 and low[index] == "," else index


def _is_pronoun(tokens: Tokens, index: int) -> bool:
    """Whether a token is a pronoun, and no name in capitals."""
    return tokens.low[index] in _PRONOUNS and not (len(tokens.low[index]) > 1 and tokens.shown[index].isupper())


def _skip_links(tokens: Tokens, at: int) -> int:
    """The index of what stands before the verb, past `has`, `also` and adverbs."""
    low, before = tokens.low, at - 1
    while before >= 0 and _IS_LINK[low[before]]:
        before -= 1
    return before


def _trails(tokens: Tokens, at: int) -> bool:
    """Whether a clause with its subject comes after the words that it belongs to, as in `..., the ministry said`."""
    return _ends(tokens, at + 1)


def _ends(tokens: Tokens, index: int) -> bool:
    return index >= tokens.count or tokens.low[index] in _MARKS or tokens.low[index][0] == QUOTATION


def _first_of_sentence(tokens: Tokens, before: int) -> int:
    first = max(0, before - _LONGEST_CLAUSE)
    for index in range(before, first - 1, -1):
        if tokens.shown[index] in _STOPS or tokens.shown[index][0] == QUOTATION:
            return index + 1
    return first


def _noun_phrase(tokens: Tokens, start: int, end: int, *, is_first: bool) -> Source | None:
    """Somebody whom no list knows: the words nearest to the verb, from an article or four words back.

    `is_first`: the words that begin the clause instead, as in Kazakh.
    """
    if is_first:
        last = start
        while last + 1 < min(end, start + 3) and tokens.shown[last + 1][0].isupper():
            last += 1
        return Source("other", "", start, last) if tokens.low[start].isalpha() and tokens.low[start] != "деп" else None
    while end > start and tokens.low[end - 1] in _MARKS:
        end -= 1
    if end == start or tokens.low[end - 1][0] == QUOTATION:
        return None
    first = max(start, end - 4)
    for index in range(end - 1, start - 1, -1):
        if tokens.low[index] in ("the", "a", "an", "one", "some", "another"):
            first = index
            break
    while tokens.low[first] in _MARKS or tokens.low[first][0] == QUOTATION:
        first += 1
    return Source("other", "", first, end - 1)
