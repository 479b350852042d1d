"""Gold by the skill of annotators: Dawid and Skene's estimate, frame by frame, on tables.

It is refused where it would be a guess: on a sentence that fewer than three annotators decided on, and on a frame that
too few such sentences tell of. There only what all annotators said alike is a label, and the rest stays open.
People and the automated coder are estimated apart, as if the others were not there.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from framing.errors import NotEnoughData
from framing.gold.dawid_skene import MOST_ROUNDS, DawidSkene, dawid_skene
from framing.gold.votes import count_votes, counted_decisions

VOTERS_AT_LEAST = 3  # annotators of a sentence: two who differ say nothing of who of them is right
SENTENCES_AT_LEAST = 20  # that have so many, and below which a frame has no estimate
SEEN_AT_LEAST = 10  # of these, in which anybody saw the frame: below, there is nothing to learn a sensitivity from
OPEN_WITHIN = 0.05  # of one half: a probability from 0.45 to 0.55 decides nothing
SKILL_AT_LEAST = 10  # sentences, by estimate, on which a sensitivity or a specificity that is shown stands
# Sentences with the frame, by estimate, below which majorities were right as often or more often in our simulations:
# of three annotators a sentence, and of more (150 studies of each size, skills drawn by chance).
RELIABLE_OF_THREE, RELIABLE_OF_MORE = 100, 40


@dataclass(frozen=True, eq=False)
class Skilled:
    """What the skills of annotators say.

    Attributes:
        labels: as GOLD; see `by_skill`.
        frames: one row per frame and `made_by`: `sentences` with three or more voters, `seen_in` (how many of these
            anybody saw it in), `estimated` (yes/no), `prevalence` and `with_frame` (the share, and how many, of the
            sentences that have it, by estimate; NaN without one), `rounds`, `converged`, `note` (why there is no
            estimate, or what to know of it).
        skills: one row per frame with an estimate and annotator, by both: `frame`, `annotator`, `made_by`; `decisions`
            that the estimate stands on; `yes`, the share of them that are; `expected_yes`, the share of these
            sentences that have the frame, by estimate (where `yes` is above it, the annotator says yes too easily);
            `sensitivity`, the share of yes where the frame is, and `with_frame`, on how many sentences it stands;
            `specificity`, the share of no where it is not, and `without_frame`; `note`. A skill that stands on fewer
            than 10 sentences is NaN, and `note` says so.
    """

    labels: pd.DataFrame
    frames: pd.DataFrame
    skills: pd.DataFrame


def by_skill(annotations: pd.DataFrame) -> Skilled:
    """Labels by Dawid and Skene's estimate, with the skills that they stand on.

    Args:
        annotations: ANNOTATIONS; those count that are votes, see framing.gold.votes.counted_decisions.

    Returns:
        Skilled. On a sentence with three or more voters, on a frame with an estimate, the label is yes if the
        probability is above 0.55, no if it is below 0.45; else it stays open and has no row. `how` is dawid-skene, or
        unanimous where all voters say the same as the estimate; `probability` is the estimate's. On other sentences
        and frames what all voters said is the label, unanimous, with probability 0 or 1; the rest stays open.

    Raises:
        NotEnoughData: no frame has an estimate.
        InputError: `made_by` is neither "person" nor "automated coder".
    """
    votes = count_votes(annotations).assign(probability=np.nan)
    apart = ["frame", "made_by"]
    decisions = dict(iter(counted_decisions(annotations).groupby(apart)))
    frames, skills = [], []
    for (frame, made_by), part in votes.groupby(apart):
        judged = part[part["voters"] >= VOTERS_AT_LEAST]
        sentences, seen_in = len(judged), int((judged["votes"] > 0).sum())
        row = {"frame": frame, "made_by": made_by, "sentences": sentences, "seen_in": seen_in}
        if reason := _too_little(sentences, seen_in):
            frames.append({**row, **_NO_ESTIMATE, "note": reason})
            continue
        found, skilled = _estimate(judged["sentence_id"], decisions[frame, made_by])
        votes.loc[judged.index, "probability"] = found.posterior.round(_DIGITS)
        frames.append({**row, **_facts(found, of_three=judged["voters"].median() <= VOTERS_AT_LEAST)})
        skills.append(skilled.assign(frame=str(frame), made_by=str(made_by))[_SKILLS])
    table = pd.DataFrame(frames, columns=["frame", "made_by", "sentences", "seen_in", *_NO_ESTIMATE])
    if not skills:
        raise NotEnoughData(_why_none(table, votes))
    return Skilled(_labels(votes), table.round(_DIGITS), pd.concat(skills, ignore_index=True).round(_DIGITS))


_DIGITS = 6  # of figures of an estimate: more would differ from one processor to the next
_NO_ESTIMATE = {
    "estimated": False,
    "prevalence": np.nan,
    "with_frame": np.nan,
    "rounds": 0,
    "converged": False,
    "note": "",
}
_SKILLS = [
    "frame",
    "annotator",
    "made_by",
    "decisions",
    "yes",
    "expected_yes",
    "sensitivity",
    "with_frame",
    "specificity",
    "without_frame",
    "note",
]


def _too_little(sentences: int, seen_in: int) -> str:
    """Why a frame has no estimate; empty if it can have one."""
    if sentences < SENTENCES_AT_LEAST:
        return f"fewer than {SENTENCES_AT_LEAST} sentences with {VOTERS_AT_LEAST} annotators: no estimate ({sentences})"
    if seen_in < SEEN_AT_LEAST:
        return f"anybody saw it in fewer than {SEEN_AT_LEAST} sentences: no estimate ({seen_in})"
    return ""


def _facts(found: DawidSkene, *, of_three: bool) -> dict[str, object]:
    with_frame = float(found.posterior.sum())
    notes = []
    if not found.converged:
        notes.append(f"not settled after {MOST_ROUNDS:,} rounds: better not used")
    needed = RELIABLE_OF_THREE if of_three else RELIABLE_OF_MORE
    if with_frame < needed:
        notes.append(
            f"with fewer than {needed} sentences that have it a majority may be right as often ({with_frame:.0f})"
        )
    return {
        "estimated": True,
        "prevalence": found.prevalence,
        "with_frame": with_frame,
        "rounds": found.rounds,
        "converged": found.converged,
        "note": "; ".join(notes),
    }


def _estimate(sentence_ids: pd.Series, decisions: pd.DataFrame) -> tuple[DawidSkene, pd.DataFrame]:
    """The estimate from decisions on one frame, of these sentences only; and the skills, a row per annotator."""
    sentence = pd.Index(sentence_ids).get_indexer(decisions["sentence_id"])
    mine, sentence = decisions[sentence >= 0], sentence[sentence >= 0]
    annotator, names = pd.factorize(mine["annotator"], sort=True)
    present = mine["present"].to_numpy()
    found = dawid_skene(sentence, annotator, present)
    there, away = found.with_frame, found.decisions - found.with_frame
    stands_on = zip(there, away, found.sensitivity, found.specificity, strict=True)
    return found, pd.DataFrame(
        {
            "annotator": names,
            "decisions": found.decisions,
            "yes": np.bincount(annotator[present], minlength=len(names)) / found.decisions,
            "expected_yes": there / found.decisions,
            "sensitivity": np.where(there >= SKILL_AT_LEAST, found.sensitivity, np.nan),
            "with_frame": there,
            "specificity": np.where(away >= SKILL_AT_LEAST, found.specificity, np.nan),
            "without_frame": away,
            "note": [_skill_note(*figures) for figures in stands_on],
        }
    )


def _skill_note(there: float, away: float, sensitivity: float, specificity: float) -> str:
    if there < SKILL_AT_LEAST:
        return f"too few sentences with the frame for a sensitivity ({there:.0f})"
    if away < SKILL_AT_LEAST:
        return f"too few sentences without the frame for a specificity ({away:.0f})"
    if sensitivity + specificity <= 1:
        return "says yes where the frame is no more often than where it is not"
    return ""


def _labels(votes: pd.DataFrame) -> pd.DataFrame:
    """GOLD's columns from votes with the `probability` of those that have an estimate."""
    none, all_of_them = votes["votes"] == 0, votes["votes"] == votes["voters"]
    estimated = votes["probability"].notna()
    probability = votes["probability"].where(estimated, all_of_them.astype("float64"))
    decided = np.where(estimated, (probability - 0.5).abs() > OPEN_WITHIN, none | all_of_them)
    present = probability > 0.5
    alike = (present & all_of_them) | (~present & none)
    labels = votes.assign(
        present=present,
        probability=probability,
        how=alike.map({True: "unanimous", False: "dawid-skene"}),
        reason="",
    )
    return labels[decided].reset_index(drop=True)


def _why_none(frames: pd.DataFrame, votes: pd.DataFrame) -> str:
    most = int(votes["voters"].max()) if len(votes) else 0
    if most < VOTERS_AT_LEAST:
        return (
            f"Dawid-Skene needs {VOTERS_AT_LEAST} annotators a sentence, and no sentence has more than {most}. "
            "Take the majority, framing resolve, or give sentences to more annotators: framing push --overlap 3."
        )
    best = frames.sort_values(["sentences", "seen_in"], ascending=False).iloc[0]
    return (
        f"Dawid-Skene has too little to learn skills from on every frame; on {best['frame']!r} for instance: "
        f"{best['note']}. Take the majority: framing resolve."
    )
