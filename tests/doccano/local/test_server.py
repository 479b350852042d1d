"""The local server's parts that need no server: ports, processes, secrets, the making of the environment."""

import errno
import hashlib
import itertools
import json
import os
import re
import shutil
import socket
import stat
import subprocess
import sys
import zipfile
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import platformdirs
import psutil
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from framing.doccano.local import environment, instance, process, python311, server
from framing.errors import DoccanoError, DoccanoUnreachable, InputError


def silent(_: str) -> None:
    pass


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test here reads or writes what belongs to the user."""
    monkeypatch.setenv("FRAMING_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("FRAMING_DOCCANO_ENVIRONMENTS", raising=False)


# ---------------------------------------------------------------- where things are


def test_the_data_folder_is_the_one_that_is_asked_for(tmp_path: Path) -> None:
    assert server.data_folder() == tmp_path / "home"
    assert server.instance_folder("spring") == tmp_path / "home" / "doccano" / "instances" / "spring"


def test_without_being_asked_the_data_folder_is_where_the_system_keeps_such(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FRAMING_HOME")
    assert server.data_folder() == platformdirs.user_data_path("framing")


@pytest.mark.parametrize(
    "name",
    ["", ".", "..", "../../elsewhere", "a/b", "/etc", "a\\b", "-x", "_x", ".x", "a b", "a\n", "a\x00", "ä", "x" * 65],
)
@pytest.mark.security
def test_a_name_that_is_a_way_to_another_folder_or_hard_to_type_is_refused(name: str) -> None:
    with pytest.raises(InputError, match=r"no name for a local server. Take letters"):
        server.instance_folder(name)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=70))
@pytest.mark.security
def test_an_instance_lies_right_below_the_folder_of_instances_or_is_refused(name: str) -> None:
    above = server.data_folder() / "doccano" / "instances"
    try:
        found = server.instance_folder(name)
    except InputError:
        return
    assert Path(os.path.normpath(found)).parent == above


@pytest.mark.security
def test_a_password_does_not_stand_in_what_is_printed() -> None:
    shown = server.LocalServer("http://127.0.0.1:1", Path("x"), 1, "framing", "quiet-harbour-42", started=True)
    assert "quiet-harbour-42" not in repr(shown)
    assert "quiet-harbour-42" not in str(shown)


# ---------------------------------------------------------------- ports


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def test_a_port_that_is_taken_is_named_with_what_to_do(taken: int) -> None:
    with pytest.raises(DoccanoError, match=rf"Port {taken} .* Choose another with --port"):
        process.bind(taken)


def test_a_number_that_is_no_port_is_refused() -> None:
    with pytest.raises(DoccanoError, match="70000"):
        process.bind(70_000)


def test_without_a_port_the_next_free_one_is_taken(taken: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "DEFAULT_PORT", taken)
    with process.bind(None) as listener:
        host, port = listener.getsockname()
    assert host == "127.0.0.1"
    assert port != taken


def test_what_is_not_doccano_does_not_count_as_an_answer(taken: int) -> None:
    assert not process.answers(taken, timeout_s=0.2)  # it listens and says nothing
    with process.bind(None) as free:
        assert not process.answers(free.getsockname()[1], timeout_s=0.2)


# ---------------------------------------------------------------- processes


@pytest.fixture
def stranger() -> Iterator[psutil.Process]:
    """A process that is not ours."""
    with subprocess.Popen(["sleep", "60"]) as child:
        yield psutil.Process(child.pid)
        child.kill()


def state_of(home: Path, pid: int, created: float) -> None:
    home.mkdir(parents=True, exist_ok=True)
    (home / "server.json").write_text(json.dumps({"pid": pid, "created": created, "port": 1}), encoding="utf-8")


@pytest.mark.security
def test_a_stranger_with_the_number_of_our_server_is_left_alone(tmp_path: Path, stranger: psutil.Process) -> None:
    state_of(tmp_path / "same", stranger.pid, stranger.create_time())
    assert server.down(tmp_path / "same") is False
    assert stranger.is_running()
    assert server.running(tmp_path / "same") is None


@pytest.fixture
def ours() -> Iterator[psutil.Process]:
    """A process whose command line is that of a server of ours."""
    code = "print('up', flush=True); import time; time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", code, "framing_site"], stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()
        yield psutil.Process(child.pid)
        child.kill()


def test_a_later_process_with_the_number_of_our_server_is_not_our_server(ours: psutil.Process) -> None:
    assert process.find(process.Identity(ours.pid, ours.create_time())) == ours
    assert process.find(process.Identity(ours.pid, ours.create_time() - 60)) is None


@pytest.mark.parametrize("chdir", [True, False])
def test_a_copy_of_a_folder_does_not_stop_the_server_of_the_other_one(tmp_path: Path, chdir: bool) -> None:
    home, copy, moved = tmp_path / "class", tmp_path / "copy", tmp_path / "moved"
    code = "print('up', flush=True); import time; time.sleep(60)"
    command = [sys.executable, "-c", code, "framing_site", *([] if chdir else ["--chdir", str(home)])]
    (tmp_path / "before").mkdir()
    home.mkdir()
    where = home if chdir else tmp_path / "before"  # it goes to its folder a moment after it was started
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=where) as child:
        try:
            assert child.stdout is not None
            child.stdout.readline()
            ours = psutil.Process(child.pid)
            state_of(home, ours.pid, ours.create_time())
            shutil.copytree(home, copy)
            assert server.down(copy) is False
            assert ours.is_running()
            if chdir:
                home.rename(moved)
            assert server.down(moved if chdir else home) is True
            assert not ours.is_running()
        finally:
            child.kill()


def test_a_process_that_does_not_heed_is_ended_by_force() -> None:
    code = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as stubborn:
        assert stubborn.stdout is not None
        stubborn.stdout.readline()
        process.stop(psutil.Process(stubborn.pid), patience_s=0.2)
        assert not psutil.pid_exists(stubborn.pid)


def test_stopping_what_was_never_started_makes_no_folder(tmp_path: Path) -> None:
    assert server.down(tmp_path / "none") is False
    assert server.running(tmp_path / "none") is None
    assert server.status(tmp_path / "none").running is False
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"pid": 1}', '{"pid": "x", "created": 1, "port": 2}'])
def test_a_damaged_state_file_counts_as_no_server(tmp_path: Path, content: str) -> None:
    (tmp_path / "server.json").write_text(content, encoding="utf-8")
    assert server.running(tmp_path) is None


# ---------------------------------------------------------------- faults of the folder


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("here already", encoding="utf-8")
    with pytest.raises(InputError, match=re.escape(str(tmp_path / "file")) + r".*FRAMING_HOME"):
        server.up(tmp_path / "file" / "home", say=silent)


@pytest.mark.parametrize(
    ("code", "reason"), [(errno.EACCES, "Permission denied"), (errno.ENOSPC, "No space left on device")]
)
def test_a_file_that_cannot_be_written_is_named_with_the_reason(tmp_path: Path, code: int, reason: str) -> None:
    file = tmp_path / "db.sqlite3"
    with pytest.raises(InputError, match=f"{re.escape(str(file))}: {reason}"), environment.writing(tmp_path):
        raise OSError(code, os.strerror(code), str(file))


def test_a_full_disk_is_told_before_anything_is_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment.shutil, "disk_usage", lambda _: SimpleNamespace(free=17_000_000))
    with pytest.raises(InputError, match=r"has 17 MB free; .* needs 1000 MB"):
        environment.make_environment(silent)
    assert not list((tmp_path / "home").rglob("venv"))


def test_damaged_secrets_are_named_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "secrets.json").write_text('{"username": "framing"', encoding="utf-8")
    (tmp_path / "secrets.json").chmod(0o600)
    with pytest.raises(InputError, match=r"secrets\.json is damaged\. Delete it"):
        instance.read_secrets(tmp_path)


@pytest.mark.security
def test_secrets_are_drawn_once_for_their_owner_only_and_differ(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    first, second = instance.read_secrets(tmp_path / "a"), instance.read_secrets(tmp_path / "b")
    assert instance.read_secrets(tmp_path / "a") == first
    assert first["password"] != second["password"]
    assert first["secret_key"] != second["secret_key"]
    assert stat.S_IMODE((tmp_path / "a" / "secrets.json").stat().st_mode) == 0o600


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o666])
@pytest.mark.security
def test_secrets_that_others_may_read_or_write_are_refused_with_what_to_do(tmp_path: Path, mode: int) -> None:
    drawn = instance.read_secrets(tmp_path)
    (tmp_path / "secrets.json").chmod(mode)
    with pytest.raises(InputError, match=r"secrets\.json is open to other users .*Delete it and run .*chmod 600"):
        instance.read_secrets(tmp_path)
    (tmp_path / "secrets.json").chmod(0o600)
    assert instance.read_secrets(tmp_path) == drawn


@pytest.mark.security
def test_secrets_of_another_user_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    instance.read_secrets(tmp_path)
    mine = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: mine + 1)
    with pytest.raises(InputError, match=r"secrets\.json belongs to another user.* Delete it"):
        instance.read_secrets(tmp_path)


@pytest.mark.parametrize("content", [{"secret_key": "a", "username": "b", "password": 1}, {"secret_key": ""}, [], "x"])
def test_secrets_of_another_shape_are_damaged(tmp_path: Path, content: object) -> None:
    path = tmp_path / "secrets.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    path.chmod(0o600)
    with pytest.raises(InputError, match=r"secrets\.json is damaged\. Delete it"):
        instance.read_secrets(tmp_path)


@pytest.mark.security
def test_a_link_in_the_place_of_the_secrets_is_refused_and_draws_none(tmp_path: Path) -> None:
    (tmp_path / "secrets.json").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(InputError, match=r"secrets\.json is not a file"):
        instance.read_secrets(tmp_path)
    assert not (tmp_path / "elsewhere").exists()


# ---------------------------------------------------------------- a folder that is not for us

COMMANDS = [lambda home: server.up(home, say=silent), server.down, server.running, server.status]


@pytest.fixture
def uninstalled(monkeypatch: pytest.MonkeyPatch) -> None:
    """A call that gets as far as making the environment has gone too far."""

    def made(*_: object) -> None:
        pytest.fail("The folder was taken.")

    monkeypatch.setattr(server, "make_environment", made)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("name", ["start.log", "server.log", "lock", "db.sqlite3.new", "media", "server.json"])
@pytest.mark.usefixtures("uninstalled")
@pytest.mark.security
def test_a_link_in_the_folder_is_named_and_its_target_stays_as_it_is(tmp_path: Path, name: str, command: Any) -> None:
    victim = tmp_path / "victim"
    victim.write_text("kept", encoding="utf-8")
    home = tmp_path / "instance"
    home.mkdir(mode=0o700)
    (home / name).symlink_to(victim)
    with pytest.raises(InputError, match=rf"{name} is a link\..*FRAMING_HOME"):
        command(home)
    assert victim.read_text(encoding="utf-8") == "kept"


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.usefixtures("uninstalled")
@pytest.mark.security
def test_a_folder_that_is_a_link_is_refused_and_the_other_folder_keeps_its_mode(tmp_path: Path, command: Any) -> None:
    other = tmp_path / "other"
    (other / "media").mkdir(parents=True)
    other.chmod(0o755)
    (tmp_path / "instance").symlink_to(other)
    with pytest.raises(InputError, match=r"instance is a link\..*FRAMING_HOME"):
        command(tmp_path / "instance")
    assert stat.S_IMODE(other.stat().st_mode) == 0o755


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.usefixtures("uninstalled")
@pytest.mark.security
def test_a_folder_of_another_user_is_refused(tmp_path: Path, command: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: mine + 1)
    with pytest.raises(InputError, match=f"{re.escape(str(tmp_path))} belongs to another user"):
        command(tmp_path)


@pytest.fixture
def closed(tmp_path: Path) -> Iterator[Path]:
    """A folder that may not be read: not by its owner, and if that is root, by somebody else."""
    home = tmp_path / "closed"
    home.mkdir(mode=0)
    if os.geteuid() == 0:
        os.seteuid(65534)
    yield home
    os.seteuid(os.getuid())
    home.chmod(0o700)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.usefixtures("uninstalled")
def test_a_folder_that_may_not_be_read_is_named(closed: Path, command: Any) -> None:
    with pytest.raises(InputError, match=r"closed\S*: Permission denied.*FRAMING_HOME"):
        command(closed)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.usefixtures("uninstalled")
def test_a_folder_in_the_place_of_a_file_is_named(tmp_path: Path, command: Any) -> None:
    (tmp_path / "server.json").mkdir()
    with pytest.raises(InputError, match=r"server\.json: Is a directory"):
        command(tmp_path)


@pytest.mark.security
def test_what_a_server_prints_does_not_overwrite_the_target_of_a_link(tmp_path: Path, taken: int) -> None:
    victim = tmp_path / "victim"
    victim.write_text("kept", encoding="utf-8")
    (tmp_path / "start.log").symlink_to(victim)
    with process.bind(0) as listener, pytest.raises(OSError, match=r"start\.log"):
        process.spawn([sys.executable, "-c", "print('overwritten')"], {}, tmp_path / "start.log", listener)
    assert victim.read_text(encoding="utf-8") == "kept"


@pytest.fixture
def no_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.usefixtures("no_umask")
@pytest.mark.security
def test_each_folder_that_is_made_is_for_its_owner_only_also_without_a_umask(tmp_path: Path) -> None:
    home = tmp_path / "home" / "doccano" / "instances" / "default"
    with environment.writing(home):
        made = [home, *itertools.takewhile(lambda folder: folder != tmp_path, home.parents)]
    assert len(made) == 4
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in made} == {0o700}


# ---------------------------------------------------------------- the environment


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A lock file of one small package called doccano, which lies beside it, and no network."""
    shelf = tmp_path / "shelf" / "doccano"
    shelf.mkdir(parents=True)
    wheel = shelf / "doccano-0.0.1-py3-none-any.whl"
    files = {
        "backend/__init__.py": "",
        "doccano-0.0.1.dist-info/METADATA": "Metadata-Version: 2.1\nName: doccano\nVersion: 0.0.1\n",
        "doccano-0.0.1.dist-info/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "doccano-0.0.1.dist-info/RECORD"
    lines = [
        f"{name},sha256={urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip('=')},{len(text)}"
        for name, text in files.items()
    ]
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, text in {**files, record: "\n".join([*lines, f"{record},,"])}.items():
            archive.writestr(name, text)
    (shelf / "index.html").write_text(f'<a href="{wheel.name}">{wheel.name}</a>', encoding="utf-8")
    lock = tmp_path / "small.lock"
    lock.write_text(f"doccano==0.0.1 --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n")
    monkeypatch.setattr(environment, "find_python", lambda uv, say: Path(sys.executable))
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("UV_HTTP_RETRIES", "0")
    monkeypatch.setenv("UV_DEFAULT_INDEX", "http://127.0.0.1:9/simple")  # the discard port: nobody is there
    return lock


def open_shelf(lock: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the package be found: the network is back."""
    monkeypatch.setenv("UV_DEFAULT_INDEX", (lock.parent / "shelf").as_uri())


def test_without_the_registry_nothing_half_made_is_used_and_the_next_call_finishes(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(DoccanoUnreachable, match="registry cannot be reached") as caught:
        environment.make_environment(silent, small)
    assert caught.value.exit_code == 4
    assert not list(environment.environments_folder().glob("*/complete"))
    open_shelf(small, monkeypatch)
    assert environment.make_environment(silent, small).backend.is_dir()


def test_a_whole_environment_is_used_as_it_is_and_half_a_one_is_made_again(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_shelf(small, monkeypatch)
    said: list[str] = []
    made = environment.make_environment(said.append, small)
    assert environment.make_environment(said.append, small) == made
    assert len(said) == 1  # the second call had nothing to tell
    (made.folder / "complete").unlink()  # as if interrupted
    (made.folder / "left-over").touch()
    assert environment.make_environment(said.append, small) == made
    assert not (made.folder / "left-over").exists()


@pytest.mark.security
def test_a_package_with_another_hash_is_not_installed(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_shelf(small, monkeypatch)
    small.write_text(f"doccano==0.0.1 --hash=sha256:{'0' * 64}\n", encoding="utf-8")
    with pytest.raises(DoccanoError, match=f"Expected.*{'0' * 64}"):
        environment.make_environment(silent, small)


def test_another_lock_file_is_another_environment(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_shelf(small, monkeypatch)
    first = environment.make_environment(silent, small)
    small.write_text("# a comment\n" + small.read_text(encoding="utf-8"), encoding="utf-8")
    assert environment.make_environment(silent, small).folder != first.folder


@pytest.mark.security
def test_the_lock_names_each_package_with_hashes_and_no_place_to_get_it_from() -> None:
    text = environment.LOCK.read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=[a-z])", text.strip())
    assert len(blocks) > 100
    assert all(re.match(r"[a-z0-9.-]+==\S+", block) and "--hash=sha256:" in block for block in blocks)
    assert "://" not in text
    versions = dict(re.findall(r"^([a-z0-9-]+)==(\d+)", text, re.MULTILINE))
    # facts of doccano 1.8.4: later ones of these three do not start
    assert int(versions["marshmallow"]) < 4
    assert int(versions["numpy"]) < 2
    assert int(versions["setuptools"]) < 81


@pytest.mark.security
def test_what_the_user_has_set_does_not_reach_doccano(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("SECRET_KEY", "DATABASE_URL", "EMAIL_HOST", "PYTHONSTARTUP", "DJANGO_SETTINGS_MODULE"):
        monkeypatch.setenv(name, "of-the-user")
    backend = tmp_path / "venv" / "lib" / "python3.11" / "site-packages" / "backend"
    backend.mkdir(parents=True)
    given = environment.server_variables(environment.Environment(tmp_path), tmp_path, "framing_site.settings", None)
    assert "of-the-user" not in given.values()
    assert given["DJANGO_SETTINGS_MODULE"] == "framing_site.settings"


# ---------------------------------------------------------------- Python 3.11


def program(path: Path, script: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine whose only Python is a later one."""
    monkeypatch.setattr(python311, "sys", SimpleNamespace(version_info=(3, 13), executable=sys.executable))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    monkeypatch.setattr(python311, "_HOMEBREW", tmp_path / "homebrew")
    program(tmp_path / "bin" / "uv", "echo 'error: no download today' >&2; exit 2")
    return tmp_path


def test_a_shim_that_fails_is_passed_over_for_one_that_starts(machine: Path) -> None:
    shim = program(machine / "bin" / "python3.11", "echo 'pyenv: python3.11: command not found'; exit 127")
    real = program(machine / "pyenv" / "versions" / "3.11.9" / "bin" / "python", "echo cpython 3 11")
    assert not python311.works(shim)
    assert python311.find_python(str(machine / "bin" / "uv"), silent) == real


def test_another_version_under_the_name_is_not_taken(machine: Path) -> None:
    assert not python311.works(program(machine / "bin" / "python3.11", "echo cpython 3 12"))
    assert not python311.works(program(machine / "bin" / "python3.11", "echo pypy 3 11"))
    assert not python311.works(machine / "bin" / "absent")


def test_what_uv_knows_is_taken_when_there_is_no_other(machine: Path) -> None:
    known = program(machine / "uv-pythons" / "python3.11", "echo cpython 3 11")
    uv = program(machine / "bin" / "uv", f'test "$2" = find && echo {known}')
    assert python311.find_python(str(uv), silent) == known


def test_without_any_the_message_says_what_to_install(machine: Path) -> None:
    with pytest.raises(InputError, match=r"uv python install 3\.11.*no download today"):
        python311.find_python(str(machine / "bin" / "uv"), silent)
