"""What the database of our own server says and its HTTP interface does not, or says slowly. Only read, never written.

Doccano's export has no times, and takes seconds where a query takes milliseconds. The server's database is a file of
ours if the server is on this machine and keeps its data in SQLite. All that is asked here is also to be had over
HTTP, but for the times; so `find_database` gives None wherever there is any doubt.

How an address is matched to an instance: a server of ours listens on 127.0.0.1 on the port that its folder names, its
process is alive, and the database in the folder holds the very project that the server speaks of, with the same
card. A tunnel to another machine on an old port, or a database that was moved, does not pass.
"""

import contextlib
import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from framing.doccano import process
from framing.doccano.exports import iso
from framing.doccano.gateway import Comment, Project
from framing.doccano.instance import DATABASE, read_state
from framing.doccano.server import instance_folder
from framing.doccano.tasks import name_of
from framing.errors import DoccanoError, FramingError

_WAIT_S = 30  # as the server itself: readers of a write-ahead log wait for its recovery only

_EXAMPLES = "SELECT id, meta FROM examples_example WHERE project_id = ? ORDER BY created_at, id"
_LABELLED = """
SELECT auth_user.username, given.example_id, max(given.updated_at)
FROM labels_category AS given JOIN auth_user ON auth_user.id = given.user_id
JOIN examples_example AS example ON example.id = given.example_id
WHERE example.project_id = ? GROUP BY given.user_id, given.example_id
"""
_CONFIRMED = """
SELECT auth_user.username, state.example_id, state.confirmed_at
FROM examples_examplestate AS state JOIN auth_user ON auth_user.id = state.confirmed_by_id
JOIN examples_example AS example ON example.id = state.example_id
WHERE example.project_id = ?
"""
_COMMENTS = """
SELECT comment.id, comment.example_id, coalesce(auth_user.username, ''), comment.text, comment.created_at
FROM examples_comment AS comment LEFT JOIN auth_user ON auth_user.id = comment.user_id
JOIN examples_example AS example ON example.id = comment.example_id
WHERE example.project_id = ? ORDER BY comment.created_at, comment.id
"""


@dataclass(frozen=True)
class OwnDatabase:
    """The database of a server of ours, with one project in it.

    Raises, in every method:
        DoccanoError: the database cannot be read, or is not as Doccano 1.8 makes it.
    """

    path: Path
    project_id: int

    def example_names(self) -> list[tuple[int, str | None]]:
        """Doccano's id of each example and our name of it, in the order that annotators see.

        The name is None where framing did not push the example.
        """
        return [(example_id, name_of(_meta(meta))) for example_id, meta in self._rows(_EXAMPLES)]

    def labelled_at(self) -> dict[tuple[str, int], str]:
        """Annotator and example id to when the last of the labels that stand was given, ISO 8601 UTC."""
        return {(username, example_id): iso(at) for username, example_id, at in self._rows(_LABELLED)}

    def confirmed_at(self) -> dict[tuple[str, int], str]:
        """Annotator and example id to when the example was confirmed, ISO 8601 UTC."""
        return {(username, example_id): iso(at) for username, example_id, at in self._rows(_CONFIRMED)}

    def decided_at(self) -> dict[tuple[str, int], str]:
        """Annotator and example id to when the decision became what it is: the later of label and confirmation."""
        decided = self.labelled_at()
        for subject, at in self.confirmed_at().items():
            decided[subject] = max(at, decided.get(subject, ""))
        return decided

    def comments(self) -> list[Comment]:
        """Every comment in the project, the oldest first."""
        return [
            Comment(id=number, example_id=example_id, username=username, text=text, at=iso(at))
            for number, example_id, username, text, at in self._rows(_COMMENTS)
        ]

    def _rows(self, query: str) -> list[tuple[Any, ...]]:
        with _reading(self.path) as connection:
            return connection.execute(query, (self.project_id,)).fetchall()


def find_database(url: str, project: Project, home: Path | None = None) -> OwnDatabase | None:
    """The database behind the server at `url`, if it is a server of ours that keeps its data in SQLite; else None.

    Args:
        url: the address that a gateway works with.
        project: what is asked about, as the server at `url` told it.
        home: the only instance's folder that comes into question; else every instance of this user.
    """
    parts = urlsplit(url)
    if parts.scheme != "http" or parts.hostname not in (process.HOST, "localhost") or parts.path.strip("/"):
        return None
    for folder in [home] if home is not None else _instances():
        path = folder / DATABASE
        with contextlib.suppress(FramingError, OSError):  # what is not to be read is not ours to ask
            state = read_state(folder)
            if state is None or state.port != parts.port or process.find(state.identity) is None:
                continue
            if path.is_file() and _holds(path, project):
                return OwnDatabase(path, project.id)
    return None


def _instances() -> Iterator[Path]:
    folder = instance_folder().parent
    yield from sorted(folder.iterdir()) if folder.is_dir() else ()


def _holds(path: Path, project: Project) -> bool:
    with _reading(path) as connection:
        query = "SELECT name, description FROM projects_project WHERE id = ?"
        found = connection.execute(query, (project.id,)).fetchone()
    return bool(found == (project.name, project.description))


@contextlib.contextmanager
def _reading(path: Path) -> Iterator[sqlite3.Connection]:
    try:
        # Not immutable: the server writes meanwhile, and what it has said is in the log beside the file.
        connection = sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, timeout=_WAIT_S)
        with contextlib.closing(connection):
            yield connection
    except sqlite3.Error as error:
        raise DoccanoError(f"{path}: {error}. Is it the database of a Doccano? See: framing server status.") from error


def _meta(text: str) -> dict[str, Any]:
    found = json.loads(text)
    return found if isinstance(found, dict) else {}
