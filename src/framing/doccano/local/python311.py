"""A Python 3.11 that works, wherever this machine has one. Doccano's dependencies have no wheels for later ones."""

import itertools
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from framing.errors import InputError, MissingExtra

# A Python without these was built without their libraries, and Doccano needs both.
_PROBE = "import sqlite3, ssl, sys; print(sys.implementation.name, *sys.version_info[:2])"
_HOMEBREW = Path("/opt/homebrew/bin")  # on PATH in a terminal of macOS, but not always elsewhere
_NOT_FOUND = (
    "Doccano needs Python 3.11, and there is none here. Install one and run the same command again: "
    "`uv python install 3.11`, `brew install python@3.11`, `pyenv install 3.11`, or "
    "`apt install python3.11` where the system has that package."
)


def find_uv() -> str:
    """The path of the uv program that came with the `doccano` extra.

    Raises:
        MissingExtra: it is not installed.
    """
    try:
        import uv

        return uv.find_uv_bin()
    except (ImportError, FileNotFoundError) as problem:
        raise MissingExtra("The local Doccano needs uv: pip install 'framing[doccano]'.") from problem


def find_python(uv: str, say: Callable[[str], None]) -> Path:
    """The first Python 3.11 that really starts: ours, on PATH, of pyenv, of uv; else one that uv downloads.

    Raises:
        InputError: none, and none could be downloaded; the message says what to install.
    """
    found = known_python(uv)
    if found is not None:
        return found
    say("No Python 3.11 here; downloading one with uv.")
    done = _run_uv(uv, "python", "install", "3.11")
    for candidate in _known_to_uv(uv):
        if works(candidate):
            return candidate
    reason = done.stderr.strip().splitlines()[-1:] or ["no reason given"]
    raise InputError(f"{_NOT_FOUND} (The download failed: {reason[0].strip()})")


def known_python(uv: str) -> Path | None:
    """The first Python 3.11 on this machine that really starts; nothing is downloaded."""
    return next(filter(works, itertools.chain(_candidates(), _known_to_uv(uv))), None)


def works(python: Path) -> bool:
    """Whether this is a CPython 3.11 that starts. A shim of pyenv can stand on PATH and fail."""
    try:
        command = [str(python), "-I", "-c", _PROBE]
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=20, check=False, env=child_variables(), cwd=Path.home()
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0 and done.stdout.split() == ["cpython", "3", "11"]


def child_variables() -> dict[str, str]:
    """Our variables without those that would point a child at our own Python packages."""
    ours = {"VIRTUAL_ENV", "CONDA_PREFIX", "PYTHONPATH", "PYTHONHOME", "UV_PYTHON", "UV_PROJECT_ENVIRONMENT"}
    return {name: value for name, value in os.environ.items() if name not in ours}


def _candidates() -> Iterator[Path]:
    if sys.version_info[:2] == (3, 11):
        yield Path(sys.executable)
    for folder in os.get_exec_path():
        if folder and (Path(folder) / "python3.11").is_file():
            yield Path(folder) / "python3.11"
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    yield from sorted(pyenv.glob("versions/3.11*/bin/python"), reverse=True)
    yield from _HOMEBREW.glob("python3.11")


def _known_to_uv(uv: str) -> Iterator[Path]:
    done = _run_uv(uv, "python", "find", "--no-project", "--system", "--no-python-downloads", "3.11")
    if done.returncode == 0 and done.stdout.strip():
        yield Path(done.stdout.strip())


def _run_uv(uv: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [uv, *arguments, "--color", "never"],
        capture_output=True,
        text=True,
        check=False,
        env=child_variables(),
        cwd=Path.home(),
    )
