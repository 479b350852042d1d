"""The figures that stand beside a model: those of its evaluation, as its manifest and its card have them.

Figures have six digits, more than anybody should read, so that the last bits of a sum do not change a file. They are
read from a file that may come from a stranger: each must be a figure, and they must agree with each other. A new
column of an evaluation is a line of a table below.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from framing.model.evaluation import answers
from framing.model.evaluation.abstention import in_short
from framing.model.evaluation.calibration import ALL_FRAMES
from framing.model.evaluation.evaluate import Evaluation
from framing.model.evaluation.resampling import Figure
from framing.model.keeping.fields import (
    LARGEST_NUMBER,
    one_line,
    read_flag,
    read_frame,
    read_integer,
    read_list,
    read_mapping,
    read_number,
    read_share,
    read_text,
    refuse,
)
from framing.model.keeping.row_checks import check_answers, check_ends, near
from framing.model.learning.fit import FIGURE_AT_LEAST

Row = Mapping[str, Any]  # values of JSON; None where there is no figure
Read = Callable[[Any, str], Any]

_DIGITS = 6


def _or_none(read: Read) -> Read:
    return lambda value, where: None if value is None else read(value, where)


_SHARE, _NUMBER = _or_none(read_share), _or_none(read_number)


def _with_ends(read: Read, *names: str) -> dict[str, Read]:
    return {f"{name}{end}": read for name in names for end in ("", "_low", "_high")}


COUNTS = ("sentences", "positives", "documents_with")
FRAMES: Mapping[str, Read] = {
    "frame": read_frame,
    **dict.fromkeys(COUNTS, read_integer),
    **_with_ends(_SHARE, "precision", "recall", "average_precision", "dictionary_f1", "people_f1"),
    **dict.fromkeys(("f1", "low", "high", "always_f1", "dictionary_share"), _SHARE),
    "note": read_text,
}
SUMMARY: Mapping[str, Read] = {**dict.fromkeys(("value", "low", "high"), _SHARE), "frames": read_integer}
CALIBRATION: Mapping[str, Read] = {
    "frame": read_text,  # one row is of all frames
    **dict.fromkeys(("sentences", "positives"), read_integer),
    "brier": _SHARE,
    **_with_ends(_NUMBER, "brier_skill", "slope", "intercept"),
    "note": read_text,
}
ABSTENTION: Mapping[str, Read] = {
    "promised": read_text,
    **dict.fromkeys(("share", "f1", "low", "high", "found"), _SHARE),
}
COVERAGE: Mapping[str, Read] = {
    "frame": read_text,  # one row is of all frames
    **dict.fromkeys(("sentences", "positives"), read_integer),
    **_with_ends(_SHARE, "positives_covered", "negatives_covered", "decided"),
}
ANSWERS: Mapping[str, Read] = {
    "frame": read_frame,
    **dict.fromkeys(answers.COUNTS, read_integer),
    **_with_ends(_SHARE, *answers.SHARES),
}
PEOPLE: Mapping[str, Read] = {
    **_with_ends(_SHARE, "people", "model"),
    **_with_ends(_NUMBER, "gap"),
    "frames": read_integer,
    "why_none": read_text,
}
_MEANS = {
    "macro_f1": "f1",
    "macro_average_precision": "average_precision",
    "always_macro_f1": "always_f1",
    "dictionary_macro_f1": "dictionary_f1",
}
_OVER_FRAMES = {*_MEANS, "micro_f1"}
_OWN_FIGURES = tuple(name for name, read in FRAMES.items() if read is _SHARE and not name.startswith("people"))


@dataclass(frozen=True)
class Figures:
    """How well a model found each frame in documents that were held out.

    Attributes:
        frames: a row per frame of the codebook; columns as in FRAMES, see `evaluate`.
        summary: a row per figure over frames, by its name; columns as in SUMMARY.
        calibration: a row per frame with enough examples and one of all; columns as in CALIBRATION.
        abstention: points of the curve of answering less, over frames; columns as in ABSTENTION.
        answers: a row per frame with figures; columns as in ANSWERS.
        coverage: a row of all frames and one per frame with enough examples; columns as in COVERAGE.
        people: one person against the rest, over frames; columns as in PEOPLE.
        documents: how many there were labels from.
        sentences: how many were labelled.
        counted: how many of them the figures stand on.
        by_chance: whether these were drawn by chance.
        by: what was held out as a whole.
        folds: how.
        warnings: what a reader must know.
    """

    frames: tuple[Row, ...]
    summary: Mapping[str, Row]
    calibration: tuple[Row, ...]
    abstention: tuple[Row, ...]
    answers: tuple[Row, ...]
    coverage: tuple[Row, ...]
    people: Row
    documents: int
    sentences: int
    counted: int
    by_chance: bool
    by: str
    folds: str
    warnings: tuple[str, ...]


def figures_of(evaluation: Evaluation) -> Figures:
    """The figures of an evaluation, rounded."""
    ceiling = evaluation.ceiling
    return Figures(
        frames=_rows(evaluation.table, FRAMES),
        summary={
            str(name): row
            for name, row in zip(evaluation.summary["figure"], _rows(evaluation.summary, SUMMARY), strict=True)
        },
        calibration=_rows(evaluation.calibration.table, CALIBRATION),
        abstention=_rows(in_short(evaluation.abstention), ABSTENTION),
        answers=_rows(evaluation.answers, ANSWERS),
        coverage=_rows(evaluation.coverage, COVERAGE),
        people={
            **_ends("people", ceiling.people),
            **_ends("model", ceiling.model),
            **_ends("gap", ceiling.gap),
            "frames": ceiling.frames,
            "why_none": one_line(ceiling.why_none),
        },
        documents=evaluation.documents,
        sentences=evaluation.sentences,
        counted=evaluation.counted,
        by_chance=evaluation.by_chance,
        by=one_line(evaluation.by),
        folds=one_line(evaluation.folds),
        warnings=tuple(one_line(warning) for warning in evaluation.warnings),
    )


def read_figures(value: Any, where: str) -> Figures:
    """The figures in a manifest.

    Raises:
        InputError: a figure is not what it must be, or they do not agree with each other.
    """
    table = read_mapping(value, where)
    summary = read_mapping(table.get("summary"), f"{where}, summary")
    figures = Figures(
        frames=_read_rows(table, "frames", FRAMES, where),
        summary={read_text(name, where): _read_row(row, SUMMARY, f"{where}, summary") for name, row in summary.items()},
        calibration=_read_rows(table, "calibration", CALIBRATION, where),
        abstention=_read_rows(table, "abstention", ABSTENTION, where),
        answers=_read_rows(table, "answers", ANSWERS, where),
        coverage=_read_rows(table, "coverage", COVERAGE, where),
        people=_read_row(table.get("people"), PEOPLE, f"{where}, people"),
        documents=read_integer(table.get("documents"), f"{where}, documents"),
        sentences=read_integer(table.get("sentences"), f"{where}, sentences"),
        counted=read_integer(table.get("counted"), f"{where}, counted"),
        by_chance=read_flag(table.get("by_chance"), f"{where}, by_chance"),
        by=read_text(table.get("by"), f"{where}, by"),
        folds=read_text(table.get("folds"), f"{where}, folds"),
        warnings=tuple(
            read_text(text, f"{where}, warnings") for text in read_list(table.get("warnings"), f"{where}, warnings")
        ),
    )
    _check(figures, where)
    return figures


def _check(figures: Figures, where: str) -> None:
    """Refuses figures that cannot be of one evaluation.

    Nothing is asked that weights or draws may break: a value may lie outside of its interval.
    """
    if not figures.counted <= figures.sentences or figures.documents > figures.sentences:
        refuse(where, "figures stand on more sentences than there are, or there are more documents than sentences")
    everything = (
        *figures.frames,
        *figures.summary.values(),
        *figures.calibration,
        *figures.abstention,
        *figures.coverage,
        *figures.answers,
        figures.people,
    )
    for row in everything:
        check_ends(row, where)
    for row in figures.answers:
        check_answers(row, f"{where}, {row['frame']}, answers")
    for row in figures.frames:
        _check_frame(row, figures, f"{where}, {row['frame']}")
    for row in (*figures.calibration, *figures.coverage):
        _check_part(row, figures, where)
    _check_summary(figures, where)


def _check_frame(row: Row, figures: Figures, where: str) -> None:
    if not row["documents_with"] <= row["positives"] <= row["sentences"] <= figures.counted:
        refuse(where, "documents_with <= positives <= sentences <= all that count does not hold")
    if row["documents_with"] > figures.documents:
        refuse(where, "it stands in more documents than there are")
    if row["positives"] < FIGURE_AT_LEAST and any(row[name] is not None for name in _OWN_FIGURES):
        refuse(where, f"there is a figure of fewer than {FIGURE_AT_LEAST} examples")
    precision, recall, f1 = row["precision"], row["recall"], row["f1"]
    if None not in (precision, recall, f1) and not near(f1 * (precision + recall), 2 * precision * recall):
        refuse(where, "f1 is not that of precision and recall")
    always, positives = row["always_f1"], row["positives"]
    # In a random slice sentences weigh differently, and counts do not say how much.
    if (
        always is not None
        and not figures.by_chance
        and not near(always, 2 * positives / (row["sentences"] + positives))
    ):
        refuse(where, "always_f1 is not that of its positive sentences")


def _check_part(row: Row, figures: Figures, where: str) -> None:
    """Refuses a row of one frame, or of all, that is of more than the frame's sentences."""
    of = [frame for frame in figures.frames if row["frame"] in (frame["frame"], ALL_FRAMES)]
    for name in ("sentences", "positives"):
        if row["positives"] > row["sentences"] or row[name] > sum(frame[name] for frame in of):
            refuse(where, f"there are more positive sentences than sentences, or more {name} than the frame has")


def _check_summary(figures: Figures, where: str) -> None:
    if missing := sorted(_OVER_FRAMES - set(figures.summary)):
        refuse(where, f"the summary lacks {missing[0]}")
    with_figure = sum(row["f1"] is not None for row in figures.frames)
    for name in sorted(_OVER_FRAMES):
        said = figures.summary[name]
        if said["frames"] != with_figure:
            refuse(where, f"{name} is not over the frames that have figures")
        if of := _MEANS.get(name):
            mean = pd.Series([row[of] for row in figures.frames], dtype="float64").mean()
            if not near(said["value"], None if math.isnan(mean) else float(mean)):
                refuse(where, f"{name} is not the mean over its frames")


def _rows(table: pd.DataFrame, columns: Mapping[str, Read]) -> tuple[Row, ...]:
    return tuple({name: _plain(row[name]) for name in columns} for row in table.to_dict(orient="records"))


def _read_rows(table: Mapping[str, Any], name: str, columns: Mapping[str, Read], where: str) -> tuple[Row, ...]:
    where = f"{where}, {name}"
    return tuple(_read_row(row, columns, where) for row in read_list(table.get(name), where))


def _read_row(value: Any, columns: Mapping[str, Read], where: str) -> Row:
    row = read_mapping(value, where)
    if set(row) != set(columns):
        refuse(where, f"a row must give {', '.join(columns)}, no more and no less")
    return {name: read(row[name], f"{where}, {name}") for name, read in columns.items()}


def _ends(name: str, figure: Figure) -> dict[str, Any]:
    return {name: _plain(figure.value), f"{name}_low": _plain(figure.low), f"{name}_high": _plain(figure.high)}


def _plain(value: Any) -> Any:
    """A value of JSON: rounded, on one line, None where there is no figure or one too large to mean anything."""
    if isinstance(value, str):
        return one_line(value)
    number = value.item() if hasattr(value, "item") else value
    if isinstance(number, float):
        return round(number, _DIGITS) if abs(number) <= LARGEST_NUMBER else None
    return number
