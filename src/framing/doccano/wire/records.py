"""What we need of what Doccano tells: a project, a label, a comment. Pure."""

from dataclasses import dataclass
from typing import Any, Protocol

from framing.doccano.wire.exports import iso

# One batch of Doccano's import, which is one transaction: of a larger file that fails it keeps a part.
ROWS_PER_UPLOAD = 1000


@dataclass(frozen=True)
class Project:
    """What we need of a Doccano project."""

    id: int
    name: str
    description: str
    kind: str
    collaborative: bool
    single_label: bool


@dataclass(frozen=True)
class Label:
    """A label of a project: Doccano's id, and how annotators see it; `shortcut` is empty if it has none."""

    id: int
    name: str
    shortcut: str
    color: str
    text_color: str


class Shown(Protocol):
    """What is shown as a label: a frame, a voice, or whatever else has a name and colours."""

    @property
    def name(self) -> str:
        """What annotators read."""

    @property
    def shortcut(self) -> str:
        """The key that gives it."""

    @property
    def color(self) -> str:
        """Of the background, #RRGGBB."""

    @property
    def text_color(self) -> str:
        """Of the name on it, #RRGGBB."""


@dataclass(frozen=True)
class Comment:
    """What somebody wrote beside an example. `at` is the server's time, ISO 8601 UTC, empty where it does not say."""

    id: int
    example_id: int
    username: str
    text: str
    at: str


def read_label(found: Any) -> Label:
    """A label in an answer; raises what a strange answer raises: call it within `speaking`."""
    shortcut = found["suffix_key"] or ""
    if found.get("prefix_key"):
        shortcut = f"{found['prefix_key']} {shortcut}"  # set by hand: none that a codebook can name
    label = Label(
        id=int(found["id"]),
        name=str(found["text"]),
        shortcut=str(shortcut),
        color=str(found["background_color"]),
        text_color=str(found["text_color"]),
    )
    label.name.encode()  # raises at half of a character
    return label


def read_comment(found: Any) -> Comment:
    """A comment in an answer; raises as `read_label`."""
    comment = Comment(
        id=int(found["id"]),
        example_id=int(found["example"]),
        username=str(found["username"] or ""),
        text=str(found["text"]),
        at=iso(str(found["created_at"])),
    )
    f"{comment.username}{comment.text}{comment.at}".encode()  # raises at half of a character
    return comment


def read_project(found: Any) -> Project:
    """A project in an answer; raises as `read_label`."""
    project = Project(
        id=int(found["id"]),
        name=str(found["name"]),
        description=str(found["description"]),
        kind=str(found["project_type"]),
        collaborative=bool(found.get("collaborative_annotation")),
        single_label=bool(found.get("single_class_classification")),
    )
    f"{project.name}{project.description}".encode()  # raises at half of a character, which no file could hold
    return project
