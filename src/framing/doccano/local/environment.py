"""Doccano's own Python environment and its empty, migrated database: made once, shared by all instances.

Doccano needs pandas<2 and so cannot live beside framing. Its environment is named by the hash of the lock
file and of the machine; a marker written last tells a whole one from one whose making was interrupted.
"""

import contextlib
import hashlib
import os
import platform
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from framing.doccano.local.python311 import child_variables, find_python, find_uv
from framing.errors import DoccanoError, DoccanoUnreachable, FramingError, InputError, MissingExtra

try:
    import filelock
except ImportError as problem:
    raise MissingExtra("The local Doccano needs packages of its own: pip install 'framing[doccano]'.") from problem

SITE = Path(__file__).parent / "site"
LOCK = SITE / "doccano.lock"
SETTINGS = "framing_site.settings"
_SPACE_NEEDED = 1_000_000_000  # bytes: the environment takes 530 MB, its packages in uv's cache about as much

Say = Callable[[str], None]


@dataclass(frozen=True)
class Environment:
    """A whole environment: Doccano and all it needs, installed."""

    folder: Path

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.folder / "venv" / "bin" / "python"

    @property
    def backend(self) -> Path:
        """The folder of Doccano's code, which must stand on the path."""
        (found,) = self.folder.glob("venv/lib/python3.*/site-packages/backend")
        return found


def data_folder() -> Path:
    """Where framing keeps what belongs to the user: FRAMING_HOME, else the place that the system has for it."""
    chosen = os.environ.get("FRAMING_HOME")
    return Path(chosen).expanduser().absolute() if chosen else platformdirs.user_data_path("framing")


def environments_folder() -> Path:
    """Where environments are kept: FRAMING_DOCCANO_ENVIRONMENTS, else a folder of the data folder.

    An environment holds no user data, so test runs share one while each has a data folder of its own.
    """
    chosen = os.environ.get("FRAMING_DOCCANO_ENVIRONMENTS")
    return Path(chosen).expanduser().absolute() if chosen else data_folder() / "doccano" / "environments"


def environment_folder(lock: Path = LOCK) -> Path:
    """Where the environment of the lock file is, or will be."""
    key = hashlib.sha256(lock.read_bytes()).hexdigest()[:12]
    return environments_folder() / f"{key}-{platform.system()}-{platform.machine()}".lower()


def other_than_pinned(environment: Environment, lock: Path = LOCK) -> dict[str, str]:
    """Package to the version that is installed, "none" if it is not, where that is not the one of the lock file."""
    folders = environment.folder.glob("venv/lib/python3.*/site-packages/*.dist-info")
    installed = dict(folder.stem.split("-", 1) for folder in folders if "-" in folder.stem)
    versions = {_plain_name(name): version for name, version in installed.items()}
    found = {}
    for name, pinned, elsewhere in re.findall(r"^([\w.-]+)==([^\s;]+)( ;)?", lock.read_text("utf-8"), re.MULTILINE):
        version = versions.get(_plain_name(name), pinned if elsewhere else "none")  # some are for other machines only
        if version != pinned:
            found[name] = version
    return found


def _plain_name(package: str) -> str:
    return re.sub(r"[-_.]+", "_", package).lower()


def doccano_version(lock: Path = LOCK) -> str:
    """The version of Doccano that the lock file names."""
    found = re.search(r"^doccano==(\S+)", lock.read_text(encoding="utf-8"), re.MULTILINE)
    if found is None:
        raise InputError(f"{lock} names no version of doccano.")
    return found.group(1)


def make_environment(say: Say, lock: Path = LOCK) -> Environment:
    """The environment of the lock file; made now (10 to 60 s, 530 MB) if there is none, or only half of one.

    Raises:
        MissingExtra: framing was installed without `doccano`.
        InputError: no Python 3.11, no space, or a folder that cannot be written.
        DoccanoUnreachable: the package registry is out of reach.
        DoccanoError: the packages did not install for another reason; its last lines are in the message.
    """
    environment = Environment(environment_folder(lock))
    folder, marker = environment.folder, environment.folder / "complete"
    if marker.exists() and environment.python.exists():
        return environment
    with writing(folder.parent), one_at_a_time(folder.with_suffix(".lock"), say):
        if marker.exists() and environment.python.exists():
            return environment
        _check_space(folder.parent)
        shutil.rmtree(folder, ignore_errors=True)
        make_folder(folder)
        _install(environment, lock, say)
        marker.write_text(f"doccano {doccano_version(lock)}\n", encoding="utf-8")
    return environment


def make_template(environment: Environment, settings_module: str, extra_path: Path | None, say: Say) -> Path:
    """A folder with a migrated database without users, to copy from; made now (about 10 s) if there is none.

    It belongs to the environment and to the settings: other settings may mean other tables.
    """
    ours = [SITE / "framing_site" / name for name in ("settings.py", "prepare.py", "sqlite/base.py")]
    digest = hashlib.sha256(settings_module.encode())
    for source in [*ours, *(sorted(extra_path.rglob("*.py")) if extra_path else ())]:
        digest.update(source.read_bytes())
    folder = environment.folder / "templates" / digest.hexdigest()[:12]
    marker = folder / "complete"
    if marker.exists():
        return folder
    with writing(folder.parent), one_at_a_time(folder.with_suffix(".lock"), say):
        if not marker.exists():
            say("Preparing an empty Doccano database (once).")
            shutil.rmtree(folder, ignore_errors=True)
            make_folder(folder)
            (folder / "secrets.json").write_text('{"secret_key": "only-to-migrate"}', encoding="utf-8")
            migrate(environment, folder, settings_module, extra_path)
            marker.touch()
    return folder


def migrate(environment: Environment, home: Path, settings_module: str, extra_path: Path | None) -> None:
    """Bring the database of `home` to the schema of the environment's Doccano."""
    command = [str(environment.python), "-m", "framing_site.prepare"]
    variables = server_variables(environment, home, settings_module, extra_path)
    done = subprocess.run(command, cwd=home, env=variables, capture_output=True, text=True, check=False)
    if done.returncode:
        raise _failure("Doccano's database could not be prepared", home, done.stderr)


def server_variables(
    environment: Environment, home: Path, settings_module: str, extra_path: Path | None, auto_labelling: str = ""
) -> dict[str, str]:
    """All variables that Doccano's process gets. The user's own do not reach it: some would change its settings.

    `auto_labelling` names the hosts that automatic labelling may send texts to; it is off if that is empty.
    """
    path = [str(folder) for folder in (SITE, extra_path, environment.backend) if folder is not None]
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR", "TZ") if name in os.environ}
    return {
        **kept,
        "PYTHONPATH": os.pathsep.join(path),
        "PYTHONNOUSERSITE": "1",
        "PYTHONUTF8": "1",
        "DJANGO_SETTINGS_MODULE": settings_module,
        "DOCCANO_HOME": str(home),
        "PYTHONSAFEPATH": "1",  # the folder that the user stands in may hold a config.py, and so does Doccano
        "DATABASE_URL": "sqlite://",  # the settings name the file; a path with a # or a % would not survive a URL
        "DEBUG": "False",
        # Each check of a password takes 19 MiB; without this glibc keeps as much for every thread, for ever.
        "MALLOC_MMAP_THRESHOLD_": "4194304",
        "STANDALONE": "True",
        "FRAMING_AUTO_LABELLING": auto_labelling,
    }


@contextlib.contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Make the folder, for its owner only, and say which one it is when it cannot be written."""
    try:
        make_folder(folder)
        yield
    except OSError as problem:
        reason = problem.strerror or str(problem)
        raise InputError(
            f"{problem.filename or folder}: {reason}. The local Doccano needs a folder it can write to; "
            "free some space, or choose another place with FRAMING_HOME."
        ) from problem


def make_folder(folder: Path) -> None:
    """Make the folder and those above it that are missing, each for its owner only, whatever the umask."""
    missing = [part for part in (folder, *folder.parents) if not part.exists()]
    for part in reversed(missing):
        part.mkdir(mode=0o700, exist_ok=True)  # of mkdir(parents=True) only the last one would have the mode
    folder.mkdir(mode=0o700, exist_ok=True)  # says so if it is a file


@contextlib.contextmanager
def one_at_a_time(lock_file: Path, say: Say) -> Iterator[None]:
    """Hold the lock; if another framing holds it, say so and wait for it."""
    lock = filelock.FileLock(lock_file)
    try:
        lock.acquire(timeout=0.2)
    except filelock.Timeout:
        say("Another framing is at work on the same folder; waiting for it.")
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


def _check_space(folder: Path) -> None:
    free = shutil.disk_usage(folder).free
    if free < _SPACE_NEEDED:
        raise InputError(
            f"{folder} has {free // 1_000_000} MB free; Doccano's environment needs {_SPACE_NEEDED // 1_000_000} MB. "
            "Free some space, or choose another place with FRAMING_HOME."
        )


def _install(environment: Environment, lock: Path, say: Say) -> None:
    uv = find_uv()
    python = find_python(uv, say)
    say(f"Installing Doccano {doccano_version(lock)} into an environment of its own (once, about 530 MB).")
    _run_uv([uv, "venv", "--no-project", "--python", python, environment.folder / "venv"], environment.folder)
    _run_uv(
        [uv, "pip", "install", "--python", environment.python, "--require-hashes", "--requirement", lock],
        environment.folder,
    )


def _run_uv(command: Sequence[str | Path], folder: Path) -> None:
    # In the environment's folder, so that no uv.toml or pyproject.toml of the user's project has a say.
    done = subprocess.run(
        [*map(str, command), "--quiet", "--color", "never"],
        cwd=folder,
        env=child_variables(),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise _failure("Doccano's environment could not be made", folder, done.stderr)


_NO_NETWORK = re.compile(
    r"error sending request|failed to fetch|could not connect|dns error|timed out|connection refused"
    r"|offline|network connectivity|client error \(connect\)",
    re.IGNORECASE,
)
_NO_WRITING = re.compile(r"no space left|permission denied|read-only file system|disk quota", re.IGNORECASE)


def _failure(what: str, folder: Path, stderr: str) -> FramingError:
    """The error that the last lines of a child process stand for."""
    last = " ".join(line.strip() for line in stderr.strip().splitlines()[-6:])[-600:]
    if _NO_WRITING.search(stderr):
        return InputError(
            f"{what} in {folder}: {last}. Free some space there, or choose another place with FRAMING_HOME."
        )
    if _NO_NETWORK.search(stderr):
        return DoccanoUnreachable(
            f"{what}: the package registry cannot be reached ({last}). Check the network, or name a mirror in "
            "UV_DEFAULT_INDEX, then run the same command again."
        )
    return DoccanoError(f"{what} in {folder}: {last}")
