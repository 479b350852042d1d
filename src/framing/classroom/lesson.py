"""A lesson as data: what its pages are made of. Pure."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from framing.codebook import Codebook

AT_LEAST_VOTERS = 3  # shares of votes are shown from so many people on; below, a vote would be somebody's
AT_LEAST_GROUP = 5  # groups of pupils with fewer are never shown apart

PEOPLE = "people"

# Answers of pupils beside the frames of the lesson's codebook; keys, as in CSV files and Doccano.
ANOTHER = "another_frame"
NONE = "none_of_these"


@dataclass(frozen=True)
class Item:
    """A sentence to be labelled, with its key.

    Attributes:
        number: its place in the lesson, from 1.
        sentence_id: in SENTENCES.
        text: the sentence.
        before: the sentence before it in its article, shown in grey; empty if there is none.
        key: frames of the lesson's codebook that it gets; empty: ANOTHER if `another`, else NONE.
        also: frames that can be defended besides; empty and `also_none`: that it has none of them can be.
        also_none: that it has none of the frames can be defended besides.
        another: the study's codebook gives it a frame that is not in the lesson.
        others: names of these frames.
        also_another: that it has a frame that is not in the lesson can be defended besides.
        voice: who says it; empty if that is not known.
        why: the reason for the key, for the teacher; empty if there is none.
        votes: share of people who gave each frame, 0 to 1; empty with fewer than AT_LEAST_VOTERS people.
        voters: how many people labelled it; 0 where a program did.
        write_why: fast pupils write a reason for it.
    """

    number: int
    sentence_id: str
    text: str
    before: str
    key: tuple[str, ...]
    also: tuple[str, ...] = ()
    also_none: bool = False
    another: bool = False
    voice: str = ""
    why: str = ""
    votes: Mapping[str, float] | None = None
    voters: int = 0
    write_why: bool = False
    also_another: bool = False
    others: tuple[str, ...] = ()

    @property
    def answers(self) -> tuple[str, ...]:
        """The answers of the key: frames, and ANOTHER or NONE where they are the answer."""
        return (*self.key, *([ANOTHER] if self.another else [])) or (NONE,)

    @property
    def defensible(self) -> tuple[str, ...]:
        """The answers that can be defended besides those of the key."""
        also = (*self.also, *([ANOTHER] if self.also_another else []), *([NONE] if self.also_none else []))
        return tuple(answer for answer in also if answer not in self.answers)


@dataclass(frozen=True)
class TextSentence:
    """A sentence of a text that is shown beside another; `another`: it has a frame that is not in the lesson."""

    text: str
    frames: tuple[str, ...]
    voice: str
    paragraph: int
    another: bool = False


@dataclass(frozen=True)
class Telling:
    """One of the two texts; `letter` stands for it until the teacher reveals `title` and `source`."""

    letter: str
    document_id: str
    title: str
    source: str
    date: str
    sentences: tuple[TextSentence, ...]


@dataclass(frozen=True)
class Pair:
    """Extracts of both texts on one moment: positions of their sentences in `Telling.sentences`."""

    moment: str
    first: tuple[int, ...]
    second: tuple[int, ...]


@dataclass(frozen=True)
class Gloss:
    """A word that is hard for the class, and what it means in the language of the pages."""

    word: str
    meaning: str


@dataclass(frozen=True)
class Lesson:
    """All that the pages of a lesson show.

    Attributes:
        title: of the lesson.
        codebook: of the lesson: a subset, translated if it brings a translation.
        items: the sentences of lesson 1, in a fixed order.
        tellings: the two texts of lesson 2; empty if the corpus has no two texts on one event.
        pairs: their extracts.
        background: some lines on what happened, for a class that knows nothing of it; may be empty.
        made_by: who made the key: AUTOMATED, or PEOPLE.
        language: of the pages.
        glosses: hard words of its sentences and frames.
        text_language: of the sentences, ISO 639-1; empty if it is not known.
        own: it is on texts of a project, of which nobody has told what is in them; a program paired their extracts.
    """

    title: str
    codebook: Codebook
    items: tuple[Item, ...]
    tellings: tuple[Telling, ...]
    pairs: tuple[Pair, ...]
    background: tuple[str, ...]
    made_by: str
    language: str
    glosses: tuple[Gloss, ...] = ()
    text_language: str = ""
    own: bool = False

    @property
    def choices(self) -> tuple[str, ...]:
        """What a pupil may choose for a sentence: the frames in the codebook's order, ANOTHER, NONE."""
        return (*self.codebook.keys, ANOTHER, NONE)

    @property
    def fingerprint(self) -> str:
        """Twelve letters, a to p, that name the lesson in files of answers: the same sentences, frames and order.

        They are the first hexadecimal digits of a SHA-256, written as letters: a spreadsheet takes 123456789012 and
        12345e678901 for numbers and writes them another way.
        """
        content = json.dumps([[item.text for item in self.items], self.choices])
        return "".join(chr(ord("a") + int(digit, 16)) for digit in hashlib.sha256(content.encode()).hexdigest()[:12])


def answers_among(frames: Sequence[str], codebook: Codebook) -> tuple[tuple[str, ...], bool]:
    """Those of `frames` that the lesson's codebook has, in its order, and whether there are others besides."""
    among = tuple(key for key in codebook.keys if key in frames)
    return among, len(among) < len(set(frames))
