"""Labels out of a Doccano project that framing did not make: as far as they can be had, and what cannot.

Such a project has no card: nobody knows what its annotators were offered, and its examples do not name our sentences.
So its labels go the way of imported work: matched to sentences by their words, to the codebook by their names.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from framing.annotation.imports import EVERYBODY, Labelled, choose_columns, labelled_from
from framing.doccano.wire.gateway import Gateway, Project
from framing.errors import DoccanoError

_MERGED = "all"  # Doccano's one file where annotators share labels


@dataclass(frozen=True)
class ForeignLabels:
    """What a project says: its name in the ledger, rows, rows that cannot be read, and what the reader must know."""

    project: str
    rows: tuple[Labelled, ...]
    unread: tuple[tuple[Labelled, str], ...]
    notes: tuple[str, ...]
    members: frozenset[str]
    """Whose labels can be seen, whether they gave any or not."""


def read_foreign(gateway: Gateway, project: Project) -> ForeignLabels:
    """The labels in a project of texts that framing did not make.

    Raises:
        DoccanoError: it labels something else than whole texts.
    """
    if project.kind != "DocumentClassification":
        raise DoccanoError(
            f"The project {project.name!r} was not made by framing and is a {project.kind}: it has no labels of whole "
            "texts, which is all that framing reads. Choose a project for text classification."
        )
    everything = gateway.export(project, only_confirmed=False)
    confirmed = gateway.export(project, only_confirmed=True)
    rows: list[Labelled] = []
    unread: list[tuple[Labelled, str]] = []
    for annotator, records in everything.items():
        done = {record["id"]: record for record in confirmed.get(annotator, ())}
        name = EVERYBODY if project.collaborative and annotator == _MERGED else annotator
        columns: dict[str, str] = {}
        for record in ({**one, **done.get(one["id"], {})} for one in records):
            where = f"{project.name}, {name}, example {record['id']}"
            try:
                columns = columns or _columns(record)
                row = labelled_from(_each_label_once(record), where, columns, name)
            except ValueError as problem:
                unread.append((Labelled(where, annotator=name), str(problem)))
                continue
            state = "confirmed" if record["id"] in done else "labelled" if row.labels else None
            rows.append(replace(row, annotator=name, state=state))  # type: ignore[arg-type]  # one of three states
    people = frozenset(row.annotator for row in rows)
    known = f"doccano:{project.name}@{urlsplit(gateway.url).netloc}"
    return ForeignLabels(known, tuple(rows), tuple(unread), tuple(_explained(project)), people)


def _columns(record: Mapping[str, Any]) -> dict[str, str]:
    chosen = choose_columns(record, {"text": "text", "labels": "label"})
    chosen.pop("annotator", None)  # whose file it is, Doccano says
    return chosen | ({"comment": "Comments"} if "Comments" in record else {})


def _each_label_once(record: Mapping[str, Any]) -> dict[str, Any]:
    return {**record, "label": list(dict.fromkeys(record.get("label") or ()))}


def _explained(project: Project) -> list[str]:
    told = [
        f"The project {project.name!r} was not made by framing, or its description lost the last line. Its labels are "
        "matched to your codebook by name and its texts to your sentences by their words; what its annotators were "
        "offered is taken to be the whole codebook, unless you say otherwise: --frames KEY,KEY."
    ]
    if project.collaborative:
        told.append(
            "Its annotators share their labels, and Doccano says only what all of them chose together: who gave which "
            f"label is lost. They count as one annotator, {EVERYBODY!r}; how far people agree cannot be computed. For "
            "a new round, let framing make the project: framing push."
        )
    if project.single_label:
        told.append(
            "It allows one label for each text: where a sentence has two frames, the second is missing, and no label "
            "does not mean that a frame is absent beside the one that was chosen."
        )
    return told
