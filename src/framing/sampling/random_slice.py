"""The random slice: sentences drawn by chance, each with the probability of its stratum, to say something of a corpus.

Or articles drawn by chance, each with all of its sentences: whether an article has at least one sentence with a frame
is known only of a whole one. Then the number is the article's, and so is the probability: n/N of the articles of a
stratum. All that follows is the same.

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
from framing.model.learning.weights import WITH_ARTICLE, is_of_articles, slice_in_force
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
    document_ids: Sequence[str] | None = None,
    seed: int | None = None,
    equal: bool = False,
) -> pd.DataFrame:
    """A slice that is `count` sentences, or articles, larger than the one in force: SAMPLE rows of one new draw.

    A slice of articles does not grow out of one of sentences, nor the other way round: it is a new one.

    Args:
        sentence_ids: of the corpus that will be analysed.
        strata: the stratum of each.
        sample: SAMPLE, what was drawn so far.
        count: by how many the slice grows; fewer if the corpus has no more.
        document_ids: the article of each sentence, to draw whole articles; sentences one by one if None.
        seed: of the random numbers; that of the earlier slice if None, or the usual one.
        equal: as many of each stratum, not in proportion to its size.

    Returns:
        First what is in the slice already, then what is new, so mixed that whoever stops early has labelled about the
        same share of each stratum. Sentences of an article stand together, in the order given.

    Raises:
        InputError: the seed is not that of the earlier slice, or an article has sentences of several strata; see also
            `allocate`.
        NotEnoughData: the corpus is empty, or the slice holds all of it.
    """
    whole = document_ids is not None
    before = _before(sample, whole=whole)
    seed = _seed(before, seed)
    names = sentence_ids if document_ids is None else document_ids
    table = pd.DataFrame({"name": list(names), "sentence_id": list(sentence_ids), "stratum": list(strata)})
    units = table[["name", "stratum"]].drop_duplicates(ignore_index=True)
    parted = units[units["name"].duplicated()]
    if whole and len(parted):
        raise InputError(
            f"The article {parted['name'].iloc[0]!r} has sentences of several strata, and is drawn whole. Draw by what "
            "articles differ in, such as outlet or month."
        )
    corpus = corpus_fingerprint(sentence_ids)
    drawn = _drawn(units, before, count, corpus, seed, equal=equal, of="article" if whole else "sentence")
    drawn = drawn.merge(table[["name", "sentence_id"]], on="name", sort=False)
    why = WITH_ARTICLE if whole else BY_CHANCE
    drawn = drawn.assign(draw=next_draw(sample), purpose="estimation", corpus=corpus, why=why, seed=seed)
    return SAMPLE.check(drawn, "the slice")


def unit_to_draw(sample: pd.DataFrame, asked: str | None) -> str:
    """What to draw: "sentence", or "article" for whole ones.

    Args:
        sample: SAMPLE, what was drawn so far.
        asked: one of these; None where nobody said.

    Raises:
        InputError: the slice in force is of articles, and it was not said whether it shall grow.
    """
    if asked is None and is_of_articles(slice_in_force(sample)):
        raise InputError(
            "The slice in force is of whole articles. To make it larger: --unit article. To draw sentences one by one "
            "in its stead, after which no label corrects shares of articles: --unit sentence."
        )
    return asked or "sentence"


def slice_by_stratum(
    drawn: pd.DataFrame, strata: Sequence[str], before: Collection[str], document_ids: Sequence[str] | None = None
) -> pd.DataFrame:
    """What a slice takes of each stratum: `stratum`, `sentences` (or `articles`), `drawn`, `new` and `probability`.

    Args:
        drawn: SAMPLE rows of one draw for estimation.
        strata: the stratum of each sentence of the corpus.
        before: ids of those that were in the slice before.
        document_ids: the article of each sentence of the corpus, where whole ones were drawn: then these are counted.
    """
    drawn = drawn.assign(new=~drawn["sentence_id"].isin(list(before)))
    corpus = pd.Series(list(strata), dtype=object)
    if document_ids is not None:
        drawn = drawn[~drawn["sentence_id"].map(_article_of).duplicated()]
        corpus = corpus[~pd.Series(list(document_ids)).duplicated()]
    counts = drawn.groupby("stratum", as_index=False)
    table = counts.agg(drawn=("new", "size"), new=("new", "sum"), probability=("inclusion_probability", "first"))
    of = "sentences" if document_ids is None else "articles"
    table.insert(1, of, table["stratum"].map(corpus.value_counts()))
    return table


def _before(sample: pd.DataFrame, *, whole: bool) -> pd.DataFrame:
    """What the slice in force holds, with the `name` of each sentence, or article; nothing if it is of the other."""
    drawn = slice_in_force(sample)
    if is_of_articles(drawn) != whole:
        drawn = drawn.iloc[:0]
    if not whole:
        return drawn.assign(name=drawn["sentence_id"])
    return drawn.assign(name=drawn["sentence_id"].map(_article_of)).drop_duplicates("name")


def _article_of(sentence_id: str) -> str:
    return sentence_id.rpartition(":")[0]


def _drawn(
    units: pd.DataFrame, before: pd.DataFrame, count: int, corpus: str, seed: int, *, equal: bool, of: str
) -> pd.DataFrame:
    """`name`, `stratum` and `inclusion_probability` of what a slice holds, in the order in which to label.

    Args:
        units: `name` and `stratum` of all sentences, or articles.
        before: see `_before`.
        count: by how many it grows.
        corpus: fingerprint.
        seed: of the random numbers.
        equal: see `allocate`.
        of: what a unit is called.
    """
    if len(before) >= len(units):
        raise NotEnoughData(f"All {len(units)} {of}s of the corpus are in the slice: there is no more to draw.")
    sizes = Counter(sorted(units["stratum"]))
    already = Counter(before["stratum"]) if _grows(before, units, corpus) else None
    given = allocate(sizes, len(before) + count, equal=equal, already=already, of=of)
    units = units.assign(number=permanent_numbers(units["name"].tolist(), seed))
    units = units.sort_values(["number", "name"], ignore_index=True)
    rank = units.groupby("stratum").cumcount()
    wanted = units["stratum"].map(given)
    drawn = units[rank < wanted].assign(
        share=(rank + 0.5) / wanted, inclusion_probability=wanted / units["stratum"].map(sizes)
    )
    drawn["new"] = ~drawn["name"].isin(before["name"])
    drawn = drawn.sort_values(["new", "share", "number"], ignore_index=True)
    return drawn[["name", "stratum", "inclusion_probability"]]


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


def _grows(before: pd.DataFrame, units: pd.DataFrame, corpus: str) -> bool:
    """Whether the slice in force is of this corpus and these strata: then it only grows."""
    if before.empty or set(before["corpus"]) != {corpus}:
        return False
    today = dict(zip(units["name"], units["stratum"], strict=True))
    return all(today.get(name) == stratum for name, stratum in zip(before["name"], before["stratum"], strict=True))
