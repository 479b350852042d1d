"""What whoever opens an output years later must know of how it was made; it stands in `run.json`. Pure."""

from typing import Any

from framing.scoring.running.part import Scorer
from framing.tables import UNCORRECTED


def about(scorer: Scorer) -> dict[str, Any]:
    """The model and its cut-offs, whose rules told the voices, and what kind of figure all this is; values of JSON."""
    model, rules = scorer.model, scorer.rules
    named = "by rules, with the names of the codebook" if rules.gazetteer else "by rules alone"
    return {
        "estimate": UNCORRECTED,
        "codebook": {"id": model.codebook_id, "version": model.codebook_version, "fingerprint": model.codebook},
        "labels_made_by": dict(model.made_by),
        "profile": model.profile,
        "thresholds": {
            frame: round(number, 10) for frame, number in zip(model.frames, model.thresholds.tolist(), strict=True)
        },
        "too_few_examples": list(model.few_examples),
        "left_out": dict(model.left_out),
        "voices": named if rules.code_voices else "not told",
    }
