"""What annotators answered in a project, as Doccano's two exports say it. Pure.

The database of our own server says the same, with times: see framing.doccano.project.own_database. What answers
mean is decided once for both, where they are pulled.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from framing.doccano.project import tasks

Row = Mapping[str, Any]


class Example(NamedTuple):
    """What stands in a project to be answered. `name` is None if framing did not push it."""

    name: str | None
    text: str
    assisted: bool = False


class Answer(NamedTuple):
    """What one annotator said of one example; times are the server's, ISO 8601 UTC, empty where unknown."""

    labels: tuple[str, ...] = ()
    confirmed: bool = False
    comment: str = ""
    decided_at: str = ""
    commented_at: str = ""


@dataclass(frozen=True)
class Answers:
    """Everything in a project: examples by Doccano's id, and each member's answers to those that have one."""

    examples: Mapping[int, Example]
    given: Mapping[str, Mapping[int, Answer]]


def answers_from_exports(
    everything: Mapping[str, Sequence[Row]],
    confirmed: Mapping[str, Sequence[Row]],
    comments: Iterable[tuple[str, int, str, str]] | None = None,
) -> Answers:
    """The answers in a project's two exports.

    Args:
        everything: annotator to rows of the full export (`id`, `text`, meta, `label`, `Comments`).
        confirmed: the same for confirmed examples. Of an example in both the labels here count: it was made later.
        comments: username, example id, text and time of each comment, the oldest first. Without them those in the rows
            are taken, which have no time.
    """
    examples: dict[int, Example] = {}
    given: dict[str, dict[int, Answer]] = {}
    for annotator, rows in everything.items():
        mine = given.setdefault(annotator, {})
        for row in rows:
            if row["id"] not in examples:
                examples[row["id"]] = _example(row)
            if row.get("label") or (comments is None and row.get("Comments")):
                mine[row["id"]] = _answer(row, confirmed=False, with_comments=comments is None)
        for row in confirmed.get(annotator, ()):
            if row["id"] not in examples:
                examples[row["id"]] = _example(row)
            mine[row["id"]] = _answer(row, confirmed=True, with_comments=comments is None)
    add_comments(given, comments or ())
    return Answers(examples, given)


def add_comments(given: Mapping[str, dict[int, Answer]], comments: Iterable[tuple[str, int, str, str]]) -> None:
    """Puts each comment, of username, example id, text and time, to the answer of who wrote it.

    Comments of somebody who is no member are passed over.
    """
    for username, example_id, text, at in comments:
        if username in given:
            old = given[username].get(example_id, Answer())
            joined = f"{old.comment}; {text}" if old.comment else text
            given[username][example_id] = old._replace(comment=joined, commented_at=max(old.commented_at, at))


def _example(row: Row) -> Example:
    return Example(tasks.name_of(row), str(row.get("text", "")), tasks.suggestion_in(row) is not None)


def _answer(row: Row, *, confirmed: bool, with_comments: bool) -> Answer:
    comment = "; ".join(row.get("Comments") or ()) if with_comments else ""
    return Answer(tuple(row.get("label") or ()), confirmed, comment)
