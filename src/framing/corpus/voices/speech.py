"""The sentences of one document that somebody else than the outlet says, and who that is.

First each sentence is read for itself: its quotations, its cues. Then, in the order of the document,
pronouns are given their names and quotations the speaker whom another sentence names.
"""

import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from framing.corpus.sentences import Sentence
from framing.corpus.voices.cues import Cue, CueReader, is_bare, pronoun_cue
from framing.corpus.voices.interviews import Turn, turns
from framing.corpus.voices.people import People, Speaker
from framing.corpus.voices.quotations import MARKS, Quotations, Span
from framing.corpus.voices.sources import Home
from framing.corpus.voices.words import QUOTATION, Tokens, is_form_of, stem_of

_SCARE = 4  # words of a quotation that without a cue is a title or a distance, no speech
_SUBJECT = 12  # tokens of a sentence in which its subject is looked for
_LEAD = 4  # sentences at the top that may name whom an interview is with
_LONGEST = 40  # sentences of a quotation whose beginning is looked for
_NEAR = 2  # paragraphs that a pronoun looks back over
_WORDS = re.compile(r"\w+(?:[-’']\w+)*")
_ANY_MARK = re.compile(f"[{MARKS}']")
_LABEL = re.compile(r"([^\s:;,.!?“”\"«»(][^:;,.!?“”\"«»]{0,60}):\s+(?=\S)")
_LAST_DASH = re.compile(r"\s[—–-]\s([^—–:;,.!?“”\"«»]{2,60})$")
# A dash and words that do not say what the quotation is called.
_UNKNOWN_TAIL = re.compile(
    r",?\s*[—–―−-]\s+(?!(?:так|это|эт[аи]|так(?:ой|ая|ое|ие|ов[аоы]?)|this|that|such|бұл|осы)\b)(?=[^\W\d_])"
)
_OPENS_TAIL = re.compile(r"[,—–―−-]")
_CLOSING = "”“\"»›’' "
_QUOTED_FIRST = re.compile(r"^[“„«\"‘][^“”„«»\"‘]{2,200}[”“»\"’]\s?:\s(?=\S)")
# The outlet tells what it said itself.
_IS_MINE = re.compile(
    r"\b(?:I (?:ask|asked|say|said)|asked I|спрашиваю|спросил[а]? я|уточняю|сұраймын|сұрадым|деймін|дедім)\b"
)
_ANSWER_LABELS = frozenset(["a", "answer", "о", "ответ", "жауап"])


class Telling(NamedTuple):
    """What the rules found about a sentence: the fields of a Voice without the sentence's id."""

    voice: str
    speech: str
    speaker: str
    rule: str
    confidence: str


@dataclass(slots=True)
class _Reading:
    """One sentence read for itself, and then what is made of it."""

    spans: Sequence[Span]
    tokens: Tokens | None = None
    cue: Cue | None = None
    speaker: Speaker | None = None
    rule: str = ""
    is_direct: bool = False
    turn: Turn | None = None  # of an interview

    @property
    def is_bare(self) -> bool:
        """Whether no more is told than who speaks."""
        return self.cue is not None and self.tokens is not None and is_bare(self.tokens, self.cue)


OUTLET = Telling("outlet", "none", "", "no-cue", "high")
_OUTLET_WITH_TRACES = Telling("outlet", "none", "", "no-cue", "medium")


def tell(sentences: Sequence[Sentence], cues: CueReader) -> dict[int, Telling]:
    """What is told by index of those sentences that hold any trace of speech; the others are the outlet's own.

    Args:
        sentences: the coded sentences of one document, in order.
        cues: reads the cues of a sentence.
    """
    quotations = Quotations(sentences, cues.may_tell, cues.is_trigger)
    spans = quotations.spans
    texts = quotations.texts
    words = list(map(str.split, texts))
    triggered = set(cues.triggered(words))
    for index in quotations.marked - spans.keys() - triggered:  # a mark that opens nothing may stick to a cue
        if cues.is_trigger(_ANY_MARK.sub(" ", texts[index])):
            triggered.add(index)
    others = [index for index, text in enumerate(texts) if ":" in text or sentences[index].kind == "headline"]
    talk = turns(sentences, others, quotations.dash_starts, spans)
    if not (spans or triggered or others or talk):
        return {}
    spoken = {index for turn in talk for index in range(turn.first, turn.last)}
    document = _Document(sentences, texts, words, cues, spans, talk=talk)
    return document.tell(sorted({*spans, *triggered, *others, *spoken}), triggered)


@dataclass
class _Document:
    sentences: Sequence[Sentence]
    texts: Sequence[str]  # of the sentences
    words: Sequence[Sequence[str]]  # of each sentence, as white space parts them
    cues: CueReader
    spans: dict[int, list[Span]]
    readings: dict[int, _Reading] = field(default_factory=dict)
    last: tuple[int, Speaker] | None = None  # the last who spoke, and the index of the sentence
    talk: Sequence[Turn] = ()
    answers: dict[Turn, Speaker] = field(default_factory=dict)
    answering: dict[int, Speaker] = field(default_factory=dict)  # by interview

    def tell(self, indices: Sequence[int], triggered: Container[int]) -> dict[int, Telling]:
        self.home = Home(self.cues.sources, self.texts, self.words)
        self.people = People(self.texts, self.cues.sources, self.home)
        for index in indices:
            self._read(index, is_trigger=index in triggered)
        for turn in self.talk:
            self._read_turn(turn)
        for index in indices:
            self._name_speaker(index)
        self._give_quotations_their_speakers()
        self._name_headlines()
        return {index: self._telling(index) for index in indices}

    # -- each sentence for itself ------------------------------------------------------------------------------------

    def _read(self, index: int, *, is_trigger: bool) -> None:
        sentence = self.sentences[index]
        spans: Sequence[Span] = self.spans.get(index, ())
        text = sentence.text
        is_whole = len(spans) == 1 and spans[0].end - spans[0].start >= len(text) - 1
        reading = self.readings[index] = _Reading(spans)
        if is_whole:
            is_long = len(self.words[index]) > _SCARE or self._is_part_of_longer(index, spans[0])
            reading.is_direct = is_long or sentence.kind == "body" or bool(self.talk)
            return
        if is_trigger or spans:
            reading.tokens = Tokens(_cover(text, spans)) if spans else Tokens(text, self.words[index])
            found = self.cues.cues(reading.tokens, self.home)
            reading.cue = _innermost(found, reading.tokens)
        if reading.cue is None and spans:
            self._read_tail(index, reading)
        if reading.cue is None and not reading.rule:
            self._read_label(index, reading)
        reading.is_direct = self._is_direct(index, reading)
        if reading.is_direct is False and reading.cue is None:
            reading.spans = ()

    def _is_direct(self, index: int, reading: _Reading) -> bool:
        text, spans = self.texts[index], reading.spans
        if not spans:
            return reading.rule == "label" and self.sentences[index].kind != "headline"
        if reading.cue is not None or reading.rule:
            is_long = any(len(text[span.start : span.end].split()) > _SCARE for span in spans)
            if not is_long and not any(_is_utterance(text, span) for span in spans):
                return False
            quoted = sum([len(_WORDS.findall(text, span.start, span.end)) for span in spans])
            return 2 * quoted >= len(_WORDS.findall(text))
        share = sum([span.end - span.start for span in spans]) / len(text)
        words = max([len(text[span.start : span.end].split()) for span in spans])
        first, last = spans[0], spans[-1]
        if first.start > 0 and last.end >= len(text) - 1:  # from the middle to the end
            before = text[: first.start].rstrip()
            return not before or before[-1] in ":.?!" or (words > _SCARE and share >= 0.5 and before[-1] in ",—–-")
        if first.start > 0:
            return False
        rest = len(_WORDS.findall(text, last.end))
        is_part_of_longer = self._is_part_of_longer(index, last)
        ends = text[: last.end].rstrip(_CLOSING)[-1:] in (",", ".", "!", "?", "…")
        return is_part_of_longer or (rest <= 3 and words > _SCARE and (ends or not rest)) or share >= 0.9

    def _is_part_of_longer(self, index: int, span: Span) -> bool:
        return any(
            other.quotation == span.quotation
            for neighbour in (index - 1, index + 1)
            for other in self.spans.get(neighbour, ())
        )

    def _read_tail(self, index: int, reading: _Reading) -> None:
        """Who stands behind a quotation with a verb that no list knows: `“We stay,” laughed the mayor`."""
        text, span = self.texts[index], reading.spans[-1]
        tail = text[span.end :]
        ends_open = text[: span.end].rstrip(_CLOSING)[-1:] == "," and tail.strip() != ""
        is_long = len(text[span.start : span.end].split()) > _SCARE
        if _IS_MINE.search(tail, 0, 60):
            reading.speaker, reading.rule = Speaker("outlet", "", ""), "question"
            return
        if not ends_open and not (is_long and _UNKNOWN_TAIL.match(tail)):
            return
        words = tail[: 3 + tail[3:].find(",")] if "," in tail[3:] else tail
        speaker = self._any_source(words)
        if speaker is None and reading.tokens is not None:
            reading.cue = pronoun_cue(reading.tokens)
        if reading.cue is None:
            reading.speaker, reading.rule = speaker or Speaker("other", "", ""), "quotation-tail"

    def _read_label(self, index: int, reading: _Reading) -> None:
        """`The minister: we stay`, and in headlines also `Port opens – minister`."""
        sentence = self.sentences[index]
        text = sentence.text
        starts_paragraph = index == 0 or self.sentences[index - 1].paragraph != sentence.paragraph
        label = _LABEL.match(text) if starts_paragraph and ":" in text[:64] else None
        if label is not None and self._label(reading, text, label.start(1), label.end(1)):
            return
        if sentence.kind == "headline" and (label := _QUOTED_FIRST.search(text)):
            speaker = self._any_source(text[label.end() :])
            if speaker is not None and speaker.known:
                reading.speaker, reading.rule = speaker, "label"
        elif sentence.kind == "headline" and (label := _LAST_DASH.search(text)):
            self._label(reading, text, label.start(1), label.end(1))

    def _label(self, reading: _Reading, text: str, start: int, end: int) -> bool:
        words = text[start:end]
        if words.lower() in _ANSWER_LABELS:
            reading.speaker, reading.rule = self.last[1] if self.last else Speaker("other", "", ""), "label"
            return True
        tokens = Tokens(words)
        if not 0 < tokens.count <= 7 or any(self.cues.is_verb(low) for low in tokens.low):
            return False
        source = self.cues.sources.find(tokens, 0, tokens.count, self.home)
        if source is None or source.is_land or (source.first > 0 and tokens.shown[0][0].islower()):
            return False
        speaker = self.people.speaker(tokens, text, source, start)
        if not speaker.known:
            return False
        reading.speaker, reading.rule = speaker, "label"
        return True

    # -- interviews --------------------------------------------------------------------------------------------------

    def _read_turn(self, turn: Turn) -> None:
        """All of a turn is speech: of the outlet if it asks, else of the one who answers, unless these quote others."""
        for index in range(turn.first, turn.last):
            reading = self.readings[index]
            source = reading.cue.source if reading.cue is not None else None
            quotes_other = source is not None and (source.known or (reading.is_direct and reading.spans))
            is_named = reading.rule == "question" or bool(
                reading.speaker and reading.speaker.known and not turn.label[1]
            )
            reading.is_direct = True
            reading.turn = None if quotes_other or is_named else turn

    def _name_turn(self, index: int, reading: _Reading, turn: Turn) -> None:
        text = self.texts[turn.first]
        if turn.is_question:
            reading.speaker, reading.rule = Speaker("outlet", text[slice(*turn.label)], ""), "question"
            return
        if turn not in self.answers:
            self.answers[turn] = self._who_answers(turn)
            if not turn.label[1]:
                self.answering[turn.interview] = self.answers[turn]
        reading.speaker, reading.rule = self.answers[turn], "label" if turn.label[1] else "interview"
        reading.cue = None
        self.last = index, reading.speaker

    def _who_answers(self, turn: Turn) -> Speaker:
        """Who is named by the label; in the author's words; right before; or in what stands above the interview."""
        if turn.label[1]:
            labelled = _Reading(())
            text = self.texts[turn.first]
            if self._label(labelled, text, *turn.label) and labelled.speaker is not None:
                return labelled.speaker
            if text[slice(*turn.label)].lower() not in _ANSWER_LABELS:
                return Speaker("other", text[slice(*turn.label)], "")
        for named in (self._named_in_answers, self._named_before, self._named_above):
            speaker = named(turn)
            if speaker is not None:
                return speaker
        return Speaker("other", "", "")

    def _name_headlines(self) -> None:
        """A headline in quotation above an interview is what the one who answers says."""
        speaker = next(iter(self.answers.values()), None)
        for index in range(min(_LEAD, len(self.sentences))):
            reading = self.readings.get(index)
            if reading is not None and reading.is_direct and self.sentences[index].kind == "headline":
                reading.speaker, reading.rule = reading.speaker or speaker, reading.rule or "interview"

    def _named_in_answers(self, turn: Turn) -> Speaker | None:
        return self.answering.get(turn.interview)

    def _named_before(self, turn: Turn) -> Speaker | None:
        if turn.first == 0:
            return None
        paragraph = self.sentences[turn.first].paragraph
        if self.last is not None and paragraph - self.sentences[self.last[0]].paragraph <= _NEAR:
            return self.last[1]
        return self._subject(turn.first - 1)

    def _named_above(self, turn: Turn) -> Speaker | None:
        """Whom the headline, the standfirst or the lead names, past what is quoted."""
        for index in range(min(turn.first, _LEAD) - 1, -1, -1):
            speaker = self._subject(index)
            if speaker is not None:
                return speaker
        return None

    def _subject(self, index: int) -> Speaker | None:
        text = self.texts[index]
        tokens = Tokens(_cover(text, self.spans.get(index, ())))
        source = self.cues.sources.find(tokens, 0, min(tokens.count, _SUBJECT), self.home, names_only=True)
        if source is None or source.is_land or not source.is_somebody:
            return None
        return self.people.speaker(tokens, text, source)

    # -- in the order of the document ----------------------------------------------------------------------------------

    def _name_speaker(self, index: int) -> None:
        reading, text = self.readings[index], self.texts[index]
        cue, tokens = reading.cue, reading.tokens
        if reading.turn is not None:
            self._name_turn(index, reading, reading.turn)
            return
        if cue is None or tokens is None:
            if reading.speaker is not None:
                self.last = index, reading.speaker
            return
        if cue.source is not None:
            reading.speaker = self.people.speaker(tokens, text, cue.source)
            reading.rule = cue.rule
            if cue.source.stands_for and (referred := self._referred(index, reading.speaker)):
                reading.speaker, reading.rule = referred, "reference"
        elif cue.pronoun is not None:
            pronoun = tokens.shown[cue.pronoun]
            reading.speaker = self._antecedent(index, tokens, cue) or Speaker("other", pronoun, "")
            reading.rule = "pronoun"
        else:
            reading.speaker, reading.rule = Speaker("other", "", ""), cue.rule
        if cue.is_chant and reading.speaker.voice == "other" and reading.speaker.known != "gazetteer":
            reading.speaker = reading.speaker._replace(voice="protester")
        if reading.speaker.words:
            self.last = index, reading.speaker

    def _referred(self, index: int, speaker: Speaker) -> Speaker | None:
        """Whom `the channel` or `the message` stands for: who spoke in the sentence before."""
        noun = stem_of(speaker.words.split()[-1])
        if self.last is None or self.last[0] < index - 1:
            return None
        last = self.last[1]
        is_same = any(is_form_of(word.lower(), noun) for word in last.words.split())
        return last if is_same or speaker.voice == "other" else None

    def _antecedent(self, index: int, tokens: Tokens, cue: Cue) -> Speaker | None:
        """Whom a pronoun stands for.

        That is whom the same sentence names before, unless that is what is told (`the police left, he
        said`); who spoke in the sentence before; whom it names; or who spoke last.
        """
        if cue.pronoun and not cue.trails:
            source = self.cues.sources.find(tokens, 0, min(cue.pronoun, _SUBJECT), self.home, names_only=True)
            if source is not None and source.known and not source.is_land and source.voice != "other":
                return self.people.speaker(tokens, self.texts[index], source)
        index = self._start_of_quotation(index)
        if self.last is not None and self.last[0] >= index - 1:
            return self.last[1]
        if index > 0:
            tokens = Tokens(self.texts[index - 1])
            source = self.cues.sources.find(tokens, 0, min(tokens.count, _SUBJECT), self.home, names_only=True)
            if source is not None and source.known and not source.is_land:
                return self.people.speaker(tokens, self.texts[index - 1], source)
        if self.last is not None:
            paragraphs = self.sentences[index].paragraph - self.sentences[self.last[0]].paragraph
            if paragraphs <= _NEAR:
                return self.last[1]
        return None

    def _start_of_quotation(self, index: int) -> int:
        """The first sentence of the quotation that starts sentence `index`: who spoke before it may be meant."""
        spans, first = self.spans.get(index, ()), max(0, index - _LONGEST)
        while spans and spans[0].start == 0 and index > first:
            before = self.spans.get(index - 1, ())
            if not before or before[-1].quotation != spans[0].quotation:
                break
            index, spans = index - 1, before
        return index

    def _give_quotations_their_speakers(self) -> None:
        quotations: dict[int, list[int]] = {}
        for index, reading in self.readings.items():
            if reading.is_direct:
                for span in reading.spans:
                    members = quotations.setdefault(span.quotation, [])
                    if not members or members[-1] != index:
                        members.append(index)
        waiting: list[list[int]] = []
        for members in quotations.values():
            named = [index for index in members if self.readings[index].speaker is not None]
            if named and self._is_only_a_text(named[-1]):
                speaker, rule = self._introduced(members)
                if speaker is not None:
                    for index in members:
                        self.readings[index].speaker = None
                    self._give(members, speaker, rule)
                    continue
            if named:
                teller = named[-1]
                self._give(members, self.readings[teller].speaker, "quotation-tail")
                for before in waiting:  # quotations right before this one, with nobody named in between
                    if self._is_adjacent(before[-1], members[0]):
                        self._give(before, self.readings[teller].speaker, "quotation-next")
                waiting = []
                continue
            speaker, rule = self._introduced(members)
            if speaker is not None:
                self._give(members, speaker, rule)
            else:
                waiting.append(members)

    def _is_only_a_text(self, index: int) -> bool:
        """Whether no more is told than that `the message` says so."""
        reading = self.readings[index]
        source = reading.cue.source if reading.cue is not None else None
        return source is not None and source.stands_for and source.voice == "other" and reading.rule != "reference"

    def _give(self, members: Iterable[int], speaker: Speaker | None, rule: str) -> None:
        for index in members:
            reading = self.readings[index]
            if reading.speaker is None:
                reading.speaker, reading.rule = speaker, rule

    def _introduced(self, members: Sequence[int]) -> tuple[Speaker | None, str]:
        """Who is named after or before a quotation, in a sentence of its own."""
        first, last = members[0], members[-1]
        text = self.texts[first]
        start = self.readings[first].spans[0].start
        if text[:start].rstrip().endswith(":"):
            source = self._any_source(text[:start])
            if source is not None:
                return source, "colon"
        tail = self._tail(first, last)
        if tail is not None:
            return tail
        before = self.readings.get(first - 1)
        if first > 0 and self.texts[first - 1].rstrip().endswith(":"):
            speaker = before.speaker if before is not None else None
            speaker = speaker or self._any_source(self.texts[first - 1])
            if speaker is not None:
                return speaker, "colon"
        if before is not None and before.speaker is not None:
            same = self.sentences[first - 1].paragraph == self.sentences[first].paragraph
            if same or before.is_direct or not self._has_named_neighbour(last):
                return before.speaker, "continued"
        if first > 0 and start == 0 and not self._has_named_neighbour(last) and not self._is_same_paragraph(first):
            speaker = self._subject(first - 1)  # `Mayor Ruiz came at noon.`, and then a quotation
            if speaker is not None and speaker.known:
                return speaker, "introduced"
        return None, ""

    def _tail(self, first: int, last: int) -> tuple[Speaker, str] | None:
        """Who is named right after a quotation behind a dash, by no more than that, or where nobody is before it."""
        following = self.readings.get(last + 1)
        if following is None or following.speaker is None or following.is_direct:
            return None
        shares, is_short = self._is_same_paragraph(last + 1), self._is_short(last + 1)
        rule = "quotation-tail" if shares or following.is_bare else "quotation-next"
        if _OPENS_TAIL.match(self.texts[last + 1]) or (is_short and following.is_bare):
            return following.speaker, rule
        before = self.readings.get(first - 1)
        is_told_before = before is not None and before.speaker is not None and self._is_same_paragraph(first)
        return (following.speaker, rule) if is_short and shares and not is_told_before else None

    def _is_same_paragraph(self, index: int) -> bool:
        return self.sentences[index - 1].paragraph == self.sentences[index].paragraph

    def _has_named_neighbour(self, last: int) -> bool:
        following = self.readings.get(last + 1)
        return following is not None and following.is_direct and following.speaker is not None

    def _is_short(self, index: int) -> bool:
        return len(_WORDS.findall(self.texts[index])) <= 8 and self.texts[index][-1] not in ":"

    def _is_adjacent(self, before: int, after: int) -> bool:
        return after - before == 1

    def _any_source(self, text: str) -> Speaker | None:
        tokens = Tokens(text)
        source = self.cues.sources.find(tokens, 0, min(tokens.count, 40), self.home)
        return self.people.speaker(tokens, text, source) if source is not None else None

    # -- the result ----------------------------------------------------------------------------------------------------

    def _telling(self, index: int) -> Telling:
        reading = self.readings[index]
        speaker = reading.speaker
        if speaker is None:
            if reading.is_direct:
                return Telling("other", "direct", "", "quotation", "low")
            has_traces = reading.tokens is not None or bool(self.spans.get(index))
            return _OUTLET_WITH_TRACES if has_traces else OUTLET
        if reading.rule == "question":
            return Telling("outlet", "direct", speaker.words, "question", "medium")
        if speaker.voice == "outlet":
            return Telling("outlet", "none", "", "own-voice", "medium")
        speech = "direct" if reading.is_direct else "reported"
        rule = "quotation+verb" if reading.is_direct and reading.rule == "reported-verb" else reading.rule
        return Telling(speaker.voice, speech, speaker.words, rule, _confidence(reading, speaker))


def _confidence(reading: _Reading, speaker: Speaker) -> str:
    if not speaker.known:
        return "low"
    has_cue = reading.rule in ("reported-verb", "according-to", "citing", "quotation-tail", "colon", "label")
    points = reading.is_direct + has_cue + 1
    if speaker.known == "lexicon":
        points = min(points, 2)
    return ("low", "low", "medium", "high")[points]


def _cover(text: str, spans: Iterable[Span]) -> str:
    """The sentence with its quotations covered up, at the same length; short ones in its middle stay as names."""
    pieces = []
    behind = 0
    for span in spans:
        is_clause = span.start == 0 and text[span.end : span.end + 1] in (",", "")
        if is_clause or len(text[span.start : span.end].split()) > _SCARE or _is_utterance(text, span):
            pieces += [text[behind : span.start], QUOTATION * (span.end - span.start)]
            behind = span.end
    return "".join((*pieces, text[behind:]))


def _is_utterance(text: str, span: Span) -> bool:
    """Whether what is quoted is all of what is said, not a word or two within a report."""
    before = text[max(0, span.start - 3) : span.start].rstrip()[-1:]
    content = text[span.start : span.end].rstrip(_CLOSING)
    after = text[span.end : span.end + 4].lstrip()
    ends = content[-1:] in (",", ".", "!", "?", "…") or after.lstrip(", ")[:1] in ("—", "–", "-")
    if before in ("", ":"):
        return before == ":" or ends or after[:1] == ","
    return before == "," and ends and len(content.split()) > _SCARE


def _innermost(cues: Sequence[Cue], tokens: Tokens) -> Cue | None:
    """The cue whose source answers for the words: the one who is cited, not the one who relays it."""
    if len(cues) < 2:
        return cues[0] if cues else None
    citing = [cue for cue in cues if cue.rule == "citing" and cue.source is not None and cue.source.known]
    if citing:
        return citing[-1]
    named = [cue for cue in cues if cue.rule != "unnamed-source"] or list(cues)
    people = [cue for cue in named if cue.source is None or not cue.source.is_medium] or named
    quoted = [index for index, shown in enumerate(tokens.shown) if shown[0] == QUOTATION]
    if quoted:
        return min(people, key=lambda cue: min(abs(cue.at - at) for at in quoted))
    trailing = [cue for cue in people if cue.trails and cue.at > tokens.count - 8]
    inner = [cue for cue in people if not cue.is_act and cue not in trailing and cue.source is not None]
    if len(inner) > 1:
        return inner[-1]
    return inner[0] if inner and (trailing or people[0] is inner[0]) else people[0]
