"""What programs are answered: labels, scores, facts of the model, as plain values for JSON. Pure."""

from collections.abc import Mapping
from typing import Any

from framing.web.article import read_article
from framing.web.asked import Asked
from framing.web.subject import Subject
from framing.web.trying import voice_of

_DIGITS = 6  # of a probability


def labels(subject: Subject, asked: Asked) -> list[dict[str, Any]]:
    """The frames that the model predicts in a sentence: `label` (the key) and `score`, the most probable first.

    Each frame has a threshold of its own, so what is below it is left out here: who asks needs to know none of them.
    """
    probabilities = subject.model.probabilities(asked.texts)
    predicted = subject.model.predicted(probabilities)[0]
    rows = zip(subject.model.frames, probabilities[0].tolist(), predicted, strict=True)
    found = [{"label": frame, "score": round(score, _DIGITS)} for frame, score, yes in rows if yes]
    return sorted(found, key=lambda row: -row["score"])


def scores(subject: Subject, asked: Asked) -> dict[str, Any]:
    """Every frame of every sentence, with the model that says so."""
    sentences = _of_article(subject, asked.texts[0]) if asked.is_article else _of_texts(subject, asked.texts)
    return {"model": about(subject), "sentences": sentences}


def about(subject: Subject) -> dict[str, Any]:
    """What must be known of the model beside its scores."""
    model = subject.model
    return {
        "name": subject.name,
        "fingerprint": subject.fingerprint,
        "codebook": f"{model.codebook_id} {model.codebook_version}",
        "sentences": model.sentences,
        "documents": model.documents,
        "labels_by_automated_coder": subject.automated,
        "labels": subject.labels,
        "frames_not_learned": sorted(model.left_out),
    }


def _of_texts(subject: Subject, texts: tuple[str, ...]) -> list[dict[str, Any]]:
    probabilities = subject.model.probabilities(texts)
    predicted = subject.model.predicted(probabilities)
    return [
        {
            "start": 0,
            "end": len(text),
            "kind": "body",
            "voice": voice_of(subject, text)[0],
            "frames": _frames(subject, dict(zip(subject.model.frames, row, strict=True)), yes),
        }
        for text, row, yes in zip(texts, probabilities.tolist(), predicted, strict=True)
    ]


def _of_article(subject: Subject, text: str) -> list[dict[str, Any]]:
    return [
        {
            "start": sentence.start,
            "end": sentence.end,
            "kind": sentence.kind,
            "voice": sentence.voice or None,
            "frames": _frames(subject, sentence.scores, [frame in sentence.frames for frame in subject.model.frames]),
        }
        for sentence in read_article(subject, text).sentences
    ]


def _frames(subject: Subject, probabilities: Mapping[str, float], predicted: Any) -> list[dict[str, Any]]:
    """A row per frame of the model; none of a sentence that was not scored."""
    thresholds = subject.model.thresholds.tolist()
    rows = zip(subject.model.frames, thresholds, predicted, strict=True)
    return [
        {
            "frame": frame,
            "name": subject.names[frame],
            "probability": round(probabilities[frame], _DIGITS),
            "threshold": round(threshold, _DIGITS),
            "predicted": bool(yes),
            "examples": subject.examples.get(frame, 0),
            "too_few_examples": subject.few(frame),
        }
        for frame, threshold, yes in rows
        if frame in probabilities
    ]
