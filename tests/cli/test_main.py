"""The entry: exit codes, and that whatever a reader can cause ends in a message and not in a traceback."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest

from framing import __version__
from framing.cli import main as entry
from framing.errors import DoccanoUnreachable, GateFailed, InputError, NotEnoughData, PartlyDone


def test_the_version_is_that_of_the_package(run) -> None:
    ran = run("--version")
    assert (ran.code, ran.out) == (0, f"framing, version {__version__}\n")


def test_help_names_every_command_in_the_order_of_the_work(run) -> None:
    words = [line.split()[0] for line in run("--help").out.partition("Commands:")[2].splitlines() if line.strip()]
    line = ["ingest", "push", "pull", "agree", "train", "evaluate", "score", "report"]
    assert [word for word in words if word in line] == line


@pytest.mark.parametrize("name", list(entry.main.commands))
def test_the_help_of_every_command_has_an_example_to_copy(run, name: str) -> None:
    ran = run(name, "--help")
    assert ran.code == 0
    if name != "server":  # a group: its commands have theirs
        assert f"Example: framing {name}" in ran.out


@pytest.mark.parametrize("name", ["up", "down", "status"])
def test_the_help_of_every_server_command_has_an_example(run, name: str) -> None:
    assert f"Example: framing server {name}" in run("server", name, "--help").out


@pytest.mark.parametrize("arguments", [["dance"], ["ingest"], ["agree", "--at-least", "high"], ["--dance"], []])
def test_wrong_usage_exits_2(run, arguments: list[str]) -> None:
    ran = run(*arguments)
    assert ran.code == 2
    assert "Usage: framing" in ran.err
    assert ran.out == ""


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (InputError("Fix it."), 3),
        (NotEnoughData("Collect more."), 3),
        (DoccanoUnreachable("Start it."), 4),
        (GateFailed("Too low."), 5),
        (PartlyDone("One was set aside."), 6),
    ],
)
def test_what_the_reader_can_act_on_is_one_line_and_has_its_exit_code(
    run, monkeypatch: pytest.MonkeyPatch, error: Exception, code: int
) -> None:
    def fail(**_: object) -> None:
        raise error

    monkeypatch.setattr(entry.main.commands["init"], "callback", fail)
    ran = run("init")
    assert (ran.code, ran.out, ran.err) == (code, "", f"Error: {error}\n")


@pytest.mark.parametrize("error", [KeyboardInterrupt(), click.Abort()])
def test_an_interruption_exits_130_and_says_that_nothing_is_lost(
    run, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    def fail(**_: object) -> None:
        raise error

    monkeypatch.setattr(entry.main.commands["init"], "callback", fail)
    ran = run("init")
    assert ran.code == 130
    assert "Nothing is lost" in ran.err


def test_what_nobody_expected_keeps_its_traceback(run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(entry.main.commands["init"], "callback", fail)
    with pytest.raises(ZeroDivisionError):
        run("init")


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (PermissionError(13, "Permission denied", "out/a\x1b.jsonl"), r"Error: out/a\x1b.jsonl: Permission denied."),
        (OSError(36, "File name too long", Path("x")), "Error: x: File name too long."),
        (OSError(28, "No space left on device"), "Error: No space left on device."),
        (OSError("odd"), "Error: odd."),
        (
            UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates not allowed"),
            "Error: A text holds bytes or characters that are not UTF-8 (surrogates not allowed). Save it as UTF-8.",
        ),
        (RecursionError("deep"), "Error: What was read nests too deep. Look for long runs of brackets in it."),
    ],
)
def test_what_a_file_can_cause_anywhere_is_one_line(
    run, monkeypatch: pytest.MonkeyPatch, error: Exception, says: str
) -> None:
    def fail(**_: object) -> None:
        raise error

    monkeypatch.setattr(entry.main.commands["init"], "callback", fail)
    ran = run("init")
    assert (ran.code, ran.out, ran.err) == (3, "", f"{says}\n")


def test_what_would_steer_a_terminal_is_shown_in_errors(run, tmp_path: Path) -> None:
    for arguments, code in ((["-C", tmp_path / "\x1b[2J\x9b", "codebook"], 3), (["--\x1b[2J\x9b"], 2)):
        ran = run(*arguments)
        assert ran.code == code
        assert r"\x1b[2J\x9b" in ran.err
        assert "\x1b" not in ran.err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
@pytest.mark.parametrize("command", ["codebook --json", "codebook", "--version", "codebook --help"])
def test_a_standard_output_that_takes_nothing_is_one_line(made_once: Path, command: str) -> None:
    with Path("/dev/full").open("w") as full:
        arguments = [sys.executable, "-m", "framing", "-C", str(made_once), *command.split()]
        ran = subprocess.run(arguments, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60, check=False)
    assert (ran.returncode, ran.stderr) == (3, "Error: No space left on device.\n")


@pytest.mark.skipif(os.name != "posix", reason="limits of POSIX")
@pytest.mark.parametrize(
    "arguments",
    [["-C", "x" * 5000, "codebook"], ["init", "x" * 5000], ["init", "a/" * 3000], ["ingest", "x" * 5000]],
)
def test_a_name_that_is_too_long_is_named(run, tmp_path: Path, monkeypatch, arguments: list[str]) -> None:
    monkeypatch.chdir(tmp_path)
    ran = run(*arguments)
    assert ran.code == 3
    assert "File name too long" in ran.err
    assert len(ran.err.splitlines()) == 1


@pytest.mark.parametrize("name", ["out", "codebook", "ledger", "models"])
@pytest.mark.parametrize("command", ["codebook", "agree", "train", "score", "report", "ingest SEED"])
def test_a_long_path_in_the_settings_is_no_crash(run, study: Path, repository: Path, name: str, command: str) -> None:
    with (study / "framing.toml").open("w", encoding="utf-8") as file:
        file.write(f"[project]\n{name} = '{'y' * 5000}'\n")
    seed = str(next((repository / "seeds").glob("*.txt")))
    ran = run("-C", study, *command.replace("SEED", seed).split(" "))
    assert ran.code == 0 or "File name too long" in ran.err


def test_an_input_that_cannot_be_read_is_blamed_and_not_the_output(run, empty: Path, monkeypatch) -> None:
    from framing.corpus import ingest

    def broken(*_: object) -> None:
        raise OSError(5, "Input/output error", "disk/a.txt")

    monkeypatch.setattr(ingest.Source, "reading", broken)
    (empty / "a.txt").write_text("Text.")
    ran = run("-C", empty, "ingest", empty / "a.txt")
    assert (ran.code, ran.err) == (3, "Error: disk/a.txt: Input/output error.\n")


@pytest.mark.skipif(os.name != "posix", reason="pipes of POSIX")
def test_a_reader_that_stops_reading_is_no_error(made_once: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "framing", "-C", str(made_once), "codebook", "--json"]
    ran = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, text=True, timeout=60, check=False)
    os.close(writing)
    assert (ran.returncode, ran.stderr) == (0, "")


# Every command that needs a project, in a way that would work in a good one.
COMMANDS = ["ingest SEED", "codebook", "push", "pull", "agree", "train", "evaluate", "score", "report", "server status"]


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ("[project]\noutput = 'x'", "no setting 'output'"),
        ("[project\n", "framing.toml"),
        ("[doccano]\npassword = 'geheim-77'", "take the password out"),
        ("[project]\nout = 7", "must be text"),
    ],
)
def test_broken_settings_are_named_by_every_command(
    run, tmp_path: Path, repository: Path, command: str, settings: str, says: str
) -> None:
    (tmp_path / "framing.toml").write_text(settings, encoding="utf-8")
    seed = str(next((repository / "seeds").glob("*.txt")))
    ran = run("-C", tmp_path, *command.replace("SEED", seed).split(" "))
    assert ran.code == 3
    assert says in ran.err
    assert "geheim-77" not in ran.err
    assert ran.out == ""


@pytest.mark.parametrize("command", COMMANDS)
def test_a_folder_that_is_not_there_is_named_by_every_command(run, tmp_path: Path, command: str) -> None:
    ran = run("-C", tmp_path / "nowhere", *command.replace("SEED", "x.txt").split(" "))
    assert ran.code == 3
    assert "nowhere is no folder" in ran.err


@pytest.mark.parametrize("command", ["train", "evaluate", "score", "report"])
def test_a_project_without_sentences_says_what_to_do_next(run, empty: Path, command: str) -> None:
    ran = run("-C", empty, command)
    assert ran.code == 3
    assert "framing ingest FOLDER" in ran.err


@pytest.mark.parametrize("command", ["agree", "train", "evaluate", "report"])
def test_a_project_without_a_ledger_says_what_to_do_next(run, study: Path, command: str) -> None:
    (study / "annotations" / "ledger.jsonl").unlink()
    ran = run("-C", study, command)
    assert ran.code == 3
    assert "Pull the annotators' decisions first: framing pull" in ran.err


@pytest.mark.parametrize("command", ["agree", "train", "evaluate", "report"])
def test_a_ledger_without_a_decision_is_too_little_data(run, study: Path, command: str) -> None:
    (study / "annotations" / "ledger.jsonl").write_text("")
    ran = run("-C", study, command)
    assert ran.code == 3
    assert "holds no decision yet" in ran.err


@pytest.mark.parametrize("command", ["agree", "train", "evaluate", "report"])
def test_a_bad_line_in_the_ledger_is_named(run, study: Path, command: str) -> None:
    with (study / "annotations" / "ledger.jsonl").open("a", encoding="utf-8") as file:
        file.write("{}\n")
    ran = run("-C", study, command)
    assert ran.code == 3
    assert "ledger.jsonl, line 559 has no document_id" in ran.err


@pytest.mark.parametrize("command", ["train", "evaluate", "report", "score"])
def test_a_broken_table_of_sentences_is_named(run, study: Path, command: str) -> None:
    with (study / "out" / "sentences.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"sentence_id": ')
    ran = run("-C", study, command)
    assert ran.code == 3
    assert "sentences.jsonl, line" in ran.err


@pytest.mark.parametrize("command", ["codebook", "train", "evaluate", "report"])
def test_a_broken_codebook_is_named_with_its_line(run, study: Path, command: str) -> None:
    path = study / "annotations" / "codebook.toml"
    text = path.read_text(encoding="utf-8")
    wrong = re.sub(r'(?m)^(name\s*=\s*)"terrorist attack"', r'\1"two\\nlines"', text)
    assert wrong != text
    path.write_text(wrong, encoding="utf-8")
    ran = run("-C", study, command)
    assert ran.code == 3
    assert "codebook.toml, line" in ran.err
    assert "frame 'terrorist_attack'" in ran.err


@pytest.mark.parametrize("command", ["ingest SEED", "score", "report", "train"])
def test_a_folder_that_cannot_be_written_is_named(
    run, study: Path, monkeypatch: pytest.MonkeyPatch, repository: Path, command: str
) -> None:
    # A file where a folder should be stops even root, whom no mode stops.
    (study / "in-the-way").write_text("")
    if command.startswith("ingest"):
        monkeypatch.setenv("FRAMING_OUT", "in-the-way/out")
    options = {"report": ["--out", study / "in-the-way" / "x.html"], "train": ["--model", study / "in-the-way" / "x"]}
    options |= {"score": ["--csv", study / "in-the-way" / "x.csv"]}
    seed = str(next((repository / "seeds").glob("*.txt")))
    ran = run("-C", study, *command.replace("SEED", seed).split(" "), *options.get(command, []))
    assert ran.code == 3
    assert "in-the-way" in ran.err


def entry_point() -> list[str]:
    """What the installed command runs."""
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))
    module, _, name = project["project"]["scripts"]["framing"].partition(":")
    return ["-c", f"import sys; from {module} import {name}; sys.exit({name}())"]


@pytest.mark.parametrize("words", [["-m", "framing"], entry_point()], ids=["module", "command"])
def test_an_interrupt_while_the_program_is_still_loaded_is_no_traceback(tmp_path: Path, words: list[str]) -> None:
    slow = "import signal, time\ntry:\n    signal.raise_signal(signal.SIGINT)\n    time.sleep(20)\n"
    (tmp_path / "click.py").write_text(f"{slow}except BaseException as error:\n    raise ImportError from error\n")
    path = os.pathsep.join([str(tmp_path), *filter(None, [os.environ.get("PYTHONPATH")])])
    ran = subprocess.run(
        [sys.executable, *words, "--version"],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (130, "", "\nInterrupted before anything was begun.\n")
