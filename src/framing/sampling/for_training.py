"""A draw for training: the sentences that a model would learn most from, each with the reason in plain words.

It begins with the codebook's words and with variety, where nothing is labelled, and goes over to a model of what is
labelled, frame by frame. None of its sentences came by chance: their inclusion probability is 0, they say nothing
about how often a frame occurs, and figures leave them out.
"""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy.sparse as sp
from threadpoolctl import threadpool_limits

from framing.codebook import Codebook
from framing.errors import NotEnoughData
from framing.model.learning.codebook_words import frame_texts, plain_words, telling_texts
from framing.model.learning.features import Features, Floats, Rows, count_terms, fold_case
from framing.sampling.random_slice import corpus_fingerprint, next_draw
from framing.sampling.teaching import EXPLORE_EVERY, Pick, frame_chances, pick_to_teach
from framing.sampling.words import own_words, shared_words, word_chances
from framing.tables import SAMPLE

LOOKED_AT = 20_000  # sentences of a larger corpus, by chance: the others wait for the next draw
LEARNED_FROM = 10_000  # labelled or waiting sentences at most, so that memory stays bounded
EXPLORE_AT_FIRST = 3  # while nothing is labelled each third pick is unlike the others

Bools = npt.NDArray[np.bool_]
Model = Callable[[Sequence[str]], Floats]  # texts to (texts, frames of the codebook); NaN for a frame it did not learn


@dataclass(frozen=True)
class TrainingDraw:
    """SAMPLE rows of a draw for training, in the order to label; `waiting` could be drawn, `looked_at` were compared.

    `reasons`: how many were drawn for which reason, `why` without its figures, the most frequent first.
    """

    rows: pd.DataFrame
    waiting: int
    looked_at: int
    reasons: tuple[tuple[str, int], ...]


def draw_for_training(
    sentences: pd.DataFrame,
    gold: pd.DataFrame,
    taken: Collection[str],
    sample: pd.DataFrame,
    codebook: Codebook,
    count: int,
    *,
    seed: int,
    model: Model | None = None,
) -> TrainingDraw:
    """What to label next so that a model learns most.

    Args:
        sentences: SENTENCES that may be labelled.
        gold: GOLD of some of them; may be empty.
        taken: ids of sentences that are not drawn again: labelled in whatever way, or in the sample.
        sample: SAMPLE, what was drawn so far.
        codebook: the frames; a frame that has no example yet is looked for by its words.
        count: how many sentences; fewer come only if all others are nearly the same as some.
        seed: of chance.
        model: a trained one; without it one is made of `gold` in passing.

    Raises:
        NotEnoughData: every sentence is taken.
    """
    sentences = sentences.reset_index(drop=True)
    draw = next_draw(sample)
    rng = np.random.default_rng([seed, draw])
    is_taken = sentences["sentence_id"].isin(list(taken)).to_numpy()
    waiting = np.flatnonzero(~is_taken)
    if not len(waiting):
        raise NotEnoughData("Every sentence is labelled or in the sample already. Ingest more texts: framing ingest.")
    looked_at = _once_each(sentences["text"], waiting, np.flatnonzero(is_taken), rng)
    known = _some(np.flatnonzero(is_taken), LEARNED_FROM, rng)
    with threadpool_limits(limits=1):  # see framing.model.learning.train
        picks, reasons = _picks(sentences.loc[[*looked_at, *known]], len(looked_at), gold, codebook, count, rng, model)
    chosen = sentences["sentence_id"].to_numpy()[[looked_at[pick.row] for pick in picks]]
    rows = pd.DataFrame({"sentence_id": chosen, "why": [general + added for general, added in reasons]}).assign(
        draw=draw,
        purpose="training",
        corpus=corpus_fingerprint(sentences["sentence_id"].tolist()),
        stratum="",
        inclusion_probability=0.0,
        seed=seed,
    )
    frequent = Counter(general for general, _ in reasons).most_common()
    return TrainingDraw(SAMPLE.check(rows, "the draw"), len(waiting), len(looked_at), tuple(frequent))


def _once_each(texts: pd.Series, waiting: Rows, taken: Rows, rng: np.random.Generator) -> Rows:
    """Rows that wait, each text once, without the texts that are taken; a part by chance if there are many."""
    seen = {_plain(text) for text in texts.iloc[taken]}
    fresh: list[int] = []
    for row in rng.permutation(waiting).tolist():
        plain = _plain(texts.iloc[row])
        if plain not in seen:
            seen.add(plain)
            fresh.append(row)
            if len(fresh) == LOOKED_AT:
                break
    return np.sort(np.array(fresh, dtype=np.intp)) if fresh else _some(waiting, LOOKED_AT, rng)


def _plain(text: str) -> str:
    return " ".join(fold_case(text).split())


def _some(rows: Rows, most: int, rng: np.random.Generator) -> Rows:
    return rows if len(rows) <= most else np.sort(rng.choice(rows, most, replace=False))


def _picks(
    sentences: pd.DataFrame,
    open_count: int,
    gold: pd.DataFrame,
    codebook: Codebook,
    count: int,
    rng: np.random.Generator,
    model: Model | None,
) -> tuple[list[Pick], list[tuple[str, str]]]:
    """Rows of the sentences, of which the first `open_count` may be picked, and why each was, see `_Reasons`."""
    texts = sentences["text"].tolist()
    there, words = plain_words(texts)
    counts = count_terms([*texts, *telling_texts(frame_texts(codebook), there, words)])
    learned = counts.learn(np.arange(len(texts) + len(codebook.frames)))
    everything = learned.matrix(np.arange(len(texts) + len(codebook.frames)))
    matrix, frames = everything[: len(texts)], own_words(everything[len(texts) :])
    labels = _labels(sentences, gold, codebook)
    labelled = np.flatnonzero(np.isfinite(labels).any(axis=1))
    modelled = model(texts) if model else frame_chances(matrix, labelled, labels[labelled])
    by_words = np.asarray(~np.isfinite(modelled).all(axis=0))
    chances = np.where(by_words, word_chances(matrix, frames, labelled, labels[labelled]), modelled)
    picks = pick_to_teach(
        matrix,
        chances,
        (labels == 1).sum(axis=0).astype(np.float64),
        np.arange(open_count),
        np.arange(open_count, len(texts)),
        count,
        rng,
        EXPLORE_EVERY if len(labelled) else EXPLORE_AT_FIRST,
        there,
    )
    reasons = _Reasons(codebook, chances, by_words, learned.features, matrix, frames)
    return picks, [reasons.of(pick) for pick in picks]


def _labels(sentences: pd.DataFrame, gold: pd.DataFrame, codebook: Codebook) -> Floats:
    """(sentences, frames): 1, 0, and NaN where nothing is decided; frames of another codebook are passed over."""
    wide = gold.assign(present=gold["present"].astype(float)).pivot(
        index="sentence_id", columns="frame", values="present"
    )
    return wide.reindex(index=sentences["sentence_id"], columns=list(codebook.keys)).to_numpy(np.float64)


_UNSURE = (0.35, 0.65)  # a chance between these is neither yes nor no


@dataclass(frozen=True, eq=False)
class _Reasons:
    """What the reasons of picks are made of."""

    codebook: Codebook
    chances: Floats
    by_words: Bools  # frames that are looked for by the codebook's words
    features: Features
    sentences: sp.csr_matrix
    frames: Floats  # see own_words

    def of(self, pick: Pick) -> tuple[str, str]:
        """The reason in general, to be counted, and what is added to it for this sentence."""
        if pick.reason != "chance of a frame":
            return _OTHER_REASONS[pick.reason], ""
        name, chance = self.codebook.frames[pick.frame].name, self.chances[pick.row, pick.frame]
        if self.by_words[pick.frame]:
            found = shared_words(self.features, self.sentences[pick.row], self.frames[pick.frame])
            return f"words of {name}", f": {', '.join(found)}" if found else ""
        low, high = _UNSURE
        how = "perhaps" if chance < low else "unsure about" if chance <= high else "probably"
        return f"{how} {name}", f" ({chance:.2f})"


_OTHER_REASONS = {
    "unlike the others": "unlike what is labelled so far",
    "by chance": "by chance: all that is left is nearly the same as a labelled sentence",
}
