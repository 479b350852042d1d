"""A plain table of texts and labels, as people have them, as the tables that the stages hand to each other.

A row is a text; labels are a column per frame, one column of lists, or a table of decisions. What is missing is made:
ids from the order of the rows, a codebook from the names of the frames.
"""

import hashlib
import json
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from framing import tables
from framing.annotation.decisions import PERSON
from framing.codebook import Codebook, Frame
from framing.corpus.copies.in_tables import TableCopies, find_copies
from framing.errors import InputError, NotEnoughData

_KEY = re.compile(r"[a-z][a-z0-9_]{0,99}")
_YES = frozenset({True, "yes", "true", "1"})  # 1 and 1.0 are equal to True
_NO = frozenset({False, "no", "false", "0"})
_SHOWN = 60  # characters of a wrong value
_LONGEST = 500  # characters of a name: as many as a model's files hold

Labels = str | Sequence[str] | pd.DataFrame


@dataclass(frozen=True, eq=False)
class LabelledTexts:
    """SENTENCES, GOLD, and a codebook of the frames.

    `own_documents` where every text counts as its own document; `copies` are those among the documents: nobody has
    looked for them before; `without_frame` is how many texts have none, where a column names one for each.
    """

    sentences: pd.DataFrame
    gold: pd.DataFrame
    codebook: Codebook
    own_documents: bool
    copies: TableCopies
    without_frame: int = 0


def labelled_texts(
    table: pd.DataFrame, labels: Labels, codebook: Codebook | None = None, *, made_by: str = PERSON
) -> LabelledTexts:
    """What training and evaluation read, from a plain table.

    Args:
        table: a row per text: `text`, and if there are any `document_id` and `sentence_id`.
        labels: names of columns of `table`, one per frame, with yes or no (also 1 and 0, true and false; empty where
            nobody decided); or the name of one column that holds a list of frames for each text, or one frame for
            each, or nothing where it has none; or a table with `sentence_id`, `frame`, `present`.
        codebook: the one the labels were made under; without it one that knows the frames by name and no more, and
            that a text has at most one if a column names one for each.
        made_by: who made the labels, if the table of labels does not say.

    Raises:
        InputError: a column is missing, a value is none of these, an id is there twice, a frame or maker has no usable
            name.
        NotEnoughData: there is no text, or nobody decided on anything.
    """
    _check_maker(made_by)
    sentences, own_documents = sentences_of(table)
    single = _single_frames(_column(table, labels)) if isinstance(labels, str) else None
    decisions = _decisions(table, labels if single is None else single, sentences["sentence_id"])
    if decisions.empty:
        raise NotEnoughData("There is no label: every cell is empty. Give yes or no for some of the texts.")
    frames = _frames_in(decisions, by_row=isinstance(labels, pd.DataFrame))
    book = codebook or codebook_of(frames, single_label=single is not None)
    without_frame = 0 if single is None else sum(not named for named in single)
    copies = find_copies(sentences["document_id"].tolist(), sentences["text"].tolist())
    return LabelledTexts(sentences, _gold(decisions, book, made_by), book, own_documents, copies, without_frame)


def sentences_of(table: pd.DataFrame) -> tuple[pd.DataFrame, bool]:
    """SENTENCES in the order of the rows, and whether each counts as its own document, because nothing says which.

    Raises:
        InputError: there is no column `text`, a text or an id is empty or no text, a sentence id is there twice.
        NotEnoughData: there is no row.
    """
    texts = texts_of(table)
    if not texts:
        raise NotEnoughData("The table has no rows. Give one row for each text.")
    numbers = [f"{number:09d}" for number in range(1, len(texts) + 1)]  # in this width their order is that of the rows
    own_documents = "document_id" not in table.columns
    documents = numbers if own_documents else _ids(table, "document_id")
    sentence_ids = _ids(table, "sentence_id") if "sentence_id" in table.columns else numbers
    sentences = pd.DataFrame({"sentence_id": sentence_ids, "document_id": documents, "text": texts})
    return tables.SENTENCES.check(
        sentences.assign(
            position=sentences.groupby("document_id").cumcount() + 1,
            start=0,
            end=sentences["text"].str.len(),
            kind="body",
            paragraph=1,
        ),
        "The table",
    ), own_documents


def texts_of(table: pd.DataFrame) -> list[str]:
    """The column `text`.

    Raises:
        InputError: there is none, or two, or a row has no text, or half a character in it.
    """
    texts = _column(table, "text").tolist()
    for number, text in enumerate(texts, start=1):
        if not isinstance(text, str) or not text.strip():
            raise InputError(f"Row {number} has no text ({_shown(text)}). Leave the row out, or give its text.")
        _check_whole(text, number, "text")
    return texts


def _check_whole(text: str, row: int, name: str) -> None:
    """Refuses half a character, as a JSON escape can smuggle it in: no file can hold it."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        before = ascii(text[: error.start][-30:])
        raise InputError(
            f"Row {row}: its {name} holds half a character (a lone surrogate) after {before}. Take it out, or read "
            "the file again as UTF-8."
        ) from error


def codebook_of(frames: Sequence[str], *, single_label: bool = False) -> Codebook:
    """A codebook that knows its frames by name only, and whether a text has at most one of them.

    Raises:
        InputError: a name cannot be the key of a frame.
    """
    for frame in frames:
        if not isinstance(frame, str) or not _KEY.fullmatch(frame):
            raise InputError(
                f"The frame {_shown(frame)} needs a name of Latin letters in lower case, digits and _, beginning with "
                f"a letter{_proposal(frame)}. Rename it."
            )
    meant = ["single-label", *frames] if single_label else list(frames)  # no key has a hyphen
    digest = hashlib.sha256(json.dumps(meant).encode("ascii")).hexdigest()
    return Codebook(
        id="plain",
        version="0",
        title="Frames of a plain table",
        frames=tuple(Frame(frame, frame, "", "#BBBBBB", "#000000", definition="") for frame in frames),
        fingerprint=digest[:16],
        single_label=single_label,
    )


def _frames_in(decisions: pd.DataFrame, *, by_row: bool) -> tuple[str, ...]:
    """The frames that were decided on: by name where only rows would order them, else as the columns were named."""
    frames = tuple(dict.fromkeys(decisions["frame"]))
    return tuple(sorted(frames, key=str)) if by_row else frames


def _proposal(name: object) -> str:
    key = re.sub(r"[^a-z0-9]+", "_", str(name).lower()).strip("_")[:100]
    return f", such as {key}" if _KEY.fullmatch(key) else ", such as economy"


def _single_frames(column: pd.Series) -> pd.Series | None:
    """The frame of each row as a list of one, or of none; None if the column does not name one frame for each text.

    Raises:
        InputError: it holds lists that were written as text.
    """
    values = [None if _is_missing(value) or (isinstance(value, str) and not value) else value for value in column]
    named = [value.strip() for value in values if isinstance(value, str)]
    if not named or len(named) < sum(value is not None for value in values):
        return None
    if {name.lower() for name in named} <= _YES | _NO:
        return None
    if listed := [name for name in named if name.startswith("[")]:
        raise InputError(
            f"Column {column.name!r} holds {_shown(listed[0])}: a list that was written as text. Make it one: "
            f"table[{column.name!r}].map(ast.literal_eval)."
        )
    frames = [[value.strip()] if isinstance(value, str) and value.strip() else [] for value in values]
    return pd.Series(frames, name=column.name)


def _decisions(table: pd.DataFrame, labels: Labels | pd.Series, sentence_ids: pd.Series) -> pd.DataFrame:
    """`sentence_id`, `frame`, `present` of what was decided, by frame in the order given; `made_by` if it is known."""
    if isinstance(labels, pd.DataFrame):
        return _given_decisions(labels)
    if isinstance(labels, str | pd.Series):
        wide = _from_lists(_column(table, labels) if isinstance(labels, str) else labels)
    else:
        if not isinstance(labels, Collection) or not len(labels):
            raise InputError(
                f"No frame is named ({_shown(labels)}). Name the columns that hold the labels, one per frame: "
                "['economy', 'conflict']."
            )
        wide = {name: [_answer(name, value) for value in _column(table, name)] for name in labels}
    parts = [
        pd.DataFrame({"sentence_id": sentence_ids, "frame": frame, "present": answers})
        for frame, answers in wide.items()
    ]
    decisions = pd.concat(parts, ignore_index=True).dropna(subset=["present"])
    return decisions.astype({"present": bool})


def _given_decisions(labels: pd.DataFrame) -> pd.DataFrame:
    kept = [name for name in ("made_by", "probability") if name in labels.columns]
    present = [_answer("present", value) for value in _column(labels, "present")]
    frames = _column(labels, "frame").tolist()
    codebook_of(tuple(dict.fromkeys(frames)))  # refuses what is no name of a frame
    given = {"sentence_id": _ids(labels, "sentence_id"), "frame": frames, "present": present}
    further = {name: _column(labels, name).tolist() for name in kept}
    for maker in dict.fromkeys(further.get("made_by", ())):
        _check_maker(maker)
    decisions = pd.DataFrame({**given, **further})
    return decisions.dropna(subset=["present"]).astype({"present": bool})


def _from_lists(column: pd.Series) -> dict[str, list[bool | None]]:
    """Whether each frame is in the list of each row; a row without a list was not decided on."""
    rows = [_frames_of_row(str(column.name), value) for value in column]
    frames = sorted({frame for row in rows if row is not None for frame in row})
    if not frames:
        raise NotEnoughData(f"No list in column {column.name!r} holds a frame. A model needs examples of each.")
    return {frame: [None if row is None else frame in row for row in rows] for frame in frames}


def _frames_of_row(name: str, value: object) -> frozenset[str] | None:
    if _is_missing(value):
        return None
    if not isinstance(value, list | tuple | set | frozenset | np.ndarray) or not all(isinstance(f, str) for f in value):
        raise InputError(
            f"Column {name!r} holds {_shown(value)}, where a list of frames must stand, such as ['economy']. "
            "If each frame has a column of its own, name these columns in a list."
        )
    return frozenset(map(str, value))


def _answer(name: str, value: object) -> bool | None:
    """Yes, no, or None where nobody decided."""
    said = value.strip().lower() if isinstance(value, str) else value
    if _is_missing(said) or said == "":
        return None
    if isinstance(said, str | bool | int | float | np.bool_ | np.number):
        if said in _YES:
            return True
        if said in _NO:
            return False
    raise InputError(
        f"Column {name!r} holds {_shown(value)}, where yes or no must stand (or 1 and 0, or nothing where nobody "
        "decided)."
    )


def _check_maker(made_by: object) -> None:
    if not isinstance(made_by, str) or not made_by.strip() or not made_by.isprintable() or len(made_by) > _LONGEST:
        raise InputError(
            f'made_by says who made the labels, in one line of at most {_LONGEST} characters: "person" or '
            f'"automated coder". This is {_shown(made_by)}.'
        )


def _gold(decisions: pd.DataFrame, codebook: Codebook, made_by: str) -> pd.DataFrame:
    votes = decisions["present"].astype(int)
    gold = decisions.assign(votes=votes, voters=1, how="unanimous", reason="", codebook=codebook.fingerprint)
    gold = gold if "made_by" in gold.columns else gold.assign(made_by=made_by)
    gold = gold if "probability" in gold.columns else gold.assign(probability=gold["present"].astype(float))
    return tables.GOLD.check(gold, "The table of labels")


def _ids(table: pd.DataFrame, name: str) -> list[str]:
    """Ids as text; whole numbers are fine."""
    values = _column(table, name).tolist()
    for number, value in enumerate(values, start=1):
        if _is_missing(value) or isinstance(value, float) or not str(value).strip():
            raise InputError(
                f"Row {number} has no usable {name} ({_shown(value)}). Give text or a whole number in every row, or "
                "leave the column out."
            )
        _check_whole(str(value), number, name)
    return [str(value) for value in values]


def _column(table: pd.DataFrame, name: str) -> pd.Series:
    if not isinstance(table, pd.DataFrame):
        raise InputError(
            f"A table must be a pandas DataFrame, and this is {_shown(table)}. Make one: pd.DataFrame(rows)."
        )
    count = list(table.columns).count(name)
    if count != 1:
        there = ", ".join(map(str, table.columns))[:500]
        raise InputError(
            f"The table has {'no column' if not count else f'{count} columns'} {name!r}. It has: {there}. "
            "Rename one: table.rename(columns={'body': 'text'})."
        )
    column: pd.Series = table[name]
    return column


def _is_missing(value: object) -> bool:
    return bool(pd.api.types.is_scalar(value) and pd.isna(value))  # type: ignore[call-overload]  # any scalar


def _shown(value: object) -> str:
    return repr(value)[:_SHOWN]
