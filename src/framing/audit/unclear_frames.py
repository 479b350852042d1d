"""Frames whose disagreement points at the codebook, and the frame that each is confused with. Pure.

One annotator who errs is a matter for training; a frame on which they all differ is one for the codebook. Where one
says A and not B while another says B and not A of the same sentence, A is taken for B: how often that would come about
by chance follows from how often annotators differ on B at all (binomial test, corrected by Holm over all pairs).

What somebody has ruled on counts in these figures, for it is what the codebook left open; nobody labels it again.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import binomtest

from framing.agreement.by_frame import agreement_by_frame
from framing.agreement.figures import ALPHA_AT_LEAST, RARE_AT_LEAST
from framing.annotation.decisions import CONFIRMED, PERSON, Decision
from framing.audit.decided import Record, answers
from framing.audit.finding import SIGNIFICANT, Checked, Finding, checked, counted, holm, p_text
from framing.codebook import Codebook
from framing.errors import NotEnoughData

ALPHA_BAR = 0.667  # below, Krippendorff would draw no conclusion, not even a tentative one (2004, p. 241)
SWAPS_AT_LEAST = 3
GAP = "codebook_gap"


@dataclass(frozen=True)
class _Swap:
    """That two frames are given for each other: in how many sentences, of those on which the first is disputed."""

    other: str
    sentences: int
    disputed: int
    p: float


@dataclass(frozen=True, eq=False)
class _Disputes:
    """Pairs of annotators of one sentence, (pairs, frames): 1 the first says yes and the second no, -1 the reverse."""

    frames: tuple[str, ...]
    sentences: NDArray[np.str_]
    differences: NDArray[np.float64]

    def on(self, frame: str) -> tuple[str, ...]:
        """Sentences on which annotators differ about a frame, those with most pairs that do first."""
        rows = self.differences[:, self.frames.index(frame)]
        pairs = Counter(self.sentences[np.nan_to_num(rows) != 0].tolist())
        return tuple(name for name, _ in sorted(pairs.items(), key=lambda item: (-item[1], item[0])))


def unclear_frames(
    record: Record, annotations: pd.DataFrame, documents: Mapping[str, str], codebook: Codebook
) -> Checked:
    """Frames with an alpha below 0.667 that stands on enough examples, and those that rulings called a gap.

    Args:
        record: of the study.
        annotations: ANNOTATIONS of the same decisions.
        documents: the document_id of each sentence_id.
        codebook: its pairs of confused frames are looked at.
    """
    gaps = _gaps(record, codebook.keys)
    try:
        table = agreement_by_frame(annotations, documents)
    except NotEnoughData:
        findings = [_gap_only(frame, sentences) for frame, sentences in gaps.items()]
        return checked("codebook", findings, "No sentence has two annotators who were offered the same frame.")
    made_by = str(table["made_by"].iloc[0])
    disputes = _disputes([d for d in record.labels if d.made_by == made_by], codebook.keys)
    low = table[
        (table["alpha"] < ALPHA_BAR) & (table["sentences"] >= ALPHA_AT_LEAST) & (table["seen_in"] >= RARE_AT_LEAST)
    ]
    swaps = _swaps(disputes)
    ruled = _ruled(record, made_by)
    findings = [
        _finding(row, disputes, ruled, swaps.get(str(row["frame"])), gaps.get(str(row["frame"]), ()), codebook)
        for row in low.to_dict(orient="records")
        if row["frame"] in disputes.frames
    ]
    named = {finding.where for finding in findings}
    findings += [_gap_only(frame, sentences) for frame, sentences in gaps.items() if frame not in named]
    told = table["alpha"].notna() & (table["sentences"] >= ALPHA_AT_LEAST) & (table["seen_in"] >= RARE_AT_LEAST)
    note = f"{int(told.sum())} of {counted(len(table), 'frame')} have enough examples."
    if made_by != PERSON:
        note += " Passes of a program were compared: that they agree says nothing about the codebook."
    return checked("codebook", findings, note)


def _ruled(record: Record, made_by: str) -> frozenset[tuple[str, str]]:
    """Sentences with the frames that a ruling settles there; what people differ on no program's ruling settles."""
    return frozenset(
        (decision.sentence_id, frame)
        for decision in record.standing
        if decision.ruling and decision.state == CONFIRMED and (decision.made_by == PERSON or made_by != PERSON)
        for frame in decision.offered
    )


def _gaps(record: Record, frames: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Frame to the sentences that were ruled with the reason that the codebook has a gap, where it was disputed."""
    ruled = {decision.sentence_id for decision in record.standing if decision.ruling and decision.reason == GAP}
    if not ruled:
        return {}
    disputes = _disputes([decision for decision in record.labels if decision.sentence_id in ruled], frames)
    found = {frame: disputes.on(frame) for frame in disputes.frames}
    return {frame: sentences for frame, sentences in found.items() if sentences}


def _disputes(decisions: Sequence[Decision], frames: Sequence[str]) -> _Disputes:
    said = answers(decisions, frames)
    rows_of: dict[str, list[int]] = {}
    for row, sentence_id in enumerate(said.sentences.tolist()):
        rows_of.setdefault(sentence_id, []).append(row)
    pairs = [pair for rows in rows_of.values() for pair in combinations(rows, 2)]
    one, other = np.array(pairs, dtype=np.intp).reshape(len(pairs), 2).T
    return _Disputes(tuple(frames), said.sentences[one], said.cells[one] - said.cells[other])


def _swaps(disputes: _Disputes) -> dict[str, _Swap]:
    """For each frame the other frame that is given for it most often, if that is more than chance."""
    found: list[tuple[str, _Swap]] = []
    differences = np.nan_to_num(disputes.differences)
    all_sentences = len(set(disputes.sentences.tolist()))
    for one, other in combinations(range(len(disputes.frames)), 2):
        swapped = set(disputes.sentences[differences[:, one] * differences[:, other] < 0].tolist())
        disputed = [set(disputes.sentences[differences[:, column] != 0].tolist()) for column in (one, other)]
        for (a, b), (own, its) in zip(((one, other), (other, one)), (disputed, disputed[::-1]), strict=True):
            if len(swapped) >= SWAPS_AT_LEAST:
                # Of the disputes on A so many would meet a dispute on B by chance, half of them the other way round.
                by_chance = len(its) / all_sentences / 2
                p = binomtest(len(swapped), len(own), by_chance, alternative="greater").pvalue
                found.append((disputes.frames[a], _Swap(disputes.frames[b], len(swapped), len(own), float(p))))
    corrected = holm([swap.p for _, swap in found]).tolist()
    best: dict[str, _Swap] = {}
    for (frame, swap), p in zip(found, corrected, strict=True):
        if p <= SIGNIFICANT and (frame not in best or swap.sentences > best[frame].sentences):
            best[frame] = _Swap(swap.other, swap.sentences, swap.disputed, p)
    return best


def _finding(
    row: Mapping[Any, Any],
    disputes: _Disputes,
    ruled: Collection[tuple[str, str]],
    swap: _Swap | None,
    gaps: Sequence[str],
    codebook: Codebook,
) -> Finding:
    frame = str(row["frame"])
    disputed = disputes.on(frame)
    unruled = tuple(name for name in disputed if (name, frame) not in ruled)
    interval = f" [{row['low']:.2f} to {row['high']:.2f}]" if np.isfinite(row["low"]) else f" ({row['note']})"
    why = (
        f"Annotators differ about {frame} on {len(disputed)} of {row['sentences']} sentences: alpha "
        f"{row['alpha']:.2f}{interval}, positive agreement {row['positive_agreement']:.2f}"
    )
    read = "Read these sentences together" if unruled else "Read the rulings (framing resolve --csv FILE has them)"
    todo = f"{read}, and write what decides into include and exclude of {frame}."
    if swap is not None:
        why += (
            f"; on {swap.sentences} of them one says {frame} where another says {swap.other} "
            f"(binomial test, {p_text(swap.p)} after Holm)"
        )
        todo = _about_pair(frame, swap.other, codebook)
    if settled := len(disputed) - len(unruled):
        why += f"; {settled} of them {'is' if settled == 1 else 'are'} ruled on and not to be labelled again"
    if gaps:
        why += f"; {counted(len(gaps), 'ruling')} called it a gap in the codebook"
    return Finding("codebook", frame, f"{why}.", todo, float(len(unruled) + len(gaps)), unruled)


def _about_pair(frame: str, other: str, codebook: Codebook) -> str:
    if any(set(confusion.pair) == {frame, other} for confusion in codebook.confusions):
        return (
            f"The codebook has the pair {frame} and {other} already: what it says there does not decide these "
            "sentences. Read them, and sharpen it."
        )
    return f"Add the pair {frame} and {other} to [[confusions]] of the codebook, with what decides between them."


def _gap_only(frame: str, sentences: tuple[str, ...]) -> Finding:
    return Finding(
        kind="codebook",
        where=frame,
        why=f"{counted(len(sentences), 'ruling')} on disputes about {frame} called it a gap in the codebook.",
        todo=f"Write what was ruled into include and exclude of {frame}, and raise the version.",
        score=float(len(sentences)),
        sentences=(),
    )
