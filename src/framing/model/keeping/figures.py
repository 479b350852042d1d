"""The figures that stand beside a model: those of its evaluation, as its manifest and its card have them.

Figures have six digits, more than anybody should read, so that the last bits of a sum do not change a file.
They are read from a file that may come from a stranger: each must be a figure, and they must agree with each other.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from framing.model.evaluation.evaluate import Evaluation
from framing.model.keeping.fields import (
    LONGEST_TEXT,
    read_flag,
    read_frame,
    read_integer,
    read_list,
    read_mapping,
    read_share,
    read_text,
    refuse,
)
from framing.model.learning.fit import FIGURE_AT_LEAST

COUNTS = ("sentences", "positives", "documents_with")
SHARES = ("precision", "recall", "f1", "low", "high", "average_precision", "always_f1")  # NaN where there is none
_DIGITS = 6
_ROUNDING = 1e-5  # by which figures that were rounded one by one may miss each other

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Figures:
    """How well a model found each frame in documents that were held out.

    Attributes:
        frames: a row per frame of the codebook: `frame`, COUNTS, SHARES and `note`; see `evaluate`.
        documents: how many there were labels from.
        sentences: how many were labelled.
        counted: how many of them the figures stand on.
        by_chance: whether these were drawn by chance.
        folds: how documents were held out.
        warnings: what a reader must know.
        macro_f1: the mean over the frames that have one; NaN if none has.
        macro_average_precision: the same.
    """

    frames: tuple[Row, ...]
    documents: int
    sentences: int
    counted: int
    by_chance: bool
    folds: str
    warnings: tuple[str, ...]
    macro_f1: float
    macro_average_precision: float


def figures_of(evaluation: Evaluation) -> Figures:
    """The figures of an evaluation, rounded."""
    return Figures(
        frames=tuple(_row(row) for row in evaluation.table.to_dict(orient="records")),
        documents=evaluation.documents,
        sentences=evaluation.sentences,
        counted=evaluation.counted,
        by_chance=evaluation.by_chance,
        folds=one_line(evaluation.folds),
        warnings=tuple(one_line(warning) for warning in evaluation.warnings),
        macro_f1=_rounded(evaluation.macro_f1),
        macro_average_precision=_rounded(evaluation.macro_average_precision),
    )


def figures_as_json(figures: Figures) -> dict[str, Any]:
    """The same as values of JSON: null where there is no figure."""
    return {
        "frames": [{name: _or_null(value) for name, value in row.items()} for row in figures.frames],
        "documents": figures.documents,
        "sentences": figures.sentences,
        "counted": figures.counted,
        "by_chance": figures.by_chance,
        "folds": figures.folds,
        "warnings": list(figures.warnings),
        "macro_f1": _or_null(figures.macro_f1),
        "macro_average_precision": _or_null(figures.macro_average_precision),
    }


def read_figures(value: Any, where: str) -> Figures:
    """The figures in a manifest.

    Raises:
        InputError: a figure is not what it must be, or they do not agree with each other.
    """
    table = read_mapping(value, where)
    figures = Figures(
        frames=tuple(_read_row(row, where) for row in read_list(table.get("frames"), f"{where}, frames")),
        documents=read_integer(table.get("documents"), f"{where}, documents"),
        sentences=read_integer(table.get("sentences"), f"{where}, sentences"),
        counted=read_integer(table.get("counted"), f"{where}, counted"),
        by_chance=read_flag(table.get("by_chance"), f"{where}, by_chance"),
        folds=read_text(table.get("folds"), f"{where}, folds"),
        warnings=tuple(
            read_text(text, f"{where}, warnings") for text in read_list(table.get("warnings"), f"{where}, warnings")
        ),
        macro_f1=_read_share(table.get("macro_f1"), f"{where}, macro_f1"),
        macro_average_precision=_read_share(table.get("macro_average_precision"), f"{where}, macro_average_precision"),
    )
    if not figures.counted <= figures.sentences:
        refuse(where, "figures stand on more sentences than there are")
    for name, mean in (("f1", figures.macro_f1), ("average_precision", figures.macro_average_precision)):
        if not _near(mean, float(pd.Series([row[name] for row in figures.frames], dtype="float64").mean())):
            refuse(where, f"the mean of {name} is not that of its frames")
    return figures


def one_line(text: str) -> str:
    """`text` on one line, as a file may hold it: what does not print becomes a space, what is too long is cut."""
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return line if len(line) <= LONGEST_TEXT else f"{line[: LONGEST_TEXT - 1]}…"


def _row(row: Mapping[Any, Any]) -> Row:
    return {
        "frame": str(row["frame"]),
        **{name: int(row[name]) for name in COUNTS},
        **{name: _rounded(float(row[name])) for name in SHARES},
        "note": one_line(row["note"]),
    }


def _read_row(value: Any, where: str) -> Row:
    row = read_mapping(value, where)
    frame = read_frame(row.get("frame"), where)
    counts = {name: read_integer(row.get(name), f"{where}, {frame}, {name}") for name in COUNTS}
    shares = {name: _read_share(row.get(name), f"{where}, {frame}, {name}") for name in SHARES}
    if not counts["documents_with"] <= counts["positives"] <= counts["sentences"]:
        refuse(f"{where}, {frame}", "documents_with <= positives <= sentences does not hold")
    if shares["low"] > shares["high"]:
        refuse(f"{where}, {frame}", "the interval ends before it begins")
    if counts["positives"] < FIGURE_AT_LEAST and not all(map(math.isnan, shares.values())):
        refuse(f"{where}, {frame}", f"there is a figure of fewer than {FIGURE_AT_LEAST} examples")
    precision, recall, f1 = shares["precision"], shares["recall"], shares["f1"]
    if precision + recall > 0 and not _near(f1 * (precision + recall), 2 * precision * recall):
        refuse(f"{where}, {frame}", "f1 is not that of precision and recall")
    return {"frame": frame, **counts, **shares, "note": read_text(row.get("note"), f"{where}, {frame}, note")}


def _read_share(value: Any, where: str) -> float:
    return math.nan if value is None else read_share(value, where)


def _near(one: float, other: float) -> bool:
    return (math.isnan(one) and math.isnan(other)) or abs(one - other) <= _ROUNDING


def _rounded(value: float) -> float:
    return round(value, _DIGITS)


def _or_null(value: Any) -> Any:
    return None if isinstance(value, float) and math.isnan(value) else value
