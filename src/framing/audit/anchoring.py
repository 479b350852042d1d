"""Whether annotators follow what a model proposes beside the sentence. Pure.

A lot decided which sentences show the proposal, and what the model proposed is known for the others too. So the share
of decisions that are exactly the proposal can be compared between the two, and a permutation of the lot tests it
without any assumption (Fisher 1935, The Design of Experiments): the sentences were exchangeable by design. The
interval resamples documents.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from framing.agreement.figures import INTERVAL_AT_LEAST
from framing.audit.decided import Record
from framing.audit.finding import SIGNIFICANT, Checked, Finding, counted, p_text
from framing.codebook import Codebook

SENTENCES_AT_LEAST = 20  # that show the proposal, and as many that show none
SHUFFLES, DRAWS = 4_999, 1_000
_AT_ONCE = 500  # shuffles: a bound to memory
_NO_FRAME = "no frame"  # what stands in SUGGESTIONS where the model proposes nothing

_NEXT = re.compile(r"(?<= 0\.\d\d)(?: \(few examples\))?; ")  # between two proposals; a name may have a ; too

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class _Lot:
    """The sentences that people decided on: share of them who chose exactly the proposal, weight, document, lot."""

    sentences: tuple[str, ...]
    documents: NDArray[np.str_]
    same: Floats
    decisions: Floats
    shown: NDArray[np.bool_]


def anchoring(record: Record, suggestions: pd.DataFrame, codebook: Codebook, *, seed: int = 7) -> Checked:
    """How much more often people decide as the model proposes where they see it than where they do not.

    Args:
        record: of the study; only people are looked at, in projects that show proposals.
        suggestions: SUGGESTIONS of the study.
        codebook: whose names of frames stand in the proposals.
        seed: of shuffles and draws.
    """
    lot = _lot(record, suggestions, codebook)
    if not lot.shown.any():
        return Checked("anchoring", (), "No suggestions were shown.")
    shown, hidden = int(lot.shown.sum()), int((~lot.shown).sum())
    if min(shown, hidden) < SENTENCES_AT_LEAST:
        return Checked(
            "anchoring",
            (),
            f"Too few sentences to tell: {shown} with a proposal and {hidden} without, {SENTENCES_AT_LEAST} of each "
            "are needed.",
        )
    rng = np.random.default_rng(seed)
    rates = [float(lot.same[part].sum() / lot.decisions[part].sum()) for part in (lot.shown, ~lot.shown)]
    why = (
        f"Annotators chose exactly what the model proposes on {rates[0]:.0%} of "
        f"{counted(int(lot.decisions[lot.shown].sum()), 'decision')} beside the proposal, and on {rates[1]:.0%} of "
        f"{int(lot.decisions[~lot.shown].sum()):,} where none was shown: {100 * (rates[0] - rates[1]):+.0f} points"
        f"{_interval(lot, rng)} ({counted(shown, 'sentence')} and {hidden}"
    )
    p = _p_value(lot, rng)
    why += f"; permutation of the lot, {p_text(p)})."
    if p > SIGNIFICANT or rates[0] <= rates[1]:
        return Checked("anchoring", (), why)
    finding = Finding(
        kind="anchoring",
        where="sentences with a proposal",
        why=why,
        todo=(
            "Judge the model on the sentences that showed none, and show proposals on fewer sentences or none: "
            "framing push --suggest-share, in a new project."
        ),
        score=(rates[0] - rates[1]) * float(lot.decisions[lot.shown].sum()),
    )
    return Checked("anchoring", (finding,), f"{counted(shown + hidden, 'sentence')} drawn by lot.")


def _lot(record: Record, suggestions: pd.DataFrame, codebook: Codebook) -> _Lot:
    drawn = suggestions.drop_duplicates("sentence_id", keep=False)  # in two studies it may be shown in one only
    proposed = {
        sentence_id: (bool(shown), _frames_in(text, codebook))
        for sentence_id, shown, text in zip(drawn["sentence_id"], drawn["shown"], drawn["text"], strict=True)
    }
    projects = {decision.project for decision in record.labels if decision.assisted}
    counts: dict[str, list[float]] = {}
    documents = {}
    for decision in record.people:
        shown, frames = proposed.get(decision.sentence_id, (False, None))
        if frames is None or decision.project not in projects or decision.assisted != shown:
            continue
        own = counts.setdefault(decision.sentence_id, [0.0, 0.0])
        own[0] += set(decision.frames) == frames & set(decision.offered)
        own[1] += 1
        documents[decision.sentence_id] = decision.document_id
    cells = np.array(list(counts.values()), dtype=np.float64).reshape(len(counts), 2)
    return _Lot(
        sentences=tuple(counts),
        documents=np.array(list(documents.values()), dtype=str),
        same=cells[:, 0],
        decisions=cells[:, 1],
        shown=np.array([proposed[name][0] for name in counts], dtype=bool),
    )


def _frames_in(text: str, codebook: Codebook) -> set[str] | None:
    """The frames of a proposal such as "peaceful protest 0.91; criminal riot 0.55 (few examples)"; None if unknown.

    A name that the codebook has no more cannot be chosen, so what the proposal was is not known today.
    """
    if text == _NO_FRAME:
        return set()
    keys: Mapping[str, str] = {frame.name: frame.key for frame in codebook.frames}
    names = [part.removesuffix(" (few examples)").rpartition(" ")[0] for part in _NEXT.split(text)]
    return {keys[name] for name in names} if all(name in keys for name in names) else None


def _p_value(lot: _Lot, rng: np.random.Generator) -> float:
    """One-sided: as great a difference where the lot is drawn anew, counted with the one that was drawn."""
    observed = _differences(lot, lot.shown[np.newaxis])[0]
    more, left = 0, SHUFFLES
    while left:
        some = min(left, _AT_ONCE)
        more += int((_differences(lot, rng.permuted(np.tile(lot.shown, (some, 1)), axis=1)) >= observed - 1e-12).sum())
        left -= some
    return (1 + more) / (1 + SHUFFLES)


def _differences(lot: _Lot, shown: NDArray[np.bool_]) -> Floats:
    """Rate of those shown the proposal less the rate of the others, for each lot, (lots, sentences)."""
    same, decisions = shown @ lot.same, shown @ lot.decisions
    hidden = lot.decisions.sum() - decisions
    return np.asarray(same / decisions - (lot.same.sum() - same) / hidden)


def _interval(lot: _Lot, rng: np.random.Generator) -> str:
    """The 95 % interval of the difference in points, over documents; why there is none, where there are too few."""
    names, rows = np.unique(lot.documents, return_inverse=True)
    if len(names) < INTERVAL_AT_LEAST:
        return f", no interval from {counted(len(names), 'document')}"
    parts = [lot.same * lot.shown, lot.decisions * lot.shown, lot.same * ~lot.shown, lot.decisions * ~lot.shown]
    sums = np.stack([np.bincount(rows, weights=part) for part in parts], axis=1)
    drawn = rng.multinomial(len(names), np.full(len(names), 1 / len(names)), size=DRAWS) @ sums
    both = drawn[(drawn[:, 1] > 0) & (drawn[:, 3] > 0)]
    low, high = np.percentile(both[:, 0] / both[:, 1] - both[:, 2] / both[:, 3], [2.5, 97.5])
    return f" [{100 * low:+.0f} to {100 * high:+.0f}]"
