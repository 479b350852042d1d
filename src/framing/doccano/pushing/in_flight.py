"""The upload that is under way, noted on this machine before it is sent, so that the next run waits for it.

A push that was killed may have sent rows that Doccano still imports. Whoever runs it again at once must not send
them a second time. What the note does not help with (another machine, another folder) the check at the end of every
push finds and mends.
"""

import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from framing.doccano.wire.gateway import Gateway, Project
from framing.errors import InputError
from framing.files import replacing

QUIET_S = 5.0  # Doccano imports an upload in less than a second; a worker under load may take longer to begin
_PAUSE_S = 0.2


@dataclass(frozen=True)
class Upload:
    """An upload that was begun: into which project (Doccano's id), how many rows, and what the project held before.

    `began` is this machine's clock, seconds since 1970.
    """

    project_id: int
    held: int
    rows: int
    began: float

    @property
    def held_then(self) -> int:
        """How many examples the project holds when the upload has arrived."""
        return self.held + self.rows


class Journal:
    """The note about one project's upload: a file that only its owner can read, or nothing without a folder."""

    def __init__(self, folder: Path | None, project: str) -> None:
        name = hashlib.sha256(project.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        self.path = folder / f".upload-{name}.json" if folder is not None else None

    def begin(self, project: Project, held: int, rows: int) -> None:
        """Notes an upload before it is sent.

        Raises:
            InputError: the folder cannot be written; nothing was sent.
        """
        if self.path is not None:
            with replacing(self.path, 0o600) as file:
                json.dump(asdict(Upload(project.id, held, rows, time.time())), file)

    def end(self) -> None:
        """Forgets the upload: what became of it is known."""
        if self.path is not None:
            try:
                self.path.unlink(missing_ok=True)
                for half in self.path.parent.glob(f".{self.path.name}.*.part"):  # of a run that was killed writing it
                    half.unlink(missing_ok=True)
            except OSError as error:
                raise InputError(f"{self.path}: {error.strerror}. Make the folder writable.") from error

    def read(self) -> Upload | None:
        """The upload that was begun and of which it is not known what became; None if there is none."""
        if self.path is None:
            return None
        try:
            found = json.loads(self.path.read_text(encoding="utf-8"))
            return Upload(int(found["project_id"]), int(found["held"]), int(found["rows"]), float(found["began"]))
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return None  # a note that cannot be read tells nothing; the check at the end finds what it would have told


def settle(
    gateway: Gateway, project: Project, journal: Journal, say: Callable[[str], None], quiet_s: float = QUIET_S
) -> None:
    """Waits until an upload that was broken off has arrived, or until nothing came in for `quiet_s` seconds.

    An upload that began longer ago than that is not waited for.
    """
    upload = journal.read()
    if upload is None or upload.project_id != project.id:
        return
    age = max(0.0, time.time() - upload.began)  # a clock that was set back tells nothing
    held, quiet_since = gateway.count(project), time.monotonic() - min(age, quiet_s)
    if held < upload.held_then and time.monotonic() - quiet_since < quiet_s:
        say("An upload was broken off; waiting for what of it may still arrive.")
    while held < upload.held_then and time.monotonic() - quiet_since < quiet_s:
        time.sleep(_PAUSE_S)
        now_held = gateway.count(project)
        if now_held != held:
            held, quiet_since = now_held, time.monotonic()
    journal.end()
