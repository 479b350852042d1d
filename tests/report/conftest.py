"""An invented corpus, small enough to count on paper.

Two articles. "harbour" has a headline and three sentences, all decided on for both frames; "market" has a sentence
decided on for both, one on which only `calm` was decided (`fire` was a tie), one not decided on, and a byline.

| sentence   | fire | calm | model: fire | calm |
|------------|------|------|-------------|------|
| harbour 1  | yes  | no   | 0.90        | 0.10 |
| harbour 2  | yes  | yes  | 0.49        | 0.60 |
| harbour 3  | no   | no   | 0.50        | 0.20 |
| harbour 4  | no   | no   | 0.20        | 0.20 |
| market 1   | yes  | no   | 0.80        | 0.30 |
| market 2   | tie  | yes  | 0.10        | 0.59 |
| market 3   | (tie)| (tie)| 0.70        | 0.30 |
| market 4   | byline          | 0.99        | 0.99 |

Ties are handed to a report only where a test says so; those in brackets a test may add.
The model sees `fire` from 0.50 on and `calm` from 0.60 on.
"""

import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from framing.codebook import Codebook, Frame
from framing.report.figures import build_report
from framing.report.findings import Report
from framing.report.trust import ModelFacts
from framing.tables import DOCUMENTS, GOLD, SCORES, SENTENCES, make_sentence_id

sys.path.append(str(Path(__file__).parents[2] / "benchmarks"))  # behind all else, as tests of benchmarks do

import made_findings

TEXTS = {
    "harbour": ["Harbour ablaze", "Boats burnt, yet the town stayed calm.", "A ferry came.", "It left at noon."],
    "market": ["Stalls burnt.", "Traders swept the square.", "Somebody spoke.", "By our reporter"],
}
LABELS = {
    ("harbour", 1): "yn", ("harbour", 2): "yy", ("harbour", 3): "nn", ("harbour", 4): "nn",
    ("market", 1): "yn", ("market", 2): "-y",
}  # fmt: skip
PROBABILITIES = {
    ("harbour", 1): (0.90, 0.10), ("harbour", 2): (0.49, 0.60), ("harbour", 3): (0.50, 0.20),
    ("harbour", 4): (0.20, 0.20), ("market", 1): (0.80, 0.30), ("market", 2): (0.10, 0.59),
    ("market", 3): (0.70, 0.30), ("market", 4): (0.99, 0.99),
}  # fmt: skip
FRAMES = ("fire", "calm")


def make_codebook(fire: str = "town on fire", calm: str = "calm restored") -> Codebook:
    """Two frames of our own, and one that the model does not know."""
    return Codebook(
        id="harbour", version="1", title="A fire, told twice", fingerprint="c0de",
        frames=(
            Frame("fire", fire, "f", "#882255", "#FFFFFF", "The town burns."),
            Frame("calm", calm, "c", "#EEEEEE", "#000000", "All is well again."),
            Frame("blame", "somebody is to blame", "b", "#000080", "#000000", "Somebody did it."),
        ),
    )  # fmt: skip


def sentence_id(document_id: str, position: int) -> str:
    """The id of a sentence by its place."""
    start = sum(len(text) + 1 for text in TEXTS[document_id][: position - 1])
    return make_sentence_id(document_id, start, start + len(TEXTS[document_id][position - 1]))


def _sentences() -> pd.DataFrame:
    kinds = {("harbour", 1): "headline", ("market", 4): "byline"}
    rows = []
    for document_id, texts in TEXTS.items():
        for position, text in enumerate(texts, start=1):
            name = sentence_id(document_id, position)
            start, end = map(int, name.rsplit(":", 1)[1].split("-"))
            rows.append(
                {
                    "sentence_id": name, "document_id": document_id, "position": position, "start": start, "end": end,
                    "text": text, "kind": kinds.get((document_id, position), "body"), "paragraph": 1 + position // 2,
                }
            )  # fmt: skip
    return SENTENCES.table(rows)


def _documents() -> pd.DataFrame:
    titles = {"harbour": "Harbour ablaze", "market": ""}
    return DOCUMENTS.table(
        {"document_id": name, "text": "\n".join(texts), "title": titles[name], "source": "The Bay Courier",
         "author": "", "date": "", "language": "en", "path": f"{name}.txt"}
        for name, texts in TEXTS.items()
    )  # fmt: skip


def _gold(made_by: str = "person") -> pd.DataFrame:
    return GOLD.table(
        {"sentence_id": sentence_id(*place), "frame": frame, "present": answer == "y", "votes": 3, "voters": 3,
         "probability": float(answer == "y"), "how": "unanimous", "reason": "", "codebook": "c0de", "made_by": made_by}
        for place, answers in LABELS.items()
        for frame, answer in zip(FRAMES, answers, strict=True)
        if answer != "-"
    )  # fmt: skip


def _ties(*more: tuple[str, int, str]) -> pd.DataFrame:
    """The tie on `fire` in market 2, and those that a test adds; columns as `open_ties` gives them."""
    places = [("market", 2, "fire"), *more]
    rows = [{"sentence_id": sentence_id(*place), "frame": frame, "votes": 1, "voters": 2} for *place, frame in places]
    return pd.DataFrame(rows)


def _scores() -> pd.DataFrame:
    return SCORES.table(
        {"sentence_id": sentence_id(*place), "frame": frame, "probability": probability, "model": "m0de1"}
        for place, probabilities in PROBABILITIES.items()
        for frame, probability in zip(FRAMES, probabilities, strict=True)
    )


MODEL = ModelFacts(
    name="starter", fingerprint="m0de1", codebook="c0de", thresholds={"fire": 0.5, "calm": 0.6},
    positives={"fire": 3, "calm": 2}, left_out={"blame": "too few examples to learn (0)"},
)  # fmt: skip


def evaluation_row(frame: str, positives: int, f1: float, note: str = "") -> dict[str, Any]:
    """A row of an evaluation table whose figures are told apart by eye."""
    return {
        "frame": frame, "sentences": 97, "positives": positives, "documents_with": 2,
        "precision": 0.71, "recall": 0.72, "f1": f1,
        "low": 0.31, "high": 0.91, "average_precision": 0.74, "always_f1": 0.41, "note": note,
    }  # fmt: skip


def agreement_row(frame: str, alpha: float, documents: int = 2, note: str = "", seen_in: int = 10) -> dict[str, Any]:
    """A row of an agreement table."""
    return {
        "frame": frame, "alpha": alpha, "low": 0.11, "high": 0.95, "sentences": 60, "documents": documents,
        "seen_in": seen_in, "present": 27, "decisions": 1180, "positive_agreement": 0.83, "note": note,
    }  # fmt: skip


@dataclass(frozen=True)
class Evaluated:
    """What a report needs of an evaluation."""

    table: pd.DataFrame
    documents: int = 2
    sentences: int = 6
    folds: str = "leave one document out, 2 documents"
    warnings: tuple[str, ...] = field(default=("Two articles prove little.",))


def make_report(**changes: Any) -> Report:
    """The report on the invented corpus, with some arguments changed."""
    arguments: dict[str, Any] = {
        "title": "Two towns", "documents": _documents(), "sentences": _sentences(), "codebook": make_codebook(),
        "gold": _gold(), "agreement": None, "evaluation": None, "scores": _scores(), "model": MODEL, "notes": (),
    }  # fmt: skip
    return build_report(**(arguments | changes))


@pytest.fixture(scope="session")
def corpus() -> Any:
    """The tables and makers above, since test modules cannot import a conftest."""

    class Corpus:
        report = staticmethod(make_report)
        codebook = staticmethod(make_codebook)
        sentence_id = staticmethod(sentence_id)
        documents, sentences, gold, scores = map(staticmethod, (_documents, _sentences, _gold, _scores))
        ties = staticmethod(_ties)
        evaluation_row, agreement_row = staticmethod(evaluation_row), staticmethod(agreement_row)
        evaluated, model = Evaluated, MODEL

    return Corpus


@pytest.fixture(scope="session")
def made() -> Any:
    """The maker of findings that benchmarks use too."""
    return made_findings
