"""The codebooks that decisions were made by: a copy of each, in a folder beside the ledger."""

import re
from collections.abc import Container
from pathlib import Path

from framing.codebook import Codebook, parse_codebook, read_codebook
from framing.errors import InputError
from framing.files import replacing


def keep_codebook(folder: Path, path: Path, fingerprint: str) -> Path | None:
    """The copy of the codebook `path` that was made in `folder`; None if there is one.

    None too if the file is another than `fingerprint` says by now: then it is not what was worked by.

    Raises:
        InputError: the codebook or a copy cannot be read, or the copy not be written.
    """
    if fingerprint in kept_codebooks(folder):
        return None
    text = path.read_text(encoding="utf-8")
    codebook = parse_codebook(text, str(path))
    if codebook.fingerprint != fingerprint:
        return None
    copy = folder / _file_name(codebook)
    with replacing(copy) as file:
        file.write(text)
    return copy


def kept_codebooks(folder: Path) -> dict[str, Codebook]:
    """The codebooks in `folder` by fingerprint, in the order of the files' names; none if there is no such folder.

    Raises:
        InputError: a file there is no codebook.
    """
    found = [read_codebook(path) for path in sorted(folder.glob("*.toml"))]
    return {codebook.fingerprint: codebook for codebook in found}


def kept_texts(folder: Path, fingerprints: Container[str]) -> dict[str, str]:
    """The codebooks in `folder` that have one of `fingerprints`, as they stand there: what to call a file of each.

    A link is passed over: what it leads to was not put there by `keep_codebook`.

    Raises:
        InputError: a file there is no codebook.
    """
    found = {}
    for path in sorted(folder.glob("*.toml")):
        if path.is_symlink():
            continue
        codebook = read_codebook(path)
        if codebook.fingerprint in fingerprints:
            found[_file_name(codebook)] = path.read_text(encoding="utf-8")
    return found


def _file_name(codebook: Codebook) -> str:
    readable = re.sub(r"[^\w.-]+", "-", f"{codebook.id}-{codebook.version}")[:80]
    return f"{readable}-{codebook.fingerprint}.toml"


def find_codebook(name: str, known: dict[str, Codebook], folder: Path) -> Codebook:
    """The codebook that `name` means: a file, else the fingerprint, or its beginning, or version of one of `known`.

    Raises:
        InputError: there is none, or more than one.
    """
    if Path(name).is_file():
        return read_codebook(Path(name))
    found = [book for print_, book in known.items() if book.version == name]
    if not found and len(name) >= _SHORTEST:
        found = [book for print_, book in known.items() if print_.startswith(name.lower())]
    if len(found) == 1:
        return found[0]
    there = "; ".join(f"{book.id} {book.version} ({print_})" for print_, book in known.items()) or "none"
    if found:
        raise InputError(f"More than one codebook is called {name!r}. Give a fingerprint. There are: {there}.")
    raise InputError(
        f"There is no codebook {name!r}: no such file, and no version or fingerprint of a codebook in {folder}. "
        f"There are: {there}."
    )


_SHORTEST = 6  # characters of a fingerprint that may stand for the whole
