"""An article coloured by sentence: what the model says of each, and how many sentences have each frame. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from framing.corpus.documents import Document
from framing.corpus.language import guess_language
from framing.corpus.sentences import split_document
from framing.tables import CODED_KINDS
from framing.web.subject import Subject

MOST_CHARACTERS = 50_000  # some ten pages: a second's work


@dataclass(frozen=True)
class ArticleSentence:
    """A sentence of an article; one that is no text of its own (a byline, a list of links) has no scores.

    Attributes:
        start: its first code point in the article.
        end: that after its last.
        text: the sentence.
        kind: in SENTENCES.
        paragraph: of the article, from 1.
        voice: key of who says it, by rules; empty where it is not scored.
        scores: frame to probability; empty where it is not scored.
        frames: those that are predicted, the most probable first.
    """

    start: int
    end: int
    text: str
    kind: str
    paragraph: int
    voice: str
    scores: Mapping[str, float]
    frames: tuple[str, ...]


@dataclass(frozen=True)
class Article:
    """An article by sentence; `language` is that of the whole if the model has not learned it, else empty."""

    sentences: tuple[ArticleSentence, ...]
    language: str

    @property
    def scored(self) -> int:
        """How many sentences have scores."""
        return sum(bool(sentence.scores) for sentence in self.sentences)

    @property
    def without(self) -> int:
        """How many of them have no frame."""
        return sum(bool(sentence.scores) and not sentence.frames for sentence in self.sentences)

    def counts(self) -> dict[str, int]:
        """Frame to in how many sentences it is predicted, the most frequent first; those in none are left out."""
        counts: dict[str, int] = {}
        for sentence in self.sentences:
            for frame in sentence.frames:
                counts[frame] = counts.get(frame, 0) + 1
        return dict(sorted(counts.items(), key=lambda each: -each[1]))

    def paragraphs(self) -> list[list[ArticleSentence]]:
        """The sentences, paragraph by paragraph."""
        found: dict[int, list[ArticleSentence]] = {}
        for sentence in self.sentences:
            found.setdefault(sentence.paragraph, []).append(sentence)
        return list(found.values())


def read_article(subject: Subject, text: str) -> Article:
    """What the model says of each sentence of an article."""
    language = guess_language(text)
    document = Document("article", text, "", "", "", "", language, "")
    sentences = split_document(document, quotes=subject.codebook.quotes if subject.codebook else "split")
    coded = [sentence for sentence in sentences if sentence.kind in CODED_KINDS]
    voices = {voice.sentence_id: voice.voice for voice in subject.coder.code(sentences)}
    model = subject.model
    probabilities = model.probabilities([sentence.text for sentence in coded])
    predicted = model.predicted(probabilities)
    rows = dict(zip((sentence.sentence_id for sentence in coded), range(len(coded)), strict=True))
    found = []
    for sentence in sentences:
        row = rows.get(sentence.sentence_id)
        scores = {} if row is None else dict(zip(model.frames, probabilities[row].tolist(), strict=True))
        said = [] if row is None else [f for f, yes in zip(model.frames, predicted[row], strict=True) if yes]
        found.append(
            ArticleSentence(
                start=sentence.start,
                end=sentence.end,
                text=sentence.text,
                kind=sentence.kind,
                paragraph=sentence.paragraph,
                voice=voices.get(sentence.sentence_id, ""),
                scores=scores,
                frames=tuple(sorted(said, key=lambda frame: -scores[frame])),
            )
        )
    return Article(tuple(found), subject.unlearned(language))
