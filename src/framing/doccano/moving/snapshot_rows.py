"""One project's files in a snapshot: written, and read as if from a stranger. Pure. The format: see snapshot_file.py.

What is read goes to a server, into accounts and onto a terminal. So every value has a type and a bound here, and what
does not belong is refused, not passed over.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any, TypeVar

from framing.doccano.moving.snapshot import Answer, Example, LabelType, ProjectContent, Remark, Settings
from framing.doccano.project.tasks import RESERVED_META_KEYS

FILES = (
    "project.json",
    "labels.jsonl",
    "members.jsonl",
    "examples.jsonl",
    "assignments.jsonl",
    "answers.jsonl",
    "comments.jsonl",
)
NAME_LENGTH = 100  # characters of a project's name, as Doccano has it
_LABELS = 1000
_LABEL_LENGTH = 255  # an import makes longer labels than Doccano's pages do
USERNAME = re.compile(r"[\w.@+-]{1,150}")  # as Doccano checks it
_COLOR = re.compile(r"[#0-9A-Za-z]{1,7}")
_KEYS = re.compile("[0-9a-z]")
_PREFIXES = re.compile("ctrl|shift|ctrl shift")
_ROLE = re.compile(r"[\w .-]{1,100}")
_SOMETHING = re.compile(r"(?s:.*\S.*)")
_TIME = re.compile(r"[0-9T:.Z+-]{0,40}")

_Row = TypeVar("_Row")


# -- writing ---------------------------------------------------------------------


def project_files(project: ProjectContent) -> dict[str, bytes]:
    """Name to content, of the files of one project."""
    about = {
        "name": project.name,
        "description": project.description,
        "guideline": project.guideline,
        "settings": asdict(project.settings),
        "everybody_sees_all": project.seen is None,
        "unreachable": dict(project.unreachable),
    }
    members = ({"username": username, "role": role} for username, role in project.members.items())
    contents = (
        as_json(about, indent=1),
        _lines(map(vars, project.labels)),
        _lines(members),
        _lines(map(vars, project.examples)),
        _lines({"username": username, "examples": seen} for username, seen in (project.seen or {}).items()),
        _lines(map(vars, project.answers)),
        _lines(map(vars, project.comments)),
    )
    return dict(zip(FILES, contents, strict=True))


def counts(project: ProjectContent) -> dict[str, Any]:
    """What the manifest says of a project."""
    parts = ("labels", "members", "examples", "answers", "comments")
    return {"name": project.name, **{part: len(getattr(project, part)) for part in parts}}


def as_json(value: Mapping[str, Any], indent: int | None = None) -> bytes:
    """JSON in UTF-8, ended by a line's end."""
    return (json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent) + "\n").encode()


def _lines(rows: Iterable[Mapping[str, Any]]) -> bytes:
    return b"".join(map(as_json, rows))


# -- reading ---------------------------------------------------------------------


def read_project(files: Mapping[str, bytes]) -> ProjectContent:
    """The project in its files.

    Raises:
        ValueError: something is not as it must be; the file and the line are named.
    """
    [project] = _rows(files, "project.json", _project)
    labels = _rows(files, "labels.jsonl", _label)
    members = _rows(files, "members.jsonl", _member)
    examples = _rows(files, "examples.jsonl", _example)
    seen = _rows(files, "assignments.jsonl", _seen)
    answers = _rows(files, "answers.jsonl", _answer)
    comments = _rows(files, "comments.jsonl", _comment)
    _once("labels.jsonl: the label", [label.text for label in labels])
    _once("members.jsonl: the member", [username for username, _ in members])
    _once("assignments.jsonl: what is said of", [username for username, _ in seen])
    _once("answers.jsonl: what is said of", [(answer.annotator, answer.example) for answer in answers])
    if len(labels) > _LABELS:
        raise ValueError(f"labels.jsonl: there are more than {_LABELS}")
    if project.seen is None and seen:
        raise ValueError("assignments.jsonl: project.json says that everybody sees all")
    numbers = [
        *(number for _, shown in seen for number in shown),
        *(answer.example for answer in answers),
        *(comment.example for comment in comments),
    ]
    if max(numbers, default=0) > len(examples):
        raise ValueError("assignments, answers or comments: an example is not in examples.jsonl")
    known, names = {username for username, _ in members}, {label.text for label in labels}
    if not known.issuperset(username for username, _ in seen):
        raise ValueError("assignments.jsonl: somebody is no member")
    for answer in answers:
        if answer.annotator not in known or not names.issuperset(answer.labels):
            raise ValueError(f"answers.jsonl: no such member or label: {answer.annotator!r}, {answer.labels!r}")
    return replace(
        project,
        labels=labels,
        members=dict(members),
        examples=examples,
        seen=None if project.seen is None else dict(seen),
        answers=answers,
        comments=comments,
    )


def parse(line: bytes | str) -> dict[str, Any]:
    """The JSON object in a line, every text of which can be written again.

    Raises:
        ValueError, RecursionError: it is none.
    """
    row = json.loads(line, parse_constant=_no_number)
    if not isinstance(row, dict):
        raise ValueError("it is no JSON object")
    text = json.dumps(row, ensure_ascii=False, allow_nan=False)  # 1e999 is read as infinite
    text.encode()  # raises at half of a character
    if "\\u0000" in text and _holds_nul(row):
        raise ValueError("a text holds a NUL character, which Doccano does not take")
    return row


def text_of(
    row: Mapping[str, Any], key: str, allowed: re.Pattern[str] | None = None, longest: int | None = None
) -> str:
    """A text in a row.

    Raises:
        ValueError: it is none, not of the form, or too long.
    """
    value = row[key]
    if not isinstance(value, str) or (allowed and not allowed.fullmatch(value)) or len(value) > (longest or len(value)):
        raise ValueError(f"{key} cannot be {value!r}")
    return value


def truth_of(row: Mapping[str, Any], key: str) -> bool:
    """Whether it is so, in a row.

    Raises:
        ValueError: the row does not say.
    """
    if not isinstance(row[key], bool):
        raise ValueError(f"{key} is neither true nor false")
    return bool(row[key])


def _rows(files: Mapping[str, bytes], name: str, read: Callable[[Mapping[str, Any]], _Row]) -> tuple[_Row, ...]:
    content = files[name]
    lines = [content] if name.endswith(".json") else content.splitlines()
    found = []
    for number, line in enumerate(lines, start=1):
        try:
            found.append(read(parse(line)))
        except KeyError as error:
            raise ValueError(f"{name}, line {number}: it has no {error}") from error
        except (ValueError, TypeError, RecursionError) as error:
            raise ValueError(f"{name}, line {number}: {error}") from error
    return tuple(found)


def _project(row: Mapping[str, Any]) -> ProjectContent:
    settings, unreachable = row["settings"], row["unreachable"]
    if not isinstance(unreachable, dict) or not all(type(count) is int for count in unreachable.values()):
        raise ValueError("unreachable says no counts")
    return ProjectContent(
        name=text_of(row, "name", _SOMETHING, NAME_LENGTH),
        description=text_of(row, "description"),
        guideline=text_of(row, "guideline"),
        settings=Settings(
            single_label=truth_of(settings, "single_label"),
            random_order=truth_of(settings, "random_order"),
            members_add_labels=truth_of(settings, "members_add_labels"),
            tags=_texts(settings, "tags"),
        ),
        seen=None if truth_of(row, "everybody_sees_all") else {},
        unreachable=unreachable,
    )


def _label(row: Mapping[str, Any]) -> LabelType:
    return LabelType(
        text=text_of(row, "text", _SOMETHING, _LABEL_LENGTH),
        suffix_key=None if row["suffix_key"] is None else text_of(row, "suffix_key", _KEYS),
        prefix_key=None if row["prefix_key"] is None else text_of(row, "prefix_key", _PREFIXES),
        background_color=text_of(row, "background_color", _COLOR),
        text_color=text_of(row, "text_color", _COLOR),
    )


def _member(row: Mapping[str, Any]) -> tuple[str, str]:
    return text_of(row, "username", USERNAME), text_of(row, "role", _ROLE)


def _example(row: Mapping[str, Any]) -> Example:
    meta = row["meta"]
    if not isinstance(meta, dict) or RESERVED_META_KEYS & meta.keys():
        raise ValueError(f"meta must be an object without the keys {', '.join(sorted(RESERVED_META_KEYS))}")
    return Example(text_of(row, "text"), meta)


def _seen(row: Mapping[str, Any]) -> tuple[str, tuple[int, ...]]:
    numbers = row["examples"]
    if not isinstance(numbers, list) or not all(type(number) is int and number > 0 for number in numbers):
        raise ValueError("examples is no list of numbers of lines, from 1")
    return text_of(row, "username"), tuple(sorted(set(numbers)))


def _answer(row: Mapping[str, Any]) -> Answer:
    labels = _texts(row, "labels")
    if len(set(labels)) != len(labels):
        raise ValueError("a label stands twice")
    return Answer(text_of(row, "annotator"), _number(row), tuple(sorted(labels)), truth_of(row, "confirmed"))


def _comment(row: Mapping[str, Any]) -> Remark:
    author = text_of(row, "author", USERNAME) if row["author"] else ""  # of an account that is deleted
    return Remark(_number(row), author, text_of(row, "text", _SOMETHING), text_of(row, "at", _TIME))


def _number(row: Mapping[str, Any]) -> int:
    if type(row["example"]) is not int or row["example"] < 1:
        raise ValueError("example is not the number of a line, from 1")
    return int(row["example"])


def _texts(row: Mapping[str, Any], key: str) -> tuple[str, ...]:
    if not isinstance(row[key], list) or not all(isinstance(value, str) for value in row[key]):
        raise ValueError(f"{key} is no list of texts")
    return tuple(row[key])


def _once(what: str, values: Sequence[Hashable]) -> None:
    twice = next((value for value, times in Counter(values).items() if times > 1), None)
    if twice is not None:
        raise ValueError(f"{what} {twice!r} stands there twice")


def _holds_nul(value: object) -> bool:
    parts = [*value, *value.values()] if isinstance(value, dict) else value if isinstance(value, list) else []
    return (isinstance(value, str) and "\0" in value) or any(map(_holds_nul, parts))


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is no number")
