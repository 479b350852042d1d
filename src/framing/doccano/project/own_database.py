"""What the database of our own server says and its HTTP interface does not, or says slowly. Only read, never written.

Doccano's export has no times, and takes seconds where a query takes milliseconds. The server's database is a file of
ours if the server is on this machine and keeps its data in SQLite. All that is asked here is also to be had over
HTTP, but for the times; so `find_database` gives None wherever there is any doubt.

How an address is matched to an instance: a server of ours listens on 127.0.0.1 on the port that its folder names, its
process is alive, and the database in the folder holds the very project that the server speaks of, with the same
card. A tunnel to another machine on an old port, or a database that was moved, does not pass.
"""

import base64
import contextlib
import json
import sqlite3
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from framing.doccano.local import process
from framing.doccano.local.instance import DATABASE, read_database, read_state
from framing.doccano.local.reach import LOOPBACK
from framing.doccano.local.server import instance_folder
from framing.doccano.project.answers import Answer, Answers, Example, add_comments
from framing.doccano.project.tasks import name_of, suggestion_in
from framing.doccano.wire.exports import iso
from framing.doccano.wire.gateway import Comment, Project
from framing.errors import DoccanoError, FramingError

_SESSION = timedelta(days=14)  # how long a login holds, Django's own setting; the table has its end only
_WAIT_S = 30  # as the server itself: readers of a write-ahead log wait for its recovery only

_EXAMPLES = "SELECT id, meta FROM examples_example WHERE project_id = ? ORDER BY created_at, id"
_CONTENT = "SELECT id, text, meta FROM examples_example WHERE project_id = ? ORDER BY id"
_MEMBERS = """
SELECT auth_user.username FROM projects_member AS member JOIN auth_user ON auth_user.id = member.user_id
WHERE member.project_id = ?
"""
_GIVEN = """
SELECT auth_user.username, given.example_id, label.text, given.updated_at
FROM labels_category AS given JOIN auth_user ON auth_user.id = given.user_id
JOIN label_types_categorytype AS label ON label.id = given.label_id
JOIN examples_example AS example ON example.id = given.example_id
WHERE example.project_id = ? ORDER BY label.text
"""
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
_LABELS = """
SELECT auth_user.username, label.text, count(*)
FROM labels_category AS given JOIN auth_user ON auth_user.id = given.user_id
JOIN examples_example AS example ON example.id = given.example_id
JOIN label_types_categorytype AS label ON label.id = given.label_id
WHERE example.project_id = ? GROUP BY given.user_id, given.label_id
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

    def label_counts(self) -> dict[str, dict[str, int]]:
        """Annotator to label to on how many examples it stands."""
        found: dict[str, dict[str, int]] = {}
        for username, label, count in self._rows(_LABELS):
            found.setdefault(username, {})[label] = count
        return found

    def comments(self) -> list[Comment]:
        """Every comment in the project, the oldest first."""
        return [
            Comment(id=number, example_id=example_id, username=username, text=text, at=iso(at))
            for number, example_id, username, text, at in self._rows(_COMMENTS)
        ]

    def answers(self) -> Answers:
        """What the two exports say, with times and of one moment: every example, and the answers of each member."""
        with _reading(self.path) as connection:
            connection.execute("BEGIN")  # all that follows is of one moment
            members, examples, labels, states, comments = (
                connection.execute(query, (self.project_id,)).fetchall()
                for query in (_MEMBERS, _CONTENT, _GIVEN, _CONFIRMED, _COMMENTS)
            )
        given: dict[str, dict[int, Answer]] = {username: {} for (username,) in members}
        for username, example_id, label, at in labels:
            if username in given:
                old = given[username].get(example_id, Answer())
                later = max(old.decided_at, iso(at))
                given[username][example_id] = old._replace(labels=(*old.labels, label), decided_at=later)
        for username, example_id, at in states:
            if username in given:
                old = given[username].get(example_id, Answer())
                given[username][example_id] = old._replace(confirmed=True, decided_at=max(old.decided_at, iso(at)))
        add_comments(given, ((username, example_id, text, iso(at)) for _, example_id, username, text, at in comments))
        return Answers({example_id: _example(text, _meta(meta)) for example_id, text, meta in examples}, given)

    def logins(self, since: datetime) -> Counter[str]:
        """User name to how many browsers and programs logged in since then and have not logged out."""
        with _reading(self.path) as connection:
            names = dict(connection.execute("SELECT id, username FROM auth_user").fetchall())
            last = f"{(since + _SESSION).astimezone(UTC):%Y-%m-%d %H:%M:%S}"
            query = "SELECT session_data FROM django_session WHERE expire_date >= ?"
            users = [_user_id(data) for (data,) in connection.execute(query, (last,))]
        return Counter(names[user] for user in users if user in names)

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
    if parts.scheme != "http" or parts.hostname not in (LOOPBACK, "localhost") or parts.path.strip("/"):
        return None
    for folder in [home] if home is not None else _instances():
        path = folder / DATABASE
        with contextlib.suppress(FramingError, OSError):  # what is not to be read is not ours to ask
            state = read_state(folder)
            if state is None or state.port != parts.port or process.find(state.identity, folder) is None:
                continue
            if read_database(folder) is not None:
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


def _user_id(session: str) -> int | None:
    """Whose session it is: what stands before time and signature, which Django compresses if that makes it shorter."""
    content = session.rsplit(":", 2)[0]
    packed = base64.urlsafe_b64decode(content.lstrip(".") + "=" * (-len(content.lstrip(".")) % 4))
    found = json.loads(zlib.decompress(packed) if content.startswith(".") else packed)
    return int(found["_auth_user_id"]) if "_auth_user_id" in found else None


def _example(text: str | None, meta: dict[str, Any]) -> Example:
    return Example(name_of(meta), text or "", suggestion_in(meta) is not None)


def _meta(text: str) -> dict[str, Any]:
    found = json.loads(text)
    return found if isinstance(found, dict) else {}
