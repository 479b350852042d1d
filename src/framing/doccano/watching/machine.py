"""What can be wrong on this machine: packages, Python 3.11, the local Doccano's environment, its data, the disk."""

import platform
import shutil
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from framing import __version__
from framing.doccano.local import server
from framing.doccano.local.environment import Environment, doccano_version, environment_folder, other_than_pinned
from framing.doccano.local.python311 import find_uv, known_python
from framing.doccano.watching.findings import Finding, Level
from framing.doccano.wire.client_import import import_client
from framing.errors import FramingError, MissingExtra

_PACKAGES = ("doccano-client", "pydantic", "requests", "urllib3")
_LITTLE_SPACE, _NO_SPACE = 1_000_000_000, 50_000_000  # bytes


def examine_packages() -> Iterator[Finding]:
    """Versions, and whether the client of Doccano can be imported."""
    yield Finding("ok", "framing", f"{__version__} on Python {platform.python_version()}, {platform.system()}")
    versions = {name: version for name in _PACKAGES if (version := _version(name))}
    said = ", ".join(f"{name} {version}" for name, version in versions.items()) or "none"
    try:
        import_client()
    except MissingExtra:
        todo = "Who works with Doccano needs: pip install 'framing[doccano]'."
        yield Finding("warning", "packages for Doccano", f"not complete ({said})", todo)
        return
    except Exception as error:  # whatever a foreign package raises when it does not fit the others
        said = f"the client cannot be imported beside {said}: {type(error).__name__}: {str(error)[:200]}"
        todo = "Take an environment of its own, then: pip install 'framing[doccano]'."
        yield Finding("fault", "packages for Doccano", said, todo)
        return
    mended = ", with the empty module that the client wants of urllib3" if versions.get("urllib3", "1") >= "2" else ""
    yield Finding("ok", "packages for Doccano", said + mended)


def examine_environment() -> Iterator[Finding]:
    """The Python 3.11 for the local Doccano, and the environment that it runs in."""
    environment = Environment(environment_folder())
    name = "environment of the local Doccano"
    if (environment.folder / "complete").exists() and environment.python.exists():
        others = other_than_pinned(environment)
        if others:
            said = ", ".join(f"{package} {version}" for package, version in sorted(others.items())[:8])
            todo = f"Delete {environment.folder} and make it anew: framing server up. No label is in it."
            yield Finding("fault", name, f"not as pinned: {said}", todo)
        else:
            yield Finding("ok", name, f"Doccano {doccano_version()}, every package as pinned")
        return
    try:
        found = known_python(find_uv())
    except MissingExtra as error:
        yield Finding("warning", name, "not made", str(error))
        return
    if found is None:
        todo = "framing server up tries to download one. Or install it: uv python install 3.11."
        yield Finding("warning", name, "not made yet, and there is no Python 3.11 for it", todo)
    else:
        yield Finding("ok", name, f"not made yet; framing server up makes it with {found}")


def examine_instance(name: str) -> Iterator[Finding]:
    """Whether the local Doccano runs, and what old uploads and exports it keeps."""
    subject = f"local Doccano {name}"
    try:
        home = server.instance_folder(name)
        found = server.status(home)
    except FramingError as error:
        yield Finding("fault", subject, str(error))
        return
    if found.running:
        yield Finding("ok", subject, f"runs at {found.url}, {found.memory_mb:.0f} MB of memory")
    else:
        yield Finding("warning", subject, "does not run", "Start it: framing server up.")
    left = [path for kind in ("media", "uploads") for path in (home / kind).rglob("*") if path.is_file()]
    if left:
        size = sum(path.stat().st_size for path in left) / 1e6
        said = f"{len(left)} old uploads and exports, {size:.1f} MB, with texts and names in them"
        todo = "The next start throws the exports away: framing server down, framing server up."
        yield Finding("warning", f"files of {subject}", said, todo)


def examine_disk(folders: dict[str, Path]) -> Iterator[Finding]:
    """Free space where data are kept; what a folder is for, to the folder."""
    for purpose, folder in folders.items():
        there = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
        free = shutil.disk_usage(there).free
        level: Level = "ok" if free >= _LITTLE_SPACE else "warning" if free >= _NO_SPACE else "fault"
        todo = "" if level == "ok" else f"Make room: {there}."
        yield Finding(level, f"disk for {purpose}", f"{free / 1e9:.1f} GB free", todo)


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""
