"""What a model proposes beside a sentence, and which sentences show nothing. Pure.

A proposal that annotators see pulls their labels towards it, and a model that then learns from those labels agrees
with itself. How strong that pull is can only be measured if chance decides who sees one. So:

- Chance decides for each *sentence*, not for each annotator and not for each example. The same sentence shows its
  proposal, or none, to everybody and in every showing: annotators who agree had the same before them, so agreement is
  measured within either group as it always is, and the difference of the two groups is the effect of the proposal.
  (Drawn per annotator, a pair that disagrees could differ only because one of them was shown something.)
- The draw depends on the seed and the name of the sentence alone: not on the text, the proposal, the order, or on what
  else is pushed. Each sentence is shown its proposal with the same known chance, so the share that comes out differs
  from the one asked for by chance too, by about 4 points in 100 sentences and 1.3 points in 1,000.
- What the model proposed is recorded for both groups, so that labels can be compared with it where nobody saw it: on
  that random part the model is judged by people whom it did not lead.
- The draw and the texts are recorded before anything is sent: a push that was broken off, or a model that was trained
  again in between, changes nothing for sentences that have been drawn.

Proposals are never labels: they stand in Doccano's table beside the sentence, and the annotator starts from nothing.
"""

import hashlib
from collections.abc import Iterable

import pandas as pd

from framing.codebook import Codebook
from framing.model.learning.links import decide_scores
from framing.model.learning.train import FrameModel
from framing.tables import SUGGESTIONS

NO_FRAME = "no frame"
_HIGHEST = 0.99  # 1.00 would look like certainty


def draw(sentence_id: str, share: float, seed: int) -> bool:
    """Whether the sentence shows its proposal: True with the chance `share` (0 to 1), the same whenever asked."""
    digest = hashlib.sha256(f"suggestion:{seed}:{sentence_id}".encode()).digest()
    return int.from_bytes(digest[:8], "big") < share * 2**64


def new_suggestions(
    scores: pd.DataFrame,
    model: FrameModel,
    codebook: Codebook,
    *,
    project: str,
    fingerprint: str,
    share: float,
    seed: int,
) -> pd.DataFrame:
    """SUGGESTIONS for sentences that were not drawn before, in the order of the scores.

    Args:
        scores: SCORES of those sentences, by this model.
        model: the model; its own thresholds apply.
        codebook: the frames that annotators are offered; others are not proposed.
        project: name of the study.
        fingerprint: of the model.
        share: of sentences that show their proposal, 0 to 1.
        seed: of the draw.
    """
    texts = _texts(scores, model, codebook)
    return SUGGESTIONS.table(
        {
            "project": project,
            "sentence_id": sentence_id,
            "shown": draw(sentence_id, share, seed),
            "text": text,
            "model": fingerprint,
            "share": float(share),
            "seed": seed,
        }
        for sentence_id, text in texts.items()
    )


def shown_texts(record: pd.DataFrame, project: str) -> dict[str, str]:
    """Sentence id to what its annotators are shown, empty where that is nothing, of the sentences drawn for a project.

    `record` is SUGGESTIONS.
    """
    own = record[record["project"] == project]
    return dict(zip(own["sentence_id"], own["text"].where(own["shown"], ""), strict=True))


def _texts(scores: pd.DataFrame, model: FrameModel, codebook: Codebook) -> dict[str, str]:
    """Sentence id to its proposal, such as "peaceful protest 0.91; criminal riot 0.55 (few examples)"."""
    thresholds = dict(zip(model.frames, model.thresholds.tolist(), strict=True))
    names = {frame.key: frame.name for frame in codebook.frames if frame.key in thresholds}
    few = set(model.few_examples)
    found: dict[str, list[tuple[float, str]]] = {name: [] for name in scores["sentence_id"]}
    known = scores[scores["frame"].isin(thresholds)]
    for sentence_id, frame, probability in known.loc[
        decide_scores(known, thresholds, model.link), ["sentence_id", "frame", "probability"]
    ].itertuples(index=False, name=None):
        if frame in names:
            mark = " (few examples)" if frame in few else ""
            found[sentence_id].append((probability, f"{names[frame]} {min(probability, _HIGHEST):.2f}{mark}"))
    return {
        sentence_id: "; ".join(text for _, text in sorted(proposed, key=lambda pair: -pair[0])) or NO_FRAME
        for sentence_id, proposed in found.items()
    }


def model_note(model: FrameModel, fingerprint: str, codebook: Codebook) -> str:
    """What annotators must know of the proposals, as Markdown for their guideline: one paragraph or more.

    It says what the row means, that it may be wrong and may be missing, and of this model what labels it learned from,
    and of which labels it cannot speak.
    """
    names = {frame.key: frame.name for frame in codebook.frames}
    parts = [_MEANING]
    programs = model.made_by.get("automated coder", 0)
    if programs:
        total = sum(model.made_by.values())
        share = "All" if programs == total else f"{programs} of {total}"
        parts.append(
            f"**{share} of the labels that it learned from were made by a program, not by people.** "
            "It repeats that program's habits."
        )
    unknown = [name for key, name in names.items() if key not in model.frames]
    if unknown:
        parts.append(f"It has not learned, and so never proposes: {_listed(unknown)}.")
    few = [names[key] for key in model.few_examples if key in names]
    if few:
        parts.append(f"What it learned from few examples is marked so, and is less to be relied on: {_listed(few)}.")
    parts.append(f"The model is {fingerprint}.")
    return "\n\n".join(parts)


_MEANING = (
    "In the table beside a sentence, the row *model* shows what a program proposes, with a number between 0 and 1 for "
    'how much speaks for it in the words of the sentence; "no frame" if it finds none. The model knows nothing of '
    "the world, of irony, or of the sentences around. **It may be wrong, and it misses labels.** Decide first, as the "
    "rules say, and only then look at the row. A decision against it is worth as much as one with it. Beside some "
    'sentences, chosen by lot, it says "(none shown)": that says nothing about the sentence.'
)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"*{name}*" for name in names)
