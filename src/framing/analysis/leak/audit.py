"""A leak audit of a finding: how much of a difference between two groups is left when a model may not see some words.

A model may have learned the name of an outlet, or a place, in the stead of a frame. Then a difference between outlets
is about names. Names and places are to be hidden without loss; a difference that is gone with them was none of framing.
Loaded words are another matter: they carry framing. What is left without them is what the rest of a sentence tells, and
where nothing is left, a list of words would have found the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from framing.analysis.comparison.copies import stories_of
from framing.analysis.leak.hiding import Hider, loaded_words, outlet_names, place_names
from framing.analysis.prevalence.redrawing import redraw
from framing.analysis.scored import Bools, Floats, Rows, Scored
from framing.analysis.tables import LEAKS
from framing.codebook import Codebook
from framing.errors import InputError
from framing.model.evaluation.resampling import INTERVAL_AT_LEAST, ratio
from framing.model.learning.train import FrameModel

NOTHING, NAMES, PLACES, LOADED, ALL = "nothing", "names", "places", "loaded words", "all of these"
MASKS = (NOTHING, NAMES, PLACES, LOADED, ALL)
DRAWS = 1000
Counts = NDArray[np.int64]

_LEAST = 0.005  # a difference of shares below which nothing can be said to survive of it
NOT_TESTED = "none of these words stand in the texts of either group: not tested"
_NOT_A_DIFFERENCE = "with nothing hidden there is no difference of which a part could survive"


@dataclass(frozen=True, eq=False)
class _Masked:
    """What the model sees with some words hidden: (sentences, frames), and how many words of each these are."""

    predicted: Bools
    words: Counts


def audit_leaks(
    scored: Scored,
    model: FrameModel,
    codebook: Codebook,
    groups: Rows,
    names: Sequence[str],
    pairs: Sequence[tuple[int, int]],
    *,
    seed: int = 7,
) -> pd.DataFrame:
    """LEAKS: each difference of predicted shares of sentences, with nothing hidden and with each kind of words.

    Args:
        scored: with texts.
        model: which made the scores; it scores the masked texts.
        codebook: whose words are the loaded ones.
        groups: that of each sentence, -1 for none.
        names: of the groups.
        pairs: numbers of two groups each: the differences to look at.
        seed: of the draws of documents that intervals stand on.

    Raises:
        InputError: the corpus has no texts, or none of the codebook's frames.
    """
    if "text" not in scored.sentences.columns:
        raise InputError("The scores hold no texts, and nothing can be hidden in them. Score without --without-texts.")
    frames = [frame for frame in scored.frames if frame in codebook.keys and frame in model.frames]
    if not frames:
        raise InputError("None of the scored frames is in the codebook. Name the codebook that the model learned by.")
    masked = _Hiding(scored, model, codebook, frames).all()
    document_ids = scored.documents["document_id"]
    story = stories_of(document_ids.tolist(), scored.copies)  # copies are drawn again together
    document = story[pd.Index(document_ids).get_indexer(scored.sentences["document_id"])]
    rows: list[dict[str, object]] = []
    for one, other in pairs:
        found = {
            mask: _differences(document, groups, (one, other), each.predicted, seed) for mask, each in masked.items()
        }
        inside = np.isin(groups, (one, other))
        words = {mask: each.words[inside].sum(axis=0) for mask, each in masked.items()}
        for number, frame in enumerate(frames):
            for mask in MASKS:
                figures = _figures(found[mask][:, number], found[NOTHING][:, number])
                figures |= {"words": int(words[mask][number])}
                if mask != NOTHING and not figures["words"] and not figures["note"]:
                    figures |= {"survives": np.nan, "note": f"{mask}: {NOT_TESTED}"}
                rows.append({"group": names[one], "other": names[other], "frame": frame, "masked": mask, **figures})
    return LEAKS.table(rows)


class _Hiding:
    """Scores the texts again with words hidden; a text in which nothing is hidden keeps what the model saw in it."""

    def __init__(self, scored: Scored, model: FrameModel, codebook: Codebook, frames: Sequence[str]) -> None:
        self._texts: list[str] = scored.sentences["text"].tolist()
        self._model, self._codebook, self._frames = model, codebook, frames
        self._columns = [model.frames.index(frame) for frame in frames]
        self._bare = scored.predicted[:, [scored.frames.index(frame) for frame in frames]]
        # "protesters" stands in a gazetteer too, and frames: only what is written as a name is one.
        people = (name for each in codebook.gazetteer.values() for name in each if name[:1].isupper())
        self._names = (*outlet_names(scored.documents["source"]), *people)

    def all(self) -> dict[str, _Masked]:
        """What the model sees under each of MASKS."""
        loaded = [loaded_words(self._codebook, frame, self._texts) for frame in self._frames]
        plain = {NAMES: self._names, PLACES: place_names()}
        found = {NOTHING: _Masked(self._bare, np.zeros(self._bare.shape, dtype=np.int64))}
        for mask, hidden in plain.items():
            predicted, words = self._seen(hidden)
            found[mask] = _Masked(predicted, np.broadcast_to(words[:, np.newaxis], self._bare.shape))
        found[LOADED] = self._by_frame([self._seen(own) for own in loaded])
        both = (*self._names, *place_names())
        found[ALL] = self._by_frame([self._seen((*both, *own)) for own in loaded])
        return found

    def _by_frame(self, seen: Sequence[tuple[Bools, Counts]]) -> _Masked:
        """Of each frame what is seen with its own words hidden."""
        predicted = np.column_stack([predicted[:, number] for number, (predicted, _) in enumerate(seen)])
        return _Masked(predicted, np.column_stack([words for _, words in seen]))

    def _seen(self, hidden: Sequence[str]) -> tuple[Bools, Counts]:
        texts, words = Hider(hidden).hide(self._texts)
        changed = np.array([now != before for now, before in zip(texts, self._texts, strict=True)], dtype=bool)
        predicted = self._bare.copy()
        if changed.any():
            probabilities = self._model.probabilities([texts[row] for row in np.flatnonzero(changed)])
            predicted[changed] = self._model.predicted(probabilities)[:, self._columns]
        return predicted, np.array(words, dtype=np.int64)


def _differences(document: Rows, groups: Rows, pair: tuple[int, int], predicted: Bools, seed: int) -> Floats:
    """(1 or 1 + draws, frames): the difference of shares in the corpus, then with whole documents drawn again.

    The same seed draws the same documents whatever is hidden, so that differences can be set side by side.
    """
    inside = np.isin(groups, pair)
    numbers, document = np.unique(document[inside], return_inverse=True)
    is_one, seen = groups[inside] == pair[0], predicted[inside]
    count = len(numbers)
    parts = []
    for chosen in (is_one, ~is_one):
        sums = [np.bincount(document[chosen], minlength=count)]
        sums += [np.bincount(document[chosen], column, minlength=count) for column in seen[chosen].T]
        parts.append(np.stack(sums, axis=1))
    lines = [np.ones((1, count))]
    if min(int((part[:, 0] > 0).sum()) for part in parts) >= INTERVAL_AT_LEAST:
        lines += redraw(count, seed=seed, draws=DRAWS)
    shares = []
    for part in parts:
        totals = np.vstack([line @ part for line in lines])
        shares.append(ratio(totals[:, 1:], totals[:, :1]))
    return shares[0] - shares[1]


def _figures(values: Floats, bare: Floats) -> dict[str, object]:
    """The difference with its interval, and what share of that with nothing hidden it is."""
    drawn = values[1:][np.isfinite(values[1:])]
    low, high = np.percentile(drawn, [2.5, 97.5]) if len(drawn) else (np.nan, np.nan)
    bare_low, bare_high = np.percentile(bare[1:], [2.5, 97.5]) if len(drawn) else (-np.inf, np.inf)
    is_one = abs(bare[0]) >= _LEAST and (bare_low > 0 or bare_high < 0)
    note = "" if is_one else _NOT_A_DIFFERENCE
    if not len(drawn):
        note = f"fewer than {INTERVAL_AT_LEAST} documents of a group: no interval, and so no difference to speak of"
    return {
        "difference": float(values[0]),
        "low": float(low),
        "high": float(high),
        "survives": float(values[0] / bare[0]) if is_one else np.nan,
        "note": note,
    }
