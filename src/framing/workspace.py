"""A project folder: where its codebook, ledger, models and results are, and which Doccano it works with.

A setting is taken from the command line, else from an environment variable FRAMING_..., else from
framing.toml, else it has the default given here. A password is never in framing.toml.
"""

import hashlib
import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from framing.errors import InputError
from framing.toml_text import parse_toml

FILE_NAME = "framing.toml"


@dataclass(frozen=True)
class Workspace:
    """The folder and its settings. Paths are absolute or as good as: they hang on `folder`."""

    folder: Path
    codebook: Path
    ledger: Path
    models: Path
    out: Path
    doccano_url: str  # empty: the local server
    doccano_username: str
    doccano_project: str
    server: str  # name of the local server's instance
    automated: tuple[str, ...]  # annotators that are programs

    @property
    def documents(self) -> Path:
        """The ingested texts."""
        return self.out / "documents.jsonl"

    @property
    def sentences(self) -> Path:
        """The ingested sentences."""
        return self.out / "sentences.jsonl"

    @property
    def voices(self) -> Path:
        """What people coded as voices, beside the ledger from which every pull makes it again."""
        return self.ledger.with_name("voices.jsonl")

    def assignments(self, study: str) -> Path:
        """The plan of who labels which sentence in a study, beside the ledger; each study has its own."""
        if study == self.doccano_project:
            return self.ledger.with_name("assignments.jsonl")
        mark = hashlib.sha256(study.encode()).hexdigest()[:8]
        readable = re.sub(r"\W+", "-", study)[:40].strip("-")
        return self.ledger.with_name(f"assignments-{readable}-{mark}.jsonl")

    @property
    def sample(self) -> Path:
        """The sentences that were drawn to be labelled, and how, beside the ledger."""
        return self.ledger.with_name("sample.jsonl")

    @property
    def gold(self) -> Path:
        """The label of each sentence and frame with how it came about, beside the ledger it was made from."""
        return self.ledger.with_name("gold.jsonl")

    @property
    def codebooks(self) -> Path:
        """The codebooks that decisions were made by, one file for each fingerprint, beside the ledger."""
        return self.ledger.with_name("codebooks")

    @property
    def pseudonyms(self) -> Path:
        """Who is called what outside of the project, beside the ledger, for the owner only."""
        return self.ledger.with_name("pseudonyms.csv")

    @property
    def comments(self) -> Path:
        """What annotators wrote beside sentences, beside the ledger from which every pull makes it again."""
        return self.ledger.with_name("comments.jsonl")

    @property
    def rule_voices(self) -> Path:
        """The voices that rules gave to the ingested sentences."""
        return self.out / "voices.jsonl"

    @property
    def accounts(self) -> Path:
        """Passwords of the accounts that framing made, readable by the owner only."""
        return self.out / "accounts.csv"

    @property
    def model(self) -> Path:
        """The model that `train` writes and `score` reads unless told otherwise."""
        return self.models / "frames"


_SETTINGS: Mapping[str, tuple[str, str, Any]] = {  # field: table and name in framing.toml, default
    "codebook": ("project", "codebook", "annotations/codebook.toml"),
    "ledger": ("project", "ledger", "annotations/ledger.jsonl"),
    "models": ("project", "models", "models"),
    "out": ("project", "out", "out"),
    "doccano_url": ("doccano", "url", ""),
    "doccano_username": ("doccano", "username", ""),
    "doccano_project": ("doccano", "project", ""),
    "server": ("doccano", "server", "default"),
    "automated": ("annotators", "automated", []),
}
_PATHS = ("codebook", "ledger", "models", "out")


def open_workspace(folder: Path) -> Workspace:
    """The project in `folder`; with default settings if it has no framing.toml.

    Raises:
        InputError: the folder or a setting is wrong; the setting is named.
    """
    try:
        if not folder.is_dir():
            raise InputError(f"{folder} is no folder. Make a project there: framing init {folder}.")
    except OSError as error:
        raise InputError(f"{folder}: {error.strerror}.") from error
    path = folder / FILE_NAME
    content = _read(path)
    values: dict[str, Any] = {"folder": folder}
    for name, (table, key, default) in _SETTINGS.items():
        value = os.environ.get(f"FRAMING_{name.upper()}") or content.get(table, {}).get(key, default)
        values[name] = _checked(value, default, f"{path}: {key} in [{table}]")
        if name in _PATHS:
            values[name] = folder / values[name]
    workspace = Workspace(**values)
    for what, made in (
        ("voices", workspace.voices),
        ("comments", workspace.comments),
        ("gold labels", workspace.gold),
    ):
        if workspace.ledger.name == made.name:
            raise InputError(f"{path}: {made.name} is where {what} are written to. Give the ledger another name.")
    if not workspace.doccano_project:
        workspace = Workspace(**{**values, "doccano_project": folder.resolve().name or "framing"})
    return workspace


def password(workspace: Workspace) -> str | None:
    """The password of `doccano_username`: FRAMING_DOCCANO_PASSWORD, or in the file FRAMING_DOCCANO_PASSWORD_FILE.

    Raises:
        InputError: see `secret`.
    """
    return secret("FRAMING_DOCCANO_PASSWORD", "the password")


def secret(variable: str, what: str) -> str | None:
    """A secret of the environment: the variable's value, or what stands in the file that `variable`_FILE names.

    None if neither is set. `what` says what it is, for the message.

    Raises:
        InputError: the file cannot be read, or others than its owner can.
    """
    value = os.environ.get(variable)
    name = os.environ.get(f"{variable}_FILE")
    if value or not name:
        return value or None
    try:
        if os.name == "posix" and Path(name).stat().st_mode & (stat.S_IRGRP | stat.S_IROTH):
            raise InputError(f"{name} can be read by others. Close it first: chmod 600 {name}.")
        return Path(name).read_text(encoding="utf-8").strip()
    except UnicodeDecodeError as error:
        raise InputError(f"{name} is not UTF-8. It must hold {what} and nothing else.") from error
    except OSError as error:
        raise InputError(f"{name}: {error.strerror}. {variable}_FILE must name a file that you can read.") from error


def _read(path: Path) -> dict[str, Any]:
    """The settings in a file; none if there is no such file."""
    try:
        content = parse_toml(path.read_text(encoding="utf-8"), str(path))
    except FileNotFoundError:
        return {}
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8 (byte {error.start + 1}). Save it as UTF-8.") from error
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}.") from error
    known = {(table, key) for table, key, _ in _SETTINGS.values()}
    for table, settings in content.items():
        if not isinstance(settings, dict):
            raise InputError(
                f"{path}: {table} stands outside of a table. There are: [project], [doccano], [annotators]."
            )
        for key in settings:
            if key.startswith("password"):
                raise InputError(
                    f"{path}: take the password out; put it into FRAMING_DOCCANO_PASSWORD or a file of mode 600."
                )
            if (table, key) not in known:
                names = ", ".join(f"{k} in [{t}]" for t, k in sorted(known))
                raise InputError(f"{path}: there is no setting {key!r} in [{table}]. There are: {names}.")
    return content


def _checked(value: object, default: object, where: str) -> object:
    if isinstance(default, list):
        if isinstance(value, str):
            value = [part.strip() for part in value.split(",") if part.strip()]
        if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
            raise InputError(f"{where} is {value!r} and must be a list of texts.")
        value = tuple(value)
    elif not isinstance(value, str):
        raise InputError(f"{where} is {value!r} and must be text.")
    if any("\0" in part for part in ([value] if isinstance(value, str) else value)):
        raise InputError(f"{where} holds a NUL character. Take it out.")
    return value
