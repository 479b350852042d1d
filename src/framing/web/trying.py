"""What a model says of one sentence, as people are shown it: scores, words, voice, and sentences like it. Pure."""

from dataclasses import dataclass

from framing.corpus.language import guess_language
from framing.corpus.sentences import Sentence
from framing.model.caution.novelty import is_unusual_length
from framing.model.caution.reference import count_unknown, words_of
from framing.model.explanation.explain import Explanation, check_text, explain
from framing.web.subject import Subject

MOST_CHARACTERS = 5_000  # of a sentence: a twentieth of a second's work
MOST_WORDS = 5  # shown in either direction
MOST_NEAR = 3
_SHOWN_PUSH = 0.02  # a push of less moves a probability by less than half a per cent
_STEPS = 4  # shades in which words are shown


@dataclass(frozen=True)
class Push:
    """A word, what it adds to the log-odds of a frame, and its shade: 1 (weak) to 4 (the strongest of any frame)."""

    word: str
    push: float
    shade: int


@dataclass(frozen=True)
class FrameScore:
    """What the model says of one frame."""

    frame: str
    probability: float
    threshold: float
    predicted: bool
    examples: int
    few: bool
    for_it: tuple[Push, ...]
    against: tuple[Push, ...]


@dataclass(frozen=True)
class Near:
    """A labelled sentence like it, and how like: 1 for the same features."""

    text: str
    frames: tuple[str, ...]
    made_by: tuple[str, ...]
    likeness: float


@dataclass(frozen=True)
class Tried:
    """What is shown of one sentence.

    Attributes:
        text: as it was given.
        scores: of each frame, that furthest above its threshold first.
        voice: key of who says it, by rules.
        speaker: the words that name whoever speaks; empty if none do.
        near: labelled sentences like it, the nearest first.
        language: its language, if the model has not learned that; empty otherwise.
        unknown: how many of its words the model does not know, and of how many.
        in_pieces: words that it does not know are among those shown: it has seen pieces of them.
        odd_length: it is shorter or longer than 98 % of the sentences that the model learned from.
        knows_nothing: the model knows no word of it.
    """

    text: str
    scores: tuple[FrameScore, ...]
    voice: str
    speaker: str
    near: tuple[Near, ...]
    language: str
    unknown: tuple[int, int]
    in_pieces: bool
    odd_length: bool
    knows_nothing: bool

    @property
    def predicted(self) -> tuple[FrameScore, ...]:
        """The scores of the frames that it predicts."""
        return tuple(score for score in self.scores if score.predicted)

    def of(self, frame: str) -> FrameScore:
        """The score of a frame of the model's."""
        return next(score for score in self.scores if score.frame == frame)


def try_sentence(subject: Subject, text: str) -> Tried:
    """What the model says of a sentence, and why.

    Raises:
        InputError: the text is empty or holds half a character.
    """
    check_text(text)
    model, found = subject.model, explain(subject.model, text)
    voice, speaker = voice_of(subject, text)
    reference = model.reference
    counts = count_unknown([words_of(text)], subject.known)[0]
    scores = tuple(_score(subject, found, frame) for frame in found.nearest_first())
    return Tried(
        text=text,
        scores=scores,
        voice=voice,
        speaker=speaker,
        near=_near(subject, text),
        language=subject.unlearned(guess_language(text)),
        unknown=(int(counts[0]), int(counts[1])),
        in_pieces=any(
            set(words_of(push.word)) - subject.known for each in scores for push in each.for_it + each.against
        ),
        odd_length=reference is not None and is_unusual_length(reference, text),
        knows_nothing=found.knows_nothing,
    )


def voice_of(subject: Subject, text: str) -> tuple[str, str]:
    """Who says a sentence that stands alone, by rules: the key of the voice, and the words that name who speaks."""
    alone = Sentence(f"one:0-{len(text)}", "one", 1, 0, len(text), text, "body", 1)
    told = subject.coder.code([alone])[0]
    return told.voice, told.speaker


def _score(subject: Subject, found: Explanation, frame: str) -> FrameScore:
    number = found.frames.index(frame)
    pushes = _by_spelling(found, frame)
    strongest = float(abs(found.word_pushes).max()) if found.word_pushes.size else 1.0
    ups = sorted((each for each in pushes.items() if each[1] > 0), key=lambda each: -each[1])
    downs = sorted((each for each in pushes.items() if each[1] < 0), key=lambda each: each[1])

    def shown(rows: list[tuple[str, float]]) -> tuple[Push, ...]:
        return tuple(Push(word, push, _shade(push / strongest)) for word, push in rows[:MOST_WORDS])

    return FrameScore(
        frame=frame,
        probability=float(found.probabilities[number]),
        threshold=float(found.thresholds[number]),
        predicted=found.predicted(frame),
        examples=found.examples[number],
        few=subject.few(frame),
        for_it=shown(ups),
        against=shown(downs),
    )


def _shade(share: float) -> int:
    return max(1, min(_STEPS, round(abs(share) * _STEPS)))


def _by_spelling(found: Explanation, frame: str) -> dict[str, float]:
    """Words that are spelled alike, together, with their pushes."""
    sums = dict[str, float]()
    for word in found.by_word(frame):
        spelled = word.text.lower()
        sums[spelled] = sums.get(spelled, 0.0) + word.push
    return {word: push for word, push in sums.items() if abs(push) >= _SHOWN_PUSH}


def _near(subject: Subject, text: str) -> tuple[Near, ...]:
    labelled = subject.labelled
    if labelled is None:
        return ()
    found = labelled.neighbourhood.nearest(subject.model, text, MOST_NEAR)
    rows = [(labelled.texts[each.number], each.cosine) for each in found]
    return tuple(Near(each.text, each.frames, each.made_by, cosine) for each, cosine in rows)
