"""Two texts of a corpus that tell of one event, and the places where they tell of the same moment. Pure."""

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from framing.analysis.events.grouping import group
from framing.analysis.events.words import word_matrix
from framing.classroom.lesson import Pair, Telling, TextSentence

_LABELLED = 0.8  # share of a text's sentences that must have labels: others would look as if they had no frame
_SENTENCES = (4, 80)  # of a text that a class can take in
_ALIKE = 0.3  # cosine, of all their words, from which on two may tell of one moment, if each is the other's nearest
_SHARED = 2  # words that both must have: one alone is what the whole event is about
_PAIRS = 4
_LEAD = 2  # sentences that weigh more when events are found
_BEGINNING = 60  # letters that name a text which has no other name

Texts = tuple[tuple[Telling, ...], tuple[Pair, ...]]


def two_texts(
    documents: pd.DataFrame, sentences: pd.DataFrame, copies: Mapping[str, str], told: Mapping[str, TextSentence]
) -> Texts:
    """Two texts on one event, of two outlets if those are known, and up to four pairs of extracts; nothing if none are.

    Of several such pairs of texts it is the one with most moments in common. The moments have no names. A text that
    came without title and source has for its source the name of its file, or its first words.

    Args:
        documents: DOCUMENTS.
        sentences: SENTENCES that people label.
        copies: document_id of a copy to that of the document which it repeats.
        told: each labelled sentence by its sentence_id, as it is shown.
    """
    texts = _texts(sentences, told)
    best: Texts = ((), ())
    for one, other in _on_one_event(documents, sentences, copies, texts):
        pairs = _moments(texts[one], texts[other])
        if len(pairs) > len(best[1]):
            best = (_tellings(documents, {name: texts[name] for name in (one, other)}), pairs)
    return best


def _tellings(documents: pd.DataFrame, texts: Mapping[str, tuple[TextSentence, ...]]) -> tuple[Telling, ...]:
    """Texts A and B, each with something by which a teacher knows it when it is revealed."""
    about: Mapping[Any, Any] = documents.set_index("document_id")[["title", "source", "date", "path"]].to_dict("index")
    files = [about[name]["path"].replace("\\", "/").rpartition("/")[2] for name in texts]
    found = []
    for letter, (name, sentences), file in zip("AB", texts.items(), files, strict=True):
        title, source, date = (about[name][part] for part in ("title", "source", "date"))
        if not title and not source:
            source = file if file and files.count(file) == 1 else _beginning(sentences[0].text)
        found.append(Telling(letter, name, title, source, date, sentences))
    return tuple(found)


def _texts(sentences: pd.DataFrame, told: Mapping[str, TextSentence]) -> dict[str, tuple[TextSentence, ...]]:
    """Documents that are long and labelled enough, with their sentences."""
    found = {}
    for name, rows in sentences.groupby("document_id", sort=False):
        ids = rows["sentence_id"].tolist()
        labelled = sum(each in told for each in ids)
        if _SENTENCES[0] <= len(ids) <= _SENTENCES[1] and labelled >= _LABELLED * len(ids):
            found[str(name)] = tuple(
                told.get(each, TextSentence(text, (), "", paragraph))
                for each, text, paragraph in rows[["sentence_id", "text", "paragraph"]].itertuples(
                    index=False, name=None
                )
            )
    return found


def _on_one_event(
    documents: pd.DataFrame, sentences: pd.DataFrame, copies: Mapping[str, str], texts: Mapping[str, object]
) -> list[tuple[str, str]]:
    """Pairs of documents that tell of one event and come from two outlets, or from none that is known."""
    if len(texts) < 2:
        return []
    said: dict[str, list[str]] = {}
    for name, text in sentences[["document_id", "text"]].itertuples(index=False, name=None):
        said.setdefault(name, []).append(text)
    names = documents["document_id"].tolist()
    leads = [" ".join(said.get(name, [])[:_LEAD]) for name in names]
    events = group(documents, leads, [" ".join(said.get(name, [])) for name in names], copies).events
    source = dict(zip(names, documents["source"], strict=True))
    found = []
    for _, rows in events[events["copy_of"] == ""].groupby("event"):
        mine = [name for name in rows["document_id"].tolist() if name in texts]
        found += [
            (one, other) for one, other in combinations(mine, 2) if not source[one] or source[one] != source[other]
        ]
    return found


def _moments(one: Sequence[TextSentence], other: Sequence[TextSentence]) -> tuple[Pair, ...]:
    """The sentences of both that are most alike, in the order of the first text."""
    matrix = word_matrix([sentence.text for sentence in (*one, *other)], whole=True)
    if not matrix.shape[1]:
        return ()
    cosines = (matrix[: len(one)] @ matrix[len(one) :].T).toarray()
    having = (matrix > 0).astype(np.int64)
    cosines[(having[: len(one)] @ having[len(one) :].T).toarray() < _SHARED] = 0
    nearest, back = cosines.argmax(axis=1), cosines.argmax(axis=0)
    mutual = [at for at in range(len(one)) if back[nearest[at]] == at and cosines[at, nearest[at]] >= _ALIKE]
    kept = sorted(sorted(mutual, key=lambda at: -cosines[at, nearest[at]])[:_PAIRS])
    return tuple(Pair("", (at,), (int(np.intp(nearest[at])),)) for at in kept)


def _beginning(text: str) -> str:
    """The first words of a text."""
    if len(text) <= _BEGINNING:
        return text
    return f"{text[:_BEGINNING].rpartition(' ')[0]} …"
