"""Which restores are under way, noted on this machine: one that was killed goes on, and no other takes its place.

What a snapshot says of people, anybody may have written who had the file. So a restore adds nothing to a project in
which people have worked, unless it has begun there itself.
"""

import hashlib
from pathlib import Path

from framing.doccano.moving.snapshot import ProjectContent
from framing.doccano.moving.snapshot_rows import project_files
from framing.doccano.wire.gateway import Project
from framing.errors import InputError
from framing.files import replacing


class Unfinished:
    """The note that one project is being restored from a snapshot: a file of its owner, or nothing without a folder."""

    def __init__(self, folder: Path | None, wanted: ProjectContent) -> None:
        name = hashlib.sha256(f"restore {wanted.name}".encode("utf-8", "surrogatepass")).hexdigest()[:16]
        self.path = folder / f".restore-{name}" if folder is not None else None
        self._digest = hashlib.sha256(b"".join(project_files(wanted).values())).hexdigest()

    def begin(self, project: Project) -> None:
        """Notes it, before anything of people is entered.

        Raises:
            InputError: the folder cannot be written; nothing was entered.
        """
        if self.path is not None:
            with replacing(self.path, 0o600) as file:
                file.write(self._line(project))

    def is_of(self, project: Project) -> bool:
        """Whether a restore of this very snapshot into this project was begun and did not end."""
        try:
            return self.path is not None and self.path.read_text(encoding="utf-8") == self._line(project)
        except (OSError, ValueError):
            return False  # what cannot be read allows nothing; the reader can

    def end(self) -> None:
        """Forgets it: all was entered and compared.

        Raises:
            InputError: the folder cannot be written.
        """
        if self.path is not None:
            try:
                self.path.unlink(missing_ok=True)
                for half in self.path.parent.glob(f".{self.path.name}.*.part"):  # of a run that was killed writing it
                    half.unlink(missing_ok=True)
            except OSError as error:
                raise InputError(f"{self.path}: {error.strerror}. Make the folder writable.") from error

    def _line(self, project: Project) -> str:
        return f"{project.id} {self._digest}\n"
