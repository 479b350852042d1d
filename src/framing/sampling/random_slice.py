"""The random slice: sentences drawn by chance, each with the probability of its stratum, to say something of a corpus.

Each sentence has a permanent random number, made of the seed and its id. A slice takes those with the smallest numbers
of each stratum, which is a simple random sample there: of n out of N each sentence has the chance n/N (permanent random
numbers: Ohlsson 1995, in Cox et al., Business Survey Methods, chapter 9). Nothing else about a sentence matters, also
not whether it is labelled already, or a copy of another: a corpus is analysed with its copies, sentence by sentence.

A later draw for estimation is a larger slice with the same numbers. It holds what the earlier one holds, with today's
probabilities, so that the last draw is a probability sample by itself and the earlier ones need not be thought of.
After texts were added, or with other strata, it is drawn anew; the same numbers keep as much of the earlier one as can
be, and what falls out goes on to serve training.
"""

import hashlib
from collections import Counter
from collections.abc import Collection, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.errors import InputError, NotEnoughData
from framing.model.learning.weights import slice_in_force
from framing.sampling.strata import allocate
from framing.tables import SAMPLE

BY_CHANCE = "by chance"
USUAL_SEED = 7


def corpus_fingerprint(sentence_ids: Sequence[str]) -> str:
    """16 hexadecimal digits that stand for these sentences, in whatever order."""
    return hashlib.sha256("\n".join(sorted(sentence_ids)).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def permanent_numbers(sentence_ids: Sequence[str], seed: int) -> npt.NDArray[np.float64]:
    """A number of each sentence, uniform from 0 to below 1: the same whatever other sentences there are."""
    digests = (
        hashlib.blake2b(f"{seed}\0{name}".encode("utf-8", "surrogatepass"), digest_size=8).digest()
        for name in sentence_ids
    )
    return np.array([int.from_bytes(digest, "big") >> 11 for digest in digests], dtype=np.float64) / 2**53


def draw_slice(
    sentence_ids: Sequence[str],
    strata: Sequence[str],
    sample: pd.DataFrame,
    count: int,
    *,
    seed: int | None = None,
    equal: bool = False,
) -> pd.DataFrame:
    """A slice that is `count` sentences larger than the one in force: SAMPLE rows of one new draw.

    Args:
        sentence_ids: of the corpus that will be analysed.
        strata: the stratum of each.
        sample: SAMPLE, what was drawn so far.
        count: by how many sentences the slice grows; fewer if the corpus has no more.
        seed: of the random numbers; that of the earlier slice if None, or the usual one.
        equal: as many of each stratum, not in proportion to its size.

    Returns:
        First the sentences that are in the slice already, then the new ones, so mixed that whoever stops early has
        labelled about the same share of each stratum.

    Raises:
        InputError: the seed is not that of the earlier slice; see also `allocate`.
        NotEnoughData: the corpus is empty, or the slice holds all of it.
    """
    before = slice_in_force(sample)
    seed = _seed(before, seed)
    corpus = corpus_fingerprint(sentence_ids)
    table = pd.DataFrame({"sentence_id": list(sentence_ids), "stratum": list(strata)})
    if len(before) >= len(table):
        raise NotEnoughData(f"All {len(table)} sentences of the corpus are in the slice: there is no more to draw.")
    sizes = Counter(sorted(table["stratum"]))
    already = Counter(before["stratum"]) if _grows(before, table, corpus) else None
    given = allocate(sizes, len(before) + count, equal=equal, already=already)

    table["number"] = permanent_numbers(table["sentence_id"].tolist(), seed)
    table = table.sort_values(["number", "sentence_id"], ignore_index=True)
    rank = table.groupby("stratum").cumcount()
    wanted = table["stratum"].map(given)
    drawn = table[rank < wanted].assign(
        share=(rank + 0.5) / wanted, inclusion_probability=wanted / table["stratum"].map(sizes)
    )
    drawn["new"] = ~drawn["sentence_id"].isin(before["sentence_id"])
    drawn = drawn.sort_values(["new", "share", "number"], ignore_index=True)
    drawn = drawn.assign(draw=next_draw(sample), purpose="estimation", corpus=corpus, why=BY_CHANCE, seed=seed)
    return SAMPLE.check(drawn, "the slice")


def slice_by_stratum(drawn: pd.DataFrame, strata: Sequence[str], before: Collection[str]) -> pd.DataFrame:
    """What a slice takes of each stratum: `stratum`, `sentences`, `drawn`, `new` and `probability`.

    Args:
        drawn: SAMPLE rows of one draw for estimation.
        strata: the stratum of each sentence of the corpus.
        before: ids of those that were in the slice before.
    """
    counts = drawn.assign(new=~drawn["sentence_id"].isin(list(before))).groupby("stratum", as_index=False)
    table = counts.agg(drawn=("new", "size"), new=("new", "sum"), probability=("inclusion_probability", "first"))
    table.insert(1, "sentences", table["stratum"].map(pd.Series(list(strata)).value_counts()))
    return table


def next_draw(sample: pd.DataFrame) -> int:
    """The number of the draw that comes after those of the sample."""
    return int(sample["draw"].max()) + 1 if len(sample) else 1


def _seed(before: pd.DataFrame, asked: int | None) -> int:
    if before.empty:
        return USUAL_SEED if asked is None else asked
    first = int(before["seed"].iloc[0])
    if asked not in (None, first):
        raise InputError(
            f"The slice was drawn with seed {first} and grows with the same random numbers: leave out --seed {asked}."
        )
    return first


def _grows(before: pd.DataFrame, table: pd.DataFrame, corpus: str) -> bool:
    """Whether the slice in force is of this corpus and these strata: then it only grows."""
    if before.empty or set(before["corpus"]) != {corpus}:
        return False
    today = dict(zip(table["sentence_id"], table["stratum"], strict=True))
    return all(
        today.get(name) == stratum for name, stratum in zip(before["sentence_id"], before["stratum"], strict=True)
    )
