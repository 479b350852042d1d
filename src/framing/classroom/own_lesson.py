"""A lesson from a project's own sentences and labels. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from framing.annotation.decisions import AUTOMATED, PERSON
from framing.classroom.choosing import choose_items
from framing.classroom.lesson import (
    ANOTHER,
    AT_LEAST_VOTERS,
    NONE,
    PEOPLE,
    Item,
    Lesson,
    TextSentence,
    answers_among,
)
from framing.classroom.two_texts import two_texts
from framing.codebook import Codebook
from framing.codebook_translations import translated
from framing.gold.votes import counted_decisions
from framing.languages.words import words

LABELS = 6  # that a class can tell apart in a lesson
ITEMS = 20


@dataclass(frozen=True, eq=False)
class Labelled:
    """A corpus with its labels.

    Attributes:
        documents: DOCUMENTS.
        sentences: SENTENCES that people label.
        annotations: ANNOTATIONS that stand.
        gold: GOLD.
        voices: sentence_id to the key of its voice.
        copies: document_id of a copy to that of the document which it repeats.
    """

    documents: pd.DataFrame
    sentences: pd.DataFrame
    annotations: pd.DataFrame
    gold: pd.DataFrame
    voices: Mapping[str, str]
    copies: Mapping[str, str]


def make_lesson(
    labelled: Labelled, study: Codebook, frames: Sequence[str], *, count: int, language: str, seed: int
) -> Lesson:
    """The lesson on chosen sentences, see `framing.classroom.choosing`, with two texts if two tell of one event.

    Args:
        labelled: the corpus.
        study: its codebook.
        frames: keys of the frames that the class gets; the most frequent LABELS of them if there are none.
        count: of sentences.
        language: of the pages.
        seed: see `choose_items`.

    Raises:
        InputError: the codebook has no such frame.
        NotEnoughData: see `choose_items`.
    """
    say = words(language)
    study = translated(study, language)
    codebook = study.subset(frames or _frequent(labelled.gold, study))
    found = _items(labelled, study, codebook)
    items = choose_items({name: each for name, each in found.items() if name not in labelled.copies}, count, seed)
    tellings, pairs = two_texts(labelled.documents, labelled.sentences, labelled.copies, _told(labelled, codebook))
    people = set(labelled.gold["made_by"]) == {PERSON}
    languages = Counter(labelled.documents["language"])
    return Lesson(
        title=study.title,
        codebook=codebook,
        items=items,
        tellings=tellings,
        pairs=tuple(replace(pair, moment=say("pairs.moment", number=n)) for n, pair in enumerate(pairs, start=1)),
        background=(),
        made_by=PEOPLE if people else AUTOMATED,
        language=language,
        text_language=languages.most_common(1)[0][0] if len(languages) == 1 else "",
        own=True,
    )


def _frequent(gold: pd.DataFrame, study: Codebook) -> tuple[str, ...]:
    if len(study.frames) <= LABELS:
        return study.keys
    counts = gold.loc[gold["present"], "frame"].value_counts()
    return tuple(sorted(study.keys, key=lambda key: -int(counts.get(key, 0)))[:LABELS])


def _items(labelled: Labelled, study: Codebook, codebook: Codebook) -> dict[str, list[Item]]:
    """Document to those of its sentences that have labels, with their keys; numbers are still to be given."""
    answers, present = _answers(labelled.annotations, codebook), _present(labelled.gold)
    found: dict[str, list[Item]] = {}
    before: dict[str, str] = {}
    for row in labelled.sentences[["sentence_id", "document_id", "text"]].itertuples(index=False, name=None):
        sentence_id, document_id, text = map(str, row)
        if sentence_id in answers:
            item = _judged(present.get(sentence_id, []), answers[sentence_id], study, codebook)
            voice = labelled.voices.get(sentence_id, "")
            item = replace(item, sentence_id=sentence_id, text=text, before=before.get(document_id, ""), voice=voice)
            found.setdefault(document_id, []).append(item)
        before[document_id] = text
    return found


@dataclass
class _Answers:
    """What those who labelled a sentence said: how many of them gave each answer, and whether they are people."""

    counts: Counter[str]
    voters: int
    people: bool


def _answers(annotations: pd.DataFrame, codebook: Codebook) -> dict[str, _Answers]:
    """Sentence to what was said of it; people outrank an automated coder."""
    found: dict[str, _Answers] = {}
    for names, rows in counted_decisions(annotations).groupby(["sentence_id", "annotator"]):
        frames, another = answers_among(rows.loc[rows["present"], "frame"].tolist(), codebook)
        given = (*frames, *([ANOTHER] if another else [])) or (NONE,)
        people = bool((rows["made_by"] == PERSON).all())
        told = found.setdefault(str(names[0]), _Answers(Counter(), 0, people))
        told.counts.update(given)
        told.voters += 1
    return found


def _present(gold: pd.DataFrame) -> dict[str, list[str]]:
    """Sentence to the frames that it has by gold."""
    found: dict[str, list[str]] = {}
    for sentence_id, frame in gold.loc[gold["present"], ["sentence_id", "frame"]].itertuples(index=False, name=None):
        found.setdefault(sentence_id, []).append(frame)
    return found


def _judged(frames: Sequence[str], said: _Answers, study: Codebook, codebook: Codebook) -> Item:
    """The key of a sentence: gold, and besides whatever anybody answered, since that can be defended."""
    key, another = answers_among(frames, codebook)
    shown = said.people and said.voters >= AT_LEAST_VOTERS
    return Item(
        number=0,
        sentence_id="",
        text="",
        before="",
        key=key,
        also=tuple(each for each in codebook.keys if said.counts[each] and each not in key),
        also_none=bool(said.counts[NONE]),
        another=another,
        also_another=bool(said.counts[ANOTHER]),
        others=tuple(frame.name for frame in study.frames if frame.key in frames and frame.key not in key),
        votes={answer: count / said.voters for answer, count in said.counts.items()} if shown else None,
        voters=said.voters if said.people else 0,
    )


def _told(labelled: Labelled, codebook: Codebook) -> dict[str, TextSentence]:
    """Each labelled sentence as it is shown in a text beside another."""
    decided = set(labelled.gold["sentence_id"])
    present = _present(labelled.gold)
    shown = {}
    rows = labelled.sentences[["sentence_id", "text", "paragraph"]]
    for sentence_id, text, paragraph in rows.itertuples(index=False, name=None):
        if sentence_id in decided:
            frames, another = answers_among(present.get(sentence_id, []), codebook)
            shown[sentence_id] = TextSentence(text, frames, labelled.voices.get(sentence_id, ""), paragraph, another)
    return shown
