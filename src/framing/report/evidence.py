"""Which sentences a page holds, and the way from a figure to those behind it. Pure.

A page cannot hold all sentences of a large corpus, and whoever chooses them by hand can make it say anything. So the
choice follows a rule that the page states, and within the rule goes by chance with a seed that it states too.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from framing.analysis.grouping import group_of
from framing.analysis.scored import Bools, Rows, Scored
from framing.analysis.tables import EVERYTHING

EXAMPLES = 5  # sentences of a figure that are in the page, if the model sees the frame in so many
SEED = 7
Figure = tuple[str, str, str, str]  # unit, by, group, frame: the key of PREVALENCE


@dataclass(frozen=True, eq=False)
class Choice:
    """What a page holds.

    Attributes:
        chosen: one entry a sentence of the corpus.
        examples: of figures: rows of sentences in which the model sees the frame, in the order of chance.
        rule: in words.
        groups: way to group to the group of each sentence.
    """

    chosen: Bools
    examples: Mapping[Figure, Rows]
    rule: str
    groups: "Mapping[str, pd.Series[str]]"


def choose(
    scored: Scored,
    figures: Iterable[Figure],
    *,
    labelled: Iterable[str],
    told: Iterable[str],
    limit: int,
    seed: int = SEED,
) -> Choice:
    """The sentences of the page, `limit` at most; the same for the same corpus and seed.

    Args:
        scored: the corpus.
        figures: of which examples are wanted, the first first.
        labelled: ids of sentences that were decided on: they come first, until half of the page is full.
        told: ids of sentences that the page sets side by side; then come those.
        limit: sentences in all.
        seed: of chance.
    """
    figures = tuple(figures)
    groups = {by: groups_of(scored, by) for by in dict.fromkeys(by for _, by, _, _ in figures)}
    order = np.random.default_rng(seed).permutation(len(scored.sentences))
    examples = _examples(scored, figures, groups, order)
    if len(scored.sentences) <= limit:
        everything = np.ones(len(scored.sentences), dtype=np.bool_)
        return Choice(everything, examples, f"All {len(scored.sentences):,} coded sentences are in this page.", groups)
    ids = scored.sentences["sentence_id"]
    of_labelled = order[ids.isin(set(labelled)).to_numpy()[order]]
    wanted = [
        of_labelled[: limit // 2],
        np.flatnonzero(ids.isin(set(told)).to_numpy()),
        *examples.values(),
        order,
    ]
    chosen = np.zeros(len(ids), dtype=np.bool_)
    chosen[pd.unique(np.concatenate(wanted))[:limit]] = True
    return Choice(chosen, examples, _rule(len(of_labelled), limit, len(ids), seed), groups)


def _examples(
    scored: Scored, figures: Iterable[Figure], groups: "Mapping[str, pd.Series[str]]", order: Rows
) -> dict[Figure, Rows]:
    wanted: dict[tuple[str, str, str], list[str]] = {}
    for unit, by, group, frame in figures:
        wanted.setdefault((unit, by, frame), []).append(group)
    headline = (scored.sentences["kind"] == "headline").to_numpy()
    found: dict[Figure, Rows] = {}
    for (unit, by, frame), names in wanted.items():
        seen = scored.predicted[:, scored.frames.index(frame)]
        rows = order[(seen & headline if unit == "headline" else seen)[order]]
        taken = pd.DataFrame({"row": rows, "group": groups[by].to_numpy()[rows]}).groupby("group").head(EXAMPLES)
        parts = dict(iter(taken.groupby("group")["row"]))
        for name in names:
            found[unit, by, name, frame] = parts[name].to_numpy() if name in parts else np.array([], dtype=np.intp)
    return found


def groups_of(scored: Scored, by: str) -> "pd.Series[str]":
    """The group of each sentence, as PREVALENCE names it; empty for none."""
    if not by:
        return pd.Series(EVERYTHING, index=scored.sentences.index, dtype="str")
    grouping = group_of(scored, by, fold=True)
    names = np.array([*grouping.names, ""], dtype=object)  # the last is that of none
    return pd.Series(names[grouping.of_sentence], index=scored.sentences.index, dtype="str")


def _rule(labelled: int, limit: int, total: int, seed: int) -> str:
    first = (
        f"the {labelled:,} that were labelled" if labelled <= limit // 2 else f"{limit // 2:,} of {labelled:,} labelled"
    )
    opening = f"first {first}; then" if labelled else "first"
    return (
        f"Of {total:,} coded sentences this page holds {limit:,}: {opening} those that events set side by side; then, "
        f"for each figure, up to {EXAMPLES} in which the model sees the frame, drawn by chance; then others by chance "
        f"(seed {seed}). All of them are in the table beside this page."
    )


def shortened(text: str, limit: int = 90) -> str:
    """The text on one line, cut at a word where there is one near."""
    line = " ".join(text[: 4 * limit].split())
    if len(line) <= limit:
        return line
    cut = line[:limit]
    return (cut[: cut.rfind(" ")] if " " in cut[limit // 2 :] else cut).rstrip() + "…"


def number_of(figures: Sequence[Figure]) -> dict[Figure, str]:
    """The anchor of each figure."""
    return {figure: f"evidence-{number}" for number, figure in enumerate(figures, start=1)}
